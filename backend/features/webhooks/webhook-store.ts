import type { WebhookState } from '../../contract/webhook-event.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { freeFromTheFuture } from '../../database/free-from-the-future.ts';
import type { WaitingRows } from '../../database/free-from-the-future.ts';

/** A journal row that was claimed for work. */
export interface ClaimedWebhook {
  id: number;
  rawBody: Buffer;
  attempts: number;
  /** It was worked on before: problems of that time may be solved now. */
  isReplay: boolean;
}

/** What became of a webhook. */
export interface WebhookResult {
  id: number;
  state: Exclude<WebhookState, 'stored'>;
  itemCount: number;
  problemCount: number;
  error: string | null;
}

export interface WebhookRow {
  id: number;
  raw_body: Buffer;
  received_at: number;
  due_at: number;
  state: WebhookState;
  attempts: number;
  item_count: number | null;
  problem_count: number | null;
  error: string | null;
  processed_at: number | null;
}

const TABLE = 'whatsapp_webhooks';
const MAX_CLAIMED_BYTES = 8 * 1_024 * 1_024;
/** Rows stand in the order of their arrival, so the longest wait is among the first. */
const OLDEST_LOOKED_AT = 100;
/** A webhook's retries are over well before; what is due later than this was put back in line. */
const LONGEST_RETRY_MS = 5 * 60_000;

const WAITING: WaitingRows = {
  table: TABLE,
  column: 'due_at',
  where: "state = 'stored'",
  // The longest pause between two tries is about four minutes.
  longestWaitMs: 60 * 60_000,
};

/** The table `whatsapp_webhooks`, but for the journal's append. */
export class WebhookStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whether something waits; reads only, for polling. */
  async hasDue(nowMs: number): Promise<boolean> {
    const row: unknown = await this.#database
      .read(TABLE)
      .whereRaw("state = 'stored'")
      .where('due_at', '<=', nowMs)
      .first('id');
    return row !== undefined;
  }

  /** See `freeFromTheFuture`. */
  async freeFromTheFuture(nowMs: number): Promise<void> {
    await freeFromTheFuture(this.#database, WAITING, nowMs);
  }

  /**
   * Since when the webhook that has waited longest waits; undefined: none does. One that waits for
   * its own retry counts from its arrival. An old one that was put back in line counts from then.
   */
  async findOldestWaitingMs(): Promise<number | undefined> {
    const rows: Pick<WebhookRow, 'received_at' | 'due_at'>[] = await this.#database
      .read(TABLE)
      .select('received_at', 'due_at')
      .whereRaw("state = 'stored'")
      .orderBy('id')
      .limit(OLDEST_LOOKED_AT);
    const since = rows.map(({ received_at, due_at }) =>
      due_at - received_at > LONGEST_RETRY_MS ? due_at : received_at,
    );
    return since.length === 0 ? undefined : Math.min(...since);
  }

  /** Claims the oldest waiting webhooks: at most `limit`, and at most 8 MB unless one alone is larger. */
  async claimDue(tx: Transaction, nowMs: number, limit: number): Promise<ClaimedWebhook[]> {
    const claimed = await this.#database.dialect.claimDue<
      Pick<WebhookRow, 'id' | 'attempts' | 'problem_count'> & { size: number }
    >(tx, TABLE, {
      nowMs,
      limit,
      where: (query) => {
        void query.select('id', 'attempts', 'problem_count', tx.raw('length(raw_body) AS size'));
        // Word by word as in the index on waiting rows.
        void query.whereRaw("state = 'stored'");
      },
    });
    let bytes = 0;
    const taken = claimed.filter(({ size }, index) => {
      bytes += Number(size);
      return index === 0 || bytes <= MAX_CLAIMED_BYTES;
    });
    const rows: Pick<WebhookRow, 'id' | 'raw_body'>[] = await tx(TABLE)
      .select('id', 'raw_body')
      .whereIn(
        'id',
        taken.map(({ id }) => id),
      );
    const bodies = new Map(rows.map((row) => [row.id, row.raw_body]));
    return taken.map(({ id, attempts, problem_count }) => ({
      id,
      attempts,
      rawBody: bodies.get(id) ?? Buffer.alloc(0),
      isReplay: problem_count !== null && problem_count > 0,
    }));
  }

  /** Keeps other workers away from a webhook that takes several transactions. */
  async lease(tx: Transaction, id: number, untilMs: number): Promise<void> {
    await tx(TABLE).where({ id }).update({ due_at: untilMs });
  }

  /** Finishes webhooks; those with the same result share a statement. */
  async finish(tx: Transaction, results: readonly WebhookResult[], nowMs: number): Promise<void> {
    const groups = new Map<string, { result: WebhookResult; ids: number[] }>();
    for (const result of results) {
      const { id, ...same } = result;
      const key = JSON.stringify(same);
      const group = groups.get(key);
      if (group) group.ids.push(id);
      else groups.set(key, { result, ids: [id] });
    }
    for (const { result, ids } of groups.values()) {
      await tx(TABLE).whereIn('id', ids).update({
        state: result.state,
        item_count: result.itemCount,
        problem_count: result.problemCount,
        error: result.error,
        processed_at: nowMs,
      });
    }
  }

  /** Notes that a webhook could not be worked on, and when to try again; without a moment it failed. */
  async noteAttempt(
    tx: Transaction,
    id: number,
    attempt: { attempts: number; dueAtMs: number | undefined; error: string },
  ): Promise<void> {
    await tx(TABLE)
      .where({ id })
      .update({
        attempts: attempt.attempts,
        error: attempt.error,
        ...(attempt.dueAtMs === undefined ? { state: 'failed' } : { due_at: attempt.dueAtMs }),
      });
  }

  /** Webhooks after `lastId` that failed or have problems and do not wait already, oldest first. */
  async listTroubled(lastId: number, limit: number): Promise<number[]> {
    const rows: Pick<WebhookRow, 'id'>[] = await this.#database
      .read(TABLE)
      .select('id')
      // Word by word as in the index on such rows.
      .whereRaw("(state = 'failed' OR problem_count > 0)")
      .whereNot({ state: 'stored' })
      .where('id', '>', lastId)
      .orderBy('id')
      .limit(limit);
    return rows.map(({ id }) => id);
  }

  /** Puts webhooks back in line, whatever became of them; returns how many there are. */
  async requeue(tx: Transaction, ids: readonly number[], nowMs: number): Promise<number> {
    return tx(TABLE)
      .whereIn('id', ids)
      .update({ state: 'stored', due_at: nowMs, attempts: 0, error: null });
  }

  /**
   * Finished webhooks in a span of ids, oldest first: those without problems before `endId`, the
   * others before `troubleEndId`. At most `maxWebhooks`, with at most `maxItems` unless one alone
   * has more.
   */
  async listFinished(
    tx: Transaction,
    span: { afterId: number; endId: number; troubleEndId: number },
    maxWebhooks: number,
    maxItems: number,
  ): Promise<number[]> {
    const rows: Pick<WebhookRow, 'id' | 'item_count'>[] = await tx(TABLE)
      .select('id', 'item_count')
      .where('id', '>', span.afterId)
      .where('id', '<', span.endId)
      .whereNot({ state: 'stored' })
      .where((any) =>
        any.where({ state: 'done', problem_count: 0 }).orWhere('id', '<', span.troubleEndId),
      )
      .orderBy('id')
      .limit(maxWebhooks);
    let items = 0;
    return rows
      .filter(({ item_count }, index) => {
        items += item_count ?? 0;
        return index === 0 || items <= maxItems;
      })
      .map(({ id }) => id);
  }

  async delete(tx: Transaction, ids: readonly number[]): Promise<void> {
    await tx(TABLE).whereIn('id', ids).delete();
  }
}
