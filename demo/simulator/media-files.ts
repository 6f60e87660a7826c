import { setTimeout as pause } from 'node:timers/promises';
import { Router } from 'express';
import type { Response } from 'express';
import { readAccessToken } from './authentication.ts';
import type { Faults } from './faults.ts';
import { FILES_PATH } from './media-objects.ts';
import type { MediaObjects } from './media-objects.ts';
import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';
import { hasExpired } from './token.ts';
import { listTokens } from './tokens.ts';

/**
 * The file host: bytes for an address that is not older than five minutes, to whoever has the token;
 * 404 for any other address, 401 without a good token.
 */
export function mediaFiles(parts: {
  options: Required<SimulatorOptions>;
  media: MediaObjects;
  faults: Faults;
  setup: SetupFaults;
}): Router {
  const router = Router();
  router.get(FILES_PATH, async (request, response) => {
    const text = readAccessToken(request);
    const token = listTokens(parts.options, parts.setup).find(
      (known) => known.text === text && known.type !== 'APP',
    );
    const file = parts.media.find(request.query);
    if (!token || hasExpired(token)) response.status(401).end();
    else if (!file || parts.faults.take('media_stale_url', {})) response.status(404).end();
    else await sendFile(parts.faults, file, response);
  });
  return router;
}

async function sendFile(
  faults: Faults,
  { bytes, mimeType }: { bytes: Buffer; mimeType: string },
  response: Response,
): Promise<void> {
  const redirect = faults.take('media_redirect', {});
  if (redirect) return response.redirect(redirect.url ?? '/');
  if (faults.take('media_500', {})) return void response.status(500).send('Oops');
  const slow = faults.take('media_slow', {});
  const isTruncated = faults.take('media_truncated', {}) !== undefined;
  const sent = faults.take('media_wrong_bytes', {}) ? Buffer.alloc(bytes.length, 'x') : bytes;
  response.writeHead(200, { 'Content-Type': mimeType, 'Content-Length': sent.length });
  const half = Math.floor(sent.length / 2);
  response.write(sent.subarray(0, half));
  if (slow) await pause(slow.delayMs ?? 0);
  if (isTruncated) response.socket?.destroy();
  else response.end(sent.subarray(half));
}
