import type { Database } from '../../database/database.ts';
import type { Rest } from '../retention/retention-rule.ts';
import { findFirstIdSince } from './first-id-since.ts';
import type { WebhookItemStore } from './webhook-item-store.ts';
import type { WebhookStore } from './webhook-store.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Somebody may still want to replay what went wrong. */
const TROUBLE_FACTOR = 3;
/** One transaction deletes this much at most (or one webhook), so that the intake never waits long. */
const MAX_WEBHOOKS = 200;
const MAX_ITEMS = 1_000;

/**
 * How long the journal is kept: webhooks that were worked through, and their items, for the days that
 * the configuration says; those that failed, or with an item that is set aside, three times as long.
 * What still waits is never deleted. Messages are not touched: the journal only says how they came.
 */
export class WebhookRetention {
  readonly #database: Database;
  readonly #store: WebhookStore;
  readonly #items: WebhookItemStore;
  readonly #keptDays: number;

  constructor(parts: {
    database: Database;
    store: WebhookStore;
    items: WebhookItemStore;
    keptDays: number;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#items = parts.items;
    this.#keptDays = parts.keptDays;
  }

  async deleteOld(nowMs: number, rest: Rest): Promise<void> {
    const db = this.#database.read;
    const keptMs = this.#keptDays * DAY_MS;
    const span = {
      endId: await findFirstIdSince(db, nowMs - keptMs),
      troubleEndId: await findFirstIdSince(db, nowMs - TROUBLE_FACTOR * keptMs),
    };
    let lastId: number | undefined = 0;
    do {
      const afterId: number = lastId;
      lastId = await this.#database.transaction(async (tx) => {
        const ids = await this.#store.listFinished(
          tx,
          { ...span, afterId },
          MAX_WEBHOOKS,
          MAX_ITEMS,
        );
        await this.#items.deleteOf(tx, ids);
        await this.#store.delete(tx, ids);
        return ids.at(-1);
      });
    } while (lastId !== undefined && (await rest()));
  }
}
