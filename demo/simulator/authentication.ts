import { createHmac, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { GraphError } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';

/** Lowercase hex HMAC-SHA256; Meta uses it for `appsecret_proof` and for webhooks' signatures. */
export function hmacSha256(secret: string, message: string | Buffer): string {
  return createHmac('sha256', secret).update(message).digest('hex');
}

function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The bearer token, or `access_token` of the query, which Meta takes too. */
export function readAccessToken(request: Request): string | undefined {
  const header = /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const parameter = request.query.access_token;
  return header ?? (typeof parameter === 'string' ? parameter : undefined);
}

/**
 * Lets nothing through without the access token: code 190, HTTP 401, with subcode 467 for a token
 * that isn't ours. A given `appsecret_proof` must be the right one, as Meta demands. The token is
 * named in no message. `debug_token` also takes the app's own token `{app-id}|{app-secret}`.
 */
export function authenticate(options: Required<SimulatorOptions>) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const token = readAccessToken(request);
    if (!token) {
      throw new GraphError(190, {
        message: 'An access token is required to request this resource.',
      });
    }
    const isAppToken = isEqual(token, `${options.appId}|${options.appSecret}`);
    const isAppTokenAllowed = isAppToken && /\/debug_token$/.test(request.path);
    if (!isEqual(token, options.accessToken) && !isAppTokenAllowed) {
      throw new GraphError(190, {
        subcode: 467,
        message: 'Error validating access token: The session is invalid.',
      });
    }
    const proof = request.query.appsecret_proof;
    if (proof !== undefined && !isEqual(String(proof), hmacSha256(options.appSecret, token))) {
      throw new GraphError(100, {
        type: 'GraphMethodException',
        message: 'Invalid appsecret_proof provided in the API argument',
      });
    }
    next();
  };
}
