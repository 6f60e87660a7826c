import { GraphError } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';

/** Holds up to `capacity` permits, and gets one back every `intervalMs`. */
class TokenBucket {
  readonly #capacity: number;
  readonly #intervalMs: number;
  #permits: number;
  #filledAtMs: number;

  constructor(capacity: number, intervalMs: number, nowMs: number) {
    this.#capacity = capacity;
    this.#intervalMs = intervalMs;
    this.#permits = capacity;
    this.#filledAtMs = nowMs;
  }

  hasPermit(nowMs: number): boolean {
    const gained = (nowMs - this.#filledAtMs) / this.#intervalMs;
    this.#permits = Math.min(this.#capacity, this.#permits + gained);
    this.#filledAtMs = nowMs;
    return this.#permits >= 1;
  }

  take(): void {
    this.#permits -= 1;
  }
}

/**
 * What Meta refuses though the request is well-formed: more than the number's throughput (130429),
 * more than one message in 6 s to the same person after a burst of 45 (131056), and
 * anything but templates outside the 24 hours after the person's last message (131047). A refused
 * message uses up nothing. The buckets are full again after a restart.
 */
export class RateLimits {
  readonly #options: Required<SimulatorOptions>;
  readonly #throughput: TokenBucket;
  readonly #pairs = new Map<string, TokenBucket>();

  constructor(options: Required<SimulatorOptions>) {
    this.#options = options;
    const perSecond = options.throughputPerSecond;
    this.#throughput = new TokenBucket(perSecond, 1_000 / perSecond, Date.now());
  }

  /**
   * Throws what Meta would answer; otherwise counts the message.
   * @param recipientKey one person, however addressed
   * @param lastWrittenAtMs when that person last wrote; undefined: never
   */
  admit(recipientKey: string, lastWrittenAtMs: number | undefined): void {
    const nowMs = Date.now();
    if (!this.#throughput.hasPermit(nowMs)) {
      throw new GraphError(130429, {
        details: 'Message failed to send because there were too many messages in a short time.',
      });
    }
    const pair = this.#pairOf(recipientKey, nowMs);
    if (!pair.hasPermit(nowMs)) {
      throw new GraphError(131056, {
        details:
          'Message failed to send because there were too many messages sent from this phone ' +
          'number to the same phone number in a short period of time.',
      });
    }
    if (nowMs - (lastWrittenAtMs ?? -Infinity) >= this.#options.serviceWindowMs) {
      throw new GraphError(131047, {
        details:
          'Message failed to send because more than 24 hours have passed since the customer ' +
          'last replied to this number.',
      });
    }
    this.#throughput.take();
    pair.take();
  }

  #pairOf(recipientKey: string, nowMs: number): TokenBucket {
    const { pairBurst, pairIntervalMs } = this.#options;
    const pair = this.#pairs.get(recipientKey) ?? new TokenBucket(pairBurst, pairIntervalMs, nowMs);
    this.#pairs.set(recipientKey, pair);
    return pair;
  }
}
