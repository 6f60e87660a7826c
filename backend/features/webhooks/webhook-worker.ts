import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Transaction } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { reachTracePoint } from '../../trace-points.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { ConnectionService } from '../settings/connection-service.ts';
import { claimNext, toResult } from './webhook-claim.ts';
import type { ParsedClaim } from './webhook-claim.ts';
import type { WebhookItemStore } from './webhook-item-store.ts';
import { isProblem } from './webhook-item.ts';
import type { LocatedItem, RecordedItem } from './webhook-item.ts';
import type { WebhookRecorder } from './webhook-recorder.ts';
import type { ClaimedWebhook, WebhookResult, WebhookStore } from './webhook-store.ts';

/** One transaction takes this much, so that the intake never waits long for the database. */
const MAX_ITEMS_PER_TRANSACTION = 100;
const MAX_WEBHOOKS_PER_TRANSACTION = 100;
/** A large webhook is kept from other instances this long between two of its transactions. */
const LEASE_MS = 10_000;
const MAX_ATTEMPTS = 5;
const FIRST_RETRY_MS = 1_000;
const OUTAGE_PAUSE_MS = 1_000;
const POLL_INTERVAL_MS = 1_000;
/** While webhooks keep coming in, the worker rests this long between two transactions. */
const MIN_REST_MS = 20;
const MAX_REST_MS = 50;

type RecordingWay = 'record' | 'recordOneByOne';

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
  readonly #items: WebhookItemStore;
  readonly #recorder: WebhookRecorder;
  readonly #connections: Pick<ConnectionService, 'list'>;
  readonly #changeNotifier: ChangeNotifier;
  readonly #isIntakeBusy: () => boolean;
  readonly #logger: Logger;
  #isWoken = false;
  #isStopped = true;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #stopSleeping = new AbortController();

  constructor(parts: {
    database: Database;
    store: WebhookStore;
    items: WebhookItemStore;
    recorder: WebhookRecorder;
    connections: Pick<ConnectionService, 'list'>;
    changeNotifier: ChangeNotifier;
    /** Whether webhooks are being committed to the journal right now. */
    isIntakeBusy: () => boolean;
    logger: Logger;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#items = parts.items;
    this.#recorder = parts.recorder;
    this.#connections = parts.connections;
    this.#changeNotifier = parts.changeNotifier;
    this.#isIntakeBusy = parts.isIntakeBusy;
    this.#logger = parts.logger;
  }

  /** Begins with what an earlier process left. */
  start(): void {
    this.#isStopped = false;
    this.#timer = setInterval(() => void this.#poll(), POLL_INTERVAL_MS);
    this.#timer.unref();
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

  /** Resolves when nothing is being worked on and nothing is known to wait. */
  async whenIdle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Finishes the transaction under way and takes no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopSleeping.abort();
    clearInterval(this.#timer);
    await this.#running;
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
    const connected = await this.#listConnectedIds();
    let claimedCount = 0;
    let large: ParsedClaim | undefined;
    try {
      await this.#database.transaction(async (tx) => {
        const nowMs = Date.now();
        const claims = await claimNext(tx, this.#store, nowMs, {
          webhooks: MAX_WEBHOOKS_PER_TRANSACTION,
          items: MAX_ITEMS_PER_TRANSACTION,
        });
        claimedCount = claims.length;
        large = claims.find(({ items }) => items.length > MAX_ITEMS_PER_TRANSACTION);
        if (large) return this.#store.lease(tx, large.webhook.id, nowMs + LEASE_MS);
        if (claims.length === 0) return;
        const items = claims.flatMap((claim) => claim.items);
        const problems = await this.#record(tx, 'record', items, connected);
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

  /** The careful way, for one webhook after a batch failed. */
  async #recordSingle(connected: ReadonlySet<string>): Promise<void> {
    let claimed: ParsedClaim | undefined;
    let isLarge = false;
    try {
      await this.#database.transaction(async (tx) => {
        const nowMs = Date.now();
        [claimed] = await claimNext(tx, this.#store, nowMs, {
          webhooks: 1,
          items: MAX_ITEMS_PER_TRANSACTION,
        });
        if (!claimed) return;
        isLarge = claimed.items.length > MAX_ITEMS_PER_TRANSACTION;
        if (isLarge) return this.#store.lease(tx, claimed.webhook.id, nowMs + LEASE_MS);
        const problems = await this.#record(tx, 'recordOneByOne', claimed.items, connected);
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
    const problems: RecordedItem[] = [];
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

  /** Returns the problems among the items. */
  async #recordPart(
    webhook: ClaimedWebhook,
    items: readonly LocatedItem[],
    connected: ReadonlySet<string>,
  ): Promise<RecordedItem[]> {
    const attempt = (way: RecordingWay) =>
      this.#database.transaction(async (tx) => {
        await this.#store.lease(tx, webhook.id, Date.now() + LEASE_MS);
        const recorded = await this.#record(tx, way, items, connected);
        reachTracePoint('items_before_commit');
        return recorded;
      });
    try {
      return await attempt('record');
    } catch {
      return attempt('recordOneByOne');
    }
  }

  /** Stores items and notes what became of each; returns those that were set aside. */
  async #record(
    tx: Transaction,
    way: RecordingWay,
    items: readonly LocatedItem[],
    connected: ReadonlySet<string>,
  ): Promise<RecordedItem[]> {
    const nowMs = Date.now();
    const recorded = await this.#recorder[way](tx, items, connected, nowMs);
    await this.#items.save(tx, recorded, nowMs);
    return recorded.filter(isProblem);
  }

  async #finish(
    tx: Transaction,
    claims: readonly ParsedClaim[],
    problems: readonly RecordedItem[],
    nowMs: number,
  ): Promise<void> {
    const results: WebhookResult[] = [];
    for (const claim of claims) {
      const { id, isReplay } = claim.webhook;
      const own = problems.filter(({ located }) => located.webhookId === id);
      results.push(toResult(claim, own));
      if (isReplay) {
        const paths = own.map(({ located }) => located.item.path);
        await this.#items.resolve(tx, id, paths, nowMs);
      }
    }
    await this.#store.finish(tx, results, nowMs);
  }

  async #noteFailure(webhook: ClaimedWebhook, error: unknown): Promise<void> {
    const attempts = webhook.attempts + 1;
    const isFinal = attempts >= MAX_ATTEMPTS;
    const reason = toStorableText(describeError(error), 500);
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

  /** Ids of numbers and of their accounts; Meta's ids are unique among all objects. */
  async #listConnectedIds(): Promise<Set<string>> {
    const connections = await this.#connections.list();
    return new Set(
      connections.flatMap(({ phoneNumberId, businessAccountId }) => [
        phoneNumberId,
        businessAccountId,
      ]),
    );
  }

  /** For webhooks whose retry is due, and for those that an instance that died has left. */
  async #poll(): Promise<void> {
    try {
      const nowMs = Date.now();
      await this.#store.freeFromTheFuture(nowMs);
      if (!this.#running && (await this.#store.hasDue(nowMs))) this.wake();
    } catch {
      // The database is away; the next poll comes.
    }
  }

  async #sleep(durationMs: number): Promise<void> {
    await sleep(durationMs, undefined, { signal: this.#stopSleeping.signal }).catch(
      () => undefined,
    );
  }
}
