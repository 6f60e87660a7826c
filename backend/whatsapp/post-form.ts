import { request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { writeInStep } from '../http/write-in-step.ts';
import { toMultipart } from './multipart-body.ts';
import type { FileForm } from './multipart-body.ts';

/** An answer as `fetch` gives it, as far as it is needed. */
export interface HttpAnswer {
  status: number;
  headers: { get(name: string): string | null };
  body: AsyncIterable<Uint8Array> | null;
}

/**
 * Posts a form with a file, in constant memory, over a connection of its own. Rejects with what
 * Node's sockets or the file say. Redirects are not followed.
 *
 * `fetch` queues a body's chunks faster than their memory is collected: a file of 100 MB cost 115 MB.
 * Here the next chunk is asked for when the last one has left for the kernel, so whoever reads the
 * file may use one buffer again and again.
 * @param onMoved hears of every chunk that has left
 */
export async function postForm(
  url: string,
  options: {
    headers: Readonly<Record<string, string>>;
    form: FileForm;
    signal: AbortSignal;
    onMoved: () => void;
  },
): Promise<HttpAnswer> {
  const { contentType, contentLength, bytes } = toMultipart(options.form);
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const request = send(url, {
    method: 'POST',
    agent: false,
    headers: {
      ...options.headers,
      'Content-Type': contentType,
      'Content-Length': contentLength,
    },
    signal: options.signal,
  });
  // The listeners stay: a connection may break after its answer, too.
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
  const written = writeInStep(request, bytes, options.onMoved).then((isWhole) => {
    if (isWhole) request.end();
  });
  try {
    // An answer that comes early is a refusal, which the rest of the file would not change.
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
