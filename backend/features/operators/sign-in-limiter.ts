import { isIPv6 } from 'node:net';
import { AppError } from '../../errors.ts';

/*
 * Slows guessing down without locking anybody out: 5 failures in 15 minutes for one account from one
 * address, 100 for one address whatever the account. Somebody who guesses at an account from
 * elsewhere never stops its owner from signing in.
 *
 * An attempt is counted when it begins, before the costly hash, and taken back when it succeeds; so
 * a thousand attempts at once are no way around the limit. The counts are kept in this process: a
 * restart forgets them, and each of several instances counts for itself. That loosens the limit by
 * the number of instances, which the hash's cost makes up for, and needs no write per attempt.
 */
const WINDOW_MS = 15 * 60_000;
export const MAX_ACCOUNT_FAILURES = 5;
export const MAX_ADDRESS_FAILURES = 100;
const MAX_COUNTERS = 20_000;

interface Counter {
  count: number;
  resetsAtMs: number;
}

export interface SignInAttempt {
  /** Tries left for this account from this address, should this one fail. */
  triesLeft: number;
  succeed(): void;
}

export class SignInLimiter {
  readonly #counters = new Map<string, Counter>();
  readonly #now: () => number;

  /** @param now a clock in ms that does not jump */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts an attempt. Throws `too_many_requests` when the account or the address has none left. */
  begin(account: string, address: string): SignInAttempt {
    const network = toNetwork(address);
    const accountKey = `${account}|${network}`;
    const forAccount = this.#find(accountKey);
    const forAddress = this.#find(network);
    for (const [counter, limit] of [
      [forAccount, MAX_ACCOUNT_FAILURES],
      [forAddress, MAX_ADDRESS_FAILURES],
    ] as const) {
      if (counter && counter.count >= limit) throw this.#tooMany(counter);
    }
    const count = this.#increment(accountKey);
    this.#increment(network);
    return {
      triesLeft: MAX_ACCOUNT_FAILURES - count,
      succeed: () => {
        this.#counters.delete(accountKey);
        const counter = this.#counters.get(network);
        if (counter) counter.count -= 1;
      },
    };
  }

  #tooMany(counter: Counter): AppError {
    const retryAfterSeconds = Math.max(1, Math.ceil((counter.resetsAtMs - this.#now()) / 1_000));
    const minutes = Math.ceil(retryAfterSeconds / 60);
    return new AppError(
      'too_many_requests',
      `Too many wrong tries from here. Wait ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, then try again.`,
      { retryAfterSeconds },
    );
  }

  #find(key: string): Counter | undefined {
    const counter = this.#counters.get(key);
    if (counter && counter.resetsAtMs <= this.#now()) {
      this.#counters.delete(key);
      return undefined;
    }
    return counter;
  }

  #increment(key: string): number {
    let counter = this.#find(key);
    if (!counter) {
      if (this.#counters.size >= MAX_COUNTERS) this.#prune();
      counter = { count: 0, resetsAtMs: this.#now() + WINDOW_MS };
      this.#counters.set(key, counter);
    }
    counter.count += 1;
    return counter.count;
  }

  /** Drops what has ended, and the oldest if that was not enough: memory stays bounded. */
  #prune(): void {
    for (const key of [...this.#counters.keys()]) this.#find(key);
    for (const key of this.#counters.keys()) {
      if (this.#counters.size < MAX_COUNTERS / 2) break;
      this.#counters.delete(key);
    }
  }
}

/** One IPv6 customer has a whole /64 to himself (RFC 6177), so that much counts as one address. */
function toNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':');
}
