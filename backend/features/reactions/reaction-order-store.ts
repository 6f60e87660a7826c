import type { Knex } from 'knex';
import type { Database, Transaction } from '../../database/database.ts';
import { freeFromTheFuture } from '../../database/free-from-the-future.ts';
import type { OwnReaction } from '../messages/message-service.ts';

/**
 * `superseded`: another order for the message came while an attempt may have been under way.
 * `accepted`: as far as Meta has said until now.
 */
export type ReactionOrderState = 'pending' | 'superseded' | 'accepted' | 'refused';

export interface ReactionOrder {
  id: string;
  /** Our id of the message. */
  messageId: string;
  phoneNumberId: string;
  /** Null: the reaction is taken back. */
  emoji: string | null;
  orderedBy: { id: string; name: string };
  orderedAtMs: number;
  /** The business's reaction that it took the place of. */
  before: OwnReaction | undefined;
  state: ReactionOrderState;
  wamid: string | undefined;
  /** Those under way included. */
  attempts: number;
}

interface ReactionOrderRow {
  id: string;
  message_id: number;
  phone_number_id: string;
  emoji: string | null;
  operator_id: string;
  operator_name: string;
  ordered_at: number;
  before: string | null;
  state: ReactionOrderState;
  wamid: string | null;
  attempts: number;
  due_at: number | null;
  lease_until: number | null;
}

const TABLE = 'reaction_orders';
/** Longer than any pause between two attempts. */
const LONGEST_WAIT_MS = 60 * 60 * 1_000;

/** The table `reaction_orders`; of a message at most one order is pending. */
export class ReactionOrderStore {
  async insert(tx: Transaction, order: ReactionOrder, dueAtMs: number): Promise<void> {
    const row: ReactionOrderRow = {
      id: order.id,
      message_id: Number(order.messageId),
      phone_number_id: order.phoneNumberId,
      emoji: order.emoji,
      operator_id: order.orderedBy.id,
      operator_name: order.orderedBy.name,
      ordered_at: order.orderedAtMs,
      before: order.before ? JSON.stringify(order.before) : null,
      state: order.state,
      wamid: order.wamid ?? null,
      attempts: order.attempts,
      due_at: dueAtMs,
      lease_until: null,
    };
    await tx(TABLE).insert(row);
  }

  async find(db: Knex, id: string): Promise<ReactionOrder | undefined> {
    const row = await db(TABLE).where({ id }).first<ReactionOrderRow | undefined>();
    return row && toOrder(row);
  }

  async findPending(tx: Transaction, messageId: string): Promise<ReactionOrder | undefined> {
    const row = await tx(TABLE)
      .where({ message_id: Number(messageId), state: 'pending' })
      .first<ReactionOrderRow | undefined>();
    return row && toOrder(row);
  }

  /** The last one for a message that stands. */
  async findNewest(tx: Transaction, messageId: string): Promise<ReactionOrder | undefined> {
    const row = await tx(TABLE)
      .where({ message_id: Number(messageId) })
      .whereIn('state', ['pending', 'accepted'])
      .orderBy('ordered_at', 'desc')
      .first<ReactionOrderRow | undefined>();
    return row && toOrder(row);
  }

  async listByIds(db: Knex, ids: readonly string[]): Promise<ReactionOrder[]> {
    if (ids.length === 0) return [];
    const rows: ReactionOrderRow[] = await db(TABLE).whereIn('id', ids);
    return rows.map(toOrder);
  }

  async listByWamids(db: Knex, wamids: readonly string[]): Promise<ReactionOrder[]> {
    if (wamids.length === 0) return [];
    const rows: ReactionOrderRow[] = await db(TABLE).whereIn('wamid', wamids);
    return rows.map(toOrder);
  }

  /** What is due of these numbers; a message with an attempt under way has to wait for its end. */
  async listDue(
    db: Knex,
    options: { nowMs: number; phoneNumberIds: readonly string[]; limit: number },
  ): Promise<ReactionOrder[]> {
    const rows: ReactionOrderRow[] = await db(TABLE)
      .where('due_at', '<=', options.nowMs)
      .whereIn('phone_number_id', options.phoneNumberIds)
      .whereNotIn('message_id', (leased) =>
        leased
          .from(TABLE)
          .select('message_id')
          .whereNotNull('lease_until')
          .where('lease_until', '>', options.nowMs),
      )
      .orderBy('due_at')
      .limit(options.limit);
    return rows.map(toOrder);
  }

  /** Counts the attempt; it is due again when the lease runs out. */
  async lease(tx: Transaction, order: ReactionOrder, untilMs: number): Promise<ReactionOrder> {
    const attempts = order.attempts + 1;
    await tx(TABLE)
      .where({ id: order.id })
      .update({ attempts, due_at: untilMs, lease_until: untilMs });
    return { ...order, attempts };
  }

  /** Ends this attempt, to be tried again where the order is still pending; false if it was not its own. */
  async retry(tx: Transaction, attempted: ReactionOrder, dueAtMs: number): Promise<boolean> {
    const { id, attempts } = attempted;
    await tx(TABLE)
      .where({ id, attempts, state: 'superseded' })
      .update({ due_at: null, lease_until: null });
    const count = await tx(TABLE)
      .where({ id, attempts, state: 'pending' })
      .update({ due_at: dueAtMs, lease_until: null });
    return count > 0;
  }

  /** Nothing more is to be sent of it; an attempt under way goes on. */
  async supersede(tx: Transaction, id: string): Promise<void> {
    await tx(TABLE).where({ id }).update({ state: 'superseded', due_at: null });
  }

  async end(
    tx: Transaction,
    id: string,
    end: { state: 'accepted'; wamid: string } | { state: 'refused' },
  ): Promise<void> {
    await tx(TABLE)
      .where({ id })
      .update({ ...end, due_at: null, lease_until: null });
  }

  async delete(tx: Transaction, id: string): Promise<void> {
    await tx(TABLE).where({ id }).delete();
  }

  /** Ends waits that were written while the clock was wrong. */
  async freeFromTheFuture(database: Database, nowMs: number): Promise<void> {
    for (const column of ['due_at', 'lease_until'] as const) {
      const where = `${column} IS NOT NULL`;
      const rows = { table: TABLE, column, where, longestWaitMs: LONGEST_WAIT_MS };
      await freeFromTheFuture(database, rows, nowMs);
    }
  }

  /** Those that are over, in one batch. */
  async deleteBefore(tx: Transaction, beforeMs: number): Promise<number> {
    return tx(TABLE).whereNull('due_at').where('ordered_at', '<', beforeMs).delete();
  }
}

function toOrder(row: ReactionOrderRow): ReactionOrder {
  return {
    id: row.id,
    messageId: String(row.message_id),
    phoneNumberId: row.phone_number_id,
    emoji: row.emoji,
    orderedBy: { id: row.operator_id, name: row.operator_name },
    orderedAtMs: row.ordered_at,
    before: row.before === null ? undefined : (JSON.parse(row.before) as OwnReaction),
    state: row.state,
    wamid: row.wamid ?? undefined,
    attempts: row.attempts,
  };
}
