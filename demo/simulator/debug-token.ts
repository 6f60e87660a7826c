import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';
import { describeExpiry, hasExpired } from './token.ts';
import { listTokens } from './tokens.ts';

/** How long a user's consent holds; a system user needs none. */
const CONSENT_SECONDS = 90 * 24 * 3_600;

/** `GET /debug_token`: HTTP 200 also for a token that is no good. */
export function describeToken(
  options: Required<SimulatorOptions>,
  setup: SetupFaults,
  inspected: string,
): object {
  const token = listTokens(options, setup).find(({ text }) => text === inspected);
  if (!token) {
    const error = { code: 190, message: 'The access token could not be decrypted', subcode: 467 };
    return { data: { error, is_valid: false, scopes: [] } };
  }
  const about = { app_id: options.appId, type: token.type, application: options.verifiedName };
  if (token.type === 'APP') return { data: { ...about, is_valid: true, scopes: [] } };
  const { accountIds, scopes } = setup;
  const isUser = token.type === 'USER';
  return {
    data: {
      ...about,
      data_access_expires_at: isUser ? token.issuedAt + CONSENT_SECONDS : 0,
      ...(hasExpired(token)
        ? { error: { code: 190, message: describeExpiry(token), subcode: 463 } }
        : {}),
      expires_at: token.expiresAt,
      is_valid: !hasExpired(token),
      issued_at: token.issuedAt,
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids: accountIds })),
      user_id: '120000000000009',
    },
  };
}
