import type { NumberFactsView } from '../../contract/number-facts.ts';
import { toIso } from './connection-summary.ts';
import type { FactKind } from './connection-alarms.ts';

const DAY_MS = 86_400_000;
/** Time enough to notice and to make another token. */
const TOKEN_NOTICE_MS = 7 * DAY_MS;

/** What Meta has told; undefined: nothing of this. Words are Meta's own. */
export interface NumberFacts {
  numberStatus: string | undefined;
  nameStatus: string | undefined;
  isOfficial: boolean | undefined;
  businessVerification: string | undefined;
  messagingLimit: string | undefined;
  throughputLevel: string | undefined;
  paymentMethod: 'added' | 'missing' | 'trouble' | undefined;
  appId: string | undefined;
  businessId: string | undefined;
  token: TokenFacts | undefined;
}

export interface TokenFacts {
  type: string | undefined;
  /** 0: never; undefined: not told. */
  expiresAtMs: number | undefined;
  dataAccessEndsAtMs: number | undefined;
  scopes: readonly string[] | undefined;
}

/** The facts as they are stored. */
export interface KnownFacts extends NumberFacts {
  /** When Meta last answered. */
  checkedAtMs: number;
  /** When it should be asked again. */
  dueAtMs: number;
}

const LIMITING_STATUSES: Readonly<Record<string, string>> = {
  FLAGGED: 'Meta has flagged the number, because customers complain about its messages.',
  RESTRICTED: 'Meta has restricted the number.',
  RATE_LIMITED: 'Meta lets the number send only few messages.',
  BANNED: 'Meta has banned the number.',
  DISCONNECTED: 'Meta says that the number is disconnected from the Cloud API.',
  PENDING: 'The number is not registered for the Cloud API yet.',
  MIGRATED: 'The number has moved to another WhatsApp Business Account.',
  DELETED: 'The number was deleted at Meta.',
};

/** Alarms that facts raise. All others are left alone. */
export const FACT_ALARMS: readonly FactKind[] = ['token_ends', 'number_limited', 'payment_failing'];

/** When the token ends, by its own end or by that of its user's consent; undefined: never, or not told. */
export function findTokenEndMs(token: TokenFacts | undefined): number | undefined {
  const consentEndMs = token?.type === 'USER' ? token.dataAccessEndsAtMs : undefined;
  return token?.expiresAtMs || consentEndMs || undefined;
}

/** What facts say that somebody should act on, in words, by the alarm that it raises. */
export function findAlarms(facts: NumberFacts | undefined, nowMs: number): Map<FactKind, string> {
  const alarms = new Map<FactKind, string>();
  const endMs = findTokenEndMs(facts?.token);
  if (endMs !== undefined && endMs - nowMs < TOKEN_NOTICE_MS) {
    const key = facts?.token?.type === 'USER' ? 'access token is a guest key: it' : 'access token';
    const verb = endMs > nowMs ? 'stops' : 'stopped';
    alarms.set(
      'token_ends',
      `The ${key} ${verb} on ${toWords(endMs)}. An admin can extend or replace it in Settings.`,
    );
  }
  const limit = LIMITING_STATUSES[facts?.numberStatus ?? ''];
  if (limit !== undefined) {
    alarms.set('number_limited', `${limit} «Check the connection» in Settings tells what to do.`);
  }
  if (facts?.paymentMethod === 'trouble') {
    alarms.set(
      'payment_failing',
      'Meta finds no payment method that works, so templates are not delivered. Add one to the WhatsApp account at Meta.',
    );
  }
  return alarms;
}

/** Facts as the settings screen gets them. */
export function toFactsView(facts: KnownFacts | undefined): NumberFactsView {
  const endMs = findTokenEndMs(facts?.token);
  return {
    verificationLevel: verificationOf(facts),
    numberStatus: facts?.numberStatus ?? null,
    nameStatus: facts?.nameStatus ?? null,
    messagingLimit: facts?.messagingLimit ?? null,
    throughputLevel: facts?.throughputLevel ?? null,
    paymentMethod: facts?.paymentMethod ?? null,
    tokenKind: tokenKindOf(facts?.token),
    tokenExpiresAt: toIso(endMs),
    tokenScopes: facts?.token?.scopes ? [...facts.token.scopes] : null,
    appId: facts?.appId ?? null,
    businessId: facts?.businessId ?? null,
    checkedAt: toIso(facts?.checkedAtMs || undefined),
  };
}

function verificationOf(facts: NumberFacts | undefined): NumberFactsView['verificationLevel'] {
  if (facts?.isOfficial) return 'official';
  const told = facts?.businessVerification?.toUpperCase();
  if (told === undefined) return null;
  if (told === 'VERIFIED') return 'verified';
  return told.startsWith('PENDING') ? 'pending' : 'unverified';
}

function tokenKindOf(token: TokenFacts | undefined): NumberFactsView['tokenKind'] {
  if (token?.expiresAtMs === undefined) return null;
  if (token.type === 'USER') return 'temporary';
  return findTokenEndMs(token) === undefined ? 'permanent' : 'expiring';
}

/** «22 November 2026, 14:05 UTC»: whoever reads it may be anywhere. */
function toWords(atMs: number): string {
  const moment = new Date(atMs);
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return `${day.format(moment)}, ${moment.toISOString().slice(11, 16)} UTC`;
}
