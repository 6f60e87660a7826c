import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { LackingThumbnailStore } from './lacking-thumbnail-store.ts';
import type { ThumbnailMaker } from './thumbnail-maker.ts';

export interface ThumbnailFillerOptions {
  /** After a start, others go first. */
  startDelayMs?: number;
  /** After each picture: this long, and at least four times as long as it took. */
  restMs?: number;
  /** How often it is looked for pictures while there are none. */
  idleMs?: number;
}

const DEFAULTS = { startDelayMs: 30_000, restMs: 250, idleMs: 10 * 60_000 };
/** Makes a fifth of one core the most that it takes. */
const REST_FACTOR = 4;
/** What a full disk or a store that was away has spoilt may succeed by then. */
const RETRY_AFTER_MS = 60 * 60_000;

/**
 * Gives thumbnails to pictures that have none: those from before there were thumbnails, and those whose
 * thumbnail could not be made when they came.
 *
 * One picture at a time, the newest first, with a rest after each. Where it stands is in the rows alone:
 * what a kill has interrupted goes on at the next start, and several instances share the work. A try is
 * counted before it is made, so a picture that no try gets through, even one that ends the process, is
 * left alone after three.
 */
export class ThumbnailFiller {
  readonly #database: Database;
  readonly #store: LackingThumbnailStore;
  readonly #thumbnails: Pick<ThumbnailMaker, 'isAvailable' | 'make'>;
  readonly #messages: Pick<MessageService, 'appendMediaChanged'>;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: Pick<ChangeNotifier, 'wake'>;
  readonly #logger: Logger;
  readonly #options: Required<ThumbnailFillerOptions>;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(parts: {
    database: Database;
    store: LackingThumbnailStore;
    thumbnails: Pick<ThumbnailMaker, 'isAvailable' | 'make'>;
    messages: Pick<MessageService, 'appendMediaChanged'>;
    changeLog: ChangeLog;
    changeNotifier: Pick<ChangeNotifier, 'wake'>;
    logger: Logger;
    options?: ThumbnailFillerOptions;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#thumbnails = parts.thumbnails;
    this.#messages = parts.messages;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
    this.#logger = parts.logger;
    this.#options = { ...DEFAULTS, ...parts.options };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the picture under way is done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Tries the next picture. False: there is none now, or none can be made on this machine. */
  async fillNext(nowMs = Date.now()): Promise<boolean> {
    const picture = await this.#store.findNext(this.#database.read, nowMs);
    if (!picture || !(await this.#thumbnails.isAvailable())) return false;
    const retryAtMs = nowMs + RETRY_AFTER_MS;
    const isOurs = await this.#database.transaction((tx) =>
      this.#store.claim(tx, picture, retryAtMs),
    );
    if (!isOurs) return true;
    const thumbnail = await this.#thumbnails.make(picture.id, picture);
    if (thumbnail === undefined) return true;
    await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const isNews = await this.#store.settle(tx, picture, thumbnail);
      if (!isNews || thumbnail === 'needless') return;
      await this.#messages.appendMediaChanged(tx, picture.messageId, Date.now());
    });
    if (thumbnail !== 'needless') this.#changeNotifier.wake();
    return true;
  }

  async #run(): Promise<void> {
    const { startDelayMs, restMs, idleMs } = this.#options;
    let delayMs = startDelayMs;
    while (await this.#rest(delayMs)) {
      const startedAtMs = performance.now();
      try {
        const isMoreLikely = await this.fillNext();
        const tookMs = performance.now() - startedAtMs;
        delayMs = isMoreLikely ? Math.max(restMs, REST_FACTOR * tookMs) : idleMs;
      } catch (error) {
        delayMs = idleMs;
        this.#logger.warn({ reason: describeError(error) }, 'thumbnails were not filled in');
      }
    }
  }

  async #rest(ms: number): Promise<boolean> {
    const { signal } = this.#stopping;
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
    return !signal.aborted;
  }
}
