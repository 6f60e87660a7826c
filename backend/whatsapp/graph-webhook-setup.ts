import { pathPart } from './graph-answer.ts';
import type { GraphResult } from './graph-answer.ts';
import { GraphTransport } from './graph-transport.ts';
import type { Fetch, GraphCredentials } from './graph-transport.ts';

/** An address of ours, and the word by which Meta shows that it is Meta. */
export interface WebhookAddress {
  url: string;
  verifyToken: string;
}

/**
 * Tells Meta where webhooks go. Meta calls the address with the verify token before it answers, so
 * success means that the verification went well. As everywhere nothing is thrown for what Meta or
 * the network does, and nothing is repeated.
 */
export class GraphWebhookSetup {
  readonly #transport: GraphTransport;

  constructor(options: { baseUrl: string; fetch?: Fetch | undefined; timeoutMs?: number }) {
    this.#transport = new GraphTransport(options);
  }

  /**
   * Makes it the app's own address, and subscribes to these fields.
   * https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/
   */
  async enterApp(
    credentials: GraphCredentials & { appSecret: string },
    appId: string,
    address: WebhookAddress,
    fields: readonly string[],
  ): Promise<GraphResult<unknown>> {
    return this.#transport.ask(credentials, {
      method: 'POST',
      path: `${pathPart(appId)}/subscriptions`,
      params: {
        object: 'whatsapp_business_account',
        callback_url: address.url,
        verify_token: address.verifyToken,
        fields: fields.join(','),
        include_values: 'true',
      },
      accessToken: `${appId}|${credentials.appSecret}`,
    });
  }

  /**
   * Subscribes the token's app to the account; doing so again is as once. With an address the account's
   * messages go there and not to the app's own; without one an earlier such redirection ends.
   * https://developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override
   */
  async subscribeAccount(
    credentials: GraphCredentials,
    override?: WebhookAddress,
  ): Promise<GraphResult<unknown>> {
    return this.#transport.ask(credentials, {
      method: 'POST',
      path: subscribedApps(credentials),
      ...(override
        ? { body: { override_callback_uri: override.url, verify_token: override.verifyToken } }
        : {}),
    });
  }

  /** They come no more, for any number of the account. */
  async unsubscribeAccount(credentials: GraphCredentials): Promise<GraphResult<unknown>> {
    return this.#transport.ask(credentials, {
      method: 'DELETE',
      path: subscribedApps(credentials),
    });
  }
}

const subscribedApps = ({ businessAccountId }: GraphCredentials) =>
  `${pathPart(businessAccountId)}/subscribed_apps`;
