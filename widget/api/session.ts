import type { Operator, SignInResponse } from '../../backend/contract/operator.ts';
import { ApiError } from './api-error.ts';
import { requestJson } from './http-request.ts';
import type { Fetch } from './http-request.ts';

/*
 * The operator's session in this tab.
 *
 * The access token lives in memory only. The refresh token is kept in sessionStorage, so that it
 * survives a reload but ends with the tab and never reaches another one; never in localStorage.
 * `getAccessToken` renews the pair shortly before it ends; however many calls need it at once, one
 * refresh is made, because a refresh token works only once. A host that signs its own users in
 * gives `getHostToken`: its token is exchanged when there is no session, or when one ends.
 */

/** Renewed this long before its end, so that no request starts with a token about to lapse. */
const RENEW_AHEAD_MS = 60_000;

export type SessionEnd = 'signed_out' | 'expired';
type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface SessionOptions {
  backendUrl: string;
  fetch: Fetch;
  storage: KeyValueStorage;
  getHostToken?: (() => Promise<string> | string) | undefined;
  now?: () => number;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #now: () => number;
  readonly #storageKey: string;
  readonly #endListeners = new Set<(why: SessionEnd) => void>();
  readonly #renewedListeners = new Set<(accessToken: string) => void>();
  #operator: Operator | undefined;
  #accessToken: string | undefined;
  #renewAtMs = 0;
  #renewal: Promise<string> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#storageKey = `chasqui:session:${options.backendUrl}`;
  }

  get operator(): Operator | undefined {
    return this.#operator;
  }

  /** Whether there is anything to sign in with but the form. */
  get isRestorable(): boolean {
    return this.#refreshToken !== null || this.#options.getHostToken !== undefined;
  }

  /** Tells when the session is over; not called when a new one begins. */
  onEnd(listener: (why: SessionEnd) => void): () => void {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** Tells each new access token, for those who hold a connection open under the old one. */
  onRenewed(listener: (accessToken: string) => void): () => void {
    this.#renewedListeners.add(listener);
    return () => this.#renewedListeners.delete(listener);
  }

  /** Takes the answer to a sign-in, a setup or a refresh. */
  begin(answer: SignInResponse): void {
    this.#operator = answer.operator;
    this.#accessToken = answer.access_token;
    const lifeMs = answer.expires_in * 1_000;
    this.#renewAtMs = this.#now() + Math.max(lifeMs - RENEW_AHEAD_MS, lifeMs / 2);
    this.#options.storage.setItem(this.#storageKey, answer.refresh_token);
    for (const listener of this.#renewedListeners) listener(answer.access_token);
  }

  end(why: SessionEnd): void {
    this.#operator = undefined;
    this.#accessToken = undefined;
    this.#options.storage.removeItem(this.#storageKey);
    for (const listener of this.#endListeners) listener(why);
  }

  /** A token that is good for a while. Throws ApiError 401 when signed out, 0 when no answer came. */
  async getAccessToken(): Promise<string> {
    if (this.#accessToken !== undefined && this.#now() < this.#renewAtMs) return this.#accessToken;
    return this.renew();
  }

  /** A new token although ours looks good: the server refused it. One refresh at a time. */
  renew(): Promise<string> {
    this.#renewal ??= this.#renewOnce().finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  async #renewOnce(): Promise<string> {
    const refreshToken = this.#refreshToken;
    if (refreshToken !== null) {
      try {
        return await this.#exchange('/api/auth/refresh', { refresh_token: refreshToken });
      } catch (error) {
        // Only a clear refusal ends the session; a server that is away does not.
        if (!isRefusal(error)) throw error;
        if (!this.#options.getHostToken) {
          this.end('expired');
          throw error;
        }
        this.#options.storage.removeItem(this.#storageKey);
      }
    }
    const { getHostToken } = this.#options;
    if (!getHostToken) throw new ApiError(401, 'unauthorized', 'Sign in.');
    try {
      return await this.#exchange('/api/auth/sso', { token: await getHostToken() });
    } catch (error) {
      if (isRefusal(error)) this.end('expired');
      throw error;
    }
  }

  async #exchange(path: string, body: unknown): Promise<string> {
    const { fetch, backendUrl } = this.#options;
    const url = `${backendUrl}${path}`;
    const answer = await requestJson<SignInResponse>(fetch, { method: 'POST', url, body });
    this.begin(answer);
    return answer.access_token;
  }

  get #refreshToken(): string | null {
    return this.#options.storage.getItem(this.#storageKey);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && !error.isTransient;
}
