import { ApiError } from './api-error.ts';
import { requestFile, requestJson } from './http-request.ts';
import type { Fetch, HttpRequest } from './http-request.ts';
import type { Session } from './session.ts';

export const SETTINGS = '/api/settings/whatsapp';
export const TEMPLATES = '/api/whatsapp/templates';

export type Query = Record<string, string | number | undefined>;

export interface ApiCallerOptions {
  backendUrl: string;
  fetch: Fetch;
  session: Session;
  /** Which business number settings and templates are about (its phone number id). */
  number?: string | undefined;
}

interface CallOptions {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/**
 * Calls to the backend with the operator's token. A call that the server refuses with 401 is made
 * once more with a renewed token; after that the session is over. All throw ApiError.
 */
export class ApiCaller {
  readonly #options: ApiCallerOptions;

  constructor(options: ApiCallerOptions) {
    this.#options = options;
  }

  async call<Result>(
    method: HttpRequest['method'],
    path: string,
    { query, body, signal }: CallOptions = {},
  ): Promise<Result> {
    const isOfNumber = path.startsWith(SETTINGS) || path.startsWith(TEMPLATES);
    const number = query?.number ?? (isOfNumber ? this.#options.number : undefined);
    const request = { method, url: this.url(path, { ...query, number }), body, signal };
    return this.withToken((token) => requestJson(this.#options.fetch, { ...request, token }));
  }

  /** Before anybody has signed in. */
  async callSignedOut<Result>(
    method: HttpRequest['method'],
    path: string,
    body?: unknown,
  ): Promise<Result> {
    return requestJson(this.#options.fetch, { method, url: this.url(path), body });
  }

  /** A file as it is, however long that takes. */
  async download(path: string, query: Query): Promise<Blob> {
    const request = { method: 'GET', url: this.url(path, query) } as const;
    return this.withToken((token) => requestFile(this.#options.fetch, { ...request, token }));
  }

  /** Runs `request` with the operator's token, once more with a renewed one after a 401. */
  async withToken<Result>(request: (token: string) => Promise<Result>): Promise<Result> {
    const { session } = this.#options;
    const token = await session.getAccessToken();
    try {
      return await request(token);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
    }
    return request(await session.renew());
  }

  /** The whole address of a path on the backend. */
  url(path: string, query: Query = {}): string {
    const url = new URL(`${this.#options.backendUrl}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }
}
