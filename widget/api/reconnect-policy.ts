/**
 * How long to wait before the next attempt to connect. Pure but for the injected randomness.
 *
 * The wait doubles from attempt to attempt up to a cap, and lies somewhere in the upper half of
 * that: when a server restarts, its thousand widgets do not come back in the same moment. A
 * connection that held for a while counts as success and starts the series over; one that is
 * refused again and again right after connecting does not.
 */
export interface ReconnectPolicyOptions {
  firstDelayMs?: number;
  maxDelayMs?: number;
  /** A connection that lived this long resets the series. */
  stableAfterMs?: number;
  /** In [0, 1). */
  random?: () => number;
}

export class ReconnectPolicy {
  readonly #firstDelayMs: number;
  readonly #maxDelayMs: number;
  readonly #stableAfterMs: number;
  readonly #random: () => number;
  #attempt = 0;
  #connectedAtMs: number | undefined;

  constructor(options: ReconnectPolicyOptions = {}) {
    this.#firstDelayMs = options.firstDelayMs ?? 500;
    this.#maxDelayMs = options.maxDelayMs ?? 15_000;
    this.#stableAfterMs = options.stableAfterMs ?? 10_000;
    this.#random = options.random ?? Math.random;
  }

  recordConnected(nowMs: number): void {
    this.#connectedAtMs = nowMs;
  }

  /** The connection is gone, or was never made: how long to wait, in ms. */
  nextDelayMs(nowMs: number): number {
    const wasStable =
      this.#connectedAtMs !== undefined && nowMs - this.#connectedAtMs >= this.#stableAfterMs;
    this.#connectedAtMs = undefined;
    if (wasStable) this.#attempt = 0;
    const ceilingMs = Math.min(this.#maxDelayMs, this.#firstDelayMs * 2 ** this.#attempt);
    this.#attempt = Math.min(this.#attempt + 1, 30);
    return Math.round(ceilingMs * (0.5 + this.#random() / 2));
  }

  /** The reason for failing is gone (the network is back): start over at the shortest wait. */
  reset(): void {
    this.#attempt = 0;
    this.#connectedAtMs = undefined;
  }
}
