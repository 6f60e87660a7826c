import type { IncomingMessage } from 'node:http';
import type { Express } from 'express';

/**
 * The address that Express calls `request.ip`, for requests that Express never sees: the socket's own,
 * or, behind proxies that TRUST_PROXY names, the first one in `X-Forwarded-For` (from the right)
 * that none of them vouches for. Without TRUST_PROXY the header means nothing.
 */
export function clientAddressOf(app: Express): (request: IncomingMessage) => string {
  const isTrusted = app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  return (request) => {
    const forwarded = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((address) => address.trim())
      .filter((address) => address !== '')
      .reverse();
    const addresses = [request.socket.remoteAddress ?? 'unknown', ...forwarded];
    const client = addresses.find((address, hop) => !isTrusted(address, hop));
    return client ?? addresses.at(-1) ?? 'unknown';
  };
}
