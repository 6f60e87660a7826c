import type { GraphClient, GraphPhoneNumber } from '../../whatsapp/graph-client.ts';
import type { CheckOutcome, ConnectionCandidate, ConnectionChecker } from './connection-checker.ts';

/** Meta's permanent tokens have 200 or more characters; a much shorter one was probably cut off. */
const USUAL_TOKEN_LENGTH = 200;
const SUSPICIOUS_TOKEN_LENGTH = 100;

const TOKEN_REFUSED_CODES = new Set([0, 102, 190]);
const APP_SECRET_PATTERN = /appsecret_proof/i;

/**
 * Checks credentials by asking Meta for the number they name, then whether the number is in the
 * account they name.
 */
export class GraphConnectionChecker implements ConnectionChecker {
  readonly #graph: Pick<GraphClient, 'getPhoneNumber' | 'getBusinessAccount'>;

  constructor(graph: Pick<GraphClient, 'getPhoneNumber' | 'getBusinessAccount'>) {
    this.#graph = graph;
  }

  async check(candidate: ConnectionCandidate): Promise<CheckOutcome> {
    const number = await this.#graph.getPhoneNumber(candidate);
    if (number.kind === 'refused') {
      return explainRefusal(number.error.code, number.error.message, candidate, 'phoneNumberId');
    }
    if (number.kind !== 'ok') return { kind: 'unreachable', reason: number.reason };
    const account = await this.#graph.getBusinessAccount(candidate);
    if (account.kind === 'refused') {
      return explainRefusal(account.error.code, account.error.message, candidate, 'businessAccountId');
    }
    if (account.kind !== 'ok') return { kind: 'unreachable', reason: account.reason };
    return { kind: 'working', profile: toProfile(number.value) };
  }
}

function toProfile(number: GraphPhoneNumber) {
  return {
    verifiedName: number.verified_name,
    displayPhoneNumber: number.display_phone_number,
    qualityRating: number.quality_rating,
  };
}

function explainRefusal(
  code: number,
  message: string,
  candidate: ConnectionCandidate,
  idField: 'phoneNumberId' | 'businessAccountId',
): CheckOutcome {
  if (APP_SECRET_PATTERN.test(message)) {
    return {
      kind: 'refused',
      field: 'appSecret',
      error: 'Invalid App Secret',
      message: 'This app secret does not belong to the app of the access token. Copy it again.',
    };
  }
  if (TOKEN_REFUSED_CODES.has(code)) {
    return {
      kind: 'refused',
      field: 'accessToken',
      error: 'Invalid Access Token',
      message: explainToken(candidate.accessToken),
    };
  }
  if (code === 10 || (code >= 200 && code <= 299)) {
    return {
      kind: 'refused',
      field: 'accessToken',
      error: 'Missing Permission',
      message:
        'Meta knows this token, but it may not use this number. Give its system user the WhatsApp account and both WhatsApp permissions.',
    };
  }
  const what = idField === 'phoneNumberId' ? 'phone number' : 'WhatsApp Business Account';
  return {
    kind: 'refused',
    field: idField,
    error: idField === 'phoneNumberId' ? 'Invalid Phone Number ID' : 'Invalid Business Account ID',
    message: `Meta finds no ${what} with this ID that the token may see. Check the ID, and that the token belongs to the same business.`,
  };
}

function explainToken(token: string): string {
  if (token.length >= SUSPICIOUS_TOKEN_LENGTH) {
    return 'Meta does not accept this token. It may have expired or been withdrawn. Make a new permanent one.';
  }
  return (
    'Meta does not accept this token. It may be cut off: tokens usually have ' +
    `${USUAL_TOKEN_LENGTH} or more characters, this one has ${token.length}. Copy it again in full.`
  );
}
