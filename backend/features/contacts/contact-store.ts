import type { Knex } from 'knex';
import type { Transaction } from '../../database/database.ts';

/**
 * A person. Every one of the three identifiers is unique, and follows from what `contact_identities`
 * holds of them; at least one is known, unless the contact became part of another one.
 */
export interface ContactRecord {
  id: string;
  /** The contact that this one turned out to be; it has everything then. */
  mergedInto: string | null;
  /** `+digits`, as dialled or as Meta tells it. */
  phoneNumber: string | null;
  /** Meta's own form of the number: it differs from the dialled one in some countries. */
  waId: string | null;
  /** Business-scoped user id. */
  userId: string | null;
  username: string | null;
  /** What operators call them; it goes before `profileName`. */
  displayName: string | null;
  /** What they call themselves on WhatsApp. */
  profileName: string | null;
  /** When Meta told `profileName` and `username`. */
  profileToldAtMs: number;
  businessName: string | null;
  isVerified: boolean;
  isBlocked: boolean;
  isPinned: boolean;
  tags: string[];
  /** Unread messages in all conversations with them. */
  unreadCount: number;
  lastMessageAtMs: number | null;
  /** Since when they want no marketing; null: they do, or have not said. */
  marketingStoppedAtMs: number | null;
  /** Meta's time of their last word on it. */
  marketingToldAtMs: number | null;
  /** The latest merge that brought another contact into this one and was not undone. */
  lastMerge: { id: string; mergedAtMs: number } | null;
  /** What WhatsApp knows of the blocking or unblocking; null: nothing was ever ordered. */
  block: BlockOrder | null;
  createdAtMs: number;
}

/** An operator's blocking or unblocking on its way to Meta; `isBlocked` says which of the two. */
export interface BlockOrder {
  state: 'pending' | 'done' | 'refused';
  /** Why Meta refused, in words. */
  reason: string | null;
  attempts: number;
  /** When Meta is to be told (again); null: it was, or it refused. */
  dueAtMs: number | null;
}

/** What new messages do to their contact. */
export interface ContactActivity {
  contactId: string;
  newlyUnread: number;
  lastMessageAtMs: number;
}

export interface ContactRow {
  id: string;
  phone_number: string | null;
  wa_id: string | null;
  user_id: string | null;
  username: string | null;
  display_name: string | null;
  profile_name: string | null;
  business_name: string | null;
  is_verified: boolean | number;
  is_blocked: boolean | number;
  is_pinned: boolean | number;
  tags: string;
  last_message_time: number | null;
  unread_count: number;
  marketing_stopped_at: number | null;
  marketing_told_at: number | null;
  merged_into: string | null;
  profile_told_at: number;
  last_merge_id: string | null;
  last_merged_at: number | null;
  block_state: BlockOrder['state'] | null;
  block_reason: string | null;
  block_attempts: number;
  block_due_at: number | null;
  created_at: number;
  updated_at: number;
}

const TABLE = 'whatsapp_contacts';
/** SQLite takes 500 rows in one statement at most. */
const ROWS_PER_INSERT = 200;

/** The table `whatsapp_contacts`. */
export class ContactStore {
  async list(db: Knex, ids: readonly string[]): Promise<ContactRecord[]> {
    if (ids.length === 0) return [];
    const rows: ContactRow[] = await db(TABLE).whereIn('id', ids);
    return rows.map(toContactRecord);
  }

  async find(db: Knex, id: string): Promise<ContactRecord | undefined> {
    const row = await db(TABLE).where({ id }).first<ContactRow | undefined>();
    return row && toContactRecord(row);
  }

  /** Contacts of whose blocking Meta is to be told now. */
  async listDueBlocks(db: Knex, nowMs: number, limit: number): Promise<ContactRecord[]> {
    const rows: ContactRow[] = await db(TABLE)
      .where('block_due_at', '<=', nowMs)
      .whereNull('merged_into')
      .orderBy('block_due_at')
      .limit(limit);
    return rows.map(toContactRecord);
  }

  async insert(tx: Transaction, records: readonly ContactRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += ROWS_PER_INSERT) {
      await tx(TABLE).insert(records.slice(start, start + ROWS_PER_INSERT).map(toRow));
    }
  }

  /** Writes everything but the figures that `recordActivity` keeps. */
  async update(tx: Transaction, record: ContactRecord, nowMs: number): Promise<void> {
    const { last_message_time: _time, unread_count: _count, ...row } = toRow(record);
    await tx(TABLE)
      .where({ id: record.id })
      .update({ ...row, updated_at: nowMs });
  }

  /** Takes all identifiers from them: until the next writing nobody has these. */
  async clearIdentifiers(tx: Transaction, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const none = { phone_number: null, wa_id: null, user_id: null };
    await tx(TABLE).whereIn('id', ids).update(none);
  }

  /** Writes the figures that `update` leaves alone. */
  async setFigures(
    tx: Transaction,
    { id, unreadCount, lastMessageAtMs }: ContactRecord,
  ): Promise<void> {
    await tx(TABLE)
      .where({ id })
      .update({ unread_count: unreadCount, last_message_time: lastMessageAtMs });
  }

  /** Raises figures, all in one statement, and returns the contacts as they are then. */
  async recordActivity(
    tx: Transaction,
    activities: readonly ContactActivity[],
    nowMs: number,
  ): Promise<ContactRecord[]> {
    if (activities.length === 0) return [];
    // The rows exist: the insert is only the way to update many rows by one statement.
    const rows: ContactRow[] = await tx(TABLE)
      .insert(
        activities.map((activity) => ({
          id: activity.contactId,
          unread_count: activity.newlyUnread,
          last_message_time: activity.lastMessageAtMs,
          created_at: nowMs,
          updated_at: nowMs,
        })),
      )
      .onConflict('id')
      .merge({
        unread_count: tx.raw(`${TABLE}.unread_count + excluded.unread_count`),
        last_message_time: tx.raw(
          `CASE WHEN ${TABLE}.last_message_time > excluded.last_message_time
           THEN ${TABLE}.last_message_time ELSE excluded.last_message_time END`,
        ),
        updated_at: nowMs,
      })
      .returning('*');
    return rows.map(toContactRecord);
  }

  async clearUnread(tx: Transaction, id: string, nowMs: number): Promise<void> {
    await tx(TABLE).where({ id }).update({ unread_count: 0, updated_at: nowMs });
  }

  async sumUnread(db: Knex): Promise<number> {
    const [row] = await db(TABLE)
      .whereRaw('unread_count > 0')
      .sum<{ total: number | string | null }[]>({ total: 'unread_count' });
    return Number(row?.total ?? 0);
  }

  async count(db: Knex): Promise<number> {
    const [row] = await db(TABLE)
      .whereNull('merged_into')
      .count<{ total: number | string }[]>({ total: '*' });
    return Number(row?.total ?? 0);
  }
}

function toRow(record: ContactRecord): ContactRow {
  return {
    id: record.id,
    phone_number: record.phoneNumber,
    wa_id: record.waId,
    user_id: record.userId,
    username: record.username,
    display_name: record.displayName,
    profile_name: record.profileName,
    business_name: record.businessName,
    is_verified: record.isVerified,
    is_blocked: record.isBlocked,
    is_pinned: record.isPinned,
    tags: JSON.stringify(record.tags),
    last_message_time: record.lastMessageAtMs,
    unread_count: record.unreadCount,
    marketing_stopped_at: record.marketingStoppedAtMs,
    marketing_told_at: record.marketingToldAtMs,
    merged_into: record.mergedInto,
    profile_told_at: record.profileToldAtMs,
    last_merge_id: record.lastMerge?.id ?? null,
    last_merged_at: record.lastMerge?.mergedAtMs ?? null,
    block_state: record.block?.state ?? null,
    block_reason: record.block?.reason ?? null,
    block_attempts: record.block?.attempts ?? 0,
    block_due_at: record.block?.dueAtMs ?? null,
    created_at: record.createdAtMs,
    updated_at: record.createdAtMs,
  };
}

export function toContactRecord(row: ContactRow): ContactRecord {
  return {
    id: row.id,
    mergedInto: row.merged_into,
    phoneNumber: row.phone_number,
    waId: row.wa_id,
    userId: row.user_id,
    username: row.username,
    displayName: row.display_name,
    profileName: row.profile_name,
    profileToldAtMs: row.profile_told_at,
    businessName: row.business_name,
    isVerified: Boolean(row.is_verified),
    isBlocked: Boolean(row.is_blocked),
    isPinned: Boolean(row.is_pinned),
    tags: JSON.parse(row.tags) as string[],
    unreadCount: row.unread_count,
    lastMessageAtMs: row.last_message_time,
    marketingStoppedAtMs: row.marketing_stopped_at,
    marketingToldAtMs: row.marketing_told_at,
    lastMerge:
      row.last_merge_id === null
        ? null
        : { id: row.last_merge_id, mergedAtMs: row.last_merged_at ?? 0 },
    block:
      row.block_state === null
        ? null
        : {
            state: row.block_state,
            reason: row.block_reason,
            attempts: row.block_attempts,
            dueAtMs: row.block_due_at,
          },
    createdAtMs: row.created_at,
  };
}
