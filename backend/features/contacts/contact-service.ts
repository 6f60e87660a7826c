import type { Knex } from 'knex';
import type { Contact, ContactIdentities, UpdateContactRequest } from '../../contract/contact.ts';
import type { Change } from '../../contract/feed.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type {
  GroupName,
  MarketingPreference,
  PhoneContact,
} from '../../whatsapp/webhook-events.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { ContactIdentity } from './contact-identity.ts';
import type { ContactIdentityStore } from './contact-identity-store.ts';
import type { ContactMergeStore } from './contact-merge-store.ts';
import { ContactMerger } from './contact-merger.ts';
import type { ContactHolding } from './contact-merger.ts';
import { orderBlock } from './block-order.ts';
import { parseContactReference } from './contact-reference.ts';
import type { ContactActivity, ContactRecord, ContactStore } from './contact-store.ts';
import { IdentityRegister } from './identity-register.ts';
import { toContactIdentities } from './to-contact-identities.ts';
import { toContact } from './to-contact.ts';

export type { ContactIdentity } from './contact-identity.ts';
export type { ContactHolding, ContactMove } from './contact-merger.ts';
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
  readonly #identities: ContactIdentityStore;
  readonly #merges: ContactMergeStore;
  readonly #merger: ContactMerger;
  readonly #register: IdentityRegister;
  readonly #conversations: ConversationService;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: ChangeNotifier;
  #onBlockOrdered = () => {};

  constructor(parts: {
    database: Database;
    store: ContactStore;
    identities: ContactIdentityStore;
    merges: ContactMergeStore;
    conversations: ConversationService;
    changeLog: ChangeLog;
    changeNotifier: ChangeNotifier;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#identities = parts.identities;
    this.#merges = parts.merges;
    this.#merger = new ContactMerger(parts);
    this.#register = new IdentityRegister({ ...parts, merger: this.#merger });
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
    return this.#register.settleAll(tx, identities, nowMs);
  }

  /** The contacts that `identities` name, as far as they are known; the answer is in the same order. */
  async findAll(
    db: Knex,
    identities: readonly ContactIdentity[],
  ): Promise<(ContactRecord | undefined)[]> {
    const book = await this.#register.load(db, identities);
    return identities.map((identity) => book.find(identity));
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
    // A known person's number stays as it is: the one just dialled may be another form of it.
    const [known] = await this.findAll(tx, [reference.identity]);
    return known ?? this.findOrCreate(tx, reference.identity, nowMs);
  }

  /** The contact that `text` names, or undefined; never makes one. */
  async findByReference(db: Knex, text: string): Promise<ContactRecord | undefined> {
    const reference = parseContactReference(text);
    if (!reference) return undefined;
    if (reference.kind === 'contact') return this.#find(db, reference.id);
    return (await this.findAll(db, [reference.identity]))[0];
  }

  /** `findByReference`, but throws `not_found`. */
  async getByReference(db: Knex, text: string): Promise<ContactRecord> {
    const record = await this.findByReference(db, text);
    if (!record) throw new AppError('not_found', 'There is no such contact.');
    return record;
  }

  /** A contact by our id, or the one it has become part of; throws `not_found`. */
  async getRecord(db: Knex, contactId: string): Promise<ContactRecord> {
    const record = await this.#find(db, contactId);
    if (!record) throw new AppError('not_found', `There is no contact «${contactId}».`);
    return record;
  }

  /** Those of `contactIds` whose contact, or the one it has become part of, is blocked. */
  async listBlocked(db: Knex, contactIds: readonly string[]): Promise<Set<string>> {
    const blocked = new Set<string>();
    for (const record of await this.#store.list(db, [...new Set(contactIds)])) {
      const { isBlocked } = await this.#merger.resolve(db, record);
      if (isBlocked) blocked.add(record.id);
    }
    return blocked;
  }

  /**
   * Fills in what Meta told of a known contact (a wa_id in the answer to a send, a user id in a
   * status). Somebody else's user id is not theirs: the number they were written to is another's by
   * now, and whose it is will be told by messages. Returns the contact if that was news.
   */
  async learn(
    tx: Transaction,
    contactId: string,
    identity: ContactIdentity,
    nowMs: number,
  ): Promise<ContactRecord | undefined> {
    if (Object.values(identity).every((value) => value === undefined)) return undefined;
    const { id } = await this.getRecord(tx, contactId);
    return this.#register.learn(tx, id, identity, nowMs);
  }

  /**
   * A person got another number or another user id: whoever is known by the one or the other is one
   * contact from now on, and known by the new one. Returns it if that was news. Twice is as once.
   */
  async changeIdentity(
    tx: Transaction,
    change: { previous: ContactIdentity; current: ContactIdentity; toldAtMs: number },
    nowMs: number,
  ): Promise<ContactRecord | undefined> {
    return this.#register.changeIdentity(tx, change, nowMs);
  }

  /** Lets a slice that keeps rows of contacts take part in merges. */
  addHolding(holding: ContactHolding): void {
    this.#merger.addHolding(holding);
  }

  /** By what a contact is known, and what was merged into it. Throws `not_found`. */
  async getIdentities(reference: string): Promise<ContactIdentities> {
    const db = this.#database.read;
    const record = await this.getByReference(db, reference);
    return toContactIdentities(
      record,
      await this.#identities.listOfContact(db, record.id),
      await this.#merges.listInto(db, record.id),
    );
  }

  /** Takes a merge back because a person says that these are two. Throws `not_found`. */
  async undoMerge(
    reference: string,
    mergeId: string,
    by: { id: string; name: string },
    nowMs = Date.now(),
  ): Promise<{ contact: Contact; restored: Contact }> {
    const undone = await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const into = await this.getByReference(tx, reference);
      return this.#merger.undo(tx, into, mergeId, by, nowMs);
    });
    this.#changeNotifier.wake();
    return undone;
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

  /** Takes a group's subject for its name, as a customer's profile name: the latest word counts. */
  async recordGroupName(
    tx: Transaction,
    { person, toldAtMs }: GroupName,
    nowMs: number,
  ): Promise<void> {
    const { id } = await this.findOrCreate(tx, { ...person, toldAtMs }, nowMs);
    await this.appendUpdated(tx, id, nowMs);
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

  /** The contact with its conversations, as the feed and the API show it. */
  async toShown(db: Knex, record: ContactRecord): Promise<Contact> {
    return toContact(record, await this.#conversations.listOfContact(db, record.id));
  }

  /** By which business numbers they are in touch, the latest first; nobody known: none. */
  async listNumbers(db: Knex, reference: string): Promise<string[]> {
    const record = await this.findByReference(db, reference);
    if (!record) return [];
    const threads = await this.#conversations.listOfContact(db, record.id);
    return threads.map(({ phoneNumberId }) => phoneNumberId);
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
    const contact = await this.toShown(tx, await this.getRecord(tx, contactId));
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
      if (is_blocked !== undefined) orderBlock(record, is_blocked, nowMs);
      if (is_pinned !== undefined) record.isPinned = is_pinned;
      if (tags !== undefined) record.tags = [...new Set(tags.map((tag) => toStorableText(tag)))];
      await this.#store.update(tx, record, nowMs);
      return this.appendUpdated(tx, record.id, nowMs);
    });
    this.#changeNotifier.wake();
    if (request.is_blocked !== undefined) this.#onBlockOrdered();
    return contact;
  }

  /**
   * They have just written, so WhatsApp can block now whom it refused to. Writes orders for those of
   * `records` that are blocked here only.
   */
  async blockAgain(
    tx: Transaction,
    records: readonly ContactRecord[],
    nowMs: number,
  ): Promise<void> {
    const refused = records.filter(
      ({ isBlocked, block }) => isBlocked && block?.state === 'refused',
    );
    for (const id of new Set(refused.map((record) => record.id))) {
      const record = await this.getRecord(tx, id);
      orderBlock(record, true, nowMs);
      await this.#store.update(tx, record, nowMs);
    }
  }

  /** Calls `listener` when Meta is to be told of a blocking. */
  onBlockOrdered(listener: () => void): void {
    this.#onBlockOrdered = listener;
  }

  async #find(db: Knex, id: string): Promise<ContactRecord | undefined> {
    const record = await this.#store.find(db, id);
    return record && this.#merger.resolve(db, record);
  }
}

function storable(text: string | null): string | null {
  return text === null ? null : toStorableText(text);
}
