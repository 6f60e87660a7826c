import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Transaction } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { reachTracePoint } from '../../trace-points.ts';
import { parseWebhook } from '../../whatsapp/webhook-payload.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { ConnectionService } from '../settings/connection-service.ts';
import type { LocatedItem, WebhookRecorder } from './webhook-recorder.ts';
import type { ClaimedWebhook, NewProblem, WebhookResult, WebhookStore } from './webhook-store.ts';

/** One transaction takes this much, so that the intake never waits long for the database. */
const MAX_ITEMS_PER_TRANSACTION = 100;
const MAX_WEBHOOKS_PER_TRANSACTION = 100;
/** A large webhook is kept from other instances this long between two of its transactions. */
const LEASE_MS = 10_000;
const MAX_ATTEMPTS = 5;
const FIRST_RETRY_MS = 1_000;
const OUTAGE_PAUSE_MS = 1_000;
const POLL_INTERVAL_MS = 1_000;
const CLEAN_UP_INTERVAL_MS = 60 * 60 * 1_000;
/** While webhooks keep coming in, the worker rests this long between two transactions. */
const MIN_REST_MS = 20;
const MAX_REST_MS = 50;

interface ParsedClaim {
  webhook: ClaimedWebhook;
  items: LocatedItem[];
}

/**
 * Works through the journal.
 *
 * Webhooks are claimed in the order of their arrival. Their items are stored, and the journal rows
 * are finished, in one transaction per batch; then the feed is woken. What fails as a batch is done
 * again webhook by webhook and item by item, each behind a savepoint, so that a bad item costs only
 * itself. A webhook of more than 100 items takes several transactions; should the process die
 * between two of them, the items are done again, which changes nothing, because messages and
 * statuses are stored once.
 *
 * A webhook that cannot be finished at all is tried again five times with growing pauses and then
 * `failed`, for an admin to see and replay. When the database is away nothing is counted as a try.
 * The intake has the right of way: while it is busy, the worker takes one batch, then rests.
 */
export class WebhookWorker {
  readonly #database: Database;
  readonly #store: WebhookStore;
  readonly #recorder: WebhookRecorder;
  readonly #messages: MessageService;
  readonly #connections: Pick<ConnectionService, 'list'>;
  readonly #changeNotifier: ChangeNotifier;
  readonly #isIntakeBusy: () => boolean;
  readonly #logger: Logger;
  #isWoken = false;
  #isStopped = true;
  #running: Promise<void> | undefined;
  #cleaning: Promise<void> | undefined;
  #timers: NodeJS.Timeout[] = [];
  readonly #stopSleeping = new AbortController();

  constructor(parts: {
    database: Database;
    store: WebhookStore;
    recorder: WebhookRecorder;
    messages: MessageService;
    connections: Pick<ConnectionService, 'list'>;
    changeNotifier: ChangeNotifier;
    /** Whether webhooks are being committed to the journal right now. */
    isIntakeBusy: () => boolean;
    logger: Logger;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#recorder = parts.recorder;
    this.#messages = parts.messages;
    this.#connections = parts.connections;
    this.#changeNotifier = parts.changeNotifier;
    this.#isIntakeBusy = parts.isIntakeBusy;
    this.#logger = parts.logger;
  }

  /** Begins with what an earlier process left. */
  start(): void {
    this.#isStopped = false;
    this.#timers = [
      setInterval(() => void this.#poll(), POLL_INTERVAL_MS),
      setInterval(() => (this.#cleaning = this.#cleanUp()), CLEAN_UP_INTERVAL_MS),
    ];
    this.#cleaning = this.#cleanUp();
    for (const timer of this.#timers) timer.unref();
    this.wake();
  }

  /** There may be something in the journal; cheap to call often. */
  wake(): void {
    this.#isWoken = true;
    if (this.#isStopped || this.#running) return;
    this.#running = this.#drain().finally(() => {
      this.#running = undefined;
      if (this.#isWoken) this.wake();
    });
  }

  /** When the webhook that has waited longest came in (ms since 1970); undefined: none waits. */
  async findOldestWaitingMs(): Promise<number | undefined> {
    return this.#store.findOldestWaitingMs();
  }

  /** Resolves when nothing is being worked on and nothing is known to wait. */
  async whenIdle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Finishes the transaction under way and takes no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopSleeping.abort();
    for (const timer of this.#timers) clearInterval(timer);
    await this.#running;
    await this.#cleaning;
  }

  async #drain(): Promise<void> {
    while (!this.#isStopped) {
      this.#isWoken = false;
      const startedAt = performance.now();
      try {
        const count = await this.#recordNext();
        if (count > 0) this.#changeNotifier.wake();
        else if (!this.#isWoken) return;
      } catch (error) {
        this.#logger.warn(
          { reason: describeError(error) },
          'webhooks wait in the journal: the database does not take them',
        );
        await this.#sleep(OUTAGE_PAUSE_MS);
      }
      if (this.#isIntakeBusy()) {
        const tookMs = performance.now() - startedAt;
        await this.#sleep(Math.min(MAX_REST_MS, Math.max(MIN_REST_MS, tookMs)));
      }
    }
  }

  /** Works on the next webhooks; returns how many it took. Throws when the database is away. */
  async #recordNext(): Promise<number> {
    const connected = await this.#listConnectedNumbers();
    let claimedCount = 0;
    let large: ParsedClaim | undefined;
    try {
      await this.#database.transaction(async (tx) => {
        const nowMs = Date.now();
        const claims = await this.#claim(tx, nowMs, MAX_WEBHOOKS_PER_TRANSACTION);
        claimedCount = claims.length;
        large = claims.find(({ items }) => items.length > MAX_ITEMS_PER_TRANSACTION);
        if (large) return this.#store.lease(tx, large.webhook.id, nowMs + LEASE_MS);
        if (claims.length === 0) return;
        const items = claims.flatMap((claim) => claim.items);
        const problems = await this.#recorder.record(tx, items, connected, nowMs);
        await this.#finish(tx, claims, problems, nowMs);
        reachTracePoint('items_before_commit');
      });
      if (claimedCount > 0 && !large) reachTracePoint('items_after_commit');
    } catch (error) {
      if (claimedCount === 0) throw error;
      this.#logger.debug(
        { reason: describeError(error) },
        'a batch of webhooks is done one by one',
      );
      for (let count = 0; count < claimedCount && !this.#isStopped; count += 1) {
        await this.#recordSingle(connected);
      }
      return claimedCount;
    }
    if (large) await this.#recordLarge(large, connected);
    return claimedCount;
  }

  /** The next webhooks whose items fit into one transaction; a large one comes alone. */
  async #claim(tx: Transaction, nowMs: number, limit: number): Promise<ParsedClaim[]> {
    const claims: ParsedClaim[] = [];
    let itemCount = 0;
    for (const webhook of await this.#store.claimDue(tx, nowMs, limit)) {
      const items = parseWebhook(webhook.rawBody).map((item) => ({ webhookId: webhook.id, item }));
      itemCount += items.length;
      if (claims.length > 0 && itemCount > MAX_ITEMS_PER_TRANSACTION) break;
      claims.push({ webhook, items });
    }
    return claims;
  }

  /** The careful way, for one webhook after a batch failed. */
  async #recordSingle(connected: ReadonlySet<string>): Promise<void> {
    let claimed: ParsedClaim | undefined;
    let isLarge = false;
    try {
      await this.#database.transaction(async (tx) => {
        const nowMs = Date.now();
        [claimed] = await this.#claim(tx, nowMs, 1);
        if (!claimed) return;
        isLarge = claimed.items.length > MAX_ITEMS_PER_TRANSACTION;
        if (isLarge) return this.#store.lease(tx, claimed.webhook.id, nowMs + LEASE_MS);
        const problems = await this.#recorder.recordOneByOne(tx, claimed.items, connected, nowMs);
        await this.#finish(tx, [claimed], problems, nowMs);
      });
    } catch (error) {
      if (!claimed) throw error;
      await this.#noteFailure(claimed.webhook, error);
      return;
    }
    if (claimed && isLarge) await this.#recordLarge(claimed, connected);
  }

  /** A webhook of many items, one transaction after the other, so that others get their turn. */
  async #recordLarge(claim: ParsedClaim, connected: ReadonlySet<string>): Promise<void> {
    const { webhook, items } = claim;
    const problems: NewProblem[] = [];
    try {
      for (let start = 0; start < items.length; start += MAX_ITEMS_PER_TRANSACTION) {
        if (this.#isStopped) return await this.#release(webhook);
        const part = items.slice(start, start + MAX_ITEMS_PER_TRANSACTION);
        problems.push(...(await this.#recordPart(webhook, part, connected)));
        reachTracePoint('items_after_commit');
        this.#changeNotifier.wake();
        if (this.#isIntakeBusy()) await this.#sleep(MIN_REST_MS);
      }
      await this.#database.transaction((tx) => this.#finish(tx, [claim], problems, Date.now()));
    } catch (error) {
      await this.#noteFailure(webhook, error);
    }
  }

  /** Leaves the rest to the next start, or to another instance, without waiting for the lease. */
  async #release(webhook: ClaimedWebhook): Promise<void> {
    await this.#database.transaction((tx) => this.#store.lease(tx, webhook.id, Date.now()));
  }

  async #recordPart(
    webhook: ClaimedWebhook,
    items: readonly LocatedItem[],
    connected: ReadonlySet<string>,
  ): Promise<NewProblem[]> {
    const attempt = (way: 'record' | 'recordOneByOne') =>
      this.#database.transaction(async (tx) => {
        const nowMs = Date.now();
        await this.#store.lease(tx, webhook.id, nowMs + LEASE_MS);
        const problems = await this.#recorder[way](tx, items, connected, nowMs);
        reachTracePoint('items_before_commit');
        return problems;
      });
    try {
      return await attempt('record');
    } catch {
      return attempt('recordOneByOne');
    }
  }

  async #finish(
    tx: Transaction,
    claims: readonly ParsedClaim[],
    problems: readonly NewProblem[],
    nowMs: number,
  ): Promise<void> {
    await this.#store.saveProblems(tx, problems, nowMs);
    const results: WebhookResult[] = [];
    for (const { webhook, items } of claims) {
      const own = problems.filter(({ webhookId }) => webhookId === webhook.id);
      const unreadable = own.find(({ itemPath, state }) => itemPath === '' && state === 'failed');
      results.push({
        id: webhook.id,
        state: unreadable ? 'failed' : 'done',
        itemCount: items.length,
        problemCount: own.length,
        error: unreadable?.reason ?? null,
      });
      if (webhook.isReplay) {
        const paths = own.map(({ itemPath }) => itemPath);
        await this.#store.resolveProblems(tx, webhook.id, paths, nowMs);
      }
    }
    await this.#store.finish(tx, results, nowMs);
  }

  async #noteFailure(webhook: ClaimedWebhook, error: unknown): Promise<void> {
    const attempts = webhook.attempts + 1;
    const isFinal = attempts >= MAX_ATTEMPTS;
    const reason = describeError(error).slice(0, 500);
    await this.#database.transaction((tx) =>
      this.#store.noteAttempt(tx, webhook.id, {
        attempts,
        error: reason,
        dueAtMs: isFinal ? undefined : Date.now() + FIRST_RETRY_MS * 4 ** (attempts - 1),
      }),
    );
    const details = { webhookId: webhook.id, attempts, reason };
    if (isFinal) this.#logger.error(details, 'a webhook failed for good; an admin can replay it');
    else this.#logger.warn(details, 'a webhook failed and is tried again');
  }

  async #listConnectedNumbers(): Promise<Set<string>> {
    return new Set((await this.#connections.list()).map(({ phoneNumberId }) => phoneNumberId));
  }

  /** For webhooks whose retry is due, and for those that an instance that died has left. */
  async #poll(): Promise<void> {
    if (this.#running) return;
    try {
      const nowMs = Date.now();
      await this.#store.freeFromTheFuture(nowMs);
      if (await this.#store.hasDue(nowMs)) this.wake();
    } catch {
      // The database is away; the next poll comes.
    }
  }

  async #cleanUp(): Promise<void> {
    try {
      await this.#database.transaction((tx) => this.#messages.deleteOldParked(tx, Date.now()));
    } catch (error) {
      this.#logger.warn({ reason: describeError(error) }, 'old parked statuses were not deleted');
    }
  }

  async #sleep(durationMs: number): Promise<void> {
    await sleep(durationMs, undefined, { signal: this.#stopSleeping.signal }).catch(
      () => undefined,
    );
  }
}
