import type { Knex } from 'knex';
import type { MessageStatus } from '../../contract/message-status.ts';
import type { Transaction } from '../../database/database.ts';
import type {
  ConversationActivity,
  ConversationRecord,
  ConversationStore,
} from './conversation-store.ts';

export type { ConversationActivity, ConversationRecord } from './conversation-store.ts';

/** Threads: one per customer and business number. For other slices; nothing here appends changes. */
export class ConversationService {
  readonly #store: ConversationStore;

  constructor(parts: { store: ConversationStore }) {
    this.#store = parts.store;
  }

  /** Brings conversations forward by new messages, making those that are missing. */
  async recordActivity(
    tx: Transaction,
    activities: readonly ConversationActivity[],
    nowMs: number,
  ): Promise<ConversationRecord[]> {
    return this.#store.recordActivity(tx, activities, nowMs);
  }

  async find(
    tx: Knex,
    contactId: string,
    phoneNumberId: string,
  ): Promise<ConversationRecord | undefined> {
    return this.#store.find(tx, contactId, phoneNumberId);
  }

  /** The conversation, made empty if there is none. */
  async ensure(
    tx: Transaction,
    contactId: string,
    phoneNumberId: string,
    nowMs: number,
  ): Promise<ConversationRecord> {
    const found = await this.#store.find(tx, contactId, phoneNumberId);
    return found ?? (await this.#store.insertEmpty(tx, contactId, phoneNumberId, nowMs));
  }

  /** Writes unread count, window and last message as they are in `record`. */
  async replaceFigures(tx: Transaction, record: ConversationRecord): Promise<void> {
    await this.#store.replaceFigures(tx, record);
  }

  /** The oldest conversation in which the customer has written. */
  async findFirstOfCustomer(
    db: Knex,
    phoneNumberId: string,
  ): Promise<ConversationRecord | undefined> {
    return this.#store.findFirstOfCustomer(db, phoneNumberId);
  }

  /** All conversations with a contact, the one with the newest message first. */
  async listOfContact(tx: Knex, contactId: string): Promise<ConversationRecord[]> {
    return (await this.listOfContacts(tx, [contactId])).get(contactId) ?? [];
  }

  /** The same for many contacts at once; those without a conversation are left out. */
  async listOfContacts(
    tx: Knex,
    contactIds: readonly string[],
  ): Promise<Map<string, ConversationRecord[]>> {
    const records = await this.#store.listByContacts(tx, contactIds);
    const byContact = new Map<string, ConversationRecord[]>();
    for (const record of records.sort(byNewestFirst)) {
      const known = byContact.get(record.contactId);
      if (known) known.push(record);
      else byContact.set(record.contactId, [record]);
    }
    return byContact;
  }

  /** Shows a message's new status in the list, if the message is still the last one. */
  async setLastStatus(
    tx: Transaction,
    message: { conversationId: string; id: number; status: MessageStatus },
  ): Promise<void> {
    await this.#store.setLastStatus(tx, message);
  }

  /** Shows in the list what a message says now, if the message is still the last one. */
  async setLastPreview(
    tx: Transaction,
    message: { conversationId: string; id: number; kind: string; preview: string },
  ): Promise<void> {
    await this.#store.setLastPreview(tx, message);
  }

  /** Meta refused a message because the window had closed; whether that was news. */
  async closeWindow(tx: Transaction, conversationId: string, atMs: number): Promise<boolean> {
    return this.#store.closeWindow(tx, conversationId, atMs);
  }

  /** An answer has gone out; whether it opened the free entry point. */
  async openFreeEntry(tx: Transaction, conversationId: string, atMs: number): Promise<boolean> {
    return this.#store.openFreeEntry(tx, conversationId, atMs);
  }

  /** Meta's own word on the end of the free entry point; whether it was news. */
  async setFreeEntryEnd(
    tx: Transaction,
    conversationId: string,
    expiresAtMs: number,
  ): Promise<boolean> {
    return this.#store.setFreeEntryEnd(tx, conversationId, expiresAtMs);
  }

  /** Sets the unread counts of all conversations with a contact to 0. */
  async clearUnread(tx: Transaction, contactId: string): Promise<void> {
    await this.#store.clearUnread(tx, contactId);
  }
}

function byNewestFirst(a: ConversationRecord, b: ConversationRecord): number {
  return (b.lastMessageAtMs ?? 0) - (a.lastMessageAtMs ?? 0) || (a.id < b.id ? 1 : -1);
}
