import type { Knex } from 'knex';
import type { MessageContent } from '../../contract/message-content.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { QueueRow, QueueState } from './outbox-store.ts';

/** A broadcast's recipient as its row says. */
export interface RecipientRecord {
  id: string;
  /** As given by the sender. */
  recipient: string;
  state: QueueState;
  error: string | null;
  messageId: string | null;
  /** What only they get, until they have their message. */
  content: MessageContent | undefined;
}

const TABLE = 'whatsapp_queue';
const CHUNK = 500;
const NOT_LEFT: readonly QueueState[] = ['queued', 'held'];
const LEFT: readonly QueueState[] = ['sending', 'held_by_meta', 'sent', 'unknown'];

/** The table whatsapp_queue, as far as broadcasts fill it. */
export class RecipientStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Appends rows in several commits of their own, so that nobody waits long for the writer. */
  async append(
    rows: readonly Pick<
      QueueRow,
      | 'id'
      | 'phone_number_id'
      | 'broadcast_id'
      | 'recipient'
      | 'state'
      | 'error'
      | 'content'
      | 'created_at'
    >[],
  ): Promise<void> {
    const columns = [
      'id',
      'phone_number_id',
      'broadcast_id',
      'recipient',
      'state',
      'error',
      'content',
      'created_at',
      'due_at',
    ] as const;
    for (let start = 0; start < rows.length; start += CHUNK) {
      await this.#database.appendRows(
        TABLE,
        columns,
        rows
          .slice(start, start + CHUNK)
          .map((row) =>
            columns.map((column) => (column === 'due_at' ? row.created_at : row[column])),
          ),
      );
    }
  }

  /** Removes a broadcast's rows, for one that was never made. */
  async deleteAll(tx: Transaction, broadcastId: string): Promise<void> {
    await tx(TABLE).where({ broadcast_id: broadcastId }).delete();
  }

  /** Broadcast ids of waiting rows stored before `beforeMs` whose broadcast does not exist. */
  async listOrphaned(db: Knex, beforeMs: number): Promise<string[]> {
    const rows: { broadcast_id: string }[] = await db(TABLE)
      .distinct('broadcast_id')
      .where('state', 'waiting')
      .where('created_at', '<', beforeMs)
      .whereNotIn('broadcast_id', db('broadcasts').select('id'));
    return rows.map((row) => row.broadcast_id);
  }

  /**
   * The next recipients that have no message yet, in the sender's order. Ask while holding the change
   * log's counter: it keeps other instances from asking at the same time.
   */
  async listWaiting(
    tx: Transaction,
    broadcastId: string,
    limit: number,
  ): Promise<RecipientRecord[]> {
    const rows: QueueRow[] = await tx(TABLE)
      .where({ broadcast_id: broadcastId, state: 'waiting' })
      .orderBy('id')
      .limit(limit);
    return rows.map(toRecord);
  }

  async hasContact(tx: Transaction, broadcastId: string, contactId: string): Promise<boolean> {
    const row = await tx(TABLE)
      .where({ broadcast_id: broadcastId, contact_id: contactId })
      .first<{ id: string } | undefined>('id');
    return row !== undefined;
  }

  /**
   * Of broadcasts that have more than one row for these contacts together: the rows that have not left,
   * but for the first one where none of the others has.
   */
  async listRepeated(
    tx: Transaction,
    contactIds: readonly string[],
  ): Promise<{ id: string; messageId: string; broadcastId: string }[]> {
    const rows: { id: string; message_id: number; broadcast_id: string; state: QueueState }[] =
      await tx(TABLE)
        .select('id', 'message_id', 'broadcast_id', 'state')
        .whereIn('contact_id', contactIds)
        .whereIn('state', [...NOT_LEFT, ...LEFT])
        .whereIn('broadcast_id', (open) =>
          open
            .from(TABLE)
            .select('broadcast_id')
            .whereIn('contact_id', contactIds)
            .whereIn('state', NOT_LEFT)
            .whereNotNull('broadcast_id'),
        )
        .orderBy('id');
    const taken = new Set(
      rows.filter(({ state }) => LEFT.includes(state)).map((row) => row.broadcast_id),
    );
    const isRepeated = (broadcastId: string) => taken.has(broadcastId) || !taken.add(broadcastId);
    return rows
      .filter(({ state }) => NOT_LEFT.includes(state))
      .filter((row) => isRepeated(row.broadcast_id))
      .map((row) => ({
        id: row.id,
        messageId: String(row.message_id),
        broadcastId: row.broadcast_id,
      }));
  }

  async cancel(tx: Transaction, id: string, words: string, nowMs: number): Promise<void> {
    await tx(TABLE).where({ id }).update({ state: 'cancelled', error: words, finished_at: nowMs });
  }

  /** waiting → queued, now with its message. */
  async attach(
    tx: Transaction,
    id: string,
    message: { id: string; contactId: string },
    nowMs: number,
  ): Promise<void> {
    await tx(TABLE)
      .where({ id })
      .update({
        state: 'queued',
        message_id: Number(message.id),
        contact_id: message.contactId,
        due_at: nowMs,
        content: null,
      });
  }

  /** waiting → refused. */
  async refuse(tx: Transaction, id: string, words: string, nowMs: number): Promise<void> {
    await tx(TABLE)
      .where({ id, state: 'waiting' })
      .update({ state: 'refused', error: words, finished_at: nowMs });
  }

  /** Moves all rows of a broadcast that stand in `from`. */
  async moveAll(
    tx: Transaction,
    broadcastId: string,
    from: readonly QueueState[],
    change: { state: QueueState; error?: string; finished_at?: number },
  ): Promise<void> {
    await tx(TABLE).where({ broadcast_id: broadcastId }).whereIn('state', from).update(change);
  }

  /** Ids of the messages of rows that stand in `states`. */
  async listMessageIds(
    tx: Transaction,
    broadcastId: string,
    states: readonly QueueState[],
  ): Promise<string[]> {
    const rows: { message_id: number }[] = await tx(TABLE)
      .select('message_id')
      .where({ broadcast_id: broadcastId })
      .whereIn('state', states)
      .whereNotNull('message_id')
      .orderBy('message_id');
    return rows.map((row) => String(row.message_id));
  }

  /** How many rows stand where, per broadcast. */
  async countByState(
    db: Knex,
    broadcastIds: readonly string[],
  ): Promise<Map<string, Partial<Record<QueueState, number>>>> {
    const rows: { broadcast_id: string; state: QueueState; total: number | string }[] = await db(
      TABLE,
    )
      .select('broadcast_id', 'state')
      .count({ total: '*' })
      .whereIn('broadcast_id', broadcastIds)
      .groupBy('broadcast_id', 'state');
    const counts = new Map<string, Partial<Record<QueueState, number>>>();
    for (const { broadcast_id, state, total } of rows) {
      counts.set(broadcast_id, { ...counts.get(broadcast_id), [state]: Number(total) });
    }
    return counts;
  }

  /** Recipients in the sender's order, after the row `afterId`. */
  async list(
    db: Knex,
    broadcastId: string,
    options: { states?: readonly QueueState[] | undefined; afterId?: string; limit: number },
  ): Promise<RecipientRecord[]> {
    const query = db(TABLE).where({ broadcast_id: broadcastId });
    if (options.states) void query.whereIn('state', options.states);
    if (options.afterId !== undefined) void query.where('id', '>', options.afterId);
    const rows: QueueRow[] = await query.orderBy('id').limit(options.limit);
    return rows.map(toRecord);
  }
}

function toRecord(row: QueueRow): RecipientRecord {
  return {
    id: row.id,
    recipient: row.recipient,
    state: row.state,
    error: row.error,
    messageId: row.message_id === null ? null : String(row.message_id),
    content: row.content === null ? undefined : (JSON.parse(row.content) as MessageContent),
  };
}
