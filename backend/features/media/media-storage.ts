import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** The first and the last byte, counted from 0; the last is included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** An open file. */
export interface StoredFile {
  /** Read into one buffer: a chunk is good until the next one is asked for. */
  chunks: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Where the bytes of files are. Keys are ids of ours: nothing that came from outside names a file. */
export interface MediaStorage {
  /** Makes what `put` needs and takes away what a crash has left. */
  prepare(): Promise<void>;
  /**
   * Stores a stream as a whole, durably, or not at all; what was under the key is replaced. Throws
   * what the stream throws.
   */
  put(key: string, source: AsyncIterable<Uint8Array>): Promise<void>;
  /** Opens the file, or a part of it, for whoever closes it; undefined when it is not here. */
  open(key: string, range?: ByteRange): Promise<StoredFile | undefined>;
  /** Removes the file for good; nothing happens where there is none. */
  delete(key: string): Promise<void>;
}

const READ_CHUNK_BYTES = 64 * 1_024;

const KEY = /^[a-z0-9_]{10,60}$/;
/** Longer than any download takes: a draft this old is nobody's. */
const OLD_DRAFT_MS = 24 * 60 * 60 * 1_000;

/**
 * Files in a folder, which several instances may share. A file is written as a draft, synced, and
 * then renamed into place, so that a file under its own name is complete.
 */
export class FolderMediaStorage implements MediaStorage {
  readonly #folder: string;
  readonly #drafts: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#drafts = join(folder, 'drafts');
  }

  async prepare(): Promise<void> {
    await mkdir(this.#drafts, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#drafts)) {
      const path = join(this.#drafts, name);
      const facts = await stat(path).catch(() => undefined);
      if (facts && facts.mtimeMs < Date.now() - OLD_DRAFT_MS) await rm(path, { force: true });
    }
  }

  async put(key: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    const path = this.#pathOf(key);
    const draft = join(this.#drafts, `${key}.${randomBytes(6).toString('hex')}`);
    const file = await open(draft, 'wx', 0o600);
    try {
      for await (const chunk of source) await file.writeFile(chunk);
      await file.sync();
      await file.close();
      await rename(draft, path);
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true });
      throw error;
    }
    await syncFolder(this.#folder);
  }

  async open(key: string, range?: ByteRange): Promise<StoredFile | undefined> {
    const file = await open(this.#pathOf(key), 'r').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    return file && { chunks: readChunks(file, range), close: () => file.close() };
  }

  async delete(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  #pathOf(key: string): string {
    if (!KEY.test(key)) throw new Error('This is no key of a file.');
    return join(this.#folder, key);
  }
}

/** Into one buffer: many are garbage faster than it is collected, 40 MB of it for 100 MB read. */
async function* readChunks(
  file: FileHandle,
  { start, end }: ByteRange = { start: 0, end: Infinity },
): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(READ_CHUNK_BYTES);
  for (let at = start; at <= end;) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - at + 1), at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
