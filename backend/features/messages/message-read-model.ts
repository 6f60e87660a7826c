import type { Knex } from 'knex';
import { z } from 'zod';
import type { MessagePage, MessageQuery } from '../../contract/message.ts';
import type { Database } from '../../database/database.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { MessageRow, MessageStore } from './message-store.ts';

const cursorSchema = z.tuple([z.number().int().positive()]);

/** Answers the history: newest first, page by page, whatever is filtered. */
export class MessageReadModel {
  readonly #database: Database;
  readonly #contacts: ContactService;
  readonly #conversations: ConversationService;
  readonly #messages: MessageStore;

  constructor(parts: {
    database: Database;
    contacts: ContactService;
    conversations: ConversationService;
    messages: MessageStore;
  }) {
    this.#database = parts.database;
    this.#contacts = parts.contacts;
    this.#conversations = parts.conversations;
    this.#messages = parts.messages;
  }

  /** An unknown contact has no messages. Throws `invalid_cursor`. */
  async list(query: MessageQuery): Promise<MessagePage> {
    const db = this.#database.read;
    const select: Knex.QueryBuilder = db('whatsapp_messages')
      .orderBy('id', 'desc')
      .limit(query.limit + 1);
    if (query.contact !== undefined) {
      const contact = await this.#contacts.findByReference(db, query.contact);
      const threads = contact ? await this.#conversations.listOfContact(db, contact.id) : [];
      // By conversation, because that is what the index of the history begins with.
      select.whereIn(
        'conversation_id',
        threads.map(({ id }) => id),
      );
    }
    if (query.cursor !== undefined) {
      select.where('id', '<', decodeCursor(query.cursor, cursorSchema)[0]);
    }
    if (query.search !== undefined) {
      this.#database.dialect.searchText(select, ['message_text'], toStorableText(query.search));
    }
    if (query.status !== undefined) select.where('status', query.status);
    if (query.direction !== undefined) select.where('direction', query.direction);
    if (query.type !== undefined) select.where('message_type', toStorableText(query.type));
    if (query.since !== undefined) select.where('created_at', '>=', Date.parse(query.since));
    const rows: MessageRow[] = await select;
    const stored = await this.#messages.toStored(db, rows.slice(0, query.limit));
    const messages = stored.map(({ message }) => message);
    const last = rows.length > query.limit ? messages.at(-1) : undefined;
    return { messages, next_cursor: last ? encodeCursor([Number(last.id)]) : null };
  }
}
