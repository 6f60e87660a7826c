import type { Knex } from 'knex';
import type { Transaction } from '../../database/database.ts';

/** A person. Every one of the three identifiers is unique; at least one is known. */
export interface ContactRecord {
  id: string;
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
  createdAtMs: number;
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
  created_at: number;
  updated_at: number;
}

const TABLE = 'whatsapp_contacts';

/** The table `whatsapp_contacts`. */
export class ContactStore {
  /** Everybody who has one of these identifiers. */
  async listByIdentifiers(
    db: Knex,
    ids: { userIds: readonly string[]; waIds: readonly string[]; phoneNumbers: readonly string[] },
  ): Promise<ContactRecord[]> {
    const rows: ContactRow[] = await db(TABLE)
      .whereIn('user_id', ids.userIds)
      .orWhereIn('wa_id', ids.waIds)
      .orWhereIn('phone_number', ids.phoneNumbers);
    return rows.map(toContactRecord);
  }

  async find(db: Knex, id: string): Promise<ContactRecord | undefined> {
    const row = await db(TABLE).where({ id }).first<ContactRow | undefined>();
    return row && toContactRecord(row);
  }

  async insert(tx: Transaction, records: readonly ContactRecord[]): Promise<void> {
    if (records.length > 0) await tx(TABLE).insert(records.map(toRow));
  }

  /** Writes everything but the figures that `recordActivity` keeps. */
  async update(tx: Transaction, record: ContactRecord, nowMs: number): Promise<void> {
    const { last_message_time: _time, unread_count: _count, ...row } = toRow(record);
    await tx(TABLE)
      .where({ id: record.id })
      .update({ ...row, updated_at: nowMs });
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
    const [row] = await db(TABLE).count<{ total: number | string }[]>({ total: '*' });
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
    created_at: record.createdAtMs,
    updated_at: record.createdAtMs,
  };
}

export function toContactRecord(row: ContactRow): ContactRecord {
  return {
    id: row.id,
    phoneNumber: row.phone_number,
    waId: row.wa_id,
    userId: row.user_id,
    username: row.username,
    displayName: row.display_name,
    profileName: row.profile_name,
    businessName: row.business_name,
    isVerified: Boolean(row.is_verified),
    isBlocked: Boolean(row.is_blocked),
    isPinned: Boolean(row.is_pinned),
    tags: JSON.parse(row.tags) as string[],
    unreadCount: row.unread_count,
    lastMessageAtMs: row.last_message_time,
    marketingStoppedAtMs: row.marketing_stopped_at,
    marketingToldAtMs: row.marketing_told_at,
    createdAtMs: row.created_at,
  };
}
