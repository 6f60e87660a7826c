import type { Knex } from 'knex';
import type { Contact } from '../../contract/contact.ts';
import type { Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ContactIdentityStore } from './contact-identity-store.ts';
import type { ContactMergeStore, KeptFields, MergeRecord } from './contact-merge-store.ts';
import type { ContactRecord, ContactStore } from './contact-store.ts';
import { deriveIdentifiers } from './identity-book.ts';
import type { Proof } from './identity-book.ts';
import { toContact } from './to-contact.ts';

/** What changes hands in a merge. */
export interface ContactMove {
  mergeId: string;
  /** The contact that is absorbed. */
  fromId: string;
  intoId: string;
  nowMs: number;
}

/** A slice that keeps rows of contacts; it remembers by `mergeId` what it moved. */
export interface ContactHolding {
  moveAll(tx: Transaction, move: ContactMove): Promise<void>;
  /** Gives back to `fromId` what this merge moved and `intoId` still has. */
  moveBack(tx: Transaction, move: ContactMove): Promise<void>;
}

/**
 * Makes one contact of two that proved to be one person, and two of them again.
 *
 * The older contact survives. It gets the other one's identifiers, messages and queued sends, both
 * their tags, and what only the other one had of the rest. The absorbed row stays, without
 * identifiers, and points to the survivor: its id resolves to them wherever somebody still has it.
 *
 * Undone, the absorbed contact gets back what it brought; what came after the merge stays with the
 * survivor, and so does what operators have changed there since. The same proof never merges again:
 * a person has said that it is wrong. All of it happens in the caller's transaction, with the change
 * log's counter taken first.
 */
export class ContactMerger {
  readonly #store: ContactStore;
  readonly #identities: ContactIdentityStore;
  readonly #merges: ContactMergeStore;
  readonly #conversations: ConversationService;
  readonly #changeLog: ChangeLog;
  readonly #holdings: ContactHolding[] = [];

  constructor(parts: {
    store: ContactStore;
    identities: ContactIdentityStore;
    merges: ContactMergeStore;
    conversations: ConversationService;
    changeLog: ChangeLog;
  }) {
    this.#store = parts.store;
    this.#identities = parts.identities;
    this.#merges = parts.merges;
    this.#conversations = parts.conversations;
    this.#changeLog = parts.changeLog;
  }

  addHolding(holding: ContactHolding): void {
    this.#holdings.push(holding);
  }

  /** Merges what `proof` names, and tells the feed. Undefined, and nothing done, if that was undone before. */
  async merge(tx: Transaction, proof: Proof, nowMs: number): Promise<ContactMove | undefined> {
    if (await this.#merges.wasUndone(tx, proof.key)) return undefined;
    const [into, from] = (await this.#store.list(tx, proof.contactIds)).sort(byAge);
    if (!from || !into) throw new Error('A merge needs two contacts.');
    const kept = keptOf(into);
    const combined = combine(kept, keptOf(from));
    const merge: MergeRecord = {
      id: newId('cm', nowMs),
      fromId: from.id,
      intoId: into.id,
      proof: proof.key,
      before: {
        identifiers: (await this.#identities.listOfContact(tx, from.id)).map(
          ({ identifier }) => identifier,
        ),
        kept,
        combined,
      },
      mergedAtMs: nowMs,
      undoneAtMs: null,
    };
    await this.#merges.insert(tx, merge);
    await this.#identities.moveAll(tx, from.id, into.id);
    const move = { mergeId: merge.id, fromId: from.id, intoId: into.id, nowMs };
    for (const holding of this.#holdings) await holding.moveAll(tx, move);
    assignKept(into, combined);
    into.lastMerge = { id: merge.id, mergedAtMs: nowMs };
    if (from.profileToldAtMs > into.profileToldAtMs || into.profileName === null) {
      const { username, profileName, profileToldAtMs } = from;
      Object.assign(into, { username, profileName, profileToldAtMs });
    }
    into.block ??= from.block;
    from.mergedInto = into.id;
    await this.#rewrite(tx, [from, into], nowMs);
    const contact = await this.#toShown(tx, into);
    const unread_count = await this.#store.sumUnread(tx);
    const change = { type: 'contact.merged' as const, from: from.id, contact, unread_count };
    await this.#changeLog.append(tx, [change], nowMs);
    return move;
  }

  /** Undoes a merge into `into`; a second time changes nothing. Throws `not_found`. */
  async undo(
    tx: Transaction,
    into: ContactRecord,
    mergeId: string,
    by: { id: string; name: string },
    nowMs: number,
  ): Promise<{ contact: Contact; restored: Contact }> {
    const merge = await this.#merges.find(tx, mergeId);
    const [from] = merge ? await this.#store.list(tx, [merge.fromId]) : [];
    const isUndone = merge?.undoneAtMs != null;
    if (!merge || !from || (!isUndone && (await this.resolve(tx, from)).id !== into.id)) {
      throw new AppError('not_found', 'Nothing was merged into this contact under that id.');
    }
    if (!isUndone) await this.#takeApart(tx, merge, from, into, by, nowMs);
    return { contact: await this.#toShown(tx, into), restored: await this.#toShown(tx, from) };
  }

  /** The contact that this one has become part of, or itself. */
  async resolve(db: Knex, record: ContactRecord): Promise<ContactRecord> {
    let resolved = record;
    while (resolved.mergedInto !== null) {
      const [next] = await this.#store.list(db, [resolved.mergedInto]);
      if (!next) return resolved;
      resolved = next;
    }
    return resolved;
  }

  async #takeApart(
    tx: Transaction,
    merge: MergeRecord,
    from: ContactRecord,
    into: ContactRecord,
    by: { id: string; name: string },
    nowMs: number,
  ): Promise<void> {
    const { identifiers, kept, combined } = merge.before;
    await this.#merges.markUndone(tx, merge.id, by, nowMs);
    await this.#identities.moveAll(tx, into.id, from.id, identifiers);
    const move = { mergeId: merge.id, fromId: from.id, intoId: into.id, nowMs };
    for (const holding of this.#holdings.toReversed()) await holding.moveBack(tx, move);
    assignKept(into, restoreUnchanged(keptOf(into), kept, combined));
    const [latest] = await this.#merges.listInto(tx, into.id);
    into.lastMerge = latest ? { id: latest.id, mergedAtMs: latest.mergedAtMs } : null;
    from.mergedInto = null;
    await this.#rewrite(tx, [from, into], nowMs);
    const contact = await this.#toShown(tx, into);
    const restored = await this.#toShown(tx, from);
    const unread_count = await this.#store.sumUnread(tx);
    const change = { type: 'contact.unmerged' as const, contact, restored, unread_count };
    await this.#changeLog.append(tx, [change], nowMs);
  }

  /** Writes both with what follows from the identifiers and conversations they have now. */
  async #rewrite(tx: Transaction, records: ContactRecord[], nowMs: number): Promise<void> {
    await this.#store.clearIdentifiers(
      tx,
      records.map(({ id }) => id),
    );
    for (const record of records) {
      deriveIdentifiers(record, await this.#identities.listOfContact(tx, record.id));
      const threads = await this.#conversations.listOfContact(tx, record.id);
      record.unreadCount = threads.reduce((sum, { unreadCount }) => sum + unreadCount, 0);
      const moments = threads.map(({ lastMessageAtMs }) => lastMessageAtMs ?? 0);
      record.lastMessageAtMs = Math.max(0, ...moments) || null;
      await this.#store.update(tx, record, nowMs);
      await this.#store.setFigures(tx, record);
    }
  }

  async #toShown(db: Knex, record: ContactRecord): Promise<Contact> {
    return toContact(record, await this.#conversations.listOfContact(db, record.id));
  }
}

function byAge(a: ContactRecord, b: ContactRecord): number {
  return a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1);
}

function keptOf(record: ContactRecord): KeptFields {
  const { displayName, businessName, isBlocked, isPinned, tags } = record;
  const { marketingStoppedAtMs, marketingToldAtMs } = record;
  const marketing = { marketingStoppedAtMs, marketingToldAtMs };
  return { displayName, businessName, isBlocked, isPinned, tags, marketing };
}

function assignKept(record: ContactRecord, { marketing, ...rest }: Partial<KeptFields>): void {
  Object.assign(record, rest, marketing);
}

function combine(into: KeptFields, from: KeptFields): KeptFields {
  return {
    displayName: into.displayName ?? from.displayName,
    businessName: into.businessName ?? from.businessName,
    isBlocked: into.isBlocked || from.isBlocked,
    isPinned: into.isPinned || from.isPinned,
    tags: [...new Set([...into.tags, ...from.tags])],
    marketing: latestWord(into.marketing, from.marketing),
  };
}

/** One person's last word counts, whichever of the two it was told of; of two at once, the stop. */
function latestWord(a: KeptFields['marketing'], b: KeptFields['marketing']) {
  const [aMs, bMs] = [a.marketingToldAtMs ?? 0, b.marketingToldAtMs ?? 0];
  if (aMs !== bMs) return aMs > bMs ? a : b;
  return a.marketingStoppedAtMs === null ? b : a;
}

/** What the merge made, as it was before; what operators have made since stays. */
function restoreUnchanged(
  now: KeptFields,
  before: KeptFields,
  combined: KeptFields,
): Partial<KeptFields> {
  const names = Object.keys(before) as (keyof KeptFields)[];
  const unchanged = names.filter(
    (name) => JSON.stringify(now[name]) === JSON.stringify(combined[name]),
  );
  return Object.fromEntries(unchanged.map((name) => [name, before[name]]));
}
