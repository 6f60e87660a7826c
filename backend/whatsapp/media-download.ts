import { createHash } from 'node:crypto';
import { describeError } from '../errors.ts';
import { exchange } from './http-exchange.ts';

/** The largest file that is taken: the most that WhatsApp lets a customer send. */
export const MAX_MEDIA_BYTES = 100 * 1024 * 1024;

/** Meta's file host. https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media */
const META_FILE_ORIGIN = 'https://lookaside.fbsbx.com';
/** So much of a file's beginning is kept for telling its type and the size of a picture. */
const HEAD_BYTES = 256 * 1024;
const ANSWER_TIMEOUT_MS = 30_000;
/** A download of which nothing comes for this long has died. */
const STALL_MS = 30_000;

/** Why a file could not be had, and what would help. */
export type DownloadFault =
  /** The address is not (any more) good: ask for another one. */
  | 'stale_url'
  /** The token was refused. */
  | 'unauthorized'
  /** The address leads where we never go. */
  | 'foreign_host'
  /** More than 100 MB. */
  | 'too_large'
  /** Cut off, corrupted, slow, or Meta is unwell. */
  | 'broken';

export class MediaDownloadError extends Error {
  readonly fault: DownloadFault;

  constructor(fault: DownloadFault, message: string) {
    super(message);
    this.name = 'MediaDownloadError';
    this.fault = fault;
  }
}

/** What is known of a file after its last byte. */
export interface DownloadedFacts {
  sizeBytes: number;
  /** Its first bytes. */
  head: Buffer;
}

/**
 * Fetches customers' files from Meta.
 *
 * The address comes out of an answer of Meta and the token goes with the request, so both are
 * guarded: only https on Meta's file host and the configured Graph API's own origin are ever asked
 * (a name that is rebound to another machine fails at its certificate), no redirect is followed,
 * and no error names an address. Bytes pass through in chunks and are counted and hashed on their
 * way; whoever writes them down gets an error instead of an end if they are not what was promised.
 */
export class MediaDownload {
  readonly #origins: ReadonlySet<string>;
  readonly #maxBytes: number;
  readonly #stallMs: number;

  constructor(options: { graphApiUrl: string; maxBytes?: number; stallMs?: number }) {
    this.#origins = new Set([META_FILE_ORIGIN, new URL(options.graphApiUrl).origin]);
    this.#maxBytes = options.maxBytes ?? MAX_MEDIA_BYTES;
    this.#stallMs = options.stallMs ?? STALL_MS;
  }

  /**
   * Streams a file. Throws MediaDownloadError at once or while it is read.
   * @param sha256 what the bytes must add up to: lowercase hex
   * @param onDone hears of the file after its last byte
   */
  async *stream(
    source: { url: string; accessToken: string; sha256: string | undefined },
    onDone: (facts: DownloadedFacts) => void,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const stalled = new AbortController();
    const ended = AbortSignal.any([signal, stalled.signal]);
    let timer = setTimeout(() => stalled.abort(), ANSWER_TIMEOUT_MS);
    try {
      const body = await this.#open(source, ended);
      const hash = createHash('sha256');
      const head: Uint8Array[] = [];
      let sizeBytes = 0;
      for await (const chunk of body) {
        clearTimeout(timer);
        timer = setTimeout(() => stalled.abort(), this.#stallMs);
        if (sizeBytes < HEAD_BYTES) head.push(chunk.subarray(0, HEAD_BYTES - sizeBytes));
        sizeBytes += chunk.byteLength;
        if (sizeBytes > this.#maxBytes) throw tooLarge();
        hash.update(chunk);
        yield chunk;
      }
      if (source.sha256 !== undefined && hash.digest('hex') !== source.sha256) {
        throw new MediaDownloadError('broken', 'the bytes are not those that Meta promised');
      }
      onDone({ sizeBytes, head: Buffer.concat(head) });
    } catch (error) {
      throw toDownloadError(error, stalled.signal.aborted);
    } finally {
      clearTimeout(timer);
      // Ends the connection when the reader leaves early.
      stalled.abort();
    }
  }

  async #open(
    { url, accessToken }: { url: string; accessToken: string },
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    if (!URL.canParse(url) || !this.#origins.has(new URL(url).origin)) {
      throw new MediaDownloadError('foreign_host', 'the address is not on a host of Meta');
    }
    const response = await exchange(url, {
      method: 'GET',
      headers: { Authorization: `Bearer ${accessToken}`, 'User-Agent': 'Chasqui' },
      signal,
    });
    const { status } = response;
    if (status === 200 && response.body) {
      if (Number(response.headers.get('content-length')) > this.#maxBytes) throw tooLarge();
      return response.body;
    }
    if (status === 401) throw new MediaDownloadError('unauthorized', 'Meta refused the token');
    const isStale = status === 403 || status === 404 || status === 410;
    throw new MediaDownloadError(isStale ? 'stale_url' : 'broken', `HTTP ${status} for the file`);
  }
}

function tooLarge(): MediaDownloadError {
  return new MediaDownloadError('too_large', 'the file is larger than 100 MB');
}

function toDownloadError(error: unknown, isStalled: boolean): MediaDownloadError {
  if (error instanceof MediaDownloadError) return error;
  if (isStalled) return new MediaDownloadError('broken', 'the download came to a stop');
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return new MediaDownloadError('broken', `the download broke off: ${describeError(cause)}`);
}
