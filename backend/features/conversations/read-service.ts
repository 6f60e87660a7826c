import type { Contact } from '../../contract/contact.ts';
import type { Database } from '../../database/database.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { ConversationService } from './conversation-service.ts';

/** Tells Meta what an operator does with a message; returns at once and may fail silently. */
export interface ReadReceipts {
  /** It was read. */
  tell(phoneNumberId: string, wamid: string): void;
  /** It is being answered: the customer sees that somebody types. */
  showTyping(phoneNumberId: string, wamid: string): void;
}

/** An operator has read a conversation, or is answering. */
export class ReadService {
  readonly #database: Database;
  readonly #contacts: ContactService;
  readonly #conversations: ConversationService;
  readonly #messages: MessageService;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: ChangeNotifier;
  readonly #readReceipts: ReadReceipts;

  constructor(parts: {
    database: Database;
    contacts: ContactService;
    conversations: ConversationService;
    messages: MessageService;
    changeLog: ChangeLog;
    changeNotifier: ChangeNotifier;
    readReceipts: ReadReceipts;
  }) {
    this.#database = parts.database;
    this.#contacts = parts.contacts;
    this.#conversations = parts.conversations;
    this.#messages = parts.messages;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
    this.#readReceipts = parts.readReceipts;
  }

  /**
   * Marks everything from a contact read and tells Meta the newest message, which stands for the
   * earlier ones too. Where nothing was unread, nothing happens. Throws `not_found`.
   */
  async markRead(reference: string, nowMs = Date.now()): Promise<Contact> {
    const { contact, newest } = await this.#database.transaction(async (tx) => {
      // With the counter taken, no message can arrive between the marking and the zero.
      await this.#changeLog.reserve(tx, 0);
      const record = await this.#contacts.getByReference(tx, reference);
      const threads = await this.#conversations.listOfContact(tx, record.id);
      const unread = await this.#messages.markRead(
        tx,
        threads.map(({ id }) => id),
        nowMs,
      );
      if (unread.length === 0 && record.unreadCount === 0) {
        return { contact: await this.#contacts.toShown(tx, record), newest: unread };
      }
      await this.#conversations.clearUnread(tx, record.id);
      await this.#contacts.clearUnread(tx, record.id, nowMs);
      return { contact: await this.#contacts.appendUpdated(tx, record.id, nowMs), newest: unread };
    });
    this.#changeNotifier.wake();
    for (const { phoneNumberId, messageId } of newest) {
      this.#readReceipts.tell(phoneNumberId, messageId);
    }
    return contact;
  }

  /**
   * Shows the customer that somebody types, for 25 seconds or until the answer. Meta wants a message
   * of theirs for that, and marks it read; where there is none, nothing happens. Throws `not_found`.
   * https://developers.facebook.com/docs/whatsapp/cloud-api/typing-indicators
   * @param phoneNumberId by which number they are answered; without it, the one they wrote to last
   */
  async showTyping(reference: string, phoneNumberId?: string): Promise<void> {
    const db = this.#database.read;
    const record = await this.#contacts.getByReference(db, reference);
    if (record.isBlocked) return;
    const threads = await this.#conversations.listOfContact(db, record.id);
    const thread = threads.find(
      (each) => phoneNumberId === undefined || each.phoneNumberId === phoneNumberId,
    );
    const wamid = thread && (await this.#messages.findNewestReceived(db, thread.id));
    if (wamid) this.#readReceipts.showTyping(thread.phoneNumberId, wamid);
  }
}
