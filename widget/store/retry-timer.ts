import { ReconnectPolicy } from '../api/reconnect-policy.ts';

/** Tries again what has failed, after a wait that grows until `reset`. */
export class RetryTimer {
  readonly #policy = new ReconnectPolicy({ firstDelayMs: 1_000 });
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Replaces what was to be tried before. */
  start(action: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, this.#policy.nextDelayMs(Date.now()));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** It has succeeded: the next wait is short again. */
  reset(): void {
    this.#policy.reset();
  }
}
