import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { RetentionRule } from './retention-rule.ts';

const INTERVAL_MS = 60 * 60 * 1_000;
/** Between two batches, so that the intake and the operators have the database nearly to themselves. */
const REST_MS = 100;

/**
 * Deletes what has been kept long enough, at start and then every hour.
 *
 * Each rule works in small transactions and rests after each; one that fails holds up no other and is
 * tried again an hour later. Several instances may do it at once: what one has deleted, the other
 * does not find.
 */
export class RetentionWorker {
  readonly #rules: readonly RetentionRule[];
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(parts: { rules: readonly RetentionRule[]; logger: Logger }) {
    this.#rules = parts.rules;
    this.#logger = parts.logger;
  }

  start(): void {
    const run = () => (this.#running ??= this.#run().finally(() => (this.#running = undefined)));
    this.#timer = setInterval(() => void run(), INTERVAL_MS);
    this.#timer.unref();
    void run();
  }

  /** Finishes the transaction under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (const { what, deleteOld } of this.#rules) {
      if (this.#stopping.signal.aborted) return;
      try {
        await deleteOld(Date.now(), () => this.#rest());
      } catch (error) {
        this.#logger.warn({ what, reason: describeError(error) }, 'what is old was not deleted');
      }
    }
  }

  async #rest(): Promise<boolean> {
    const { signal } = this.#stopping;
    await sleep(REST_MS, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }
}
