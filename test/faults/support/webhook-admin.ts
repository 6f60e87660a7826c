import type { WebhookEvent, WebhookEventPage } from '../../../backend/contract/webhook-event.ts';
import type { AdminClient } from './admin-client.ts';

/** A received webhook as an admin sees it. */
export interface SeenWebhook {
  id: string;
  state: WebhookEvent['state'];
  /** What was set aside and not taken since: «path state reason»; a list shows 50 at most. */
  problems: string[];
  /** How many of them there are. */
  setAside: number;
}

/** An admin at the journal of webhooks; all that the fault cases know of its API is here. */
export class WebhookAdmin {
  readonly #client: AdminClient;

  constructor(client: AdminClient) {
    this.#client = client;
  }

  /** Every webhook in the journal, by its id. */
  async listAll(): Promise<Map<string, SeenWebhook>> {
    const seen = new Map<string, SeenWebhook>();
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: WebhookEventPage = (await this.#client.call(
        'GET',
        `/api/webhooks/whatsapp/events?limit=200${query}`,
        200,
      )) as WebhookEventPage;
      for (const event of page.events) seen.set(event.id, toSeen(event));
      cursor = page.next_cursor;
    } while (cursor !== null);
    return seen;
  }

  /** Has a webhook worked through again. */
  async replay(id: string): Promise<void> {
    await this.#client.call('POST', `/api/webhooks/whatsapp/events/${id}/replay`, 202);
  }
}

function toSeen(event: WebhookEvent): SeenWebhook {
  return {
    id: event.id,
    state: event.state,
    setAside: event.item_states.unknown + event.item_states.failed,
    problems: event.items
      .filter(({ state }) => state === 'unknown' || state === 'failed')
      .filter(({ resolved_at }) => resolved_at === null)
      .map(({ item_path, state, reason }) => `${item_path} ${state} ${reason}`)
      .sort(),
  };
}
