import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { GraphClient } from '../../whatsapp/graph-client.ts';
import { MediaDownloadError } from '../../whatsapp/media-download.ts';
import type { DownloadedFacts, MediaDownload } from '../../whatsapp/media-download.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { ConnectionService } from '../settings/connection-service.ts';
import { decideAfterFailure, failureOfCall, failureOfDownload } from './fetch-policy.ts';
import type { FetchFailure } from './fetch-policy.ts';
import type { MediaStorage } from './media-storage.ts';
import type { MediaEnd, MediaItem, MediaStore } from './media-store.ts';
import { readPictureSize } from './picture-size.ts';
import { sniffType } from './sniff-type.ts';
import type { ThumbnailMaker } from './thumbnail-maker.ts';

export interface MediaWorkerOptions {
  /** Downloads under way at once. */
  maxInFlight?: number;
  /** A worker that is not heard of for this long has lost its files to others. */
  leaseMs?: number;
  /** Due files are looked for at least this often. */
  pollIntervalMs?: number;
}

interface MediaWorkerParts {
  database: Database;
  store: MediaStore;
  storage: MediaStorage;
  messages: Pick<MessageService, 'appendMediaChanged'>;
  connections: Pick<ConnectionService, 'findByPhoneNumberId'>;
  graph: Pick<GraphClient, 'getMedia'>;
  download: MediaDownload;
  thumbnails: Pick<ThumbnailMaker, 'expect' | 'make'>;
  changeLog: ChangeLog;
  changeNotifier: Pick<ChangeNotifier, 'wake' | 'onWake'>;
  logger: Logger;
  options?: MediaWorkerOptions;
}

const DEFAULTS = { maxInFlight: 4, leaseMs: 30_000, pollIntervalMs: 1_000 };
const STOP_GRACE_MS = 2_000;
/** An address may run out between two calls; then a second one is asked for at once. */
const URLS_PER_ATTEMPT = 2;

/**
 * Fetches customers' files.
 *
 * A file is a row, made with its message. The worker claims what is due (several instances may run),
 * asks Meta for the file's address and streams it to the storage, outside any transaction, whatever
 * its size; there it appears only when all bytes are the promised ones. What the file is, is decided
 * by its own bytes, and a picture gets its thumbnail. Then one transaction ends the row and tells the screens.
 *
 * While a download runs its lease is prolonged; if this process dies, the lease runs out and the
 * file is due again, here or elsewhere. Each claim has a number, and only the newest may write. What
 * fails is tried again with growing pauses and in the end `failed`, for a person to try; what Meta
 * no longer has is `gone`. The message stays in every case.
 */
export class MediaWorker {
  readonly #parts: MediaWorkerParts;
  readonly #options: Required<MediaWorkerOptions>;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  #isStopped = true;
  #isWoken = false;
  #round: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;

  constructor(parts: MediaWorkerParts) {
    this.#parts = parts;
    this.#options = { ...DEFAULTS, ...parts.options };
  }

  /** Starts fetching; begins with what an earlier process left. */
  async start(): Promise<void> {
    await this.#parts.storage.prepare();
    this.#isStopped = false;
    this.#stopListening = this.#parts.changeNotifier.onWake(() => this.wake());
    this.wake();
  }

  /** Looks for due files now; cheap to call often. */
  wake(): void {
    if (this.#isStopped) return;
    this.#isWoken = true;
    if (this.#round || this.#inFlight.size >= this.#options.maxInFlight) return;
    clearTimeout(this.#timer);
    this.#round = this.#runRounds();
  }

  /** Breaks downloads off, gives their files back and takes no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening?.();
    clearTimeout(this.#timer);
    await this.#round;
    this.#abort.abort();
    await Promise.race([
      Promise.all(this.#inFlight),
      sleep(STOP_GRACE_MS, undefined, { ref: false }),
    ]);
  }

  async #runRounds(): Promise<void> {
    let delayMs = this.#options.pollIntervalMs;
    while (this.#isWoken && !this.#isStopped) {
      this.#isWoken = false;
      try {
        delayMs = await this.#claimDue();
      } catch (error) {
        const reason = describeError(error);
        this.#parts.logger.warn({ reason }, 'files could not be looked for; it is tried again');
      }
    }
    this.#round = undefined;
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => this.wake(), delayMs);
    this.#timer.unref();
  }

  /** Sets due files going as far as there is room. Returns when to look again (ms). */
  async #claimDue(): Promise<number> {
    const { database, store } = this.#parts;
    const { leaseMs, maxInFlight, pollIntervalMs } = this.#options;
    const nextDueAtMs = await store.findNextDueAt();
    const nowMs = Date.now();
    const limit = maxInFlight - this.#inFlight.size;
    if (nextDueAtMs === undefined || limit <= 0) return pollIntervalMs;
    if (nextDueAtMs > nowMs) {
      await store.freeFromTheFuture(nowMs);
      return Math.min(nextDueAtMs - nowMs, pollIntervalMs);
    }
    const items = await database.transaction((tx) =>
      store.claimDue(tx, { nowMs, limit, leaseUntilMs: nowMs + leaseMs }),
    );
    for (const item of items) this.#track(this.#handle(item));
    return pollIntervalMs;
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => {
      this.#inFlight.delete(tracked);
      this.wake();
    });
    this.#inFlight.add(tracked);
  }

  async #handle(item: MediaItem): Promise<void> {
    const lost = new AbortController();
    let renewing = Promise.resolve();
    const renewal = setInterval(() => {
      renewing = this.#renew(item, lost);
    }, this.#options.leaseMs / 3);
    const signal = AbortSignal.any([this.#abort.signal, lost.signal]);
    try {
      const result = await this.#fetch(item, signal);
      clearInterval(renewal);
      await renewing;
      if ('state' in result) await this.#end(item, result);
      else if (lost.signal.aborted) return;
      else if (this.#abort.signal.aborted) await this.#giveBack(item);
      else await this.#settle(item, result);
    } catch (error) {
      // The row is due again when its lease runs out.
      this.#parts.logger.error(
        { mediaId: item.id, reason: describeError(error) },
        'the outcome of a download could not be written',
      );
    } finally {
      clearInterval(renewal);
    }
  }

  async #fetch(item: MediaItem, signal: AbortSignal): Promise<MediaEnd | FetchFailure> {
    const { connections, graph, download, storage } = this.#parts;
    const connection = await connections.findByPhoneNumberId(item.phoneNumberId);
    if (!connection) return { cause: 'blocked', reason: 'the number is not connected' };
    this.#parts.thumbnails.expect(item.mimeType);
    let failure: FetchFailure | undefined;
    for (let left = URLS_PER_ATTEMPT; left > 0; left -= 1) {
      const answer = await graph.getMedia(connection, item.metaId, { signal });
      if (answer.kind !== 'ok') return failureOfCall(answer);
      const { url, sha256 } = answer.value;
      const source = {
        url,
        accessToken: connection.accessToken,
        sha256: item.sha256 ?? sha256,
      };
      let facts: DownloadedFacts | undefined;
      try {
        await storage.put(
          item.id,
          download.stream(source, (told) => (facts = told), signal),
        );
        if (facts) return await this.#toReady(item, facts);
        throw new Error('The download ended without its facts.');
      } catch (error) {
        const reason = describeError(error);
        // Anything else is a fault of the storage: a full disk, for example.
        if (!(error instanceof MediaDownloadError)) return { cause: 'passing', reason };
        failure = failureOfDownload(error.fault, reason);
        if (error.fault !== 'stale_url') return failure;
      }
    }
    return failure ?? { cause: 'passing', reason: 'the file was not asked for' };
  }

  async #toReady(item: MediaItem, { head, sizeBytes }: DownloadedFacts): Promise<MediaEnd> {
    const type = sniffType(head, item.mimeType);
    const file = { type, sizeBytes, ...readPictureSize(head, type) };
    const thumbnail = await this.#parts.thumbnails.make(item.id, file);
    return { state: 'ready', ...file, thumbnail };
  }

  async #settle(item: MediaItem, failure: FetchFailure): Promise<void> {
    const { database, store, logger } = this.#parts;
    const nowMs = Date.now();
    const decision = decideAfterFailure(failure, item, nowMs);
    if (decision.kind === 'end') {
      logger.warn({ mediaId: item.id, ...failure }, `a file is ${decision.state}`);
      await this.#end(item, { state: decision.state, error: failure.reason });
      return;
    }
    logger.info({ mediaId: item.id, ...failure }, 'a file is tried again later');
    await database.transaction((tx) =>
      store.setDue(tx, item, {
        dueAtMs: nowMs + decision.delayMs,
        attempts: item.attempts + (decision.isCounted ? 1 : 0),
        error: failure.reason,
      }),
    );
  }

  /** Ends the row and tells the screens, unless somebody else has the file by now. */
  async #end(item: MediaItem, end: MediaEnd): Promise<void> {
    const { database, store, messages, changeLog, changeNotifier } = this.#parts;
    const nowMs = Date.now();
    await database.transaction(async (tx) => {
      await changeLog.reserve(tx, 0);
      if (await store.finish(tx, item, end, nowMs)) {
        await messages.appendMediaChanged(tx, item.messageId, nowMs);
      }
    });
    changeNotifier.wake();
  }

  async #renew(item: MediaItem, lost: AbortController): Promise<void> {
    const { database, store, logger } = this.#parts;
    try {
      const dueAtMs = Date.now() + this.#options.leaseMs;
      if (!(await database.transaction((tx) => store.setDue(tx, item, { dueAtMs })))) lost.abort();
    } catch (error) {
      logger.warn({ mediaId: item.id, reason: describeError(error) }, 'a lease was not prolonged');
    }
  }

  async #giveBack(item: MediaItem): Promise<void> {
    const { database, store } = this.#parts;
    await database.transaction((tx) => store.setDue(tx, item, { dueAtMs: Date.now() }));
  }
}
