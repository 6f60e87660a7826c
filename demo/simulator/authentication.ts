import { createHmac, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { GraphError } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';
import { describeExpiry, hasExpired } from './token.ts';
import { listTokens } from './tokens.ts';

/** Lowercase hex HMAC-SHA256; Meta uses it for `appsecret_proof` and for webhooks' signatures. */
export function hmacSha256(secret: string, message: string | Buffer): string {
  return createHmac('sha256', secret).update(message).digest('hex');
}

function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The bearer token (uploads call it OAuth), or `access_token` of the query, which Meta takes too. */
export function readAccessToken(request: Request): string | undefined {
  const header = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const parameter = request.query.access_token;
  return header ?? (typeof parameter === 'string' ? parameter : undefined);
}

/**
 * Lets nothing through without a good access token, of the options or issued in a sign-up: code 190, HTTP 401, with subcode 463 for one that
 * has run out and 467 for one that isn't ours. A given `appsecret_proof` must be the right one, and
 * there must be one where the app requires it. The token is named in no message. The app's own token
 * `{app-id}|{app-secret}` serves `debug_token` and the app's subscriptions only. Comes after the version was taken off the path.
 */
export function authenticate(
  options: Required<SimulatorOptions>,
  setup: SetupFaults,
  listIssued: () => readonly { text: string }[],
) {
  const appPaths = ['/debug_token', `/${options.appId}/subscriptions`];
  return (request: Request, _response: Response, next: NextFunction): void => {
    const text = readAccessToken(request);
    if (!text) {
      throw new GraphError(190, {
        message: 'An access token is required to request this resource.',
      });
    }
    if (listIssued().some((issued) => isEqual(issued.text, text))) {
      checkProof(request, text, options, setup);
      return next();
    }
    const token = listTokens(options, setup).find((known) => isEqual(known.text, text));
    const isMisused = token?.type === 'APP' && !appPaths.includes(request.path);
    if (!token || isMisused) {
      throw new GraphError(190, {
        subcode: 467,
        message: 'Error validating access token: The session is invalid.',
      });
    }
    if (hasExpired(token)) {
      throw new GraphError(190, { subcode: 463, message: describeExpiry(token) });
    }
    checkProof(request, text, options, setup);
    next();
  };
}

function checkProof(
  request: Request,
  token: string,
  options: Required<SimulatorOptions>,
  setup: SetupFaults,
): void {
  const proof = request.query.appsecret_proof;
  if (proof === undefined) {
    if (!options.requireAppSecretProof) return;
    throw new GraphError(100, {
      type: 'GraphMethodException',
      message: 'API calls from the server require an appsecret_proof argument',
    });
  }
  if (!isEqual(String(proof), hmacSha256(setup.appSecret, token))) {
    throw new GraphError(100, {
      type: 'GraphMethodException',
      message: 'Invalid appsecret_proof provided in the API argument',
    });
  }
}
