import { TokenBucket } from './token-bucket.ts';

export interface SendPacingOptions {
  /** Meta's throughput per business number; 80 unless the number was upgraded (coexistence: 20). */
  messagesPerSecond?: number;
  /** Meta's pair rate: one message per person every 6 s, … */
  pairIntervalMs?: number;
  /** … after a burst of 45. */
  pairBurst?: number;
  /** Monotonic clock in ms. */
  clock?: () => number;
}

const DEFAULT_MESSAGES_PER_SECOND = 80;
const DEFAULT_PAIR_INTERVAL_MS = 6_000;
const DEFAULT_PAIR_BURST = 45;
const PAIRS_KEPT = 5_000;

/**
 * Keeps sending below Meta's limits, by business number and by pair (number and person).
 *
 * The buckets live in this process's memory: several instances share a number's limit unknowingly,
 * and a restart forgets what was used. Meta's 130429 and 131056 correct both, and cost a pause but
 * no message.
 */
export class SendPacing {
  readonly #perSecond: number;
  readonly #pairIntervalMs: number;
  readonly #pairBurst: number;
  readonly #clock: () => number;
  readonly #numbers = new Map<string, TokenBucket>();
  readonly #pairs = new Map<string, TokenBucket>();
  readonly #heldUntilMs = new Map<string, number>();

  constructor(options: SendPacingOptions = {}) {
    this.#perSecond = options.messagesPerSecond ?? DEFAULT_MESSAGES_PER_SECOND;
    this.#pairIntervalMs = options.pairIntervalMs ?? DEFAULT_PAIR_INTERVAL_MS;
    this.#pairBurst = options.pairBurst ?? DEFAULT_PAIR_BURST;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** How many messages the number may send now. */
  budgetOf(phoneNumberId: string): number {
    if (this.#holdMs(phoneNumberId) > 0) return 0;
    return this.#numberBucket(phoneNumberId).available(this.#clock());
  }

  /** How long until the number may send again; 0 for now. */
  numberWaitMs(phoneNumberId: string): number {
    return Math.max(
      this.#holdMs(phoneNumberId),
      this.#numberBucket(phoneNumberId).waitMs(this.#clock()),
    );
  }

  /** How long until this person may get another message of the number; 0 for now. */
  pairWaitMs(phoneNumberId: string, contactId: string): number {
    return this.#pairs.get(`${phoneNumberId} ${contactId}`)?.waitMs(this.#clock()) ?? 0;
  }

  /** Notes that a message leaves now. */
  take(phoneNumberId: string, contactId: string): void {
    const nowMs = this.#clock();
    this.#numberBucket(phoneNumberId).take(nowMs);
    const key = `${phoneNumberId} ${contactId}`;
    let pair = this.#pairs.get(key);
    if (!pair) {
      if (this.#pairs.size >= PAIRS_KEPT) this.#forgetIdlePairs(nowMs);
      pair = new TokenBucket({
        capacity: this.#pairBurst,
        refillMs: this.#pairIntervalMs,
        nowMs,
      });
      this.#pairs.set(key, pair);
    }
    pair.take(nowMs);
  }

  /** Lets the number rest; a longer rest that is under way stays. */
  holdNumber(phoneNumberId: string, delayMs: number): void {
    const untilMs = this.#clock() + delayMs;
    this.#heldUntilMs.set(
      phoneNumberId,
      Math.max(untilMs, this.#heldUntilMs.get(phoneNumberId) ?? 0),
    );
  }

  /** Ends a rest, because the number's settings have changed. */
  releaseNumber(phoneNumberId: string): void {
    this.#heldUntilMs.delete(phoneNumberId);
  }

  #holdMs(phoneNumberId: string): number {
    return Math.max(0, (this.#heldUntilMs.get(phoneNumberId) ?? 0) - this.#clock());
  }

  /** A tenth of the rate as burst and the rest as refill: never more than the rate in any second. */
  #numberBucket(phoneNumberId: string): TokenBucket {
    let bucket = this.#numbers.get(phoneNumberId);
    if (!bucket) {
      const capacity = Math.max(1, Math.floor(this.#perSecond / 10));
      const refillPerSecond = Math.max(1, this.#perSecond - capacity);
      bucket = new TokenBucket({
        capacity,
        refillMs: 1_000 / refillPerSecond,
        nowMs: this.#clock(),
      });
      this.#numbers.set(phoneNumberId, bucket);
    }
    return bucket;
  }

  /** A pair whose bucket is full again is as one never seen. */
  #forgetIdlePairs(nowMs: number): void {
    for (const [key, bucket] of this.#pairs) if (bucket.isFull(nowMs)) this.#pairs.delete(key);
  }
}
