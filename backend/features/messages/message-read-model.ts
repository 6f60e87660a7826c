import type { Knex } from 'knex';
import { z } from 'zod';
import type { MessagePage, MessageQuery } from '../../contract/message.ts';
import type { Database } from '../../database/database.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { MessageRow, MessageStore } from './message-store.ts';

/** Place in the conversation and id. */
const cursorSchema = z.tuple([z.number().int(), z.number().int().positive()]);

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
    const select: Knex.QueryBuilder = db('whatsapp_messages').limit(query.limit + 1);
    if (query.contact !== undefined) {
      const contact = await this.#contacts.findByReference(db, query.contact);
      const threads = contact ? await this.#conversations.listOfContact(db, contact.id) : [];
      // By conversation, because that is what the index of the history begins with.
      select.whereIn(
        'conversation_id',
        threads.map(({ id }) => id),
      );
    }
    if (query.number !== undefined) {
      select.where('phone_number_id', toStorableText(query.number));
    }
    // A conversation is read in its own order; all of them together as they came.
    const order = query.contact === undefined ? ['id'] : ['position', 'id'];
    select.orderBy(order.map((column) => ({ column, order: 'desc' })));
    if (query.cursor !== undefined) {
      const [position, id] = decodeCursor(query.cursor, cursorSchema);
      if (query.contact === undefined) select.where('id', '<', id);
      else select.whereRaw('(position, id) < (?, ?)', [position, id]);
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
    const cursor = last && encodeCursor([last.position ?? Number(last.id), Number(last.id)]);
    return { messages, next_cursor: cursor ?? null };
  }

  /** The first message that a customer wrote to the number, in the first conversation that has one. */
  async findFirstReceived(
    phoneNumberId: string,
  ): Promise<{ atMs: number; text: string | undefined } | undefined> {
    const db = this.#database.read;
    const conversation = await this.#conversations.findFirstOfCustomer(db, phoneNumberId);
    if (!conversation) return undefined;
    const row: Pick<MessageRow, 'created_at' | 'message_text'> | undefined = await db(
      'whatsapp_messages',
    )
      .where({ conversation_id: conversation.id, direction: 'incoming' })
      .orderBy('id')
      .first('created_at', 'message_text');
    return row && { atMs: Number(row.created_at), text: row.message_text ?? undefined };
  }
}
