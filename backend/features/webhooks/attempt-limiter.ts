const MAX_KEYS = 10_000;

/** Counts attempts by key in windows of monotonic time. */
export class AttemptLimiter {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #windows = new Map<string, { count: number; endsAtMs: number }>();

  constructor(options: { limit: number; windowMs: number }) {
    this.#limit = options.limit;
    this.#windowMs = options.windowMs;
  }

  /** Seconds until `key` may try again; 0: now. */
  waitSeconds(key: string, nowMs = performance.now()): number {
    const window = this.#windows.get(key);
    if (!window || window.endsAtMs <= nowMs || window.count < this.#limit) return 0;
    return Math.ceil((window.endsAtMs - nowMs) / 1_000);
  }

  count(key: string, nowMs = performance.now()): void {
    const window = this.#windows.get(key);
    if (window && window.endsAtMs > nowMs) {
      window.count += 1;
      return;
    }
    if (this.#windows.size >= MAX_KEYS) this.#dropOldest(nowMs);
    this.#windows.delete(key);
    this.#windows.set(key, { count: 1, endsAtMs: nowMs + this.#windowMs });
  }

  /** Windows stand in the order in which they end. */
  #dropOldest(nowMs: number): void {
    for (const [key, { endsAtMs }] of this.#windows) {
      if (endsAtMs > nowMs && this.#windows.size < MAX_KEYS) break;
      this.#windows.delete(key);
    }
  }
}
