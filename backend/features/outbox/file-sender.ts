import type { MessageContent } from '../../contract/message-content.ts';
import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { MetaCopyService } from '../media/meta-copy-service.ts';
import type { Connection } from '../settings/connection-service.ts';
import type { OutboxStore, QueueItem } from './outbox-store.ts';
import type { OutcomeRecorder } from './outcome-recorder.ts';

const MAX_AT_ONCE = 4;

/** A message whose files have to get to Meta first. */
export interface FileDeparture {
  item: QueueItem;
  connection: Connection;
  content: MessageContent;
}

/**
 * Gives Meta the files of a message that is about to be sent.
 *
 * Meanwhile the message stays `queued` and its row is leased by a `due_at` in the future, which is
 * prolonged as long as the file moves. When Meta has the files the row is due at once, and the next
 * round sends the message with Meta's ids. A crash loses nothing: the lease runs out and the files
 * go once more, which does no harm. For the same reason a try without an answer is simply repeated;
 * what Meta refuses fails the message in Meta's words.
 */
export class FileSender {
  readonly #database: Database;
  readonly #store: OutboxStore;
  readonly #copies: Pick<MetaCopyService, 'make'>;
  readonly #recorder: OutcomeRecorder;
  readonly #logger: Logger;
  readonly #leaseMs: number;
  readonly #abort = new AbortController();
  #count = 0;

  constructor(parts: {
    database: Database;
    store: OutboxStore;
    copies: Pick<MetaCopyService, 'make'>;
    recorder: OutcomeRecorder;
    logger: Logger;
    leaseMs: number;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#copies = parts.copies;
    this.#recorder = parts.recorder;
    this.#logger = parts.logger;
    this.#leaseMs = parts.leaseMs;
  }

  /** How many more may be under way. */
  get room(): number {
    return MAX_AT_ONCE - this.#count;
  }

  /** Breaks off what is under way; it goes again from the start. */
  stop(): void {
    this.#abort.abort();
  }

  /** Returns how long the whole number has to rest, if it has to. Never throws. */
  async send(departure: FileDeparture): Promise<{ holdNumberMs: number } | undefined> {
    const { item } = departure;
    const lost = new AbortController();
    let renewing: Promise<unknown> = Promise.resolve();
    const renewal = setInterval(() => {
      renewing = this.#renew(item, lost);
    }, this.#leaseMs / 3);
    this.#count += 1;
    try {
      return await this.#send(departure, lost.signal, async () => {
        clearInterval(renewal);
        await renewing;
      });
    } catch (error) {
      // The row is due again when its lease runs out.
      this.#logger.error(
        { messageId: item.messageId, reason: describeError(error) },
        'what became of a message’s files could not be written',
      );
      return undefined;
    } finally {
      clearInterval(renewal);
      this.#count -= 1;
    }
  }

  async #send(
    { item, connection, content }: FileDeparture,
    lost: AbortSignal,
    stopRenewing: () => Promise<void>,
  ): Promise<{ holdNumberMs: number } | undefined> {
    const signal = AbortSignal.any([this.#abort.signal, lost]);
    const outcome = await this.#copies.make(connection, content, signal);
    await stopRenewing();
    if (lost.aborted) return undefined;
    if (outcome.kind === 'missing') {
      await this.#recorder.recordUnsendable(item, outcome.reason);
    } else if (outcome.kind === 'ok' || this.#abort.signal.aborted) {
      await this.#recorder.recordUntried(item, Date.now());
    } else if (outcome.kind === 'no_answer') {
      await this.#recorder.recordFilesUnanswered(item, outcome.reason);
    } else {
      return this.#recorder.record(item, connection, outcome);
    }
    return undefined;
  }

  async #renew(item: QueueItem, lost: AbortController): Promise<void> {
    try {
      const untilMs = Date.now() + this.#leaseMs;
      const isOurs = await this.#database.transaction((tx) =>
        this.#store.renewForFiles(tx, item, untilMs),
      );
      if (!isOurs) lost.abort();
    } catch (error) {
      const reason = describeError(error);
      this.#logger.warn({ messageId: item.messageId, reason }, 'a lease was not prolonged');
    }
  }
}
