import { asRecord, readText, unexpected } from './graph-answer.ts';
import type { GraphResult } from './graph-answer.ts';
import { GraphTransport } from './graph-transport.ts';
import type { Fetch, GraphCredentials } from './graph-transport.ts';

/** A token that Meta gave in exchange for another. */
export interface ExchangedToken {
  accessToken: string;
  /** Until it ends; undefined: not told, as for one that never does. */
  expiresInMs: number | undefined;
}

/**
 * What the Meta app does for itself: longer tokens.
 * As everywhere, nothing throws for what Meta or the network does.
 */
export class GraphApp {
  readonly #transport: GraphTransport;

  constructor(options: { baseUrl: string; fetch?: Fetch | undefined; timeoutMs?: number }) {
    this.#transport = new GraphTransport(options);
  }

  /**
   * Exchanges a token that still lasts for one that lasts about 60 days. Meta takes the app secret and
   * the token in the query only: neither is ever logged here.
   * https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived
   */
  async extendToken(
    credentials: GraphCredentials & { appSecret: string },
    appId: string,
  ): Promise<GraphResult<ExchangedToken>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'GET',
      path: 'oauth/access_token',
      query: {
        grant_type: 'fb_exchange_token',
        client_id: appId,
        client_secret: credentials.appSecret,
        fb_exchange_token: credentials.accessToken,
      },
    });
    if (answer.kind !== 'ok') return answer;
    const accessToken = readText(answer.value, 'access_token');
    if (!accessToken) return unexpected();
    const seconds = asRecord(answer.value)?.expires_in;
    const expiresInMs = typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : undefined;
    return { kind: 'ok', value: { accessToken, expiresInMs } };
  }
}
