import type { Knex } from 'knex';
import type { MessageStatus } from '../../contract/message-status.ts';
import type { MessageDirection } from '../../contract/message.ts';
import type { Transaction } from '../../database/database.ts';
import { newId } from '../../ids.ts';

/** A customer's thread with one business number. */
export interface ConversationRecord {
  id: string;
  phoneNumberId: string;
  contactId: string;
  unreadCount: number;
  windowExpiresAtMs: number | undefined;
  /** Messages up to here open no window any more: Meta has said so. */
  windowRefusedAtMs: number | undefined;
  /** An answer until then opens the free entry point. */
  freeEntryOfferedUntilMs: number | undefined;
  /** End of the free entry point: everything is free of charge until then. */
  freeEntryExpiresAtMs: number | undefined;
  lastMessageAtMs: number | undefined;
  lastMessage:
    | {
        id: number;
        kind: string;
        preview: string;
        direction: MessageDirection;
        status: MessageStatus;
      }
    | undefined;
}

/** What one or more new messages do to a conversation: the newest one, and how many are unread. */
export interface ConversationActivity {
  phoneNumberId: string;
  contactId: string;
  newlyUnread: number;
  windowExpiresAtMs: number | undefined;
  freeEntryOfferedUntilMs?: number | undefined;
  lastMessageAtMs: number;
  lastMessage: NonNullable<ConversationRecord['lastMessage']>;
}

interface ConversationRow {
  id: string;
  phone_number_id: string;
  contact_id: string;
  unread_count: number;
  last_message_id: number | null;
  last_message_at: number | null;
  last_message_kind: string | null;
  last_message_preview: string | null;
  last_message_direction: MessageDirection | null;
  last_message_status: MessageStatus | null;
  window_expires_at: number | null;
  window_refused_at: number | null;
  free_entry_offered_until: number | null;
  free_entry_expires_at: number | null;
  created_at: number;
}

/** https://developers.facebook.com/docs/whatsapp/pricing: customer service window, free entry point. */
const WINDOW_MS = 24 * 60 * 60 * 1_000;
const FREE_ENTRY_MS = 72 * 60 * 60 * 1_000;
/** A message that Meta dates a little before our refusal may still have come after it. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1_000;

const LAST_MESSAGE_COLUMNS = [
  'last_message_id',
  'last_message_at',
  'last_message_kind',
  'last_message_preview',
  'last_message_direction',
  'last_message_status',
] as const;

/** The table `conversations`. */
export class ConversationStore {
  /**
   * Makes the conversations that are missing and brings the others forward, all in one statement;
   * returns them as they are then. Messages that Meta delivers late do not take the place of a newer
   * last message, and the customer service window never gets shorter.
   */
  async recordActivity(
    tx: Transaction,
    activities: readonly ConversationActivity[],
    nowMs: number,
  ): Promise<ConversationRecord[]> {
    if (activities.length === 0) return [];
    const isNewest =
      'conversations.last_message_at IS NULL OR excluded.last_message_at >= conversations.last_message_at';
    const updates: Record<string, Knex.Raw> = {
      unread_count: tx.raw('conversations.unread_count + excluded.unread_count'),
      window_expires_at: tx.raw(
        `CASE WHEN (conversations.window_expires_at IS NULL
           OR excluded.window_expires_at > conversations.window_expires_at)
           AND (conversations.window_refused_at IS NULL
             OR excluded.window_expires_at > conversations.window_refused_at + ${WINDOW_MS})
         THEN excluded.window_expires_at ELSE conversations.window_expires_at END`,
      ),
      free_entry_offered_until: tx.raw(
        `CASE WHEN conversations.free_entry_offered_until IS NULL
           OR excluded.free_entry_offered_until > conversations.free_entry_offered_until
         THEN excluded.free_entry_offered_until ELSE conversations.free_entry_offered_until END`,
      ),
    };
    for (const column of LAST_MESSAGE_COLUMNS) {
      updates[column] = tx.raw(
        `CASE WHEN ${isNewest} THEN excluded.${column} ELSE conversations.${column} END`,
      );
    }
    const rows: ConversationRow[] = await tx('conversations')
      .insert(activities.map((activity) => toRow(activity, nowMs)))
      .onConflict(['phone_number_id', 'contact_id'])
      .merge(updates)
      .returning('*');
    return rows.map(toRecord);
  }

  async find(
    tx: Knex,
    contactId: string,
    phoneNumberId: string,
  ): Promise<ConversationRecord | undefined> {
    const row = await tx('conversations')
      .where({ contact_id: contactId, phone_number_id: phoneNumberId })
      .first<ConversationRow | undefined>();
    return row && toRecord(row);
  }

  /** The oldest one that has ever had a customer service window. */
  async findFirstOfCustomer(
    db: Knex,
    phoneNumberId: string,
  ): Promise<ConversationRecord | undefined> {
    const row = await db('conversations')
      .where({ phone_number_id: phoneNumberId })
      .whereNotNull('window_expires_at')
      .orderBy(['created_at', 'id'])
      .first<ConversationRow | undefined>();
    return row && toRecord(row);
  }

  async insertEmpty(
    tx: Transaction,
    contactId: string,
    phoneNumberId: string,
    nowMs: number,
  ): Promise<ConversationRecord> {
    const record: ConversationRecord = {
      id: newId('cv', nowMs),
      phoneNumberId,
      contactId,
      unreadCount: 0,
      windowExpiresAtMs: undefined,
      windowRefusedAtMs: undefined,
      freeEntryOfferedUntilMs: undefined,
      freeEntryExpiresAtMs: undefined,
      lastMessageAtMs: undefined,
      lastMessage: undefined,
    };
    await tx('conversations').insert({
      id: record.id,
      phone_number_id: phoneNumberId,
      contact_id: contactId,
      created_at: nowMs,
    });
    return record;
  }

  /** Writes what otherwise only grows by new messages. */
  async replaceFigures(tx: Transaction, record: ConversationRecord): Promise<void> {
    const last = record.lastMessage;
    await tx('conversations')
      .where({ id: record.id })
      .update({
        unread_count: record.unreadCount,
        window_expires_at: record.windowExpiresAtMs ?? null,
        window_refused_at: record.windowRefusedAtMs ?? null,
        free_entry_offered_until: record.freeEntryOfferedUntilMs ?? null,
        free_entry_expires_at: record.freeEntryExpiresAtMs ?? null,
        last_message_at: record.lastMessageAtMs ?? null,
        last_message_id: last?.id ?? null,
        last_message_kind: last?.kind ?? null,
        last_message_preview: last?.preview ?? null,
        last_message_direction: last?.direction ?? null,
        last_message_status: last?.status ?? null,
      });
  }

  async listByContacts(tx: Knex, contactIds: readonly string[]): Promise<ConversationRecord[]> {
    const rows: ConversationRow[] = await tx('conversations').whereIn('contact_id', contactIds);
    return rows.map(toRecord);
  }

  /** Shows a message's new status in the list, if the message is still the last one. */
  async setLastStatus(
    tx: Transaction,
    message: { conversationId: string; id: number; status: MessageStatus },
  ): Promise<void> {
    await tx('conversations')
      .where({ id: message.conversationId, last_message_id: message.id })
      .update({ last_message_status: message.status });
  }

  /** Shows what a message says now, if the message is still the last one. */
  async setLastPreview(
    tx: Transaction,
    message: { conversationId: string; id: number; kind: string; preview: string },
  ): Promise<void> {
    await tx('conversations')
      .where({ id: message.conversationId, last_message_id: message.id })
      .update({ last_message_kind: message.kind, last_message_preview: message.preview });
  }

  /**
   * Meta has refused a message at `atMs` because the window had closed: it counts as closed, until
   * the customer writes again. A window that a later message has opened stays. Returns whether that
   * changed anything.
   */
  async closeWindow(tx: Transaction, id: string, atMs: number): Promise<boolean> {
    const changed = await tx('conversations')
      .where({ id })
      .whereRaw('window_expires_at > ? AND window_expires_at <= ?', [atMs, atMs + WINDOW_MS])
      .update({ window_expires_at: atMs, window_refused_at: atMs - CLOCK_TOLERANCE_MS });
    return changed > 0;
  }

  /** An answer has gone out at `atMs`; whether it opened the free entry point. */
  async openFreeEntry(tx: Transaction, id: string, atMs: number): Promise<boolean> {
    const changed = await tx('conversations')
      .where({ id })
      .whereRaw('free_entry_offered_until >= ?', [atMs])
      .update({ free_entry_offered_until: null, free_entry_expires_at: atMs + FREE_ENTRY_MS });
    return changed > 0;
  }

  /** Meta's own word on the end of the free entry point; whether it is news. */
  async setFreeEntryEnd(tx: Transaction, id: string, expiresAtMs: number): Promise<boolean> {
    const changed = await tx('conversations')
      .where({ id })
      .whereRaw('(free_entry_expires_at IS NULL OR free_entry_expires_at <> ?)', [expiresAtMs])
      .update({ free_entry_offered_until: null, free_entry_expires_at: expiresAtMs });
    return changed > 0;
  }

  async clearUnread(tx: Transaction, contactId: string): Promise<void> {
    await tx('conversations').where({ contact_id: contactId }).update({ unread_count: 0 });
  }
}

function toRow(activity: ConversationActivity, nowMs: number): ConversationRow {
  return {
    id: newId('cv', nowMs),
    phone_number_id: activity.phoneNumberId,
    contact_id: activity.contactId,
    unread_count: activity.newlyUnread,
    last_message_id: activity.lastMessage.id,
    last_message_at: activity.lastMessageAtMs,
    last_message_kind: activity.lastMessage.kind,
    last_message_preview: activity.lastMessage.preview,
    last_message_direction: activity.lastMessage.direction,
    last_message_status: activity.lastMessage.status,
    window_expires_at: activity.windowExpiresAtMs ?? null,
    window_refused_at: null,
    free_entry_offered_until: activity.freeEntryOfferedUntilMs ?? null,
    free_entry_expires_at: null,
    created_at: nowMs,
  };
}

function toRecord(row: ConversationRow): ConversationRecord {
  return {
    id: row.id,
    phoneNumberId: row.phone_number_id,
    contactId: row.contact_id,
    unreadCount: row.unread_count,
    windowExpiresAtMs: row.window_expires_at ?? undefined,
    windowRefusedAtMs: row.window_refused_at ?? undefined,
    freeEntryOfferedUntilMs: row.free_entry_offered_until ?? undefined,
    freeEntryExpiresAtMs: row.free_entry_expires_at ?? undefined,
    lastMessageAtMs: row.last_message_at ?? undefined,
    lastMessage:
      row.last_message_id === null
        ? undefined
        : {
            id: row.last_message_id,
            kind: row.last_message_kind ?? 'unsupported',
            preview: row.last_message_preview ?? '',
            direction: row.last_message_direction ?? 'incoming',
            status: row.last_message_status ?? 'received',
          },
  };
}
