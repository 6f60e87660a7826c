import type { Change, SequencedChange } from '../../contract/feed.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { Rest } from '../retention/retention-rule.ts';

interface ChangeRow {
  seq: number;
  type: string;
  payload: string;
  created_at: number;
}

const COUNTER = 'change_seq';
/** A client that comes back within this time gets every change it has missed. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;
const DELETE_BATCH = 500;

/**
 * The one durable list of everything that screens show.
 *
 * Whoever changes something appends the change in the same transaction. Its `seq` comes from a
 * counter row that stays locked until that transaction commits, so seq order is commit order and a
 * reader that has seen seq N has seen everything up to N. (A bare sequence hands out numbers before
 * the commit: a reader would skip what commits late.) The locked row also means that writers
 * queue: take the seq late in the transaction.
 */
export class ChangeLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Reserves `count` numbers and returns the first. For rows that are numbered by the feed
   * (messages); their changes are then appended with `appendAt`.
   */
  async reserve(tx: Transaction, count: number): Promise<number> {
    return this.#database.dialect.nextSeq(tx, COUNTER, count);
  }

  /** Appends changes in their order; returns the last seq. An empty list changes nothing. */
  async append(tx: Transaction, changes: readonly Change[], nowMs = Date.now()): Promise<void> {
    if (changes.length === 0) return;
    const first = await this.reserve(tx, changes.length);
    await this.appendAt(
      tx,
      changes.map((change, index) => ({ ...change, seq: first + index })),
      nowMs,
    );
  }

  /** Appends changes under numbers reserved in the same transaction. */
  async appendAt(
    tx: Transaction,
    changes: readonly SequencedChange[],
    nowMs = Date.now(),
  ): Promise<void> {
    const rows = changes.map(({ seq, ...change }) => ({
      seq,
      type: change.type,
      payload: JSON.stringify(change),
      created_at: nowMs,
    }));
    for (let start = 0; start < rows.length; start += 100) {
      await tx('change_log').insert(rows.slice(start, start + 100));
    }
  }

  /** Up to `limit` changes after `seq`, in order. */
  async readAfter(seq: number, limit: number): Promise<{ seq: number; payload: string }[]> {
    const rows: Pick<ChangeRow, 'seq' | 'payload'>[] = await this.#database
      .read('change_log')
      .select('seq', 'payload')
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(limit);
    return rows;
  }

  /** The newest seq that was ever given, and the oldest change still kept (0 when none is). */
  async getBounds(): Promise<{ head: number; oldest: number }> {
    const [counter, oldest] = await Promise.all([
      this.#database.read('counters').where({ name: COUNTER }).first<{ value: number }>('value'),
      this.#database.read('change_log').min<{ seq: number | null }[]>({ seq: 'seq' }),
    ]);
    return { head: counter.value, oldest: oldest[0]?.seq ?? 0 };
  }

  /**
   * Deletes changes older than seven days, oldest first and without gaps; clients that far behind
   * get a reset.
   */
  async deleteOld(nowMs: number, rest: Rest): Promise<void> {
    const [old] = (await this.#database
      .read('change_log')
      .where('created_at', '<', nowMs - KEPT_MS)
      .max({ seq: 'seq' })) as { seq: number | null }[];
    const lastSeq = old?.seq ?? 0;
    let count: number;
    do {
      count = await this.#database.transaction((tx) =>
        tx('change_log')
          .whereIn('seq', (oldest) =>
            oldest
              .from('change_log')
              .select('seq')
              .where('seq', '<=', lastSeq)
              .orderBy('seq')
              .limit(DELETE_BATCH),
          )
          .delete(),
      );
    } while (count === DELETE_BATCH && (await rest()));
  }
}
