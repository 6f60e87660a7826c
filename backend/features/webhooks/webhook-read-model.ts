import type { Knex } from 'knex';
import { z } from 'zod';
import { MAX_LISTED_ITEMS } from '../../contract/webhook-event.ts';
import type {
  WebhookEventDetail,
  WebhookEventPage,
  WebhookEventQuery,
  WebhookItemQuery,
  WebhookItemState,
} from '../../contract/webhook-event.ts';
import type { Database } from '../../database/database.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import { findFirstIdSince } from './first-id-since.ts';
import { toWebhookEvent } from './to-webhook-event.ts';
import type { ListedItemRow, ListedWebhookRow } from './to-webhook-event.ts';
import type { SoughtIds, WebhookSearch } from './webhook-search.ts';

const cursorSchema = z.tuple([z.number().int().positive()]);
const itemCursorSchema = z.tuple([z.number().int(), z.string().max(200)]);
/** Rows may stand this far from their place in time; see findFirstIdSince. */
const DISORDER_MS = 10 * 60 * 1_000;
const IS_TROUBLE = "(state = 'failed' OR problem_count > 0)";
/** What waited for its message is on screen as soon as the message is; nobody updates the row. */
const STATE_NOW = `CASE WHEN item.state = 'parsed' AND EXISTS (
    SELECT 1 FROM whatsapp_messages message
    WHERE message.phone_number_id = item.phone_number_id AND message.message_id = item.message_id
  ) THEN 'shown' ELSE item.state END`;
const IS_OPEN_PROBLEM = "item.state IN ('unknown', 'failed') AND item.resolved_at IS NULL";
const ITEM_COLUMNS = [
  ...['webhook_id', 'item_path', 'item_index', 'type', 'kind', 'message_id', 'phone_number_id'],
  ...['wa_id', 'user_id', 'reason', 'created_at', 'resolved_at'],
].map((column) => `item.${column}`);

/** The journal as admins see it: newest first, with what became of each item. */
export class WebhookReadModel {
  readonly #database: Database;
  readonly #search: WebhookSearch;

  constructor(parts: { database: Database; search: WebhookSearch }) {
    this.#database = parts.database;
    this.#search = parts.search;
  }

  /** Throws `invalid_cursor`. */
  async list(query: WebhookEventQuery): Promise<WebhookEventPage> {
    const db = this.#database.read;
    const sought = query.search ? await this.#search.resolve(query.search) : undefined;
    const rows = await this.#listRows(query, sought);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const ids = shown.map(({ id }) => id);
    const [states, items] = await Promise.all([
      this.#countStates(ids),
      this.#listFirstItems(ids, sought),
    ]);
    return {
      events: shown.map((row) =>
        toWebhookEvent(
          row,
          states.get(row.id) ?? {},
          items.filter((item) => item.webhook_id === row.id),
        ),
      ),
      counts: await this.#count(db),
      next_cursor: last ? encodeCursor([last.id]) : null,
    };
  }

  /** One event with its body and a page of its items. Throws `invalid_cursor`. */
  async find(id: number, query: WebhookItemQuery): Promise<WebhookEventDetail | undefined> {
    const db = this.#database.read;
    const row = (await this.#selectRows().select('raw_body').where({ id }).first()) as
      (ListedWebhookRow & { raw_body: Buffer }) | undefined;
    if (!row) return undefined;
    const select: Knex.QueryBuilder = db('webhook_items AS item')
      .select(...ITEM_COLUMNS, 'item.raw', db.raw(`${STATE_NOW} AS state`))
      .where({ webhook_id: id })
      .orderBy(['item_index', 'item_path'])
      .limit(query.limit + 1);
    if (query.cursor !== undefined) {
      const after = decodeCursor(query.cursor, itemCursorSchema);
      select.whereRaw('(item_index, item_path) > (?, ?)', after);
    }
    const items = (await select) as ListedItemRow[];
    const shown = items.slice(0, query.limit);
    const last = items.length > query.limit ? shown.at(-1) : undefined;
    return {
      ...toWebhookEvent(row, (await this.#countStates([id])).get(id) ?? {}, shown),
      raw_body: row.raw_body.toString('utf8'),
      next_cursor: last ? encodeCursor([last.item_index, last.item_path]) : null,
    };
  }

  #selectRows(): Knex.QueryBuilder {
    const db = this.#database.read;
    return db('whatsapp_webhooks')
      .select('id', 'state', 'received_at', 'processed_at', 'attempts', 'item_count')
      .select('problem_count', 'error', db.raw('length(raw_body) AS size'));
  }

  async #listRows(
    query: WebhookEventQuery,
    sought: SoughtIds | undefined,
  ): Promise<ListedWebhookRow[]> {
    const db = this.#database.read;
    const select = this.#selectRows()
      .orderBy('id', 'desc')
      .limit(query.limit + 1);
    if (sought) await this.#search.restrictWebhooks(select, sought);
    if (query.state !== undefined) select.where('state', query.state);
    // The first word by word as in the index on such rows.
    if (query.has_problems === 'true') select.whereRaw(IS_TROUBLE);
    if (query.has_problems === 'false') {
      select.whereRaw("state <> 'failed' AND coalesce(problem_count, 0) = 0");
    }
    if (query.since !== undefined) {
      const sinceMs = Date.parse(query.since);
      select.where('received_at', '>=', sinceMs);
      select.where('id', '>=', await findFirstIdSince(db, sinceMs - DISORDER_MS));
    }
    if (query.until !== undefined) {
      const untilMs = Date.parse(query.until);
      select.where('received_at', '<', untilMs);
      select.where('id', '<', await findFirstIdSince(db, untilMs + DISORDER_MS));
    }
    if (query.cursor !== undefined) {
      select.where('id', '<', decodeCursor(query.cursor, cursorSchema)[0]);
    }
    return (await select) as ListedWebhookRow[];
  }

  /** Of each webhook the problems, then the others in their order, 50 at most. */
  async #listFirstItems(
    webhookIds: readonly number[],
    sought: SoughtIds | undefined,
  ): Promise<ListedItemRow[]> {
    const db = this.#database.read;
    const ranked: Knex.QueryBuilder = db('webhook_items AS item')
      .select('item.state', ...ITEM_COLUMNS)
      .select(
        db.raw(
          `row_number() OVER (
             PARTITION BY webhook_id
             ORDER BY CASE WHEN ${IS_OPEN_PROBLEM} THEN 0 ELSE 1 END, item_index, item_path
           ) AS place`,
        ),
      )
      .whereIn('webhook_id', webhookIds);
    if (sought) this.#search.restrictItems(ranked, sought);
    return db
      .from(ranked.as('item'))
      .select(...ITEM_COLUMNS, db.raw(`${STATE_NOW} AS state`))
      .where('place', '<=', MAX_LISTED_ITEMS)
      .orderBy(['webhook_id', 'place']);
  }

  async #countStates(
    webhookIds: readonly number[],
  ): Promise<Map<number, Partial<Record<WebhookItemState, number>>>> {
    const db = this.#database.read;
    const rows: { webhook_id: number; state_now: WebhookItemState; total: number | string }[] =
      await db('webhook_items AS item')
        .select('webhook_id', db.raw(`${STATE_NOW} AS state_now`))
        .count({ total: '*' })
        .whereIn('webhook_id', webhookIds)
        .whereRaw("(item.state IN ('shown', 'parsed') OR item.resolved_at IS NULL)")
        .groupBy('webhook_id', 'state_now');
    const states = new Map<number, Partial<Record<WebhookItemState, number>>>();
    for (const { webhook_id, state_now, total } of rows) {
      states.set(webhook_id, { ...states.get(webhook_id), [state_now]: Number(total) });
    }
    return states;
  }

  async #count(db: Knex): Promise<WebhookEventPage['counts']> {
    const countRows = async (query: Knex.QueryBuilder) => {
      const [row] = (await query.count({ total: '*' })) as { total: number | string }[];
      return Number(row?.total ?? 0);
    };
    const open = () => db('webhook_items AS item').whereRaw(IS_OPEN_PROBLEM);
    return {
      stored: await countRows(db('whatsapp_webhooks').whereRaw("state = 'stored'")),
      failed: await countRows(db('whatsapp_webhooks').whereRaw("state = 'failed'")),
      unknown_items: await countRows(open().where('state', 'unknown')),
      failed_items: await countRows(open().where('state', 'failed')),
      replayable: await countRows(
        db('whatsapp_webhooks').whereRaw(IS_TROUBLE).whereNot({ state: 'stored' }),
      ),
    };
  }
}
