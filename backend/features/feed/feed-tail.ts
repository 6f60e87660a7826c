import type { Logger } from '../../logger.ts';
import { describeError } from '../../errors.ts';
import type { ChangeLog } from './change-log.ts';
import { changesFrame } from './changes-frame.ts';

const READ_LIMIT = 500;
/** Above this a fan-out round counts as long, and the next one waits so that changes gather. */
const LONG_ROUND_MS = 5;
const MAX_TICK_MS = 50;

/** What one read of the log brought: the changes after `fromSeq` up to `toSeq`. */
export interface TailRound {
  fromSeq: number;
  toSeq: number;
  rows: readonly { seq: number; payload: string }[];
  /** All of `rows` as one `changes` frame. */
  frame: Buffer;
}

export interface TailRider {
  deliver(round: TailRound): void;
}

/**
 * Reads the change log once for all sockets that are up to date.
 *
 * A wake-up starts a round: read what is new, build one frame, hand the same bytes to every rider.
 * When a round takes long (many sockets), the next waits for up to 50 ms, so that under load a
 * socket gets one frame with many changes instead of many frames; when idle it adds no delay.
 */
export class FeedTail {
  readonly #changeLog: ChangeLog;
  readonly #logger: Logger;
  readonly #riders = new Set<TailRider>();
  #head = 0;
  #isReading = false;
  #isWoken = false;
  #pauseMs = 0;

  constructor(changeLog: ChangeLog, logger: Logger) {
    this.#changeLog = changeLog;
    this.#logger = logger;
  }

  /** The last change that was handed to the riders. */
  get head(): number {
    return this.#head;
  }

  async start(): Promise<void> {
    this.#head = (await this.#changeLog.getBounds()).head;
  }

  /** From now on `rider` gets every change after `head`. Synchronous, so that nothing slips between. */
  join(rider: TailRider): void {
    this.#riders.add(rider);
  }

  leave(rider: TailRider): void {
    this.#riders.delete(rider);
  }

  /** There may be something new; cheap to call often. */
  wake(): void {
    this.#isWoken = true;
    if (this.#isReading) return;
    this.#isReading = true;
    setImmediate(() => void this.#read());
  }

  async #read(): Promise<void> {
    try {
      while (this.#isWoken) {
        if (this.#pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#pauseMs));
        this.#isWoken = false;
        const rows = await this.#changeLog.readAfter(this.#head, READ_LIMIT);
        const last = rows.at(-1);
        if (!last) continue;
        if (rows.length === READ_LIMIT) this.#isWoken = true;
        const startedAt = performance.now();
        const fromSeq = this.#head;
        this.#head = last.seq;
        if (this.#riders.size > 0) {
          const round = { fromSeq, toSeq: last.seq, rows, frame: changesFrame(rows) };
          for (const rider of this.#riders) rider.deliver(round);
        }
        const roundMs = performance.now() - startedAt;
        this.#pauseMs = roundMs > LONG_ROUND_MS ? Math.min(MAX_TICK_MS, roundMs * 4) : 0;
      }
    } catch (error) {
      // The database is away; the notifier's poll wakes us again within a second.
      this.#logger.warn({ reason: describeError(error) }, 'feed: could not read the change log');
    } finally {
      this.#isReading = false;
    }
    if (this.#isWoken) this.wake();
  }
}
