import { request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';

/** An answer as `fetch` gives it, as far as it is needed. */
export interface HttpAnswer {
  status: number;
  headers: { get(name: string): string | null };
  body: AsyncIterable<Uint8Array> | null;
}

/**
 * One request with its answer, over a connection of its own, for files. `fetch` queues a body's chunks
 * faster than their memory is collected: sending 100 MB cost 115 MB. Rejects with what Node's sockets or the body say. Redirects are not followed.
 *
 * Whoever gets the answer reads its body, to the end or not; then the connection is closed.
 * @param options.write writes the body and ends the request; it may stop when the connection is gone
 */
export async function exchange(
  url: string,
  options: {
    method: 'GET' | 'POST';
    headers: Readonly<Record<string, string | number>>;
    signal: AbortSignal;
    write?: (request: ClientRequest) => Promise<void>;
  },
): Promise<HttpAnswer> {
  const { write, ...rest } = options;
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const request = send(url, { ...rest, agent: false });
  // The listeners stay: a connection may break after its answer, too.
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
  try {
    if (!write) request.end();
    const written = write?.(request) ?? Promise.resolve();
    // An answer that comes early is a refusal, which the rest of the body would not change.
    return toAnswer(request, await Promise.race([answered, written.then(() => answered)]));
  } catch (error) {
    request.destroy();
    throw error;
  }
}

function toAnswer(request: ClientRequest, answer: IncomingMessage): HttpAnswer {
  return {
    status: answer.statusCode ?? 0,
    headers: {
      get: (name) => {
        const value = answer.headers[name];
        return typeof value === 'string' ? value : null;
      },
    },
    body: (async function* () {
      try {
        yield* answer as AsyncIterable<Uint8Array>;
      } finally {
        // It may still be writing.
        request.destroy();
      }
    })(),
  };
}
