import type { WebhookEvent, WebhookEventPage } from '../../../backend/contract/webhook-event.ts';
import { SETUP_TOKEN } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

/** A received webhook as an admin sees it. */
export interface SeenWebhook {
  id: string;
  state: WebhookEvent['state'];
  /** What was set aside and not taken since: «path state reason». */
  problems: string[];
}

const ADMIN = { email: 'admin@example.com', password: 'violet otter carries nine lamps' };

/** An admin at the journal of webhooks; all that the fault cases know of its API is here. */
export class WebhookAdmin {
  readonly #server: ServerProcess;
  #token = '';

  private constructor(server: ServerProcess) {
    this.#server = server;
  }

  /** Claims a fresh server. */
  static async claim(server: ServerProcess): Promise<WebhookAdmin> {
    const admin = new WebhookAdmin(server);
    const claim = { setup_token: SETUP_TOKEN, name: 'Nadia Okoro', ...ADMIN };
    await admin.#enter('setup', claim);
    return admin;
  }

  async #enter(way: 'setup' | 'login', body: object): Promise<void> {
    const response = await fetch(`${this.#server.url}/api/auth/${way}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { access_token?: string };
    if (!answer.access_token) throw new Error(`${way} was answered ${response.status}`);
    this.#token = answer.access_token;
  }

  /** Every webhook in the journal, by its id. */
  async listAll(): Promise<Map<string, SeenWebhook>> {
    const seen = new Map<string, SeenWebhook>();
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: WebhookEventPage = (await this.#call(
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
    await this.#call('POST', `/api/webhooks/whatsapp/events/${id}/replay`, 202);
  }

  async #call(method: string, path: string, expected: number): Promise<unknown> {
    let response = await this.#fetch(method, path);
    if (response.status === 401) {
      await this.#enter('login', ADMIN);
      response = await this.#fetch(method, path);
    }
    const text = await response.text();
    if (response.status !== expected) {
      throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
    }
    return JSON.parse(text) as unknown;
  }

  #fetch(method: string, path: string): Promise<Response> {
    return fetch(`${this.#server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}` },
    });
  }
}

function toSeen(event: WebhookEvent): SeenWebhook {
  return {
    id: event.id,
    state: event.state,
    problems: event.problems
      .filter(({ resolved_at }) => resolved_at === null)
      .map(({ item_path, state, reason }) => `${item_path} ${state} ${reason}`)
      .sort(),
  };
}
