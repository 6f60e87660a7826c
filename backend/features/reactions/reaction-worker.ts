import type { MessageError } from '../../contract/message.ts';
import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { reachTracePoint } from '../../trace-points.ts';
import type { GraphClient, SendOutcome } from '../../whatsapp/graph-client.ts';
import { toMessageError } from '../../whatsapp/graph-error.ts';
import type { ContactRecord, ContactService } from '../contacts/contact-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MessageService } from '../messages/message-service.ts';
import { toGraphReaction } from '../outbox/graph-message.ts';
import type { OutboxService } from '../outbox/outbox-service.ts';
import { decideAfterNotSent, decideAfterRefusal } from '../outbox/retry-policy.ts';
import type { RetryDecision } from '../outbox/retry-policy.ts';
import type { SendPacing } from '../outbox/send-pacing.ts';
import type { Connection, ConnectionService } from '../settings/connection-service.ts';
import type { ReactionOrder, ReactionOrderStore } from './reaction-order-store.ts';
import type { ReactionService } from './reaction-service.ts';

/** Longer than a call to Meta can take; an instance that dies leaves its orders to the others then. */
const LEASE_MS = 30_000;
const MAX_AT_ONCE = 8;
/** While an admin has to act: whether the number stands still is the outbox's to say. */
const PAUSED_RETRY_MS = 60_000;

const NOT_TAKEN: MessageError = {
  code: null,
  title: 'Meta gave no answer for a whole day',
  details: 'Check the server’s way to the internet, then react again.',
  is_retryable: true,
};

interface Departure {
  order: ReactionOrder;
  connection: Connection;
  contact: ContactRecord;
  wamid: string;
}

interface ReactionWorkerParts {
  database: Database;
  store: ReactionOrderStore;
  reactions: Pick<ReactionService, 'onOrdered' | 'accept' | 'refuse'>;
  messages: Pick<MessageService, 'getMessage'>;
  contacts: Pick<ContactService, 'getRecord'>;
  connections: Pick<ConnectionService, 'list'>;
  outbox: Pick<OutboxService, 'findPause' | 'onWake'>;
  graph: Pick<GraphClient, 'sendMessage'>;
  /** The outbox's own: reactions count for Meta's limits as messages do. */
  pacing: SendPacing;
  changeLog: ChangeLog;
  changeNotifier: Pick<ChangeNotifier, 'wake'>;
  logger: Logger;
  tickMs?: number;
}

/**
 * Sends the reactions that operators have made: see the overview in reaction-service.ts. It shares
 * nothing with the outbox's queue but what Meta limits: a number that stands still, or rests, keeps
 * its reactions too. Several instances may run.
 */
export class ReactionWorker {
  readonly #parts: ReactionWorkerParts;
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #isWaiting = false;

  constructor(parts: ReactionWorkerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#parts.reactions.onOrdered(() => this.#wake());
    this.#parts.outbox.onWake((phoneNumberId) => {
      if (phoneNumberId !== undefined) this.#wake();
    });
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** One round after the other; of those who ask during one, all share the next. */
  #wake(): void {
    clearTimeout(this.#timer);
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#round = this.#round.then(() => this.#runRound());
  }

  async #runRound(): Promise<void> {
    this.#isWaiting = false;
    if (this.#abort.signal.aborted) return;
    try {
      while ((await this.runDue()) > 0 && !this.#abort.signal.aborted);
    } catch (error) {
      this.#parts.logger.warn({ reason: describeError(error) }, 'reactions must wait');
    }
    clearTimeout(this.#timer);
    if (this.#abort.signal.aborted) return;
    this.#timer = setTimeout(() => this.#wake(), this.#parts.tickMs ?? 2_000);
    this.#timer.unref();
  }

  /** Sends what is due, a few at once; returns how many attempts that were. */
  async runDue(nowMs = Date.now()): Promise<number> {
    const departures = await this.#claim(nowMs);
    await Promise.all(departures.map((departure) => this.#send(departure, nowMs)));
    return departures.length;
  }

  async #claim(nowMs: number): Promise<Departure[]> {
    const { database, store, changeLog, messages, contacts, pacing } = this.#parts;
    await store.freeFromTheFuture(database, nowMs);
    const connections = await this.#listRunning();
    const options = { nowMs, phoneNumberIds: [...connections.keys()], limit: MAX_AT_ONCE };
    if ((await store.listDue(database.read, { ...options, limit: 1 })).length === 0) return [];
    const departures = await database.transaction(async (tx) => {
      await changeLog.reserve(tx, 0);
      const leaving: Departure[] = [];
      for (const order of await store.listDue(tx, options)) {
        const message = await messages.getMessage(tx, order.messageId);
        const contact = await contacts.getRecord(tx, message.contact_id);
        const connection = connections.get(order.phoneNumberId);
        const waitMs = pacing.pairWaitMs(order.phoneNumberId, contact.id);
        if (!connection || message.message_id === null) continue;
        if (waitMs > 0) {
          await store.retry(tx, order, nowMs + waitMs);
          continue;
        }
        const leased = await store.lease(tx, order, nowMs + LEASE_MS);
        leaving.push({ order: leased, connection, contact, wamid: message.message_id });
      }
      return leaving;
    });
    for (const { order, contact } of departures) pacing.take(order.phoneNumberId, contact.id);
    return departures;
  }

  /** Connected numbers that neither stand still nor rest. */
  async #listRunning(): Promise<Map<string, Connection>> {
    const { connections, outbox, pacing } = this.#parts;
    const running = new Map<string, Connection>();
    for (const connection of await connections.list()) {
      const { phoneNumberId } = connection;
      if (pacing.numberWaitMs(phoneNumberId) > 0) continue;
      if ((await outbox.findPause(phoneNumberId)) === undefined) {
        running.set(phoneNumberId, connection);
      }
    }
    return running;
  }

  async #send({ order, connection, contact, wamid }: Departure, nowMs: number): Promise<void> {
    const { graph, logger, changeNotifier } = this.#parts;
    try {
      const reaction = { wamid, emoji: order.emoji ?? '', orderId: order.id };
      const body = toGraphReaction(reaction, contact);
      reachTracePoint('reaction_before_request');
      const outcome = await graph.sendMessage(connection, body, { signal: this.#abort.signal });
      reachTracePoint('reaction_after_answer');
      await this.#record(order, outcome, nowMs);
    } catch (error) {
      // It is due again when its lease runs out.
      logger.error(
        { orderId: order.id, reason: describeError(error) },
        'the outcome of a reaction could not be written',
      );
    }
    changeNotifier.wake();
  }

  async #record(order: ReactionOrder, outcome: SendOutcome, nowMs: number): Promise<void> {
    const { database, store, reactions, changeLog, pacing, logger } = this.#parts;
    if (outcome.kind === 'accepted') {
      await database.transaction((tx) => reactions.accept(tx, order.id, outcome.wamid, nowMs));
      return;
    }
    const isRefused = outcome.kind === 'refused';
    const decision: RetryDecision = isRefused
      ? decideAfterRefusal(outcome.error, order.attempts)
      : decideAfterNotSent(order.attempts, nowMs - order.orderedAtMs);
    const reason = isRefused ? outcome.error.code : outcome.reason;
    logger.info(
      { orderId: order.id, reason, decision: decision.kind },
      'Meta has not taken a reaction',
    );
    if (decision.kind === 'fail') {
      const error = isRefused ? toMessageError(outcome.error) : NOT_TAKEN;
      await database.transaction((tx) => reactions.refuse(tx, order.id, error, nowMs));
      return;
    }
    const delayMs = decision.kind === 'pause_number' ? PAUSED_RETRY_MS : decision.delayMs;
    if (isRefused && decision.kind === 'hold_number') {
      pacing.holdNumber(order.phoneNumberId, delayMs);
    }
    await database.transaction(async (tx) => {
      await changeLog.reserve(tx, 0);
      await store.retry(tx, order, nowMs + delayMs);
    });
  }
}
