import type { Knex } from 'knex';
import type { Contact, UpdateContactRequest } from '../../contract/contact.ts';
import type { Change } from '../../contract/feed.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { MarketingPreference, PhoneContact } from '../../whatsapp/webhook-events.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import { ContactMatcher, phoneOf } from './contact-matcher.ts';
import type { ContactIdentity } from './contact-matcher.ts';
import { parseContactReference } from './contact-reference.ts';
import type { ContactActivity, ContactRecord, ContactStore } from './contact-store.ts';
import { toContact } from './to-contact.ts';

export type { ContactIdentity } from './contact-matcher.ts';
export type { ContactActivity, ContactRecord } from './contact-store.ts';

const RECIPIENT_FORMS =
  'a phone number with its country code (+1 555 010 0123), a business-scoped user id (US.4821…) or a contact id (ct_…)';

/**
 * The people the business talks to.
 *
 * Lock order: whoever makes or changes contacts first takes the change log's counter (reserve with
 * 0 is enough), so on PostgreSQL writers queue there and never wait for each other's rows
 * crosswise; of ten messages of a new contact one makes the contact and nine find it. The unique
 * indexes stand behind that.
 */
export class ContactService {
  readonly #database: Database;
  readonly #store: ContactStore;
  readonly #conversations: ConversationService;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: ChangeNotifier;

  constructor(parts: {
    database: Database;
    store: ContactStore;
    conversations: ConversationService;
    changeLog: ChangeLog;
    changeNotifier: ChangeNotifier;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#conversations = parts.conversations;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
  }

  /** The contact that `identity` names, made if need be, with what became known filled in. */
  async findOrCreate(
    tx: Transaction,
    identity: ContactIdentity,
    nowMs: number,
  ): Promise<ContactRecord> {
    const [record] = await this.findOrCreateAll(tx, [identity], nowMs);
    if (!record) throw new Error('A contact needs an identifier.');
    return record;
  }

  /** `findOrCreate` for many at once, in few statements; the answer is in the same order. */
  async findOrCreateAll(
    tx: Transaction,
    identities: readonly ContactIdentity[],
    nowMs: number,
  ): Promise<ContactRecord[]> {
    let matcher = new ContactMatcher(await this.#listKnown(tx, identities));
    if (identities.some((identity) => !matcher.find(identity))) {
      await this.#changeLog.reserve(tx, 0);
      matcher = new ContactMatcher(await this.#listKnown(tx, identities));
    }
    const created = new Set<ContactRecord>();
    const changed = new Set<ContactRecord>();
    const answer = identities.map((identity) => {
      let record = matcher.find(identity);
      if (!record) {
        record = newRecord(nowMs);
        created.add(record);
        matcher.learn(record, identity);
        matcher.add(record);
      } else if (matcher.learn(record, identity)) {
        changed.add(record);
      }
      return record;
    });
    await this.#store.insert(tx, [...created]);
    for (const record of changed) {
      if (!created.has(record)) await this.#store.update(tx, record, nowMs);
    }
    return answer;
  }

  /** The contacts that `identities` name, as far as they are known; the answer is in the same order. */
  async findAll(
    db: Knex,
    identities: readonly ContactIdentity[],
  ): Promise<(ContactRecord | undefined)[]> {
    const matcher = new ContactMatcher(await this.#listKnown(db, identities));
    return identities.map((identity) => matcher.find(identity));
  }

  /**
   * Who a message to `recipient` goes to: a phone number in any usual form, a business-scoped user
   * id, or our contact id. Unknown phones and user ids become contacts.
   * Throws `invalid_recipient` for anything else and `not_found` for an unknown contact id.
   */
  async resolveRecipient(
    tx: Transaction,
    recipient: string,
    nowMs: number,
  ): Promise<ContactRecord> {
    const reference = parseContactReference(recipient);
    if (!reference) {
      throw new AppError('invalid_recipient', `The recipient must be ${RECIPIENT_FORMS}.`, {
        details: [{ field: 'to', message: `Use ${RECIPIENT_FORMS}.` }],
      });
    }
    if (reference.kind === 'contact') return this.getRecord(tx, reference.id);
    const matcher = new ContactMatcher(await this.#listKnown(tx, [reference.identity]));
    const known = matcher.find(reference.identity);
    if (known) return known;
    // Meta's form of the number is learnt from its answer, not guessed from the dialled one.
    const { waId: _guess, ...identity } = reference.identity;
    return this.findOrCreate(tx, identity, nowMs);
  }

  /** The contact that `text` names, or undefined; never makes one. */
  async findByReference(db: Knex, text: string): Promise<ContactRecord | undefined> {
    const reference = parseContactReference(text);
    if (!reference) return undefined;
    if (reference.kind === 'contact') return this.#store.find(db, reference.id);
    return new ContactMatcher(await this.#listKnown(db, [reference.identity])).find(
      reference.identity,
    );
  }

  /** `findByReference`, but throws `not_found`. */
  async getByReference(db: Knex, text: string): Promise<ContactRecord> {
    const record = await this.findByReference(db, text);
    if (!record) throw new AppError('not_found', 'There is no such contact.');
    return record;
  }

  /** A contact by our id; throws `not_found`. */
  async getRecord(db: Knex, contactId: string): Promise<ContactRecord> {
    const record = await this.#store.find(db, contactId);
    if (!record) throw new AppError('not_found', `There is no contact «${contactId}».`);
    return record;
  }

  /**
   * Fills in what Meta told of a known contact (a wa_id in the answer to a send, a user id in a
   * status). Returns the contact if that was news.
   */
  async learn(
    tx: Transaction,
    contactId: string,
    identity: ContactIdentity,
    nowMs: number,
  ): Promise<ContactRecord | undefined> {
    if (Object.values(identity).every((value) => value === undefined)) return undefined;
    const known = await this.#listKnown(tx, [identity]);
    const record =
      known.find(({ id }) => id === contactId) ?? (await this.getRecord(tx, contactId));
    const matcher = new ContactMatcher(known.filter((other) => other !== record));
    // Somebody else's phone or id: whose it is now is told by their own messages, not by a status.
    if (matcher.find(identity)) return undefined;
    matcher.add(record);
    if (!matcher.learn(record, identity)) return undefined;
    await this.#store.update(tx, record, nowMs);
    return record;
  }

  /**
   * A person got another number or another user id: their contact is known by the new one from now
   * on. Returns it if it was known and has changed. Twice is as once.
   */
  async changeIdentity(
    tx: Transaction,
    change: { previous: ContactIdentity; current: ContactIdentity },
    nowMs: number,
  ): Promise<ContactRecord | undefined> {
    await this.#changeLog.reserve(tx, 0);
    const matcher = new ContactMatcher(
      await this.#listKnown(tx, [change.previous, change.current]),
    );
    const record = matcher.find(change.previous);
    if (!record || !matcher.learn(record, change.current)) return undefined;
    await this.#store.update(tx, record, nowMs);
    return record;
  }

  /**
   * A person stops marketing messages, or takes that back; a word that is older than the last one
   * changes nothing. Appends the change.
   */
  async recordMarketingPreference(
    tx: Transaction,
    { person, isStopped, toldAtMs }: MarketingPreference,
    nowMs: number,
  ): Promise<void> {
    const record = await this.findOrCreate(tx, person, nowMs);
    await this.#setMarketing(tx, record, { isStopped, toldAtMs }, nowMs);
  }

  /** Meta has refused a message because this person stopped marketing messages. */
  async stopMarketing(
    tx: Transaction,
    contactId: string,
    { atMs, nowMs }: { atMs: number; nowMs: number },
  ): Promise<void> {
    const record = await this.getRecord(tx, contactId);
    await this.#setMarketing(tx, record, { isStopped: true, toldAtMs: atMs }, nowMs);
  }

  async #setMarketing(
    tx: Transaction,
    record: ContactRecord,
    { isStopped, toldAtMs }: { isStopped: boolean; toldAtMs: number },
    nowMs: number,
  ): Promise<void> {
    if (toldAtMs < (record.marketingToldAtMs ?? 0)) return;
    record.marketingToldAtMs = toldAtMs;
    record.marketingStoppedAtMs = isStopped ? (record.marketingStoppedAtMs ?? toldAtMs) : null;
    await this.#store.update(tx, record, nowMs);
    await this.appendUpdated(tx, record.id, nowMs);
  }

  /**
   * Takes a name from the address book on the business's phone, for people without one that an
   * operator gave. Taken out there, they stay here.
   */
  async recordPhoneContact(
    tx: Transaction,
    { person, name, isRemoved }: PhoneContact,
    nowMs: number,
  ): Promise<void> {
    if (isRemoved) return;
    const record = await this.findOrCreate(tx, person, nowMs);
    if (name === undefined || record.displayName !== null) return;
    record.displayName = name;
    await this.#store.update(tx, record, nowMs);
    await this.appendUpdated(tx, record.id, nowMs);
  }

  /** Raises unread counts and last message times; returns the contacts as they are then. */
  async recordActivity(
    tx: Transaction,
    activities: readonly ContactActivity[],
    nowMs: number,
  ): Promise<ContactRecord[]> {
    return this.#store.recordActivity(tx, activities, nowMs);
  }

  /** Sets the unread count to 0. */
  async clearUnread(tx: Transaction, contactId: string, nowMs: number): Promise<void> {
    await this.#store.clearUnread(tx, contactId, nowMs);
  }

  /** The contact with its conversation on one business number, as the feed and the API show it. */
  async getForFeed(db: Knex, contactId: string, phoneNumberId: string): Promise<Contact> {
    const record = await this.getRecord(db, contactId);
    const conversation = await this.#conversations.find(db, contactId, phoneNumberId);
    return toContact(record, conversation, phoneNumberId);
  }

  /** The contact with the conversation that had the newest message. */
  async getWithLatest(db: Knex, record: ContactRecord): Promise<Contact> {
    const [conversation] = await this.#conversations.listOfContact(db, record.id);
    return toContact(record, conversation);
  }

  /** Unread messages in all conversations. */
  async getUnreadTotal(db: Knex): Promise<number> {
    return this.#store.sumUnread(db);
  }

  async countContacts(db: Knex): Promise<number> {
    return this.#store.count(db);
  }

  /** Appends `contact.updated` with the contact as it is now. */
  async appendUpdated(tx: Transaction, contactId: string, nowMs: number): Promise<Contact> {
    const contact = await this.getWithLatest(tx, await this.getRecord(tx, contactId));
    const change: Change = {
      type: 'contact.updated',
      contact,
      unread_count: await this.getUnreadTotal(tx),
    };
    await this.#changeLog.append(tx, [change], nowMs);
    return contact;
  }

  /** What operators may change of a contact. `display_name: null` goes back to their own name. */
  async update(
    reference: string,
    request: UpdateContactRequest,
    nowMs = Date.now(),
  ): Promise<Contact> {
    const contact = await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const record = await this.getByReference(tx, reference);
      const { display_name, business_name, is_blocked, is_pinned, tags } = request;
      if (display_name !== undefined) record.displayName = storable(display_name);
      if (business_name !== undefined) record.businessName = storable(business_name);
      if (is_blocked !== undefined) record.isBlocked = is_blocked;
      if (is_pinned !== undefined) record.isPinned = is_pinned;
      if (tags !== undefined) record.tags = [...new Set(tags.map((tag) => toStorableText(tag)))];
      await this.#store.update(tx, record, nowMs);
      return this.appendUpdated(tx, record.id, nowMs);
    });
    this.#changeNotifier.wake();
    return contact;
  }

  async #listKnown(db: Knex, identities: readonly ContactIdentity[]): Promise<ContactRecord[]> {
    const known = (values: (string | undefined)[]) => [
      ...new Set(values.filter((value) => value !== undefined)),
    ];
    return this.#store.listByIdentifiers(db, {
      userIds: known(identities.map(({ userId }) => userId)),
      waIds: known(identities.map(({ waId }) => waId)),
      phoneNumbers: known(
        identities.flatMap((identity) => [phoneOf(identity), identity.waId && `+${identity.waId}`]),
      ),
    });
  }
}

function storable(text: string | null): string | null {
  return text === null ? null : toStorableText(text);
}

function newRecord(nowMs: number): ContactRecord {
  return {
    id: newId('ct', nowMs),
    phoneNumber: null,
    waId: null,
    userId: null,
    username: null,
    displayName: null,
    profileName: null,
    businessName: null,
    isVerified: false,
    isBlocked: false,
    isPinned: false,
    tags: [],
    unreadCount: 0,
    lastMessageAtMs: null,
    marketingStoppedAtMs: null,
    marketingToldAtMs: null,
    createdAtMs: nowMs,
  };
}
