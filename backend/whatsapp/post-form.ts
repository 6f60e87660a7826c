import { writeInStep } from '../http/write-in-step.ts';
import { exchange } from './http-exchange.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { toMultipart } from './multipart-body.ts';
import type { FileForm } from './multipart-body.ts';

/**
 * Posts a form with a file in constant memory; see `exchange` for what it rejects with. The next chunk
 * is asked for when the last one has left for the kernel, so whoever reads the file may use one
 * buffer again and again.
 * @param options.onMoved hears of every chunk that has left
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
  const { headers, form, signal, onMoved } = options;
  const { contentType, contentLength, bytes } = toMultipart(form);
  return exchange(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': contentType, 'Content-Length': contentLength },
    signal,
    write: async (request) => {
      if (await writeInStep(request, bytes, onMoved)) request.end();
    },
  });
}
