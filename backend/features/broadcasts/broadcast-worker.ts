import type { MessageContent } from '../../contract/message-content.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError, describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { ContactRecord, ContactService } from '../contacts/contact-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MessageService } from '../messages/message-service.ts';
import { CONTACT_BLOCKED } from '../outbox/blocked-recipients.ts';
import type { OutboxService } from '../outbox/outbox-service.ts';
import type { RecipientCounts, RecipientService } from '../outbox/recipient-service.ts';
import type { BroadcastService } from './broadcast-service.ts';
import type { BroadcastRecord, BroadcastStore } from './broadcast-store.ts';
import { NO_MARKETING, REPEATED } from './plan-recipients.ts';
import { toBroadcast } from './to-broadcast.ts';

export interface BroadcastWorkerOptions {
  tickMs?: number;
  /** Progress is told at most once in this time. */
  publishIntervalMs?: number;
  /** Messages made ahead of the outbox, per broadcast: more, and a pause has more to take back. */
  lookahead?: number;
}

interface BroadcastWorkerParts {
  database: Database;
  store: BroadcastStore;
  broadcasts: Pick<BroadcastService, 'publish'>;
  recipients: RecipientService;
  contacts: Pick<ContactService, 'resolveRecipient'>;
  messages: Pick<MessageService, 'createOutgoingAll'>;
  outbox: Pick<OutboxService, 'wake' | 'onBroadcastMoved'>;
  changeLog: ChangeLog;
  changeNotifier: Pick<ChangeNotifier, 'wake'>;
  logger: Logger;
  options?: BroadcastWorkerOptions;
}

const DEFAULTS = { tickMs: 500, publishIntervalMs: 1_000, lookahead: 160 };
/** Messages made in one transaction: others wait for the writer no longer than this takes. */
const CHUNK = 20;
/** A move may be announced before its commit, so a broadcast is looked at for a while after one. */
const WATCHED_AFTER_MOVE_MS = 3_000;

/** Makes broadcasts' messages shortly before their turn and tells their progress: see the service. */
export class BroadcastWorker {
  readonly #parts: BroadcastWorkerParts;
  readonly #options: Required<BroadcastWorkerOptions>;
  readonly #watchedUntilMs = new Map<string, number>();
  readonly #publishedAtMs = new Map<string, number>();
  #isStopped = true;
  #isWoken = false;
  #round: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;

  constructor(parts: BroadcastWorkerParts) {
    this.#parts = parts;
    this.#options = { ...DEFAULTS, ...parts.options };
  }

  start(): void {
    this.#isStopped = false;
    this.#stopListening = this.#parts.outbox.onBroadcastMoved((broadcastId) => {
      // Told inside the transaction that moves it: the next round sees it committed.
      this.#watchedUntilMs.set(broadcastId, performance.now() + WATCHED_AFTER_MOVE_MS);
    });
    this.#round = this.#removeOrphans().then(() => this.#runRounds());
  }

  wake(): void {
    if (this.#isStopped) return;
    this.#isWoken = true;
    if (this.#round) return;
    clearTimeout(this.#timer);
    this.#round = this.#runRounds();
  }

  /** Resolves when the step under way is committed. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening?.();
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #removeOrphans(): Promise<void> {
    await this.#parts.recipients.deleteOrphans(Date.now()).catch((error: unknown) => {
      this.#parts.logger.warn({ reason: describeError(error) }, 'orphaned rows were not removed');
    });
  }

  async #runRounds(): Promise<void> {
    do {
      this.#isWoken = false;
      try {
        await this.#advanceAll();
      } catch (error) {
        this.#parts.logger.warn(
          { reason: describeError(error) },
          'broadcasts could not be advanced; it is tried again',
        );
      }
    } while (this.#isWoken && !this.#isStopped);
    this.#round = undefined;
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => this.wake(), this.#options.tickMs);
    this.#timer.unref();
  }

  async #advanceAll(): Promise<void> {
    const { database, store } = this.#parts;
    const running = await store.listRunning(database.read);
    const runningIds = new Set(running.map(({ id }) => id));
    const nowMs = performance.now();
    for (const [id, untilMs] of this.#watchedUntilMs) {
      if (untilMs < nowMs) this.#watchedUntilMs.delete(id);
    }
    const watched = [...this.#watchedUntilMs.keys()].filter((id) => !runningIds.has(id));
    const others = await store.listByIds(database.read, watched);
    for (const record of [...running, ...others]) {
      if (this.#isStopped) return;
      await this.#advance(record);
    }
  }

  async #advance(record: BroadcastRecord): Promise<void> {
    const { database, recipients } = this.#parts;
    let counts = await recipients.count(database.read, record.id);
    if (record.state === 'running') {
      const missing = Math.min(this.#options.lookahead - counts.sendable, counts.waiting);
      for (let made = 0; made < missing && !this.#isStopped; made += CHUNK) {
        if (!(await this.#makeMessages(record))) break;
      }
      counts = await recipients.count(database.read, record.id);
    }
    const isOver = record.state === 'running' && counts.queued + counts.sending === 0;
    await this.#publishIfNews(record, counts, isOver);
  }

  async #publishIfNews(
    record: BroadcastRecord,
    counts: RecipientCounts,
    isOver: boolean,
  ): Promise<void> {
    const { progress } = toBroadcast(record, counts);
    if (!isOver && JSON.stringify(progress) === record.publishedProgress) return;
    const lastMs = this.#publishedAtMs.get(record.id) ?? Number.NEGATIVE_INFINITY;
    if (!isOver && performance.now() - lastMs < this.#options.publishIntervalMs) return;
    const { database, store, changeLog, changeNotifier, broadcasts } = this.#parts;
    const nowMs = Date.now();
    await database.transaction(async (tx) => {
      await changeLog.reserve(tx, 0);
      const current = await store.find(tx, record.id);
      // Paused or cancelled in between: that was told already.
      if (!current || current.state !== record.state) return;
      const end = isOver ? ({ state: 'done', finishedAtMs: nowMs } as const) : {};
      await broadcasts.publish(tx, { ...current, ...end }, nowMs);
    });
    changeNotifier.wake();
    if (isOver) this.#publishedAtMs.delete(record.id);
    else this.#publishedAtMs.set(record.id, performance.now());
  }

  /** Makes the next messages. False when there is nothing more to make for now. */
  async #makeMessages(record: BroadcastRecord): Promise<boolean> {
    const { database, recipients, logger, changeNotifier, outbox } = this.#parts;
    let count: number;
    try {
      count = await this.#makeChunk(record, CHUNK);
    } catch (error) {
      // One recipient must not hold up the others: find it by going one at a time.
      logger.warn({ broadcastId: record.id, reason: describeError(error) }, 'a chunk failed');
      const trouble: { recipientId?: string } = {};
      try {
        count = await this.#makeChunk(record, 1, trouble);
      } catch (single) {
        const { recipientId } = trouble;
        if (recipientId === undefined || database.dialect.isTransient(single)) throw single;
        logger.error({ recipientId, reason: describeError(single) }, 'a recipient is left out');
        await database.transaction((tx) =>
          recipients.refuse(tx, recipientId, 'It could not be queued.', Date.now()),
        );
        count = 1;
      }
    }
    if (count > 0) {
      changeNotifier.wake();
      outbox.wake();
    }
    return count > 0;
  }

  async #makeChunk(
    record: BroadcastRecord,
    limit: number,
    trouble: { recipientId?: string } = {},
  ): Promise<number> {
    const { database, store, recipients, messages, changeLog } = this.#parts;
    return database.transaction(async (tx) => {
      await changeLog.reserve(tx, 0);
      const current = await store.find(tx, record.id);
      if (current?.state !== 'running') return 0;
      const nowMs = Date.now();
      const waiting = await recipients.listWaiting(tx, record.id, limit);
      const accepted: { id: string; contact: ContactRecord; content: MessageContent }[] = [];
      for (const { id, recipient, content = current.content } of waiting) {
        trouble.recipientId = id;
        const taken = accepted.map(({ contact }) => contact.id);
        const found = await this.#findContact(tx, record.id, recipient, taken, nowMs);
        if (typeof found === 'string') await recipients.refuse(tx, id, found, nowMs);
        else accepted.push({ id, contact: found, content });
      }
      const made = await messages.createOutgoingAll(
        tx,
        accepted.map(({ contact, content }) => ({
          phoneNumberId: current.phoneNumberId,
          contact,
          content,
          sentBy: current.createdBy,
          broadcastId: current.id,
          nowMs,
        })),
        nowMs,
      );
      for (const [index, { id, contact }] of accepted.entries()) {
        const message = made[index];
        if (!message) throw new Error('A recipient has no message.');
        await recipients.attachMessage(tx, id, { id: message.id, contactId: contact.id }, nowMs);
      }
      return waiting.length;
    });
  }

  /** The recipient's contact, or in words why there is no message for them. */
  async #findContact(
    tx: Transaction,
    broadcastId: string,
    recipient: string,
    takenContactIds: readonly string[],
    nowMs: number,
  ): Promise<ContactRecord | string> {
    const { contacts, recipients } = this.#parts;
    try {
      const contact = await contacts.resolveRecipient(tx, recipient, nowMs);
      if (contact.isBlocked) return CONTACT_BLOCKED;
      if (contact.marketingStoppedAtMs !== null) return NO_MARKETING;
      const isRepeated =
        takenContactIds.includes(contact.id) ||
        (await recipients.hasContact(tx, broadcastId, contact.id));
      return isRepeated ? REPEATED : contact;
    } catch (error) {
      if (error instanceof AppError) return error.message;
      throw error;
    }
  }
}
