import type { Knex } from 'knex';
import type { BroadcastState } from '../../contract/broadcast.ts';
import type { MessageContent } from '../../contract/message-content.ts';
import type { Transaction } from '../../database/database.ts';

export interface BroadcastRecord {
  id: string;
  phoneNumberId: string;
  clientMessageId: string | undefined;
  state: BroadcastState;
  content: MessageContent;
  createdBy: { id: string; name: string } | undefined;
  createdAtMs: number;
  finishedAtMs: number | undefined;
  /** The figures that clients were told last, as JSON. */
  publishedProgress: string | undefined;
}

interface BroadcastRow {
  id: string;
  phone_number_id: string;
  client_message_id: string | null;
  state: BroadcastState;
  content: string;
  created_by_id: string | null;
  created_by_name: string | null;
  published_progress: string | null;
  created_at: number;
  finished_at: number | null;
}

const TABLE = 'broadcasts';

/** The table broadcasts. */
export class BroadcastStore {
  async insert(tx: Transaction, record: BroadcastRecord): Promise<void> {
    await tx(TABLE).insert(toRow(record));
  }

  async update(
    tx: Transaction,
    record: Pick<BroadcastRecord, 'id' | 'state' | 'finishedAtMs' | 'publishedProgress'>,
  ): Promise<void> {
    await tx(TABLE)
      .where({ id: record.id })
      .update({
        state: record.state,
        finished_at: record.finishedAtMs ?? null,
        published_progress: record.publishedProgress ?? null,
      });
  }

  async find(db: Knex, id: string): Promise<BroadcastRecord | undefined> {
    const row = await db(TABLE).where({ id }).first<BroadcastRow | undefined>();
    return row && toRecord(row);
  }

  async findByClientMessageId(
    db: Knex,
    phoneNumberId: string,
    clientMessageId: string,
  ): Promise<BroadcastRecord | undefined> {
    const row = await db(TABLE)
      .where({ phone_number_id: phoneNumberId, client_message_id: clientMessageId })
      .first<BroadcastRow | undefined>();
    return row && toRecord(row);
  }

  async listRunning(db: Knex): Promise<BroadcastRecord[]> {
    const rows: BroadcastRow[] = await db(TABLE).where('state', 'running').orderBy('id');
    return rows.map(toRecord);
  }

  async listByIds(db: Knex, ids: readonly string[]): Promise<BroadcastRecord[]> {
    if (ids.length === 0) return [];
    const rows: BroadcastRow[] = await db(TABLE).whereIn('id', ids);
    return rows.map(toRecord);
  }

  /** Newest first, older than the broadcast `beforeId`. Ids are ordered by time. */
  async list(
    db: Knex,
    options: { beforeId?: string | undefined; limit: number },
  ): Promise<BroadcastRecord[]> {
    const query = db(TABLE).orderBy('id', 'desc').limit(options.limit);
    if (options.beforeId !== undefined) void query.where('id', '<', options.beforeId);
    const rows: BroadcastRow[] = await query;
    return rows.map(toRecord);
  }
}

function toRow(record: BroadcastRecord): BroadcastRow {
  return {
    id: record.id,
    phone_number_id: record.phoneNumberId,
    client_message_id: record.clientMessageId ?? null,
    state: record.state,
    content: JSON.stringify(record.content),
    created_by_id: record.createdBy?.id ?? null,
    created_by_name: record.createdBy?.name ?? null,
    published_progress: record.publishedProgress ?? null,
    created_at: record.createdAtMs,
    finished_at: record.finishedAtMs ?? null,
  };
}

function toRecord(row: BroadcastRow): BroadcastRecord {
  return {
    id: row.id,
    phoneNumberId: row.phone_number_id,
    clientMessageId: row.client_message_id ?? undefined,
    state: row.state,
    content: JSON.parse(row.content) as MessageContent,
    createdBy:
      row.created_by_id === null
        ? undefined
        : { id: row.created_by_id, name: row.created_by_name ?? '' },
    createdAtMs: row.created_at,
    finishedAtMs: row.finished_at ?? undefined,
    publishedProgress: row.published_progress ?? undefined,
  };
}
