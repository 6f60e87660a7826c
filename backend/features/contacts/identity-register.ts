import type { Knex } from 'knex';
import type { Transaction } from '../../database/database.ts';
import { newId } from '../../ids.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import { claimsOf } from './contact-identity.ts';
import type { ContactIdentity } from './contact-identity.ts';
import type { ContactIdentityStore } from './contact-identity-store.ts';
import type { ContactMerger } from './contact-merger.ts';
import type { ContactRecord, ContactStore } from './contact-store.ts';
import { IdentityBook } from './identity-book.ts';
import type { Settled } from './identity-book.ts';

/** What is to be settled: in a book that holds everybody concerned. */
type Settle = (book: IdentityBook, identity: ContactIdentity) => Settled;

/**
 * Brings what Meta tells of people into the tables: loads everybody whom it names into an identity
 * book, lets the book decide, merges what it proves to be one, and writes what has changed. A batch
 * in which nothing is new takes two reads.
 */
export class IdentityRegister {
  readonly #store: ContactStore;
  readonly #identities: ContactIdentityStore;
  readonly #merger: ContactMerger;
  readonly #changeLog: ChangeLog;

  constructor(parts: {
    store: ContactStore;
    identities: ContactIdentityStore;
    merger: ContactMerger;
    changeLog: ChangeLog;
  }) {
    this.#store = parts.store;
    this.#identities = parts.identities;
    this.#merger = parts.merger;
    this.#changeLog = parts.changeLog;
  }

  /** The contact of each identity, made if need be; the answer is in the same order. */
  async settleAll(
    tx: Transaction,
    identities: readonly ContactIdentity[],
    nowMs: number,
  ): Promise<ContactRecord[]> {
    return this.#settle(tx, identities, nowMs, (book, identity) =>
      book.settle(identity, () => newRecord(nowMs)),
    );
  }

  /** Fills in what is told of a known contact, which must not be an absorbed one; see ContactService. */
  async learn(
    tx: Transaction,
    contactId: string,
    identity: ContactIdentity,
    nowMs: number,
  ): Promise<ContactRecord | undefined> {
    let before: string | undefined;
    const settle: Settle = (book) => {
      const anchor = book.get(contactId);
      // Absorbed a moment ago, by what was told here.
      const record = anchor?.mergedInto === null ? anchor : book.find(identity);
      if (!record) throw new Error(`The contact ${contactId} is not there.`);
      before ??= JSON.stringify(record);
      return learnInto(book, record, identity);
    };
    const [record] = await this.#settle(tx, [identity], nowMs, settle, contactId);
    return record && JSON.stringify(record) !== before ? record : undefined;
  }

  /** Makes the old and the new identity those of one contact; see ContactService. */
  async changeIdentity(
    tx: Transaction,
    change: { previous: ContactIdentity; current: ContactIdentity; toldAtMs: number },
    nowMs: number,
  ): Promise<ContactRecord | undefined> {
    // Meta's clock ticks in seconds: within one, the new identity comes after everything, and the old
    // one before it, so that the new one is in force.
    const current = { ...change.current, toldAtMs: change.toldAtMs + 1, isChange: true };
    const previous = { ...change.previous, toldAtMs: change.toldAtMs - 1 };
    let before: string | undefined;
    const [record] = await this.#settle(tx, [previous, current], nowMs, (book) => {
      before ??= JSON.stringify(book.find(previous) ?? book.find(current) ?? null);
      return settleChange(book, { ...change, previous, current }, () => newRecord(nowMs));
    });
    return record && JSON.stringify(record) !== before ? record : undefined;
  }

  /** Everybody whom these identities name, and the contact `anchorId`. */
  async load(
    db: Knex,
    identities: readonly ContactIdentity[],
    options: { anchorId?: string | undefined; refused?: ReadonlySet<string> } = {},
  ): Promise<IdentityBook> {
    const { anchorId, refused } = options;
    const told = identities.flatMap((identity) => claimsOf(identity));
    const identifiers = [...new Set(told.map(({ identifier }) => identifier))];
    const known = await this.#identities.listOfHolders(db, identifiers);
    const ids = new Set(known.map(({ contactId }) => contactId));
    if (anchorId !== undefined && !ids.has(anchorId)) {
      known.push(...(await this.#identities.listOfContact(db, anchorId)));
      ids.add(anchorId);
    }
    const records = await this.#store.list(db, [...ids]);
    return new IdentityBook({ records, identities: known, refused });
  }

  /** Settles one identity after the other; the answer is in their order. */
  async #settle(
    tx: Transaction,
    identities: readonly ContactIdentity[],
    nowMs: number,
    settle: Settle,
    anchorId?: string,
  ): Promise<ContactRecord[]> {
    if (identities.length === 0) return [];
    await this.#changeLog.reserve(tx, 0);
    const refused = new Set<string>();
    let book = await this.load(tx, identities, { anchorId });
    const ids: string[] = [];
    const absorbed = new Map<string, string>();
    for (const identity of identities) {
      let settled = settle(book, identity);
      while (settled.proof) {
        const { proof } = settled;
        await this.#save(tx, book, nowMs);
        const merged = await this.#merger.merge(tx, proof, nowMs);
        if (merged) absorbed.set(merged.fromId, merged.intoId);
        else refused.add(proof.key);
        book = await this.load(tx, identities, { anchorId, refused });
        settled = settle(book, identity);
      }
      ids.push(settled.record.id);
    }
    await this.#save(tx, book, nowMs);
    return ids.map((id) => {
      let current = id;
      while (absorbed.has(current)) current = absorbed.get(current) ?? current;
      const record = book.get(current);
      if (!record) throw new Error(`The contact ${current} is not there.`);
      return record;
    });
  }

  async #save(tx: Transaction, book: IdentityBook, nowMs: number): Promise<void> {
    // Unique columns: first nobody has what changes hands.
    await this.#store.clearIdentifiers(
      tx,
      [...book.robbed].filter((record) => !book.created.has(record)).map(({ id }) => id),
    );
    await this.#store.insert(tx, [...book.created]);
    await this.#identities.save(tx, [...book.changedIdentities]);
    for (const record of new Set([...book.robbed, ...book.changed])) {
      if (!book.created.has(record)) await this.#store.update(tx, record, nowMs);
    }
  }
}

function settleChange(
  book: IdentityBook,
  change: { previous: ContactIdentity; current: ContactIdentity; toldAtMs: number },
  create: () => ContactRecord,
): Settled {
  const { previous, current, toldAtMs } = change;
  const [old, fresh] = [book.find(previous), book.find(current)];
  const [ofOld] = claimsOf(previous);
  const [ofFresh] = claimsOf(current);
  if (old && fresh && old !== fresh && ofOld && ofFresh) {
    const proof = book.prove(old, ofOld, fresh, ofFresh);
    return proof ? { proof } : book.attach(fresh, current);
  }
  const known = old ?? fresh;
  const settled = known ? book.attach(known, previous) : book.settle(previous, create);
  if (settled.proof) return settled;
  const changed = book.attach(settled.record, current);
  // A new user id comes of a new number; where Meta does not tell it, the old one is no more theirs.
  const isNumberTold = current.waId !== undefined || current.userId === undefined;
  if (!changed.proof && !isNumberTold) book.giveUpPhones(changed.record, toldAtMs);
  return changed;
}

/** What a status or an answer tells of the person that a message of ours went to. */
function learnInto(book: IdentityBook, record: ContactRecord, identity: ContactIdentity): Settled {
  const { userId } = identity;
  const named = book.find({ userId });
  if (named && named !== record) {
    const [ofNamed] = claimsOf({ userId });
    const ofRecord = record.userId === null ? book.bestClaim(record) : undefined;
    const proof = ofNamed && ofRecord && book.prove(named, ofNamed, record, ofRecord);
    return proof ? { proof } : { record };
  }
  if (userId !== undefined && book.hasOtherUserId(record, userId)) return { record };
  // The number that was dialled stays what they are called by, also where Meta answers with another.
  const isDialled = record.waId === null && record.phoneNumber !== null;
  const phoneNumber = isDialled ? (record.phoneNumber ?? undefined) : undefined;
  return book.attach(record, identity.waId === undefined ? identity : { phoneNumber, ...identity });
}

function newRecord(nowMs: number): ContactRecord {
  return {
    id: newId('ct', nowMs),
    mergedInto: null,
    phoneNumber: null,
    waId: null,
    userId: null,
    username: null,
    displayName: null,
    profileName: null,
    profileToldAtMs: 0,
    businessName: null,
    isVerified: false,
    isBlocked: false,
    isPinned: false,
    tags: [],
    unreadCount: 0,
    lastMessageAtMs: null,
    marketingStoppedAtMs: null,
    marketingToldAtMs: null,
    lastMerge: null,
    block: null,
    createdAtMs: nowMs,
  };
}
