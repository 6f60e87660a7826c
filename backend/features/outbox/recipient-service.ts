import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { BroadcastRecipient } from '../../contract/broadcast.ts';
import type { MessageContent } from '../../contract/message-content.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { QueueState } from './outbox-store.ts';
import type { RecipientRecord, RecipientStore } from './recipient-store.ts';

export type { RecipientRecord } from './recipient-store.ts';

/** A recipient as a broadcast's maker gave it; with a reason, it is refused from the start. */
export interface NewRecipient {
  recipient: string;
  refusal?: string | undefined;
  /** What only they get; undefined: what the broadcast says. */
  content?: MessageContent | undefined;
}

/** How many recipients stand where, in the contract's terms. */
export type RecipientCounts = Record<BroadcastRecipient['state'], number> & {
  total: number;
  /** Of `queued`: those that have no message yet. */
  waiting: number;
  /** Of `queued`: those the outbox may send now. */
  sendable: number;
};

const ORPHANED_AFTER_MS = 60 * 60_000;

/** In the contract, everything that has not left is `queued`. */
const STATES_OF: Record<BroadcastRecipient['state'], readonly QueueState[]> = {
  queued: ['waiting', 'queued', 'held'],
  sending: ['sending'],
  held: ['held_by_meta'],
  sent: ['sent'],
  failed: ['failed'],
  unknown: ['unknown'],
  refused: ['refused'],
  cancelled: ['cancelled'],
};

/** The recipients of broadcasts: rows of the same queue from which everything is sent. */
export class RecipientService {
  readonly #database: Database;
  readonly #store: RecipientStore;

  constructor(parts: { database: Database; store: RecipientStore }) {
    this.#database = parts.database;
    this.#store = parts.store;
  }

  /**
   * Stores all recipients of a broadcast before the broadcast itself: until its row exists, nobody
   * looks at them. A crash between the two leaves rows that `deleteOrphans` removes.
   */
  async addAll(
    broadcast: { id: string; phoneNumberId: string },
    recipients: readonly NewRecipient[],
    nowMs: number,
  ): Promise<void> {
    await this.#store.append(
      recipients.map(({ recipient, refusal, content }, index) => ({
        id: rowId(nowMs, index),
        phone_number_id: broadcast.phoneNumberId,
        broadcast_id: broadcast.id,
        recipient,
        state: refusal === undefined ? 'waiting' : 'refused',
        error: refusal ?? null,
        content: content === undefined ? null : JSON.stringify(content),
        created_at: nowMs,
      })),
    );
  }

  /** Removes the recipients of a broadcast that was not made after all. */
  async discardAll(broadcastId: string): Promise<void> {
    await this.#database.transaction((tx) => this.#store.deleteAll(tx, broadcastId));
  }

  async deleteOrphans(nowMs: number): Promise<void> {
    const ids = await this.#store.listOrphaned(this.#database.read, nowMs - ORPHANED_AFTER_MS);
    for (const id of ids) await this.discardAll(id);
  }

  /** The next recipients without a message; ask while holding the change log's counter. */
  async listWaiting(
    tx: Transaction,
    broadcastId: string,
    limit: number,
  ): Promise<RecipientRecord[]> {
    return this.#store.listWaiting(tx, broadcastId, limit);
  }

  /** Whether this person has a message of the broadcast already. */
  async hasContact(tx: Transaction, broadcastId: string, contactId: string): Promise<boolean> {
    return this.#store.hasContact(tx, broadcastId, contactId);
  }

  /** Gives a waiting recipient its message: the outbox sends it from now on. */
  async attachMessage(
    tx: Transaction,
    recipientId: string,
    message: { id: string; contactId: string },
    nowMs: number,
  ): Promise<void> {
    await this.#store.attach(tx, recipientId, message, nowMs);
  }

  /**
   * These contacts are one person by now: what has not left to them a second time never does. Returns
   * the messages and broadcasts that this ends.
   */
  async endRepeated(
    tx: Transaction,
    contactIds: readonly string[],
    words: string,
    nowMs: number,
  ): Promise<{ messageId: string; broadcastId: string }[]> {
    const repeated = await this.#store.listRepeated(tx, contactIds);
    for (const { id } of repeated) await this.#store.cancel(tx, id, words, nowMs);
    return repeated;
  }

  async refuse(tx: Transaction, recipientId: string, words: string, nowMs: number): Promise<void> {
    await this.#store.refuse(tx, recipientId, words, nowMs);
  }

  /** Takes back from the outbox what it has not sent yet. */
  async hold(tx: Transaction, broadcastId: string): Promise<void> {
    await this.#store.moveAll(tx, broadcastId, ['queued'], { state: 'held' });
  }

  async release(tx: Transaction, broadcastId: string): Promise<void> {
    await this.#store.moveAll(tx, broadcastId, ['held'], { state: 'queued' });
  }

  /** Ends what has not left yet; returns the ids of messages that exist already. */
  async cancel(tx: Transaction, broadcastId: string, nowMs: number): Promise<string[]> {
    const open: QueueState[] = ['waiting', 'queued', 'held'];
    const messageIds = await this.#store.listMessageIds(tx, broadcastId, open);
    await this.#store.moveAll(tx, broadcastId, open, {
      state: 'cancelled',
      error: 'The broadcast was cancelled before its turn.',
      finished_at: nowMs,
    });
    return messageIds;
  }

  async count(db: Knex, broadcastId: string): Promise<RecipientCounts> {
    const [counts] = await this.countAll(db, [broadcastId]);
    return counts ?? toCounts({});
  }

  /** `count` for several broadcasts, in their order. */
  async countAll(db: Knex, broadcastIds: readonly string[]): Promise<RecipientCounts[]> {
    const byId = await this.#store.countByState(db, broadcastIds);
    return broadcastIds.map((id) => toCounts(byId.get(id) ?? {}));
  }

  /** A page of recipients in the sender's order; continue after the `id` of its last one. */
  async list(
    broadcastId: string,
    options: { state?: BroadcastRecipient['state']; afterId?: string; limit: number },
  ): Promise<{ id: string; recipient: BroadcastRecipient }[]> {
    const { state, ...page } = options;
    const records = await this.#store.list(this.#database.read, broadcastId, {
      ...page,
      states: state && STATES_OF[state],
    });
    return records.map((record) => ({ id: record.id, recipient: toRecipient(record) }));
  }
}

/** As `newId('qu')`, but in the order of the list: recipients of one moment are numbered. */
function rowId(nowMs: number, index: number): string {
  const moment = nowMs.toString(36).padStart(9, '0');
  return `qu_${moment}${index.toString(36).padStart(4, '0')}${randomBytes(6).toString('hex')}`;
}

function toCounts(byState: Partial<Record<QueueState, number>>): RecipientCounts {
  const sum = (states: readonly QueueState[]) =>
    states.reduce((total, state) => total + (byState[state] ?? 0), 0);
  return {
    queued: sum(STATES_OF.queued),
    sending: sum(STATES_OF.sending),
    held: sum(STATES_OF.held),
    sent: sum(STATES_OF.sent),
    failed: sum(STATES_OF.failed),
    unknown: sum(STATES_OF.unknown),
    refused: sum(STATES_OF.refused),
    cancelled: sum(STATES_OF.cancelled),
    total: sum(Object.keys(byState) as QueueState[]),
    waiting: sum(['waiting']),
    sendable: sum(['queued']),
  };
}

function toRecipient(record: RecipientRecord): BroadcastRecipient {
  const states = Object.entries(STATES_OF) as [BroadcastRecipient['state'], QueueState[]][];
  const state = states.find(([, inner]) => inner.includes(record.state))?.[0] ?? 'queued';
  return {
    recipient: record.recipient,
    state,
    error: record.error,
    message_id: record.messageId,
  };
}
