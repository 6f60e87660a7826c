import { GraphApiError, detailsOf } from './graph-errors.ts';
import type { ResolvedOptions } from './simulator-options.ts';
import type { SimulatorState } from './state.ts';

/** Allows bursts of `capacity`, then one more every `intervalMs`. */
class Bucket {
  readonly #capacity: number;
  readonly #intervalMs: number;
  #level: number;
  #filledAtMs: number;

  constructor(capacity: number, intervalMs: number, nowMs: number) {
    this.#capacity = capacity;
    this.#intervalMs = intervalMs;
    this.#level = capacity;
    this.#filledAtMs = nowMs;
  }

  hasRoom(nowMs: number): boolean {
    const gained = Math.max(0, nowMs - this.#filledAtMs) / this.#intervalMs;
    this.#level = Math.min(this.#capacity, this.#level + gained);
    this.#filledAtMs = nowMs;
    return this.#level >= 1;
  }

  take(): void {
    this.#level -= 1;
  }
}

/**
 * What Meta allows of one number: so many messages a second in and out (130429), so many to one
 * person (131056), and free-form messages only within the customer service window (131047).
 * The window comes from the remembered messages; the two rates start afresh with the process.
 */
export class SendingLimits {
  readonly #options: ResolvedOptions;
  readonly #state: SimulatorState;
  readonly #throughput: Bucket;
  readonly #pairs = new Map<string, Bucket>();

  constructor(options: ResolvedOptions, state: SimulatorState) {
    this.#options = options;
    this.#state = state;
    this.#throughput = new Bucket(
      options.throughputPerSecond,
      1_000 / options.throughputPerSecond,
      options.now(),
    );
  }

  /** A customer's message counts against the number's throughput too, though it is never refused. */
  countIncoming(): void {
    if (this.#throughput.hasRoom(this.#options.now())) this.#throughput.take();
  }

  /** Takes room for one message. Throws GraphApiError 130429 or 131056, and then takes none. */
  countOutgoing(address: string): void {
    const nowMs = this.#options.now();
    if (!this.#throughput.hasRoom(nowMs)) {
      throw new GraphApiError({ code: 130429, details: detailsOf(130429) });
    }
    const pair =
      this.#pairs.get(address) ??
      new Bucket(this.#options.pairBurst, this.#options.pairIntervalMs, nowMs);
    this.#pairs.set(address, pair);
    if (!pair.hasRoom(nowMs)) throw new GraphApiError({ code: 131056, details: detailsOf(131056) });
    this.#throughput.take();
    pair.take();
  }

  /** Whether the customer wrote within the last 24 hours, by the time they wrote. */
  isWindowOpen(customerId: string): boolean {
    let lastWrittenMs = -Infinity;
    for (const message of this.#state.chats.get(customerId) ?? []) {
      if ('writtenAtMs' in message) lastWrittenMs = Math.max(lastWrittenMs, message.writtenAtMs);
    }
    return this.#options.now() - lastWrittenMs < this.#options.customerServiceWindowMs;
  }
}
