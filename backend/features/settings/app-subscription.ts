import type { GraphInspector } from '../../whatsapp/graph-inspector.ts';
import type { GraphWebhookSetup } from '../../whatsapp/graph-webhook-setup.ts';
import type { Connection } from './connection.ts';

/** What became of the app's place among the account's subscribers. */
export interface SubscriptionEnd {
  isUnsubscribed: boolean;
  message: string;
}

/**
 * Whether the account's webhooks come to the token's app: without it no message ever arrives.
 * Disconnecting a number ends it, connecting the same one again brings it back. It is a thing of the whole account, so it stays
 * while another of the account's numbers is connected here.
 */
export class AppSubscription {
  readonly #inspector: Pick<GraphInspector, 'listSubscribedApps'>;
  readonly #graph: Pick<GraphWebhookSetup, 'subscribeAccount' | 'unsubscribeAccount'>;

  constructor(parts: {
    inspector: Pick<GraphInspector, 'listSubscribedApps'>;
    graph: Pick<GraphWebhookSetup, 'subscribeAccount' | 'unsubscribeAccount'>;
  }) {
    this.#inspector = parts.inspector;
    this.#graph = parts.graph;
  }

  /**
   * Subscribes the app where Meta says that it is not. One that is already stays untouched, as
   * subscribing again would end a redirection that somebody has set up. What does not work here, the
   * connection doctor names.
   */
  async ensure(connection: Connection, appId: string | undefined): Promise<void> {
    const apps = await this.#inspector.listSubscribedApps(connection);
    if (apps.kind !== 'ok') return;
    const isThere = appId === undefined ? apps.value.length > 0 : undefined;
    if (isThere ?? apps.value.some(({ id }) => id === appId)) return;
    await this.#graph.subscribeAccount(connection);
  }

  /** Ends it with a token that is forgotten here already; `others` are connected still. */
  async end(connection: Connection, others: readonly Connection[]): Promise<SubscriptionEnd> {
    const { businessAccountId } = connection;
    if (others.some((other) => other.businessAccountId === businessAccountId)) {
      return {
        isUnsubscribed: false,
        message:
          'Meta goes on calling this server, because another number of the account is connected.',
      };
    }
    const ended = await this.#graph.unsubscribeAccount(connection);
    if (ended.kind === 'ok') {
      return { isUnsubscribed: true, message: 'Meta sends this server no more messages.' };
    }
    const reason =
      ended.kind === 'refused'
        ? `Meta refused it with error ${ended.error.code}`
        : `Meta could not be reached: ${ended.reason}`;
    return {
      isUnsubscribed: false,
      message: `The app could not be taken off the account (${reason}). Meta may go on calling this server, which shows nothing of it. You can remove the app at Meta: Business settings › WhatsApp accounts.`,
    };
  }
}
