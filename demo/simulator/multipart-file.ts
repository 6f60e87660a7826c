import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { GraphError } from './graph-error.ts';

const MAX_HEAD_BYTES = 16 * 1_024;
const KEPT_HEAD_BYTES = 64;

/** A form with one file, whose bytes are on disk by then. */
export interface ReceivedForm {
  fields: Record<string, string>;
  file: { name: string; type: string; sizeBytes: number; sha256: string; head: Buffer } | undefined;
}

/**
 * Reads `multipart/form-data` (RFC 7578) and writes its part `file` to `path` as it comes, whatever
 * its size. Throws GraphError for what is no such form; the file is removed then.
 */
export async function receiveForm(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  path: string,
): Promise<ReceivedForm> {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw new GraphError(100, { details: 'The body must be a form.' });
  try {
    return await read(body, boundary, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function read(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
  path: string,
): Promise<ReceivedForm> {
  const form: ReceivedForm = { fields: {}, file: undefined };
  const reader = new Reader(body);
  const mark = Buffer.from(`\r\n--${boundary}`);
  reader.prepend(Buffer.from('\r\n'));
  for await (const _preamble of reader.until(mark)) continue;
  while (!(await reader.isAtEnd())) {
    const head = await collect(reader.until(Buffer.from('\r\n\r\n')), MAX_HEAD_BYTES);
    const text = head.toString('utf8');
    const name = /name="([^"]*)"/i.exec(text)?.[1] ?? '';
    const fileName = /filename="([^"]*)"/i.exec(text)?.[1];
    if (fileName === undefined) {
      const value = await collect(reader.until(mark), MAX_HEAD_BYTES);
      form.fields[name] = value.toString('utf8');
      continue;
    }
    const type = /content-type:\s*([^\r\n]+)/i.exec(text)?.[1]?.trim() ?? '';
    form.file = { name: fileName, type, ...(await write(reader.until(mark), path)) };
  }
  return form;
}

async function write(bytes: AsyncIterable<Buffer>, path: string) {
  const file = await open(path, 'w', 0o600);
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let sizeBytes = 0;
  try {
    for await (const chunk of bytes) {
      if (head.length < KEPT_HEAD_BYTES) {
        head = Buffer.concat([head, chunk.subarray(0, KEPT_HEAD_BYTES - head.length)]);
      }
      sizeBytes += chunk.length;
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return { sizeBytes, sha256: hash.digest('hex'), head };
}

async function collect(bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new GraphError(100, { details: 'The form is not right.' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A stream that is read from mark to mark. */
class Reader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  prepend(bytes: Buffer): void {
    this.#rest = Buffer.concat([bytes, this.#rest]);
  }

  /** Whether the boundary just read was the last: two hyphens follow it. */
  async isAtEnd(): Promise<boolean> {
    while (this.#rest.length < 2) await this.#readMore();
    return this.#rest.toString('latin1', 0, 2) === '--';
  }

  /** Everything before the mark, which is taken too. */
  async *until(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#rest.indexOf(mark);
      if (at >= 0) {
        const found = this.#rest.subarray(0, at);
        this.#rest = this.#rest.subarray(at + mark.length);
        if (found.length > 0) yield found;
        return;
      }
      // The mark may have begun in the last bytes.
      const sureBytes = this.#rest.length - mark.length + 1;
      if (sureBytes > 0) {
        yield this.#rest.subarray(0, sureBytes);
        this.#rest = this.#rest.subarray(sureBytes);
      }
      await this.#readMore();
    }
  }

  async #readMore(): Promise<void> {
    const { value, done } = await this.#source.next();
    if (done) throw new GraphError(100, { details: 'The form ended too early.' });
    this.#rest = Buffer.concat([this.#rest, value]);
  }
}
