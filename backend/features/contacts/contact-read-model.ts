import type { Knex } from 'knex';
import { z } from 'zod';
import type { Contact, ContactPage, ContactQuery } from '../../contract/contact.ts';
import type { Database } from '../../database/database.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import { identifierOf } from './contact-identity.ts';
import type { ContactService } from './contact-service.ts';
import { toContactRecord } from './contact-store.ts';
import type { ContactRow } from './contact-store.ts';
import { toContact } from './to-contact.ts';

/** A row of the list, and what it is sorted by beside the contact's own columns. */
interface ListedRow extends ContactRow {
  closes_at?: number;
}

/** One order of the list. Its cursor holds what a row is sorted by. */
interface ListOrder {
  order: (select: Knex.QueryBuilder, query: ContactQuery, nowMs: number) => Knex.QueryBuilder;
  startAfter: (select: Knex.QueryBuilder, cursor: string) => Knex.QueryBuilder;
  cursorOf: (row: ListedRow) => (boolean | number | string)[];
}

/** Pinned or not, moment of the last message, id. */
const newestCursorSchema = z.tuple([z.boolean(), z.number().int(), z.string().max(40)]);
/** End of the window, id. */
const closingCursorSchema = z.tuple([z.number().int(), z.string().max(40)]);
/** Windows that close within this time are «closing soon». */
const CLOSING_SOON_MS = 4 * 60 * 60 * 1_000;
const EXPORT_PAGE_SIZE = 500;
/** Fewer digits than this would find half of all numbers. */
const MIN_SEARCHED_DIGITS = 3;

/**
 * Answers the conversation list, in one of two orders.
 *
 * The page says at which `seq` of the feed it was read. That number is read before the rows, so the
 * page holds everything up to it, and page plus later changes is the whole truth; a change that is
 * in both does no harm, because a change carries its subject's whole state.
 */
export class ContactReadModel {
  readonly #database: Database;
  readonly #contacts: ContactService;
  readonly #conversations: ConversationService;
  readonly #changeLog: ChangeLog;

  constructor(parts: {
    database: Database;
    contacts: ContactService;
    conversations: ConversationService;
    changeLog: ChangeLog;
  }) {
    this.#database = parts.database;
    this.#contacts = parts.contacts;
    this.#conversations = parts.conversations;
    this.#changeLog = parts.changeLog;
  }

  /** Throws `invalid_cursor`. */
  async list(query: ContactQuery, nowMs = Date.now()): Promise<ContactPage> {
    const db = this.#database.read;
    const { order, startAfter, cursorOf } = ORDERS[query.sort ?? 'newest'];
    const page = order(this.#filter(query, nowMs), query, nowMs).limit(query.limit + 1);
    if (query.cursor !== undefined) startAfter(page, query.cursor);
    const { head } = await this.#changeLog.getBounds();
    const rows: ListedRow[] = await page;
    const shown = rows.slice(0, query.limit).map(toContactRecord);
    const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
    const threads = await this.#conversations.listOfContacts(
      db,
      shown.map(({ id }) => id),
    );
    const counted = this.#filter(query, nowMs);
    if (query.sort === 'closing') {
      this.#filterConversations(counted, { ...query, filter: 'window_open' }, nowMs);
    }
    const [count] = (await counted.count({ total: '*' })) as {
      total: number | string;
    }[];
    return {
      contacts: shown.map((record) => toContact(record, threads.get(record.id) ?? [])),
      total_count: Number(count?.total ?? 0),
      unread_count: await this.#contacts.getUnreadTotal(db),
      next_cursor: last ? encodeCursor(cursorOf(last)) : null,
      seq: head,
      server_time: new Date(nowMs).toISOString(),
    };
  }

  /**
   * All contacts, also those who never wrote and those without a phone number, by id. They come page
   * by page, each as it is when it is read.
   */
  async *exportPages(): AsyncGenerator<Contact[]> {
    const db = this.#database.read;
    let afterId = '';
    let isLast = false;
    while (!isLast) {
      const rows: ContactRow[] = await db('whatsapp_contacts')
        .where('id', '>', afterId)
        .whereNull('merged_into')
        .orderBy('id')
        .limit(EXPORT_PAGE_SIZE);
      const ids = rows.map(({ id }) => id);
      const threads = await this.#conversations.listOfContacts(db, ids);
      yield rows.map((row) => toContact(toContactRecord(row), threads.get(row.id) ?? []));
      afterId = ids.at(-1) ?? '';
      isLast = rows.length < EXPORT_PAGE_SIZE;
    }
  }

  #filter(query: ContactQuery, nowMs: number): Knex.QueryBuilder {
    // Contacts without a message are no conversations (yet).
    const select = this.#database.read('whatsapp_contacts').whereNotNull('last_message_time');
    void CONTACT_FILTERS[query.filter]?.(select);
    this.#filterConversations(select, query, nowMs);
    if (query.search !== undefined) this.#search(select, query.search);
    return select;
  }

  #filterConversations(select: Knex.QueryBuilder, query: ContactQuery, nowMs: number): void {
    const { number } = query;
    const narrow = CONVERSATION_FILTERS[query.filter];
    // Who has something unread in any conversation is known without looking at them.
    if (number === undefined && (!narrow || query.filter === 'unread')) return;
    select.whereIn('id', (of) => {
      of.from('conversations').select('contact_id');
      if (number !== undefined) of.where('phone_number_id', toStorableText(number));
      void narrow?.(of, nowMs);
    });
  }

  #search(select: Knex.QueryBuilder, text: string): void {
    const { dialect } = this.#database;
    const digits = /^[\d\s+().-]+$/.test(text) ? text.replace(/\D/g, '') : '';
    const names = ['display_name', 'profile_name', 'business_name', 'username', 'user_id'];
    select.where((either) => {
      const name = toStorableText(text.replace(/^@/, ''));
      either.where((byName) => dialect.searchText(byName, names, name));
      if (digits.length < MIN_SEARCHED_DIGITS) return;
      either.orWhere((byPhone) => dialect.searchText(byPhone, ['phone_number', 'wa_id'], digits));
      // In any of its forms, and also a number that they had before.
      either.orWhereIn('id', (holders) =>
        holders
          .from('contact_identities')
          .select('contact_id')
          .where('identifier', identifierOf('phone', digits)),
      );
    });
  }
}

const ORDERS: Record<NonNullable<ContactQuery['sort']>, ListOrder> = {
  newest: {
    order: (select) =>
      select.orderBy([
        { column: 'is_pinned', order: 'desc' },
        { column: 'last_message_time', order: 'desc' },
        { column: 'id', order: 'desc' },
      ]),
    startAfter: (select, cursor) =>
      select.whereRaw(
        '(is_pinned, last_message_time, id) < (?, ?, ?)',
        decodeCursor(cursor, newestCursorSchema),
      ),
    cursorOf: (row) => [Boolean(row.is_pinned), row.last_message_time ?? 0, row.id],
  },
  closing: {
    order: (select, { number }, nowMs) =>
      select
        .joinRaw(
          `JOIN (SELECT contact_id, MIN(window_expires_at) AS closes_at FROM conversations
             WHERE window_expires_at > ? ${number === undefined ? '' : 'AND phone_number_id = ?'}
             GROUP BY contact_id) AS open_window
           ON open_window.contact_id = whatsapp_contacts.id`,
          [nowMs, ...(number === undefined ? [] : [toStorableText(number)])],
        )
        .select('whatsapp_contacts.*', 'closes_at')
        .orderBy(['closes_at', 'id']),
    startAfter: (select, cursor) =>
      select.whereRaw('(closes_at, id) > (?, ?)', decodeCursor(cursor, closingCursorSchema)),
    cursorOf: (row) => [row.closes_at ?? 0, row.id],
  },
};

/** What a filter asks of the person. */
const CONTACT_FILTERS: Partial<
  Record<ContactQuery['filter'], (select: Knex.QueryBuilder) => Knex.QueryBuilder>
> = {
  unread: (select) => select.whereRaw('unread_count > 0'),
  pinned: (select) => select.where('is_pinned', true),
};

/** What a filter asks of one of their conversations. */
const CONVERSATION_FILTERS: Partial<
  Record<ContactQuery['filter'], (select: Knex.QueryBuilder, nowMs: number) => Knex.QueryBuilder>
> = {
  unread: (select) => select.whereRaw('unread_count > 0'),
  window_open: (select, nowMs) => select.where('window_expires_at', '>', nowMs),
  closing_soon: (select, nowMs) =>
    select
      .where('window_expires_at', '>', nowMs)
      .where('window_expires_at', '<=', nowMs + CLOSING_SOON_MS),
};
