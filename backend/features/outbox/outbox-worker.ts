import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../contract/message.ts';
import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { reachTracePoint } from '../../trace-points.ts';
import type { GraphClient } from '../../whatsapp/graph-client.ts';
import type { MetaCopies } from '../../whatsapp/kinds/index.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MetaCopyService } from '../media/meta-copy-service.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { Connection, ConnectionService } from '../settings/connection-service.ts';
import { BlockedRecipients } from './blocked-recipients.ts';
import { FileSender } from './file-sender.ts';
import type { FileDeparture } from './file-sender.ts';
import { toGraphMessage } from './graph-message.ts';
import type { OutboxService } from './outbox-service.ts';
import type { OutboxStore, QueueItem } from './outbox-store.ts';
import { OutcomeRecorder } from './outcome-recorder.ts';
import type { OutcomeRecorderParts } from './outcome-recorder.ts';
import { SendPacing } from './send-pacing.ts';

export interface OutboxWorkerOptions {
  /** Sends under way at once. */
  maxInFlight?: number;
  /** A send that has not ended by then counts as unknown; longer than a call to Meta may take. */
  leaseMs?: number;
  /** Due rows are looked for at least this often, for what other instances queued. */
  pollIntervalMs?: number;
  /** How long `stop` waits for sends under way before it gives them up. */
  drainMs?: number;
}

interface OutboxWorkerParts extends OutcomeRecorderParts {
  database: Database;
  store: OutboxStore;
  outbox: Pick<OutboxService, 'onWake' | 'settle' | 'announceBroadcast'>;
  messages: OutcomeRecorderParts['messages'] & Pick<MessageService, 'recordSending' | 'getMessage'>;
  contacts: Pick<ContactService, 'getRecord' | 'listBlocked'>;
  connections: OutcomeRecorderParts['connections'] & Pick<ConnectionService, 'list'>;
  graph: Pick<GraphClient, 'sendMessage'>;
  copies: Pick<MetaCopyService, 'find' | 'make'>;
  changeLog: ChangeLog;
  changeNotifier: Pick<ChangeNotifier, 'wake'>;
  logger: Logger;
  pacing?: SendPacing;
  options?: OutboxWorkerOptions;
}

/** A message whose `sending` is committed: bytes may leave now. */
interface Departure {
  item: QueueItem;
  message: Message;
  connection: Connection;
  copies: MetaCopies;
  leasedAtMs: number;
}

const NO_FILES: MetaCopies = new Map();
/** While as many files as may be are under way to Meta. */
const FILES_WAIT_MS = 500;

const DEFAULTS = { maxInFlight: 16, leaseMs: 45_000, pollIntervalMs: 1_000, drainMs: 10_000 };
const SWEEP_INTERVAL_MS = 5_000;
const SWEEP_LIMIT = 100;
const GIVE_UP_GRACE_MS = 2_000;
/** While a number waits for its tokens, a few are let gather, so that one commit claims them all. */
const GATHER_TOKENS_MS = 50;
/** For the same reason, rooms that ended sends leave are let gather. */
const GATHER_ENDS_MS = 10;

/** Sends what is queued: see the overview in outbox-service.ts. Several instances may run. */
export class OutboxWorker {
  readonly #parts: OutboxWorkerParts;
  readonly #options: Required<OutboxWorkerOptions>;
  readonly #pacing: SendPacing;
  readonly #recorder: OutcomeRecorder;
  readonly #files: FileSender;
  readonly #blocked: BlockedRecipients;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  #isStarted = false;
  #isStopped = false;
  #round: Promise<void> | undefined;
  #isWoken = false;
  #timer: NodeJS.Timeout | undefined;
  #wakeAfter: NodeJS.Timeout | undefined;
  #nextSweepAtMs = 0;
  #stopListening: (() => void) | undefined;

  constructor(parts: OutboxWorkerParts) {
    this.#parts = parts;
    this.#options = { ...DEFAULTS, ...parts.options };
    this.#pacing = parts.pacing ?? new SendPacing();
    this.#recorder = new OutcomeRecorder(parts);
    this.#blocked = new BlockedRecipients(parts);
    const { leaseMs } = this.#options;
    this.#files = new FileSender({ ...parts, recorder: this.#recorder, leaseMs });
  }

  /** Starts sending; first turns what a crash left behind into `unknown`. */
  start(): void {
    this.#isStarted = true;
    this.#stopListening = this.#parts.outbox.onWake((phoneNumberId) => {
      if (phoneNumberId !== undefined) this.#pacing.releaseNumber(phoneNumberId);
      this.wake();
    });
    this.wake();
  }

  /** Looks for due rows now. */
  wake(): void {
    if (!this.#isStarted || this.#isStopped) return;
    this.#isWoken = true;
    if (this.#round) return;
    clearTimeout(this.#timer);
    this.#round = this.#runRounds();
  }

  /**
   * Claims nothing more and waits up to 10 s for sends under way. What has no answer by then is
   * given up and becomes `unknown`.
   */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening?.();
    clearTimeout(this.#timer);
    clearTimeout(this.#wakeAfter);
    await this.#round;
    this.#files.stop();
    const drained = Promise.all(this.#inFlight);
    await Promise.race([drained, sleep(this.#options.drainMs, undefined, { ref: false })]);
    this.#abort.abort();
    await Promise.race([drained, sleep(GIVE_UP_GRACE_MS, undefined, { ref: false })]);
  }

  async #runRounds(): Promise<void> {
    let delayMs: number;
    do {
      this.#isWoken = false;
      try {
        await this.#sweepExpired();
        delayMs = await this.#sendDue();
      } catch (error) {
        delayMs = this.#options.pollIntervalMs;
        this.#parts.logger.warn(
          { reason: describeError(error) },
          'the outbox could not be read; it is tried again',
        );
      }
    } while (this.#isWoken && !this.#isStopped);
    this.#round = undefined;
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => this.wake(), delayMs);
    this.#timer.unref();
  }

  /** One round: claims what may leave now and sets it going. Returns when to look again (ms). */
  async #sendDue(): Promise<number> {
    const { store, changeNotifier, outbox } = this.#parts;
    const { pollIntervalMs, maxInFlight } = this.#options;
    if (this.#inFlight.size >= maxInFlight) return pollIntervalMs;
    const connections = new Map(
      (await this.#parts.connections.list()).map((each) => [each.phoneNumberId, each]),
    );
    const numbers = [...connections.keys()];
    const ready = numbers.filter((number) => this.#pacing.budgetOf(number) > 0);
    const nowMs = Date.now();
    if (ready.length > 0 && (await store.hasDue(nowMs, ready))) {
      const { departures, files, ended } = await this.#claim(ready, connections, nowMs);
      if (departures.length > 0 || ended.size > 0) changeNotifier.wake();
      for (const { broadcastId } of ended) {
        if (broadcastId !== undefined) outbox.announceBroadcast(broadcastId);
      }
      for (const departure of departures) {
        this.#pacing.take(departure.item.phoneNumberId, departure.item.contactId);
        this.#track(this.#deliver(departure));
      }
      for (const departure of files) this.#track(this.#sendFiles(departure));
    }
    return this.#delayUntilNext(numbers, ready);
  }

  async #delayUntilNext(numbers: string[], ready: string[]): Promise<number> {
    const nowMs = Date.now();
    const nextDueAt = await this.#parts.store.findNextDueAt(nowMs);
    const waits = numbers
      .filter((number) => !ready.includes(number) || this.#pacing.budgetOf(number) === 0)
      .map((number) => Math.max(GATHER_TOKENS_MS, this.#pacing.numberWaitMs(number)));
    if (nextDueAt !== undefined) waits.push(nextDueAt - nowMs);
    return Math.max(1, Math.min(this.#options.pollIntervalMs, ...waits));
  }

  /**
   * Leases as many rows as pacing lets through and commits them, and their messages, as `sending`.
   * Rows whose pair has to wait are put off, so that they do not stand in others' way. Rows whose
   * files are not at Meta are leased for that first. Rows of people who are blocked by now end.
   */
  async #claim(
    numbers: readonly string[],
    connections: ReadonlyMap<string, Connection>,
    nowMs: number,
  ): Promise<{ departures: Departure[]; files: FileDeparture[]; ended: Set<QueueItem> }> {
    const { database, store, changeLog, messages, outbox } = this.#parts;
    const { leaseMs } = this.#options;
    const tokens = numbers.reduce((sum, number) => sum + this.#pacing.budgetOf(number), 0);
    const limit = Math.min(this.#options.maxInFlight - this.#inFlight.size, tokens);
    const leasedAtMs = performance.now();
    const { departures, files, ended, isMoreLikely } = await database.transaction(async (tx) => {
      await changeLog.reserve(tx, 0);
      const budget = new Map(numbers.map((number) => [number, this.#pacing.budgetOf(number)]));
      const options = { nowMs, phoneNumberIds: numbers };
      const items = await store.claimDue(tx, 'direct', { ...options, limit });
      if (items.length < limit) {
        const rest = limit - items.length;
        items.push(...(await store.claimDue(tx, 'broadcast', { ...options, limit: rest })));
      }
      const ended = await this.#blocked.endAll(tx, items, nowMs);
      const leaving: Departure[] = [];
      const withFiles: FileDeparture[] = [];
      let postponed = 0;
      for (const found of items) {
        const connection = connections.get(found.phoneNumberId);
        const left = budget.get(found.phoneNumberId) ?? 0;
        if (ended.has(found) || !connection || left < 1) continue;
        let copies = NO_FILES;
        if (found.hasFiles) {
          const { content } = await messages.getMessage(tx, found.messageId);
          const made = await this.#parts.copies.find(tx, content, found.phoneNumberId, nowMs);
          if (!made) {
            postponed += 1;
            if (withFiles.length < this.#files.room) {
              const item = await store.leaseForFiles(tx, found, nowMs + leaseMs);
              withFiles.push({ item, connection, content });
            } else await store.postpone(tx, found.id, nowMs + FILES_WAIT_MS);
            continue;
          }
          copies = made;
        }
        const pairWaitMs = this.#pacing.pairWaitMs(found.phoneNumberId, found.contactId);
        if (pairWaitMs > 0) {
          await store.postpone(tx, found.id, nowMs + pairWaitMs);
          postponed += 1;
          continue;
        }
        budget.set(found.phoneNumberId, left - 1);
        const item = await store.lease(tx, found, nowMs + leaseMs);
        const message = await messages.recordSending(tx, item.messageId);
        // Meta's word on an earlier attempt came while it waited: it must not leave again.
        if (message.status !== 'sending') await outbox.settle(tx, message, nowMs);
        else leaving.push({ item, message, connection, copies, leasedAtMs });
      }
      return {
        departures: leaving,
        files: withFiles,
        ended,
        isMoreLikely: postponed + ended.size > 0,
      };
    });
    if (isMoreLikely) this.#isWoken = true;
    return { departures, files, ended };
  }

  async #sendFiles(departure: FileDeparture): Promise<void> {
    const rest = await this.#files.send(departure);
    if (rest) this.#pacing.holdNumber(departure.item.phoneNumberId, rest.holdNumberMs);
  }

  async #deliver(departure: Departure): Promise<void> {
    const { item, message, connection, copies, leasedAtMs } = departure;
    const { database, contacts, graph, logger, outbox } = this.#parts;
    try {
      const contact = await contacts.getRecord(database.read, message.contact_id);
      let body: object;
      try {
        body = toGraphMessage(message, contact, copies);
      } catch (error) {
        await this.#recorder.recordUnsendable(item, describeError(error));
        return;
      }
      // The process may have been frozen since the commit: with half the lease gone, others may
      // take the message for unknown before an answer is here, and a person may send it again.
      if (performance.now() - leasedAtMs > this.#options.leaseMs / 2) {
        await this.#recorder.recordUntried(item, Date.now());
        return;
      }
      reachTracePoint('outbox_before_request');
      const outcome = await graph.sendMessage(connection, body, { signal: this.#abort.signal });
      reachTracePoint('outbox_after_answer');
      const rest = await this.#recorder.record(item, connection, outcome);
      reachTracePoint('outbox_after_outcome');
      if (rest) this.#pacing.holdNumber(item.phoneNumberId, rest.holdNumberMs);
    } catch (error) {
      // The row stays `sending`; when its lease runs out it becomes unknown.
      logger.error(
        { messageId: item.messageId, reason: describeError(error) },
        'the outcome of a send could not be written',
      );
    } finally {
      if (item.broadcastId !== undefined) outbox.announceBroadcast(item.broadcastId);
    }
  }

  #track(delivery: Promise<void>): void {
    const tracked = delivery.finally(() => {
      this.#inFlight.delete(tracked);
      this.#wakeAfter ??= setTimeout(() => {
        this.#wakeAfter = undefined;
        this.wake();
      }, GATHER_ENDS_MS);
    });
    this.#inFlight.add(tracked);
  }

  /** Leases that ran out: their holder crashed, or is frozen and will find itself fenced off. */
  async #sweepExpired(): Promise<void> {
    if (performance.now() < this.#nextSweepAtMs) return;
    const { database, store, outbox } = this.#parts;
    const nowMs = Date.now();
    await store.freeFromTheFuture(nowMs);
    const expired = await store.listExpired(database.read, nowMs, SWEEP_LIMIT);
    for (const item of expired) {
      await this.#recorder.recordUnknown(item, 'its worker did not end the lease');
      if (item.broadcastId !== undefined) outbox.announceBroadcast(item.broadcastId);
    }
    this.#nextSweepAtMs =
      expired.length === SWEEP_LIMIT ? 0 : performance.now() + SWEEP_INTERVAL_MS;
  }
}
