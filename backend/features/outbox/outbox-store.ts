import type { Knex } from 'knex';
import type { Database, Transaction } from '../../database/database.ts';
import { freeFromTheFuture } from '../../database/free-from-the-future.ts';
import type { WaitingRows } from '../../database/free-from-the-future.ts';

/**
 * Where a row stands. `waiting`: a broadcast's recipient whose message does not exist yet. `held`:
 * its broadcast is paused. `unknown`: it may or may not have been sent.
 */
export type QueueState =
  | 'waiting'
  | 'queued'
  | 'held'
  | 'sending'
  | 'sent'
  | 'failed'
  | 'unknown'
  | 'refused'
  | 'cancelled';

export interface QueueRow {
  id: string;
  message_id: number | null;
  phone_number_id: string;
  contact_id: string | null;
  broadcast_id: string | null;
  recipient: string;
  state: QueueState;
  due_at: number;
  attempts: number;
  lease_until: number | null;
  lease_token: number;
  error_code: number | null;
  error: string | null;
  /** JSON of what only this recipient of a broadcast gets, until the message is made. */
  content: string | null;
  created_at: number;
  finished_at: number | null;
  /** Boolean on PostgreSQL, 0 or 1 on SQLite. */
  has_files: boolean | number;
}

/** A row whose turn has come. */
export interface QueueItem {
  id: string;
  messageId: string;
  phoneNumberId: string;
  contactId: string;
  broadcastId: string | undefined;
  /** Attempts that have ended. */
  attempts: number;
  createdAtMs: number;
  /** Its files have to be at Meta before it is sent. */
  hasFiles: boolean;
  /** While its files go to Meta a row stays `queued`: nothing of the message has left. */
  heldAs: 'queued' | 'sending';
  /** Grows with every lease: whoever holds an older one may not write any more. */
  leaseToken: number;
}

/** Single messages, or those of broadcasts. */
export type Lane = 'direct' | 'broadcast';

export interface QueueError {
  code: number | null;
  words: string;
}

const TABLE = 'whatsapp_queue';

// Literals rather than bindings, so that the planner sees that the partial index fits.
const LANES: Record<Lane, string> = {
  direct: `state = 'queued' AND broadcast_id IS NULL`,
  broadcast: `state = 'queued' AND broadcast_id IS NOT NULL`,
};
/** Meta's longest wait is about a day; a lease lasts less than a minute. */
const WAITING: WaitingRows[] = [
  { table: TABLE, column: 'due_at', where: `state = 'queued'`, longestWaitMs: 25 * 60 * 60_000 },
  { table: TABLE, column: 'lease_until', where: `state = 'sending'`, longestWaitMs: 60 * 60_000 },
];
const NO_EARLIER_OPEN = `NOT EXISTS (
  SELECT 1 FROM ${TABLE} AS earlier
  WHERE earlier.contact_id = ${TABLE}.contact_id
    AND earlier.message_id < ${TABLE}.message_id
    AND earlier.phone_number_id = ${TABLE}.phone_number_id
    AND earlier.state IN ('queued', 'sending'))`;

/** The table whatsapp_queue, as far as messages are sent from it. */
export class OutboxStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async insert(
    tx: Transaction,
    row: Pick<QueueRow, 'id' | 'phone_number_id' | 'contact_id' | 'recipient' | 'has_files'> & {
      message_id: number;
    },
    nowMs: number,
  ): Promise<void> {
    await tx(TABLE).insert({ ...row, state: 'queued', due_at: nowMs, created_at: nowMs });
  }

  /**
   * Claims due rows of one lane, oldest first, of these numbers unless they are paused. A row is
   * left out while an earlier one of the same pair is open, so a pair has one message under way at
   * most and its order holds.
   */
  async claimDue(
    tx: Transaction,
    lane: Lane,
    options: { nowMs: number; limit: number; phoneNumberIds: readonly string[] },
  ): Promise<QueueItem[]> {
    const rows = await this.#database.dialect.claimDue<QueueRow>(tx, TABLE, {
      nowMs: options.nowMs,
      limit: options.limit,
      orderBy: 'due_at',
      where: (query) => {
        void query
          .whereRaw(LANES[lane])
          .whereIn('phone_number_id', options.phoneNumberIds)
          .whereNotIn('phone_number_id', tx('outbox_pauses').select('phone_number_id'))
          .whereRaw(NO_EARLIER_OPEN);
      },
    });
    return rows.map(toItem);
  }

  async countQueued(db: Knex, phoneNumberId: string): Promise<number> {
    const row = await db(TABLE)
      .whereRaw(`state = 'queued'`)
      .where({ phone_number_id: phoneNumberId })
      .count<{ count: number | string }[]>({ count: '*' });
    return Number(row[0]?.count ?? 0);
  }

  /** Whether anything is due for these numbers; a cheap look before a claim. */
  async hasDue(nowMs: number, phoneNumberIds: readonly string[]): Promise<boolean> {
    const row = await this.#database
      .read(TABLE)
      .whereRaw(`state = 'queued'`)
      .where('due_at', '<=', nowMs)
      .whereIn('phone_number_id', phoneNumberIds)
      .whereNotIn('phone_number_id', this.#database.read('outbox_pauses').select('phone_number_id'))
      .first<{ id: string } | undefined>('id');
    return row !== undefined;
  }

  /** When the next row becomes due that is not due yet. */
  async findNextDueAt(nowMs: number): Promise<number | undefined> {
    const row = await this.#database
      .read(TABLE)
      .whereRaw(`state = 'queued'`)
      .where('due_at', '>', nowMs)
      .orderBy('due_at')
      .first<{ due_at: number } | undefined>('due_at');
    return row?.due_at;
  }

  /** Gives a claimed row to this worker until `leaseUntilMs`; returns the item with its new token. */
  async lease(tx: Transaction, item: QueueItem, leaseUntilMs: number): Promise<QueueItem> {
    const leaseToken = item.leaseToken + 1;
    await tx(TABLE)
      .where({ id: item.id })
      .update({ state: 'sending', lease_until: leaseUntilMs, lease_token: leaseToken });
    return { ...item, leaseToken, heldAs: 'sending' };
  }

  /**
   * Gives a claimed row to this worker while its files go to Meta. It stays queued and is due again
   * by itself at `leaseUntilMs`, so a crash loses nothing; later messages of its pair wait for it.
   */
  async leaseForFiles(tx: Transaction, item: QueueItem, leaseUntilMs: number): Promise<QueueItem> {
    const leaseToken = item.leaseToken + 1;
    await tx(TABLE)
      .where({ id: item.id })
      .update({ due_at: leaseUntilMs, lease_token: leaseToken });
    return { ...item, leaseToken, heldAs: 'queued' };
  }

  /** Prolongs that lease. False when it is no longer this holder's. */
  async renewForFiles(tx: Transaction, item: QueueItem, leaseUntilMs: number): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ id: item.id, lease_token: item.leaseToken, state: 'queued' })
      .update({ due_at: leaseUntilMs });
    return count === 1;
  }

  /** Lets a queued row wait without counting an attempt. */
  async postpone(tx: Transaction, id: string, dueAtMs: number): Promise<void> {
    await tx(TABLE).where({ id, state: 'queued' }).update({ due_at: dueAtMs });
  }

  /**
   * Ends a lease with what the attempt proved. False, and nothing written, when the lease is no
   * longer this holder's: it ran out, or Meta's word settled the row.
   */
  async endLease(
    tx: Transaction,
    item: QueueItem,
    end:
      | { state: 'queued'; dueAtMs: number; attempts: number; error?: QueueError }
      | { state: 'sent' | 'unknown'; nowMs: number; attempts: number }
      | { state: 'failed'; nowMs: number; attempts: number; error: QueueError },
  ): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ id: item.id, lease_token: item.leaseToken, state: item.heldAs })
      .update({
        state: end.state,
        attempts: end.attempts,
        lease_until: null,
        error_code: 'error' in end ? (end.error?.code ?? null) : null,
        error: 'error' in end ? (end.error?.words ?? null) : null,
        ...('dueAtMs' in end ? { due_at: end.dueAtMs } : { finished_at: end.nowMs }),
      });
    return count === 1;
  }

  /** See `freeFromTheFuture`. */
  async freeFromTheFuture(nowMs: number): Promise<void> {
    for (const rows of WAITING) await freeFromTheFuture(this.#database, rows, nowMs);
  }

  /** Rows whose holder has not ended its lease in time. */
  async listExpired(db: Knex, nowMs: number, limit: number): Promise<QueueItem[]> {
    const rows: QueueRow[] = await db(TABLE)
      .where('state', 'sending')
      .where('lease_until', '<=', nowMs)
      .limit(limit);
    return rows.map(toItem);
  }

  /** Writes Meta's word on a message, from whichever of these states; true if a row changed. */
  async settle(
    tx: Transaction,
    messageId: string,
    from: readonly QueueState[],
    end: { state: 'sent' | 'failed'; nowMs: number; error?: QueueError },
  ): Promise<boolean> {
    const count = await tx(TABLE)
      .where('message_id', Number(messageId))
      .whereIn('state', from)
      .update({
        state: end.state,
        lease_until: null,
        finished_at: end.nowMs,
        error_code: end.error?.code ?? null,
        error: end.error?.words ?? null,
      });
    return count > 0;
  }

  /**
   * Gives the rows of these messages to their new contact. A broadcast knows each person once: a row
   * that would be their second keeps its contact.
   */
  async moveAll(
    tx: Transaction,
    {
      messageIds,
      fromId,
      intoId,
    }: { messageIds: readonly number[]; fromId: string; intoId: string },
  ): Promise<void> {
    await tx(TABLE)
      .whereIn('message_id', messageIds)
      .where({ contact_id: fromId })
      .whereRaw(
        `(broadcast_id IS NULL OR NOT EXISTS (
           SELECT 1 FROM ${TABLE} AS other
           WHERE other.broadcast_id = ${TABLE}.broadcast_id AND other.contact_id = ?))`,
        [intoId],
      )
      .update({ contact_id: intoId });
  }

  /** Puts an ended row back in the queue because a person asks for it; false if it has not ended so. */
  async requeue(tx: Transaction, messageId: string, nowMs: number): Promise<boolean> {
    const count = await tx(TABLE)
      .where('message_id', Number(messageId))
      .whereIn('state', ['failed', 'unknown', 'cancelled'])
      .update({
        state: 'queued',
        due_at: nowMs,
        attempts: 0,
        error_code: null,
        error: null,
        finished_at: null,
      });
    return count === 1;
  }
}

function toItem(row: QueueRow): QueueItem {
  return {
    id: row.id,
    messageId: String(row.message_id),
    phoneNumberId: row.phone_number_id,
    contactId: row.contact_id ?? '',
    broadcastId: row.broadcast_id ?? undefined,
    attempts: row.attempts,
    createdAtMs: row.created_at,
    hasFiles: Boolean(row.has_files),
    heldAs: 'sending',
    leaseToken: row.lease_token,
  };
}
