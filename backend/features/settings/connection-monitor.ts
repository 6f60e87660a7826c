import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { ConnectionCheckService } from './connection-check-service.ts';
import type { ConnectionService } from './connection-service.ts';
import type { NumberFactsService } from './number-facts-service.ts';

const CHECK_INTERVAL_MS = 10 * 60_000;
/** An amber light is looked at more often: an outage at Meta ends without anybody telling us. */
const DEGRADED_CHECK_INTERVAL_MS = 2 * 60_000;
/** For the webhook's transaction to end, and for Meta itself to know what it has told. */
const WAKE_DELAY_MS = 2_000;

/**
 * Asks Meta about the connected numbers at start and now and then, and soon after a webhook told of
 * a change, so that the light and what the settings show of the number are true.
 */
export class ConnectionMonitor {
  readonly #checks: Pick<ConnectionCheckService, 'refreshProfiles'>;
  readonly #facts: Pick<NumberFactsService, 'refreshDue'>;
  readonly #connections: Pick<ConnectionService, 'listConnectedRecords'>;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = true;
  #isWoken = false;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: {
    checks: Pick<ConnectionCheckService, 'refreshProfiles'>;
    facts: Pick<NumberFactsService, 'refreshDue'>;
    connections: Pick<ConnectionService, 'listConnectedRecords'>;
    logger: Logger;
  }) {
    this.#checks = parts.checks;
    this.#facts = parts.facts;
    this.#connections = parts.connections;
    this.#logger = parts.logger;
  }

  start(): void {
    this.#isStopped = false;
    this.#running = this.#check();
  }

  /** Asks in a moment; while a check is under way, after it. */
  wake(): void {
    if (this.#isStopped || this.#isWoken) return;
    this.#isWoken = true;
    this.#checkIn(WAKE_DELAY_MS);
  }

  /** Resolves when a check under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #check(): Promise<void> {
    this.#isWoken = false;
    let delayMs = DEGRADED_CHECK_INTERVAL_MS;
    try {
      await this.#checks.refreshProfiles();
      await this.#facts.refreshDue();
      // By what Meta answered: alarms may last for days, and Meta counts our questions.
      const records = await this.#connections.listConnectedRecords();
      if (!records.some(({ light }) => light === 'degraded')) delayMs = CHECK_INTERVAL_MS;
    } catch (error) {
      this.#logger.warn({ reason: describeError(error) }, 'could not check the connection');
    }
    if (!this.#isStopped) this.#checkIn(this.#isWoken ? WAKE_DELAY_MS : delayMs);
  }

  #checkIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.#running.then(() => this.#check());
    }, delayMs);
    this.#timer.unref();
  }
}
