import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { ConnectionService } from './connection-service.ts';
import type { SettingsService } from './settings-service.ts';

const CHECK_INTERVAL_MS = 10 * 60_000;
/** An amber light is looked at more often: an outage at Meta ends without anybody telling us. */
const DEGRADED_CHECK_INTERVAL_MS = 60_000;

/** Asks Meta about the connected number at start and now and then, so that the light is true. */
export class ConnectionMonitor {
  readonly #settings: Pick<SettingsService, 'refreshProfiles'>;
  readonly #connections: Pick<ConnectionService, 'getSummary'>;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = true;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: {
    settings: Pick<SettingsService, 'refreshProfiles'>;
    connections: Pick<ConnectionService, 'getSummary'>;
    logger: Logger;
  }) {
    this.#settings = parts.settings;
    this.#connections = parts.connections;
    this.#logger = parts.logger;
  }

  start(): void {
    this.#isStopped = false;
    this.#running = this.#check();
  }

  /** Resolves when a check under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #check(): Promise<void> {
    let delayMs = DEGRADED_CHECK_INTERVAL_MS;
    try {
      await this.#settings.refreshProfiles();
      const { status } = await this.#connections.getSummary();
      if (status.light !== 'degraded') delayMs = CHECK_INTERVAL_MS;
    } catch (error) {
      this.#logger.warn({ reason: describeError(error) }, 'could not check the connection');
    }
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => (this.#running = this.#check()), delayMs);
    this.#timer.unref();
  }
}
