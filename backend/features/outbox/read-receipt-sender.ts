import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { GraphClient } from '../../whatsapp/graph-client.ts';
import { findGraphErrorEntry } from '../../whatsapp/graph-error.ts';
import type { ConnectionService } from '../settings/connection-service.ts';

interface Receipt {
  phoneNumberId: string;
  wamid: string;
  /** Somebody answers it. */
  isTyping: boolean;
}

const DEFAULT_RETRY_DELAYS_MS = [1_000, 5_000, 20_000];
const MAX_WAITING = 1_000;
const MAX_AT_ONCE = 4;

/**
 * Tells Meta which messages were read, in the background.
 *
 * A receipt covers the earlier messages of its conversation, so of several that wait for one
 * conversation only the newest is sent. A receipt that fails a few times is dropped: it costs blue
 * ticks on the customer's phone, nothing else, which is why receipts are not kept on disk.
 */
export class ReadReceiptSender {
  readonly #connections: Pick<ConnectionService, 'findByPhoneNumberId'>;
  readonly #graph: Pick<GraphClient, 'markRead'>;
  readonly #logger: Logger;
  readonly #retryDelaysMs: readonly number[];
  readonly #waiting = new Map<string, Receipt>();
  readonly #abort = new AbortController();
  readonly #lanes = new Set<Promise<void>>();

  constructor(parts: {
    connections: Pick<ConnectionService, 'findByPhoneNumberId'>;
    graph: Pick<GraphClient, 'markRead'>;
    logger: Logger;
    retryDelaysMs?: readonly number[];
  }) {
    this.#connections = parts.connections;
    this.#graph = parts.graph;
    this.#logger = parts.logger;
    this.#retryDelaysMs = parts.retryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS;
  }

  /**
   * Sends a receipt soon; returns at once and never throws. `conversationKey` (for example the
   * contact's id) lets a newer receipt take the place of a waiting older one.
   */
  tell(phoneNumberId: string, wamid: string, conversationKey = wamid): void {
    this.#add(`${phoneNumberId} ${conversationKey}`, { phoneNumberId, wamid, isTyping: false });
  }

  /** Shows that somebody answers this message, which Meta marks read with it; tried once, as it is soon over. */
  showTyping(phoneNumberId: string, wamid: string): void {
    this.#add(`${phoneNumberId} ${wamid} typing`, { phoneNumberId, wamid, isTyping: true });
  }

  #add(key: string, receipt: Receipt): void {
    if (this.#abort.signal.aborted) return;
    if (!this.#waiting.has(key) && this.#waiting.size >= MAX_WAITING) {
      this.#logger.warn('too many read receipts wait; one is dropped');
      return;
    }
    this.#waiting.set(key, receipt);
    if (this.#lanes.size >= MAX_AT_ONCE) return;
    const lane = this.#sendWaiting().finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  /** Drops what waits and ends the calls under way. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#waiting.clear();
    await Promise.all(this.#lanes);
  }

  async #sendWaiting(): Promise<void> {
    // Lets receipts of the same moment meet.
    await Promise.resolve();
    for (const [key, receipt] of this.#waiting) {
      this.#waiting.delete(key);
      await this.#send(receipt).catch((error: unknown) =>
        this.#logger.warn({ reason: describeError(error) }, 'a read receipt was not sent'),
      );
    }
  }

  async #send({ phoneNumberId, wamid, isTyping }: Receipt): Promise<void> {
    for (const delayMs of isTyping ? [0] : [0, ...this.#retryDelaysMs]) {
      if (delayMs > 0 && !(await this.#pause(delayMs))) return;
      const connection = await this.#connections.findByPhoneNumberId(phoneNumberId);
      if (!connection || this.#abort.signal.aborted) return;
      const outcome = await this.#graph.markRead(connection, wamid, {
        typing: isTyping,
        signal: this.#abort.signal,
      });
      if (outcome.kind === 'ok') return;
      // Marking twice does no harm, so whatever may pass is tried again.
      const isFinal =
        outcome.kind === 'refused' &&
        ['fail', 'pause_number'].includes(findGraphErrorEntry(outcome.error.code).reaction);
      const reason = outcome.kind === 'refused' ? outcome.error.code : outcome.reason;
      this.#logger.info({ phoneNumberId, reason }, 'Meta did not take a read receipt');
      if (isFinal) return;
    }
  }

  /** False when the sender was stopped meanwhile. */
  async #pause(delayMs: number): Promise<boolean> {
    try {
      await sleep(delayMs, undefined, { signal: this.#abort.signal, ref: false });
      return true;
    } catch {
      return false;
    }
  }
}
