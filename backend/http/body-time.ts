import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is left of a body after the answer is thrown away this long before the connection ends. */
const DISCARD_MS = 5_000;
const TIMED_OUT = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

/**
 * Cuts requests whose body is slow on purpose (slow-loris), as Node's `requestTimeout` does, but not
 * all by one measure.
 * @param maxMs how long the body may take; undefined leaves that to whoever reads it
 */
export function limitBodyTime(
  request: IncomingMessage,
  response: ServerResponse,
  maxMs: number | undefined,
): void {
  const { headers, socket } = request;
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
  if (!hasBody) return;
  let timer: NodeJS.Timeout | undefined;
  if (maxMs !== undefined) {
    timer = setTimeout(() => {
      if (request.complete) return;
      if (!response.headersSent) socket.write(TIMED_OUT);
      socket.destroySoon();
    }, maxMs);
  }
  response.once('finish', () => {
    clearTimeout(timer);
    if (!request.complete) timer = setTimeout(() => socket.destroy(), DISCARD_MS);
  });
  const stop = () => clearTimeout(timer);
  request.once('end', stop);
  request.once('close', stop);
}
