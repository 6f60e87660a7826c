import type { MessageError } from '../../contract/message.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { Logger } from '../../logger.ts';
import type { SendOutcome } from '../../whatsapp/graph-client.ts';
import { toSendError } from '../../whatsapp/graph-error.ts';
import type { GraphError } from '../../whatsapp/graph-error.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { Connection, ConnectionService } from '../settings/connection-service.ts';
import type { NumberPauses } from './number-pauses.ts';
import type { OutboxStore, QueueItem } from './outbox-store.ts';
import {
  decideAfterFilesUnanswered,
  decideAfterNotSent,
  decideAfterRefusal,
} from './retry-policy.ts';
import type { RetryDecision } from './retry-policy.ts';

export interface OutcomeRecorderParts {
  database: Database;
  store: OutboxStore;
  pauses: Pick<NumberPauses, 'pause' | 'forgetLights'>;
  messages: Pick<
    MessageService,
    'recordAccepted' | 'recordFailed' | 'recordRequeued' | 'recordUnknown'
  >;
  connections: Pick<ConnectionService, 'recordTrouble' | 'recordRecovery'>;
  changeLog: ChangeLog;
  changeNotifier: Pick<ChangeNotifier, 'wake'>;
  logger: Logger;
}

/** Attempts without a connection before operators are told. */
const UNREACHABLE_BEFORE_TROUBLE = 3;

/**
 * Writes what an attempt proved: the queue row, the message and their changes in one transaction,
 * and only while the lease is still the attempt's own.
 */
export class OutcomeRecorder {
  readonly #parts: OutcomeRecorderParts;
  readonly #unreachable = new Map<string, number>();

  constructor(parts: OutcomeRecorderParts) {
    this.#parts = parts;
  }

  /** Returns how long the whole number has to rest, if it has to. */
  async record(
    item: QueueItem,
    connection: Connection,
    outcome: SendOutcome,
    nowMs = Date.now(),
  ): Promise<{ holdNumberMs: number } | undefined> {
    if (outcome.kind === 'not_sent') return this.#recordNotSent(item, outcome.reason, nowMs);
    if (outcome.kind === 'no_answer') {
      const isMine = await this.recordUnknown(item, outcome.reason, nowMs);
      if (!isMine) this.#logLate(item, 'unknown');
      return undefined;
    }
    await this.#noteReachable(item.phoneNumberId);
    if (outcome.kind === 'refused') {
      return this.#recordRefusal(item, connection, outcome.error, nowMs);
    }
    await this.#recordAccepted(item, outcome, nowMs);
    return undefined;
  }

  /** Nobody can say whether it was sent: from here only Meta's word or a person moves it. */
  async recordUnknown(item: QueueItem, reason: string, nowMs = Date.now()): Promise<boolean> {
    const isMine = await this.#endLease(
      item,
      { state: 'unknown', nowMs, attempts: item.attempts + 1 },
      (tx) => this.#parts.messages.recordUnknown(tx, item.messageId),
    );
    if (isMine) this.#parts.logger.warn({ ...logged(item), reason }, 'a send has no outcome');
    return isMine;
  }

  /** Puts it back untried: nothing has left, and no attempt is counted. */
  async recordUntried(item: QueueItem, dueAtMs: number): Promise<void> {
    await this.#requeue(item, dueAtMs, item.attempts);
  }

  /** It cannot be sent at all, for a reason of ours. */
  async recordUnsendable(item: QueueItem, reason: string, nowMs = Date.now()): Promise<void> {
    await this.#fail(
      item,
      { code: null, title: reason, details: null, is_retryable: false },
      nowMs,
    );
  }

  /** Meta did not say whether it has the message's file; the message itself has not left. */
  async recordFilesUnanswered(item: QueueItem, reason: string, nowMs = Date.now()): Promise<void> {
    const attempts = item.attempts + 1;
    const decision = decideAfterFilesUnanswered(attempts);
    this.#parts.logger.warn({ ...logged(item), reason }, 'Meta did not answer to a file');
    if (decision.kind === 'retry') {
      await this.#requeue(item, nowMs + decision.delayMs, attempts);
      return;
    }
    await this.#fail(
      item,
      {
        code: null,
        title: 'Meta did not take the file',
        details: 'It was given several times without an answer. Retry later.',
        is_retryable: true,
      },
      nowMs,
    );
  }

  async #recordAccepted(
    item: QueueItem,
    { kind: _kind, ...answer }: Extract<SendOutcome, { kind: 'accepted' }>,
    nowMs: number,
  ): Promise<void> {
    const isMine = await this.#endLease(
      item,
      {
        state: answer.hold === undefined ? 'sent' : 'held_by_meta',
        nowMs,
        attempts: item.attempts + 1,
      },
      (tx) => this.#parts.messages.recordAccepted(tx, item.messageId, { ...answer, nowMs }),
    );
    if (!isMine) this.#logLate(item, 'accepted');
  }

  async #recordNotSent(
    item: QueueItem,
    reason: string,
    nowMs: number,
  ): Promise<{ holdNumberMs: number } | undefined> {
    const { connections, logger } = this.#parts;
    const decision = decideAfterNotSent(item.attempts + 1, nowMs - item.createdAtMs);
    logger.warn({ ...logged(item), reason }, 'Meta could not be reached');
    const failures = (this.#unreachable.get(item.phoneNumberId) ?? 0) + 1;
    this.#unreachable.set(item.phoneNumberId, failures);
    if (failures === UNREACHABLE_BEFORE_TROUBLE) {
      await connections.recordTrouble(item.phoneNumberId, {
        light: 'degraded',
        reason: `Meta cannot be reached (${reason}). Messages wait and go out by themselves.`,
      });
    }
    if (decision.kind === 'hold_number') {
      await this.#requeue(item, nowMs + decision.delayMs, item.attempts + 1);
      return { holdNumberMs: decision.delayMs };
    }
    await this.#fail(
      item,
      {
        code: null,
        title: 'Meta could not be reached for a whole day',
        details: 'Check the server’s way to the internet, then retry.',
        is_retryable: true,
      },
      nowMs,
    );
    return undefined;
  }

  async #recordRefusal(
    item: QueueItem,
    connection: Connection,
    error: GraphError,
    nowMs: number,
  ): Promise<{ holdNumberMs: number } | undefined> {
    const attempts = item.attempts + 1;
    const decision = decideAfterRefusal(error, attempts);
    this.#parts.logger.info(
      { ...logged(item), code: error.code, traceId: error.traceId, decision: decision.kind },
      'Meta refused a message',
    );
    if (decision.kind === 'fail') {
      await this.#fail(item, toSendError(error), nowMs);
      return undefined;
    }
    if (decision.kind === 'pause_number') {
      await this.#pauseNumber(item, connection, error, nowMs);
      return undefined;
    }
    await this.#requeue(item, nowMs + decision.delayMs, attempts);
    return holdOf(decision);
  }

  /** The message waits with all others of its number; its attempt does not count. */
  async #pauseNumber(
    item: QueueItem,
    connection: Connection,
    error: GraphError,
    nowMs: number,
  ): Promise<void> {
    const { pauses, logger } = this.#parts;
    let isPaused = false;
    await this.#requeue(item, nowMs, item.attempts, async (tx) => {
      // An admin may have saved another token while this attempt was under way.
      isPaused = await pauses.pause(tx, connection, error.code, nowMs);
    });
    pauses.forgetLights();
    if (!isPaused) return;
    logger.error(
      { phoneNumberId: item.phoneNumberId, code: error.code },
      'sending stands still until an admin has acted: see Settings',
    );
  }

  async #fail(item: QueueItem, error: MessageError, nowMs: number): Promise<void> {
    const isMine = await this.#endLease(
      item,
      {
        state: 'failed',
        nowMs,
        attempts: item.attempts + 1,
        error: { code: error.code, words: error.title },
      },
      (tx) => this.#parts.messages.recordFailed(tx, item.messageId, error, nowMs),
    );
    if (!isMine) this.#logLate(item, 'failed');
  }

  async #requeue(
    item: QueueItem,
    dueAtMs: number,
    attempts: number,
    alsoWrite?: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const isMine = await this.#endLease(
      item,
      { state: 'queued', dueAtMs, attempts },
      async (tx) => {
        await this.#parts.messages.recordRequeued(tx, item.messageId);
        await alsoWrite?.(tx);
      },
    );
    if (!isMine) this.#logLate(item, 'queued');
  }

  async #endLease(
    item: QueueItem,
    end: Parameters<OutboxStore['endLease']>[2],
    write: (tx: Transaction) => Promise<unknown>,
  ): Promise<boolean> {
    const { database, store, changeLog, changeNotifier } = this.#parts;
    const isMine = await database.transaction(async (tx) => {
      await changeLog.reserve(tx, 0);
      if (!(await store.endLease(tx, item, end))) return false;
      await write(tx);
      return true;
    });
    if (isMine) changeNotifier.wake();
    return isMine;
  }

  async #noteReachable(phoneNumberId: string): Promise<void> {
    const failures = this.#unreachable.get(phoneNumberId);
    if (failures === undefined) return;
    this.#unreachable.delete(phoneNumberId);
    if (failures >= UNREACHABLE_BEFORE_TROUBLE) {
      await this.#parts.connections.recordRecovery(phoneNumberId);
    }
  }

  #logLate(item: QueueItem, outcome: string): void {
    this.#parts.logger.warn(
      { ...logged(item), outcome },
      'an outcome came after its lease had ended and was not written',
    );
  }
}

function holdOf(decision: RetryDecision): { holdNumberMs: number } | undefined {
  return decision.kind === 'hold_number' ? { holdNumberMs: decision.delayMs } : undefined;
}

function logged(item: QueueItem) {
  return {
    messageId: item.messageId,
    phoneNumberId: item.phoneNumberId,
    attempts: item.attempts + 1,
  };
}
