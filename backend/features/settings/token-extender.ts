import type { RefreshTokenResponse } from '../../contract/settings.ts';
import { AppError } from '../../errors.ts';
import type { GraphApp } from '../../whatsapp/graph-app.ts';
import type { GraphInspector } from '../../whatsapp/graph-inspector.ts';
import type { Actor } from '../operators/audit-log.ts';
import { isConnected } from './connection.ts';
import type { ConnectionService } from './connection-service.ts';
import { isProofRefusal, isTokenRefusal } from './doctor/doctor-facts.ts';
import { findTokenEndMs } from './number-facts.ts';
import type { SettingsService } from './settings-service.ts';

const PERMANENT =
  'For one that never ends, make a system user at Meta (Business settings › System users), give it the app and the WhatsApp account, generate a token that never expires with both WhatsApp permissions, and save it here.';
/** Extending by less is none: Meta gave the same token back. */
const WORTHWHILE_MS = 60 * 60_000;

type Refused = Extract<RefreshTokenResponse, { success: false }>;

/**
 * Extends the stored access token where Meta does that. There is no refresh token at Meta: a person's
 * token and a system user's of 60 days are exchanged, while they last, for one of another 60 days,
 * by the app that they are of. What cannot be extended is said in words, with what to do instead; the
 * stored token is replaced only by one that Meta accepts.
 */
export class TokenExtender {
  readonly #connections: Pick<ConnectionService, 'findRecord' | 'invalidate'>;
  readonly #settings: Pick<SettingsService, 'save'>;
  readonly #inspector: Pick<GraphInspector, 'inspectToken'>;
  readonly #app: Pick<GraphApp, 'extendToken'>;

  constructor(parts: {
    connections: Pick<ConnectionService, 'findRecord' | 'invalidate'>;
    settings: Pick<SettingsService, 'save'>;
    inspector: Pick<GraphInspector, 'inspectToken'>;
    app: Pick<GraphApp, 'extendToken'>;
  }) {
    this.#connections = parts.connections;
    this.#settings = parts.settings;
    this.#inspector = parts.inspector;
    this.#app = parts.app;
  }

  /** Throws `not_configured` while no number is connected; what Meta refuses is an answer. */
  async extend(
    actor: Actor,
    { number, nowMs = Date.now() }: { number?: string | undefined; nowMs?: number } = {},
  ): Promise<RefreshTokenResponse> {
    this.#connections.invalidate();
    const record = await this.#connections.findRecord(number);
    if (!record || !isConnected(record)) {
      throw new AppError('not_configured', 'No WhatsApp number is connected.');
    }
    const inspected = await this.#inspector.inspectToken(record);
    if (isTokenRefusal(inspected)) return tooLate();
    if (isProofRefusal(inspected)) return wrongSecret();
    if (inspected.kind !== 'ok') {
      return failed('Meta does not say what kind of token this is, so it was not extended.');
    }
    const { isValid, appId } = inspected.value;
    if (!isValid) return tooLate();
    const endMs = findTokenEndMs(inspected.value);
    if (endMs === undefined && inspected.value.expiresAtMs === 0) {
      return {
        success: true,
        message: 'This token never ends, so there is nothing to extend.',
        expiresAt: null,
      };
    }
    const { appSecret } = record;
    if (appSecret === undefined) {
      return {
        ...failed('Enter the app secret first: Meta extends a token only for the app it is of.'),
        field: 'appSecret',
      };
    }
    if (appId === undefined) return failed('Meta does not say which app this token is of.');
    const extended = await this.#app.extendToken({ ...record, appSecret }, appId);
    if (extended.kind === 'refused') {
      if (isTokenRefusal(extended)) return tooLate();
      return /client.?secret/i.test(extended.error.message)
        ? wrongSecret()
        : failed(`Meta does not extend this token (error ${extended.error.code}). ${PERMANENT}`);
    }
    if (extended.kind !== 'ok') {
      return failed(`Meta could not be reached: ${extended.reason}. Try again.`);
    }
    const { accessToken, expiresInMs } = extended.value;
    const nextEndMs = expiresInMs === undefined ? undefined : nowMs + expiresInMs;
    if (nextEndMs !== undefined && endMs !== undefined && nextEndMs - endMs < WORTHWHILE_MS) {
      return failed(`Meta does not make this token last longer than it does. ${PERMANENT}`);
    }
    const { phoneNumberId, businessAccountId, apiVersion } = record;
    const request = { phoneNumberId, businessAccountId, apiVersion, accessToken };
    const saved = await this.#settings.save(request, actor, { number: phoneNumberId, nowMs });
    const expiresAt = saved.tokenExpiresAt ?? toIsoDay(nextEndMs);
    const until = expiresAt === null ? '' : ` It is good until ${expiresAt.slice(0, 10)}.`;
    return {
      success: true,
      message: `Meta has extended the token.${until} ${PERMANENT}`,
      expiresAt,
    };
  }
}

const toIsoDay = (atMs: number | undefined) =>
  atMs === undefined ? null : new Date(atMs).toISOString();

const failed = (error: string): Refused => ({ success: false, error });

const tooLate = (): Refused => ({
  ...failed(
    `Meta does not accept this token any more, and extends only tokens that still last. ${PERMANENT}`,
  ),
  field: 'accessToken',
});

const wrongSecret = (): Refused => ({
  ...failed('The app secret is not that of the token’s app. Copy it again, then extend the token.'),
  field: 'appSecret',
});
