import { advanceStatus } from '../../contract/message-status.ts';
import type { Message } from '../../contract/message.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { newId } from '../../ids.ts';
import { uploadsOf } from '../../whatsapp/kinds/index.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { NumberPauses } from './number-pauses.ts';
import type { OutboxPause } from './outbox-pause-store.ts';
import type { OutboxStore, QueueState } from './outbox-store.ts';

/*
 * The outbox: how a message leaves, at most once by itself.
 *
 * 1. SendService stores the message as `queued`, its queue row and its change in one transaction
 *    and wakes the worker; the sender's `client_message_id` makes one click one message.
 * 2. OutboxWorker claims due rows under a lease with a fencing token, paced by number and by pair,
 *    and commits `sending`. Only then do bytes leave. Files go to Meta before that, see FileSender:
 *    their message stays `queued` meanwhile, for nothing of it has left.
 * 3. OutcomeRecorder writes what the attempt proved, if the lease is still the worker's:
 *      accepted            → sent, with Meta's wamid; or held, where Meta says that it waits with a
 *                            template, until a status tells what became of it
 *      refused             → by the error table: failed, again later, or the number is paused
 *      not sent            → again later: the connection was never made
 *      no answer           → unknown, never repeated by itself
 *    A lease that runs out (crash, a frozen process) leaves `unknown` too.
 * 4. Meta's statuses echo our id, so `unknown` is settled by the first one that comes; or a person
 *    retries and takes the risk that the customer gets it twice. A `failed` status for what every
 *    other message would meet too (a bill not paid) pauses the number, see NumberPauses.
 *
 * Guarantees: what was accepted with 202 is on disk; at most one automatic send (a repeat only when
 * the request provably never left or Meta refused it); within a pair, messages leave in the order in
 * which they were queued; a refusal that concerns the number burns no message's attempts. Exactly
 * once is impossible: the Graph API has no idempotency key.
 *
 * Lock order on PostgreSQL: the change log's counter first, then queue rows, then the rest.
 */

const MOVABLE_BY_SUCCESS: readonly QueueState[] = [
  'queued',
  'held',
  'sending',
  'held_by_meta',
  'unknown',
  'failed',
  'cancelled',
];
const MOVABLE_BY_FAILURE: readonly QueueState[] = ['sending', 'held_by_meta', 'unknown', 'sent'];

/** The queue as other services use it. */
export class OutboxService {
  readonly #database: Database;
  readonly #store: OutboxStore;
  readonly #pauses: NumberPauses;
  readonly #wakeListeners = new Set<(phoneNumberId?: string) => void>();
  readonly #broadcastListeners = new Set<(broadcastId: string) => void>();

  constructor(parts: {
    database: Database;
    store: OutboxStore;
    pauses: NumberPauses;
    messages: Pick<MessageService, 'onOutgoingSettled' | 'onOutgoingMoved'>;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#pauses = parts.pauses;
    parts.messages.onOutgoingSettled((tx, message) => this.settle(tx, message));
    // What is queued for a contact who was absorbed goes on, in its order, as the survivor's.
    parts.messages.onOutgoingMoved((tx, move) => this.#store.moveAll(tx, move));
  }

  /** Queues a message for sending; call `wake` after the commit. */
  async enqueue(tx: Transaction, message: Message, nowMs: number): Promise<void> {
    await this.#store.insert(
      tx,
      {
        id: newId('qu', nowMs),
        message_id: Number(message.id),
        phone_number_id: message.phone_number_id,
        contact_id: message.contact_id,
        recipient: message.to_phone ?? message.contact_id,
        has_files: uploadsOf(message.content).length > 0,
      },
      nowMs,
    );
  }

  /** Queues a failed or unknown message again; false when it is neither. */
  async requeue(tx: Transaction, messageId: string, nowMs: number): Promise<boolean> {
    return this.#store.requeue(tx, messageId, nowMs);
  }

  /** Takes over what Meta's statuses say of a message: settles `unknown`, and failures that come late. */
  async settle(tx: Transaction, message: Message, nowMs = Date.now()): Promise<void> {
    const isFailed = message.status === 'failed';
    const isSent = advanceStatus('sent', message.status) === message.status && !isFailed;
    if (!isFailed && !isSent) return;
    const error = { code: message.error?.code ?? null, words: wordsOf(message) };
    await this.#store.settle(
      tx,
      message.id,
      isFailed ? MOVABLE_BY_FAILURE : MOVABLE_BY_SUCCESS,
      isFailed ? { state: 'failed', nowMs, error } : { state: 'sent', nowMs },
    );
    if (isFailed) await this.#pauses.pauseForFailed(tx, message, nowMs);
    if (message.broadcast_id !== null) this.announceBroadcast(message.broadcast_id);
  }

  /** How many of a number's messages have not left yet. */
  async countQueued(phoneNumberId: string): Promise<number> {
    return this.#store.countQueued(this.#database.read, phoneNumberId);
  }

  /** Why a number's sending stands still, or undefined when it runs. */
  async findPause(phoneNumberId: string): Promise<OutboxPause | undefined> {
    return this.#pauses.find(this.#database.read, phoneNumberId);
  }

  /**
   * Lets a number go on after an admin has acted (its settings were saved) or a check with Meta
   * succeeded. Does nothing to a number that runs. The worker goes on within a second of the commit.
   */
  async liftPause(tx: Transaction, phoneNumberId: string, nowMs = Date.now()): Promise<void> {
    await this.#pauses.lift(tx, phoneNumberId, nowMs);
    this.wake(phoneNumberId);
  }

  /** Tells the worker that something is due; with a number, that this number may go on at once. */
  wake(phoneNumberId?: string): void {
    for (const listener of this.#wakeListeners) listener(phoneNumberId);
  }

  onWake(listener: (phoneNumberId?: string) => void): () => void {
    this.#wakeListeners.add(listener);
    return () => this.#wakeListeners.delete(listener);
  }

  /** Says that rows of a broadcast have moved, or are about to in an open transaction. */
  announceBroadcast(broadcastId: string): void {
    for (const listener of this.#broadcastListeners) listener(broadcastId);
  }

  onBroadcastMoved(listener: (broadcastId: string) => void): () => void {
    this.#broadcastListeners.add(listener);
    return () => this.#broadcastListeners.delete(listener);
  }
}

function wordsOf(message: Message): string {
  return message.error?.title ?? 'not delivered';
}
