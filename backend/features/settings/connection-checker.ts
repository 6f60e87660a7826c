/** Credentials as far as a check needs them. */
export interface ConnectionCandidate {
  phoneNumberId: string;
  businessAccountId: string;
  accessToken: string;
  appSecret: string | undefined;
  apiVersion: string;
}

/** What Meta says about a number. */
export interface NumberProfile {
  verifiedName: string | undefined;
  displayPhoneNumber: string | undefined;
  qualityRating: string | undefined;
}

export type CheckOutcome =
  | { kind: 'working'; profile: NumberProfile }
  /** Meta answered that the credentials do not work as they are. */
  | {
      kind: 'refused';
      /** The form's field that has to change. */
      field: 'accessToken' | 'phoneNumberId' | 'businessAccountId' | 'appSecret';
      /** A few words, for the test's answer. */
      error: string;
      /** What happened and what to do. */
      message: string;
      /**
       * Meta takes the token and refuses something else: nobody has to connect again. Only a refusal
       * without this turns the light red.
       */
      isTokenGood?: true;
    }
  /** No verdict: Meta could not be reached or has a fault of its own. */
  | { kind: 'unreachable'; reason: string };

/** Asks Meta whether credentials work. Never throws for what Meta or the network does. */
export interface ConnectionChecker {
  check(candidate: ConnectionCandidate): Promise<CheckOutcome>;
}
