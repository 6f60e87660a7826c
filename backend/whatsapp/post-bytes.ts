import { writeInStep } from '../http/write-in-step.ts';
import { exchange } from './http-exchange.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { toMultipart } from './multipart-body.ts';
import type { FileForm } from './multipart-body.ts';

/** Bytes whose number is known before the first of them is read. */
export interface ByteStream {
  headers: Readonly<Record<string, string>>;
  sizeBytes: number;
  bytes: AsyncIterable<Uint8Array>;
}

/**
 * Posts a file in constant memory; see `exchange` for what it rejects with. The next chunk is asked
 * for when the last one has left for the kernel, so whoever reads the file may use one buffer again
 * and again.
 * @param options.onMoved hears of every chunk that has left
 */
export async function postBytes(
  url: string,
  options: {
    headers: Readonly<Record<string, string>>;
    stream: ByteStream;
    signal: AbortSignal;
    onMoved: () => void;
  },
): Promise<HttpAnswer> {
  const { headers, stream, signal, onMoved } = options;
  return exchange(url, {
    method: 'POST',
    headers: { ...headers, ...stream.headers, 'Content-Length': String(stream.sizeBytes) },
    signal,
    write: async (request) => {
      if (await writeInStep(request, stream.bytes, onMoved)) request.end();
    },
  });
}

/** A form with a file as the bytes of a body. */
export function formBytes(form: FileForm): ByteStream {
  const { contentType, contentLength, bytes } = toMultipart(form);
  return { headers: { 'Content-Type': contentType }, sizeBytes: Number(contentLength), bytes };
}
