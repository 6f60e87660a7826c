import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { GraphApiError } from './graph-errors.ts';
import type { ResolvedOptions } from './simulator-options.ts';

const DAY_SECONDS = 86_400;

/** A token that this Meta gave out. */
export interface Token {
  text: string;
  kind: 'app' | 'system_user' | 'user';
  /** Seconds since 1970; 0 means never. */
  expiresAt: number;
}

/** Knows the tokens, checks each call's, and inspects tokens for `debug_token`. */
export class Authentication {
  readonly #options: ResolvedOptions;
  readonly #tokens: readonly Token[];
  readonly #issuedAt: number;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#issuedAt = Math.floor(options.now() / 1_000) - DAY_SECONDS / 2;
    this.#tokens = [
      { text: `${options.appId}|${options.appSecret}`, kind: 'app', expiresAt: 0 },
      { text: options.accessToken, kind: 'system_user', expiresAt: 0 },
      {
        text: options.temporaryAccessToken,
        kind: 'user',
        expiresAt: this.#issuedAt + DAY_SECONDS,
      },
      { text: options.expiredAccessToken, kind: 'user', expiresAt: this.#issuedAt - DAY_SECONDS },
    ];
  }

  /**
   * The token of a call, from the Authorization header or `?access_token=`.
   * Throws GraphApiError: 190 without a good one, 100 for a missing or wrong `appsecret_proof`.
   */
  authenticate(request: Request): Token {
    const text = readToken(request);
    if (text === undefined) {
      throw new GraphApiError({
        code: 190,
        message: 'An access token is required to request this resource.',
      });
    }
    const token = this.#tokens.find((known) => known.text === text);
    if (!token) {
      throw new GraphApiError({
        code: 190,
        message: 'Invalid OAuth access token - Cannot parse access token',
      });
    }
    if (this.#isExpired(token)) throw expired(token);
    this.#checkProof(request, token);
    return token;
  }

  /** As `authenticate`, and no app token: those only serve `debug_token` and `subscriptions`. */
  authenticateUser(request: Request): Token {
    const token = this.authenticate(request);
    if (token.kind === 'app') {
      throw new GraphApiError({
        code: 10,
        details: 'An app access token cannot be used for this call.',
      });
    }
    return token;
  }

  /** The `data` of `GET /debug_token`: about any token, also a bad one. */
  inspect(text: string): object {
    const token = this.#tokens.find((known) => known.text === text);
    if (!token) {
      return {
        error: { code: 190, message: 'Invalid OAuth access token.' },
        is_valid: false,
        scopes: [],
      };
    }
    const about = {
      app_id: this.#options.appId,
      type: token.kind === 'app' ? 'APP' : token.kind === 'user' ? 'USER' : 'SYSTEM_USER',
      application: this.#options.appName,
    };
    if (token.kind === 'app') return { ...about, is_valid: true, scopes: [] };
    const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];
    return {
      ...about,
      data_access_expires_at: token.expiresAt === 0 ? 0 : token.expiresAt + 90 * DAY_SECONDS,
      ...(this.#isExpired(token)
        ? { error: { code: 190, message: expired(token).message, subcode: 463 } }
        : {}),
      expires_at: token.expiresAt,
      is_valid: !this.#isExpired(token),
      issued_at: this.#issuedAt,
      scopes,
      granular_scopes: scopes.map((scope) => ({
        scope,
        target_ids: [this.#options.businessAccountId],
      })),
      user_id: '120000000000009',
    };
  }

  #isExpired(token: Token): boolean {
    return token.expiresAt !== 0 && token.expiresAt <= this.#options.now() / 1_000;
  }

  #checkProof(request: Request, token: Token): void {
    const proof = request.query.appsecret_proof;
    if (proof === undefined) {
      if (!this.#options.requireAppSecretProof) return;
      throw new GraphApiError({
        code: 100,
        type: 'GraphMethodException',
        message: 'API calls from the server require an appsecret_proof argument',
      });
    }
    const expected = createHmac('sha256', this.#options.appSecret).update(token.text).digest('hex');
    if (typeof proof !== 'string' || !isSame(proof, expected)) {
      throw new GraphApiError({
        code: 100,
        type: 'GraphMethodException',
        message: 'Invalid appsecret_proof provided in the API argument',
      });
    }
  }
}

function readToken(request: Request): string | undefined {
  const header = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const query = request.query.access_token;
  return header ?? (typeof query === 'string' && query !== '' ? query : undefined);
}

function expired(token: Token): GraphApiError {
  const when = new Date(token.expiresAt * 1_000).toUTCString();
  return new GraphApiError({
    code: 190,
    subcode: 463,
    message: `Error validating access token: Session has expired on ${when}.`,
  });
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
