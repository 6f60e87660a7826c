/** What somebody granted in the dialog. */
export interface Grant {
  accountIds: string[];
  scopes: string[];
  /** A number that stays in the app of a phone, and was shared from there. */
  phoneNumberId?: string;
  atMs: number;
}

export interface IssuedToken extends Grant {
  text: string;
}

/** What happens in and after a sign-up, as the journal keeps it. */
export type SignupChange =
  | { kind: 'code_issued'; code: string; grant: Grant }
  | { kind: 'code_exchanged'; code: string; token: string }
  | { kind: 'register_called'; phoneNumberId: string; atMs: number }
  | { kind: 'registered'; phoneNumberId: string; pin: string }
  | { kind: 'subscribed'; accountId: string; isSubscribed: boolean }
  | { kind: 'app_data_requested'; phoneNumberId: string; syncType: string };

/** What the sign-ups have brought so far. */
export class SignupState {
  /** By code; those that were exchanged have a token. */
  readonly codes = new Map<string, Grant & { token?: string }>();
  /** By number: the PIN by which it was registered. */
  readonly pins = new Map<string, string>();
  /** By number: when `register` was called. */
  readonly registerCalls = new Map<string, number[]>();
  readonly #subscribedAccounts = new Set<string>();
  readonly #appData = new Set<string>();
  readonly #tokens = new Map<string, IssuedToken>();

  findToken(text: string | undefined): IssuedToken | undefined {
    return this.#tokens.get(text ?? '');
  }

  listTokens(): IssuedToken[] {
    return [...this.#tokens.values()];
  }

  isSubscribed(accountId: string): boolean {
    return this.#subscribedAccounts.has(accountId);
  }

  hasRequested(phoneNumberId: string, syncType: string): boolean {
    return this.#appData.has(`${phoneNumberId} ${syncType}`);
  }

  /** When the number was shared from a phone's app; undefined: never. */
  findSharedAtMs(phoneNumberId: string): number | undefined {
    const shared = [...this.codes.values()].filter((one) => one.phoneNumberId === phoneNumberId);
    return shared.at(-1)?.atMs;
  }

  /** Whether it may send and be written to: registered, or in its phone's app and shared from there. */
  isReady({ phoneNumberId, isOnPhone }: { phoneNumberId: string; isOnPhone: boolean }): boolean {
    if (isOnPhone) return this.findSharedAtMs(phoneNumberId) !== undefined;
    return this.pins.has(phoneNumberId);
  }

  apply(change: SignupChange): void {
    if (change.kind === 'code_issued') {
      this.codes.set(change.code, change.grant);
    } else if (change.kind === 'code_exchanged') {
      const grant = this.codes.get(change.code);
      if (!grant) return;
      this.codes.set(change.code, { ...grant, token: change.token });
      this.#tokens.set(change.token, { ...grant, text: change.token });
    } else if (change.kind === 'register_called') {
      const { phoneNumberId, atMs } = change;
      const before = this.registerCalls.get(phoneNumberId) ?? [];
      this.registerCalls.set(phoneNumberId, [...before, atMs]);
    } else if (change.kind === 'registered') {
      this.pins.set(change.phoneNumberId, change.pin);
    } else if (change.kind === 'subscribed') {
      if (change.isSubscribed) this.#subscribedAccounts.add(change.accountId);
      else this.#subscribedAccounts.delete(change.accountId);
    } else {
      this.#appData.add(`${change.phoneNumberId} ${change.syncType}`);
    }
  }
}
