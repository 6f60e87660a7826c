import { ok, problem, unknown, unknownBecause, warning } from './check.ts';
import type { Check } from './check.ts';
import { SCOPES, isAccessRefusal, isProofRefusal, isTokenRefusal } from './doctor-facts.ts';
import { links } from './links.ts';

const DAY_MS = 86_400_000;
/** Time enough to notice and to make another token. */
const EXPIRY_NOTICE_MS = 14 * DAY_MS;
/** Subcode of 190: the token's time is over. */
const EXPIRED_SUBCODE = 463;

const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
const newToken = () => ({
  fix: 'Make a token that never ends for a system user at Meta, and save it in Settings.',
  link: links.systemUsers(),
});

/** Whether the key fits, how long it lasts, and what it opens. */
export const tokenChecks: readonly Check[] = [
  {
    id: 'access_token',
    examine({ entry }) {
      if (entry.kind === 'ok' || isAccessRefusal(entry))
        return ok('Meta accepts the access token.');
      if (!isTokenRefusal(entry) || isProofRefusal(entry)) return unknownBecause(entry);
      const isOver = entry.kind === 'refused' && entry.error.subcode === EXPIRED_SUBCODE;
      return problem(
        isOver
          ? 'The access token’s time is over.'
          : 'Meta does not accept the access token: it was withdrawn or is not complete.',
        newToken(),
      );
    },
  },
  {
    id: 'token_life',
    examine({ token, nowMs }) {
      if (token.kind !== 'ok') return unknownBecause(token);
      const { isValid, expiresAtMs, type } = token.value;
      if (!isValid) return unknown('Not known while Meta does not accept the access token.');
      if (expiresAtMs === undefined) return unknown('Meta does not say when the token ends.');
      if (expiresAtMs === 0) return ok('The access token is permanent.');
      const end = day(expiresAtMs);
      if (type === 'USER') {
        return warning(`The access token is a temporary one: it ends on ${end}.`, newToken());
      }
      if (expiresAtMs - nowMs < EXPIRY_NOTICE_MS) {
        return warning(`The access token ends on ${end}.`, newToken());
      }
      return ok(`The access token is good until ${end}.`);
    },
  },
  {
    id: 'scopes',
    examine({ token }) {
      if (token.kind !== 'ok') return unknownBecause(token);
      const { isValid, scopes } = token.value;
      if (!isValid) return unknown('Not known while Meta does not accept the access token.');
      if (scopes === undefined) return unknown('Meta does not say what the token may do.');
      const missing = SCOPES.filter((scope) => !scopes.includes(scope));
      if (missing.length === 0) return ok('The access token has both WhatsApp permissions.');
      return problem(`The access token lacks the permission ${missing.join(' and ')}.`, {
        fix: 'Make a new token for the system user with both WhatsApp permissions ticked, and save it in Settings.',
        link: links.systemUsers(),
      });
    },
  },
  {
    id: 'assets',
    examine({ token, account, businessAccountId }) {
      if (token.kind !== 'ok') return unknownBecause(token);
      const { isValid, targets, scopes = [] } = token.value;
      if (!isValid) return unknown('Not known while Meta does not accept the access token.');
      const isShutOut = SCOPES.some(
        (scope) => targets[scope] !== undefined && !targets[scope].includes(businessAccountId),
      );
      const hasScopes = SCOPES.every((scope) => scopes.includes(scope));
      if (isShutOut || (hasScopes && isAccessRefusal(account))) {
        return problem(
          `The access token may not act for the WhatsApp Business Account ${businessAccountId}.`,
          {
            fix: 'Give the WhatsApp account to the system user, or correct the account ID in Settings.',
            link: links.systemUsers(),
          },
        );
      }
      if (account.kind !== 'ok') return unknownBecause(account);
      return ok('The access token may act for the WhatsApp Business Account.');
    },
  },
];
