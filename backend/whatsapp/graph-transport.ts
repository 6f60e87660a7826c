import { createHmac } from 'node:crypto';
import { describeError } from '../errors.ts';
import { interpret } from './graph-answer.ts';
import type { CallFailure, GraphResult, JsonAnswer } from './graph-answer.ts';
import { formBytes, postBytes } from './post-bytes.ts';
import type { ByteStream } from './post-bytes.ts';
import type { HttpAnswer } from './http-exchange.ts';
import type { FileForm } from './multipart-body.ts';

/** What one needs in order to act for a business number. */
export interface GraphCredentials {
  phoneNumberId: string;
  businessAccountId: string;
  accessToken: string;
  appSecret?: string | undefined;
  apiVersion: string;
}

export interface GraphCall {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below the API version, for example `700500300100200/messages`. */
  path: string;
  query?: Record<string, string>;
  body?: object;
  /** In place of `body`, for the edges that take forms only. */
  params?: Record<string, string>;
  /** In place of `body`. */
  form?: FileForm;
  /** In place of `body`: bytes as they are. */
  stream?: ByteStream;
  /** Of the Authorization header; `Bearer` unless told otherwise. */
  scheme?: 'OAuth';
  /** The token sent; defaults to the credentials' own. */
  accessToken?: string;
  signal?: AbortSignal | undefined;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  baseUrl: string;
  fetch?: Fetch | undefined;
  /** What files leave by. */
  postBytes?: typeof postBytes | undefined;
  timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
/** While a file leaves, a call may take as long as it moves. Meta looks at a file before it answers. */
const STALL_MS = 60_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Failures of the handshake: the certificate was looked at before the first byte of the request.
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const CERTIFICATE_ERRORS = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * One HTTP call to the Graph API, with its outcome told apart by what it proves.
 *
 * The token goes into the Authorization header and nowhere else; where the app secret is known,
 * `appsecret_proof` goes with it. Redirects are not followed, an answer takes at most 15 s and
 * 1 MB, and only JSON counts as one. Nothing is repeated here. A kept-alive connection that the
 * other side closes just as we write gives ECONNRESET: nobody can tell whether the request was
 * read, so it counts as no_answer like every other fault after the connection was made. A file is
 * streamed as it is read, in constant memory.
 */
export class GraphTransport {
  readonly #baseUrl: string;
  readonly #fetch: Fetch;
  readonly #postBytes: typeof postBytes;
  readonly #timeoutMs: number;

  constructor(options: TransportOptions) {
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
    this.#postBytes = options.postBytes ?? postBytes;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  /** Makes the call. Never throws for what Meta or the network does. */
  async call(credentials: GraphCredentials, call: GraphCall): Promise<JsonAnswer | CallFailure> {
    const stream = call.form ? formBytes(call.form) : call.stream;
    const patience = new Patience(stream ? STALL_MS : this.#timeoutMs);
    const url = this.#urlOf(credentials, call);
    const token = call.accessToken ?? credentials.accessToken;
    const headers = {
      // Whoever exchanges a code has no token yet.
      ...(token === '' ? {} : { Authorization: `${call.scheme ?? 'Bearer'} ${token}` }),
      Accept: 'application/json',
    };
    const signal = call.signal ? AbortSignal.any([patience.signal, call.signal]) : patience.signal;
    try {
      const response = stream
        ? await this.#postBytes(url, { headers, stream, signal, onMoved: () => patience.renew() })
        : await this.#fetch(url, {
            method: call.method,
            ...textOf(call, headers),
            redirect: 'manual',
            signal,
          });
      const text = await readCapped(response);
      return {
        kind: 'answer',
        httpStatus: response.status,
        body: parseJson(text, response.status),
        retryAfterMs: readRetryAfterMs(response.headers.get('retry-after')),
        servedAtMs: readDateMs(response.headers.get('date')),
        servedVersion: readVersion(response.headers.get('facebook-api-version')),
      };
    } catch (error) {
      return classifyFailure(signal.aborted ? signal.reason : error);
    } finally {
      patience.end();
    }
  }

  /** `call`, and what its answer proves. Never throws for what Meta or the network does. */
  async ask(credentials: GraphCredentials, call: GraphCall): Promise<GraphResult<unknown>> {
    const answer = await this.call(credentials, call);
    return answer.kind === 'answer' ? interpret(answer) : answer;
  }

  #urlOf(credentials: GraphCredentials, call: GraphCall): string {
    const url = new URL(`${this.#baseUrl}/${credentials.apiVersion}/${call.path}`);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    if (credentials.appSecret) {
      const token = call.accessToken ?? credentials.accessToken;
      url.searchParams.set('appsecret_proof', makeAppSecretProof(token, credentials.appSecret));
    }
    return url.href;
  }
}

/** Lowercase hex HMAC-SHA256 with the app secret as key and the access token as message. */
export function makeAppSecretProof(accessToken: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(accessToken).digest('hex');
}

/** Gives up after this long without a sign of life. */
class Patience {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number) {
    const giveUp = () =>
      this.#controller.abort(new DOMException('no answer in time', 'TimeoutError'));
    this.#timer = setTimeout(giveUp, ms);
    this.#timer.unref();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  renew(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** fetch names the type of `params` itself. */
function textOf(
  { body, params }: GraphCall,
  headers: Record<string, string>,
): Pick<RequestInit, 'headers' | 'body'> {
  if (params) return { headers, body: new URLSearchParams(params) };
  if (!body) return { headers };
  return {
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}

class UnusableAnswerError extends Error {}

async function readCapped(response: Pick<HttpAnswer, 'body'>): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) throw new UnusableAnswerError('the answer is larger than 1 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string, httpStatus: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableAnswerError(`the answer (HTTP ${httpStatus}) is not JSON`);
  }
}

function readRetryAfterMs(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}$/.test(header.trim())) return undefined;
  return Math.min(Number(header) * 1_000, MAX_RETRY_AFTER_MS);
}

function readDateMs(header: string | null): number | undefined {
  const atMs = Date.parse(header ?? '');
  return Number.isFinite(atMs) ? atMs : undefined;
}

function readVersion(header: string | null): string | undefined {
  return header !== null && /^v\d{1,3}\.\d{1,2}$/.test(header) ? header : undefined;
}

function classifyFailure(error: unknown): CallFailure {
  if (error instanceof UnusableAnswerError) return { kind: 'no_answer', reason: error.message };
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { kind: 'no_answer', reason: 'no answer in time' };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { kind: 'no_answer', reason: 'given up while the server was stopping' };
  }
  // Node's fetch says «fetch failed» and keeps the reason in `cause`.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = codeOf(cause);
  const reason = code ?? describeError(cause);
  return { kind: wasNeverConnected(cause) ? 'not_sent' : 'no_answer', reason };
}

/** True only for failures that come before the first byte of a request is written. */
function wasNeverConnected(cause: unknown): boolean {
  // Several addresses were tried in turn: each of them has to have failed that early.
  if (cause instanceof AggregateError && cause.errors.length > 0) {
    return cause.errors.every(wasNeverConnected);
  }
  const code = codeOf(cause);
  if (code === undefined) return false;
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || CERTIFICATE_ERRORS.has(code)) return true;
  const syscall = (cause as { syscall?: unknown }).syscall;
  return syscall === 'connect' || syscall === 'getaddrinfo';
}

function codeOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
