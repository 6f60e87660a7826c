import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';
import type { Token } from './token.ts';

const HOUR_SECONDS = 3_600;

/**
 * The tokens that are known, good and bad: the permanent one, one that runs out within a day, one that
 * has run out, those that were given out for others, and the app's own `{app-id}|{app-secret}`, which
 * only serves `debug_token`. What the first one is can be changed: see business-profile.ts.
 */
export function listTokens(options: Required<SimulatorOptions>, setup: SetupFaults): Token[] {
  const now = Math.floor(Date.now() / 1_000);
  const issuedAt = now - 24 * HOUR_SECONDS;
  const permanent = { type: 'SYSTEM_USER', issuedAt, expiresAt: 0 } as const;
  const temporary = {
    type: 'USER',
    issuedAt: now - HOUR_SECONDS,
    expiresAt: now + 23 * HOUR_SECONDS,
  } as const;
  const expired = { type: 'USER', issuedAt, expiresAt: now - HOUR_SECONDS } as const;
  const own = setup.has('expired_token')
    ? expired
    : setup.has('temporary_token')
      ? temporary
      : (setup.profile.token ?? permanent);
  return [
    ...(setup.has('wrong_token') ? [] : [{ text: options.accessToken, ...own }]),
    { text: options.temporaryAccessToken, ...temporary },
    { text: options.expiredAccessToken, ...expired },
    ...setup.profile.issued,
    { text: `${options.appId}|${setup.appSecret}`, type: 'APP', issuedAt, expiresAt: 0 },
  ];
}
