import type { IncomingMessage } from 'node:http';
import { AppError } from '../../errors.ts';

/** Meta sends at most 3 MB. */
export const MAX_WEBHOOK_BYTES = 4 * 1_024 * 1_024;
/** All bodies that are being read at this moment, together. */
const MAX_READING_BYTES = 64 * 1_024 * 1_024;
/**
 * A body that is refused is read on and thrown away this long before the answer: a connection that
 * is closed while bytes are under way is reset, and takes the answer with it.
 */
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
      chunks.length = 0;
      void discard(request).then(() => reject(error));
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

/** Resolves at the body's end, when the caller goes away, or when the time is over. */
function discard(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DISCARD_MS);
    const finish = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', finish);
    request.once('close', finish);
    request.resume();
  });
}
