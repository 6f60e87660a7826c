import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { BlockedUser, GraphBlocks } from '../../whatsapp/graph-blocks.ts';
import { findGraphErrorEntry, toMessageError } from '../../whatsapp/graph-error.ts';
import type { GraphError } from '../../whatsapp/graph-error.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { Connection, ConnectionService } from '../settings/connection-service.ts';
import type { ContactService } from './contact-service.ts';
import type { BlockOrder, ContactRecord, ContactStore } from './contact-store.ts';

/** Longer than a call can take; an instance that dies leaves its orders to the others then. */
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 5 * 60_000;
/** Refusals that may pass are believed after this many. */
const MAX_REFUSALS = 8;
const MAX_AT_ONCE = 20;
/** Meta: only people who have written in the last 24 hours can be blocked. */
const NOT_WRITTEN_LATELY = 131_047;
/** Meta: another change of the list is under way. */
const CONCURRENT_CHANGE = 139_102;

/**
 * Tells WhatsApp whom operators have blocked and unblocked.
 *
 * A block counts here from the moment it is ordered: nothing is sent to them any more. What Meta is to
 * be told stands in the contact's row, written in the same transaction, so no kill loses it. Blocking
 * twice does no harm, so whatever proves nothing is tried again, for as long as it takes; only Meta's
 * refusal ends an order, and is shown in words. An order that was turned round while Meta was asked
 * stays due: what an operator said last is what Meta hears last.
 */
export class BlockWorker {
  readonly #database: Database;
  readonly #store: ContactStore;
  readonly #contacts: ContactService;
  readonly #connections: Pick<ConnectionService, 'list'>;
  readonly #graph: Pick<GraphBlocks, 'set'>;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: Pick<ChangeNotifier, 'wake'>;
  readonly #logger: Logger;
  readonly #tickMs: number;
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(parts: {
    database: Database;
    store: ContactStore;
    contacts: ContactService;
    connections: Pick<ConnectionService, 'list'>;
    graph: Pick<GraphBlocks, 'set'>;
    changeLog: ChangeLog;
    changeNotifier: Pick<ChangeNotifier, 'wake'>;
    logger: Logger;
    tickMs?: number;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#contacts = parts.contacts;
    this.#connections = parts.connections;
    this.#graph = parts.graph;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
    this.#logger = parts.logger;
    this.#tickMs = parts.tickMs ?? 5_000;
  }

  start(): void {
    this.#contacts.onBlockOrdered(() => this.#wake());
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** One round after the other: whoever wakes it during one gets another after it. */
  #wake(): void {
    clearTimeout(this.#timer);
    this.#round = this.#round.then(() => this.#runRound());
  }

  async #runRound(): Promise<void> {
    if (this.#abort.signal.aborted) return;
    try {
      await this.runDue();
    } catch (error) {
      this.#logger.warn({ reason: describeError(error) }, 'orders to block people must wait');
    }
    clearTimeout(this.#timer);
    if (!this.#abort.signal.aborted) this.#timer = setTimeout(() => this.#wake(), this.#tickMs);
  }

  /** Tells Meta what is due. */
  async runDue(nowMs = Date.now()): Promise<void> {
    const due = await this.#claim(nowMs);
    for (const record of due) {
      if (this.#abort.signal.aborted) return;
      await this.#tell(record, nowMs);
    }
  }

  async #claim(nowMs: number): Promise<ContactRecord[]> {
    const { read } = this.#database;
    if ((await this.#store.listDueBlocks(read, nowMs, 1)).length === 0) return [];
    return this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const due = await this.#store.listDueBlocks(tx, nowMs, MAX_AT_ONCE);
      for (const record of due) {
        if (record.block) record.block.dueAtMs = nowMs + LEASE_MS;
        await this.#store.update(tx, record, nowMs);
      }
      return due;
    });
  }

  async #tell(record: ContactRecord, nowMs: number): Promise<void> {
    const attempts = (record.block?.attempts ?? 0) + 1;
    const user = toUser(record);
    const connections = await this.#connectionsOf(record);
    const again: BlockOrder = {
      state: 'pending',
      reason: null,
      attempts,
      dueAtMs: nowMs + Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20)),
    };
    if (!user || connections.length === 0) return this.#settle(record, again, nowMs);
    let isDone = false;
    let refusal: GraphError | undefined;
    for (const connection of connections) {
      const outcome = await this.#graph.set(connection, user, record.isBlocked, {
        signal: this.#abort.signal,
      });
      if (outcome.kind === 'ok') {
        isDone = true;
        continue;
      }
      const reason = outcome.kind === 'refused' ? outcome.error.code : outcome.reason;
      this.#logger.info({ contactId: record.id, reason }, 'Meta has not blocked or unblocked');
      if (outcome.kind !== 'refused' || mayPass(outcome.error, attempts)) {
        return this.#settle(record, again, nowMs);
      }
      refusal = outcome.error;
    }
    // Refused where they never write, it is still done where they do.
    const end: Partial<BlockOrder> =
      isDone || !refusal
        ? { state: 'done' }
        : { state: 'refused', reason: describeRefusal(refusal, record.isBlocked) };
    await this.#settle(record, { ...again, ...end, dueAtMs: null }, nowMs);
  }

  /** Each business number has a list of its own: those count by which they are in touch. */
  async #connectionsOf(record: ContactRecord): Promise<Connection[]> {
    const connected = await this.#connections.list();
    const numbers = await this.#contacts.listNumbers(this.#database.read, record.id);
    const used = connected.filter(({ phoneNumberId }) => numbers.includes(phoneNumberId));
    return used.length > 0 ? used : connected.slice(0, 1);
  }

  async #settle(told: ContactRecord, order: BlockOrder, nowMs: number): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const record = await this.#contacts.getRecord(tx, told.id);
      // Turned round, or merged, while Meta was asked.
      if (record.isBlocked !== told.isBlocked || record.block?.state !== 'pending') return;
      record.block = order;
      await this.#store.update(tx, record, nowMs);
      if (order.state !== 'pending') await this.#contacts.appendUpdated(tx, record.id, nowMs);
    });
    this.#changeNotifier.wake();
  }
}

function toUser({ phoneNumber, waId, userId }: ContactRecord): BlockedUser | undefined {
  if (phoneNumber !== null) return { user: phoneNumber };
  if (waId !== null) return { user: `+${waId}` };
  return userId === null ? undefined : { user_id: userId };
}

/** While the number stands still for an admin, nothing is proven about this person. */
function mayPass({ code }: GraphError, attempts: number): boolean {
  const { reaction } = findGraphErrorEntry(code);
  if (reaction === 'pause_number') return true;
  return attempts < MAX_REFUSALS && (reaction !== 'fail' || code === CONCURRENT_CHANGE);
}

function describeRefusal(error: GraphError, isBlocked: boolean): string {
  if (isBlocked && error.code === NOT_WRITTEN_LATELY) {
    return 'WhatsApp blocks only people who have written in the last 24 hours. It is tried again when they write.';
  }
  const { title, details } = toMessageError(error);
  return details === null ? title : `${title}. ${details}`;
}
