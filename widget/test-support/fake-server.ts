import type { SignInResponse } from '../../backend/contract/operator.ts';
import type { Fetch } from '../api/http-request.ts';
import { sampleOperator } from './sample-data.ts';

export interface RecordedRequest {
  method: string;
  path: string;
  body: unknown;
  token: string | undefined;
}

type Handler = (request: RecordedRequest) => { status: number; body?: unknown } | 'no answer';

/** Answers `fetch` in memory. Unknown paths are 404; every request is recorded. */
export class FakeServer {
  readonly requests: RecordedRequest[] = [];
  /** An answer is made when its request arrives, and given after this. */
  wait: (request: RecordedRequest) => Promise<void> = () => Promise.resolve();
  readonly #handlers = new Map<string, Handler>();
  #tokens = 0;

  on(methodAndPath: string, handler: Handler): this {
    this.#handlers.set(methodAndPath, handler);
    return this;
  }

  /** A new pair of tokens: `access-1` and `refresh-1`, then 2, and so on. */
  signIn(lifeSeconds = 600): SignInResponse {
    const number = ++this.#tokens;
    return {
      access_token: `access-${number}`,
      refresh_token: `refresh-${number}`,
      expires_in: lifeSeconds,
      operator: sampleOperator(),
    };
  }

  pathsOf(method: string): string[] {
    return this.requests.filter((request) => request.method === method).map(({ path }) => path);
  }

  readonly fetch: Fetch = async (url, init) => {
    const { pathname, search } = new URL(url);
    const headers = new Headers(init.headers);
    const request: RecordedRequest = {
      method: init.method ?? 'GET',
      path: pathname + search,
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
      token: headers.get('Authorization')?.replace('Bearer ', ''),
    };
    this.requests.push(request);
    await Promise.resolve();
    const handler = this.#handlers.get(`${request.method} ${pathname}`);
    const answer = handler?.(request) ?? {
      status: 404,
      body: { error: { code: 'not_found', message: 'There is nothing here.' } },
    };
    await this.wait(request);
    if (answer === 'no answer') throw new TypeError('Failed to fetch');
    const text = answer.body === undefined ? null : JSON.stringify(answer.body);
    return new Response(text, { status: answer.status });
  };
}

export function refused(status: number, code: string) {
  return { status, body: { error: { code, message: `Refused: ${code}.` } } };
}
