import type { AccountNotice } from '../../backend/contract/account-notice.ts';
import type { WebhookEvent, WebhookItem } from '../../backend/contract/webhook-event.ts';
import type { ListWebhooksOptions } from '../api/admin-api-client.ts';
import { NOW } from './sample-data.ts';

/** A message that is on screen. */
export function sampleItem(part: Partial<WebhookItem> = {}): WebhookItem {
  return {
    item_path: 'entry[0].changes[0].value.messages[0]',
    type: 'message',
    kind: 'text',
    state: 'shown',
    message_id: 'wamid.NADIA_1',
    phone_number_id: '106540352242922',
    wa_id: '15550100999',
    user_id: 'US.48213570926641',
    reason: null,
    raw: null,
    created_at: NOW,
    resolved_at: null,
    ...part,
  };
}

/** A webhook that was worked through, with its items. */
export function sampleWebhook(
  id: string,
  items: readonly WebhookItem[] = [sampleItem()],
  part: Partial<WebhookEvent> = {},
): WebhookEvent {
  const count = (state: WebhookItem['state']) =>
    items.filter((item) => item.state === state).length;
  return {
    id,
    state: 'done',
    received_at: NOW,
    processed_at: NOW,
    attempts: 0,
    size_bytes: 712,
    item_count: items.length,
    problem_count: count('unknown') + count('failed'),
    error: null,
    item_states: {
      shown: count('shown'),
      parsed: count('parsed'),
      unknown: count('unknown'),
      failed: count('failed'),
    },
    items: [...items],
    ...part,
  };
}

/** The server's side of the webhook journal: answers with what it holds, page by page. */
export class FakeJournal {
  readonly asked: ListWebhooksOptions[] = [];
  readonly replayed: string[] = [];
  /** What the next calls fail with. */
  refusal: Error | undefined;
  /** What a replay makes of a webhook. */
  afterReplay: WebhookEvent | undefined;
  rawBody = '{"object":"whatsapp_business_account"}';
  events: WebhookEvent[];

  constructor(events: readonly WebhookEvent[] = []) {
    this.events = [...events];
  }

  /** What Meta told of the account. */
  notices: AccountNotice[] = [];

  readonly api = {
    listAccountNotices: async () => {
      this.#refuse();
      return { notices: this.notices };
    },
    listWebhooks: async (options: ListWebhooksOptions) => {
      this.asked.push(options);
      this.#refuse();
      const { search, has_problems: hasProblems, cursor = '0', limit = 50 } = options;
      const found = this.events.filter(
        ({ items, problem_count: problems }) =>
          (search === undefined || items.some((item) => item.message_id === search)) &&
          (hasProblems === undefined || problems !== 0),
      );
      const end = Number(cursor) + limit;
      return {
        events: found.slice(Number(cursor), end),
        counts: {
          ...{ stored: 0, failed: 0, unknown_items: 0, failed_items: 0 },
          replayable: this.events.filter((event) => event.problem_count !== 0).length,
        },
        next_cursor: end < found.length ? String(end) : null,
      };
    },
    getWebhook: async (id: string) => {
      this.#refuse();
      const event = this.events.find((known) => known.id === id);
      if (!event) throw new Error(`There is no webhook «${id}».`);
      return { ...event, raw_body: this.rawBody, next_cursor: null };
    },
    replayWebhook: async (id: string) => {
      this.#refuse();
      this.replayed.push(id);
      const { afterReplay } = this;
      if (afterReplay)
        this.events = this.events.map((event) => (event.id === id ? afterReplay : event));
    },
    replayFailedWebhooks: async () => {
      this.#refuse();
      const troubled = this.events.filter((event) => event.problem_count !== 0);
      this.replayed.push(...troubled.map(({ id }) => id));
      this.events = this.events.filter((event) => event.problem_count === 0);
      return { replayed: troubled.length };
    },
  };

  #refuse(): void {
    if (this.refusal) throw this.refusal;
  }
}
