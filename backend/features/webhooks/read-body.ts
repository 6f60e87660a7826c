import type { IncomingMessage } from 'node:http';
import { AppError } from '../../errors.ts';

/** Meta sends at most 3 MB. */
export const MAX_WEBHOOK_BYTES = 4 * 1_024 * 1_024;
/** All bodies that are being read at this moment, together. */
const MAX_READING_BYTES = 64 * 1_024 * 1_024;
/** A body that was refused is read on and thrown away this long, so that the sender gets the answer. */
const DISCARD_MS = 5_000;

let readingBytes = 0;

/**
 * Reads a request's body whole. Resolves with undefined when the caller goes away before its end.
 * Rejects with `payload_too_large` above 4 MB, and with `unavailable` when too many large bodies are
 * being read at once. How long a body may take is the server's `requestTimeout`.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = () => {
      readingBytes -= bytes;
      request.off('data', handleData);
      request.off('end', handleEnd);
      request.off('close', handleClose);
    };
    const refuse = (error: AppError) => {
      finish();
      discard(request);
      reject(error);
    };
    const handleData = (chunk: Buffer) => {
      bytes += chunk.length;
      readingBytes += chunk.length;
      if (bytes > MAX_WEBHOOK_BYTES) {
        refuse(new AppError('payload_too_large', 'A webhook has at most 4 MB.'));
      } else if (readingBytes > MAX_READING_BYTES) {
        refuse(new AppError('unavailable', 'Too much at once.', { retryAfterSeconds: 5 }));
      } else {
        chunks.push(chunk);
      }
    };
    const handleEnd = () => {
      finish();
      resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, bytes));
    };
    const handleClose = () => {
      finish();
      resolve(undefined);
    };
    request.on('error', () => undefined);
    if (Number(request.headers['content-length'] ?? 0) > MAX_WEBHOOK_BYTES) {
      refuse(new AppError('payload_too_large', 'A webhook has at most 4 MB.'));
      return;
    }
    request.on('data', handleData);
    request.on('end', handleEnd);
    request.on('close', handleClose);
  });
}

function discard(request: IncomingMessage): void {
  request.resume();
  const timer = setTimeout(() => request.destroy(), DISCARD_MS);
  timer.unref();
  request.once('close', () => clearTimeout(timer));
}
