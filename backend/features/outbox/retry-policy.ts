import { findGraphErrorEntry } from '../../whatsapp/graph-error.ts';
import type { GraphError, OutboxReaction } from '../../whatsapp/graph-error.ts';

/** What the outbox does after Meta refused a message. */
export type RetryDecision =
  | { kind: 'fail' }
  /** The same message again after `delayMs`; others go on. */
  | { kind: 'retry'; delayMs: number }
  /** The same, and the whole number rests meanwhile. */
  | { kind: 'hold_number'; delayMs: number }
  /** The number stands still until an admin has acted. */
  | { kind: 'pause_number' };

interface Backoff {
  firstMs: number;
  factor: number;
  maxMs: number;
  /** After this many attempts the message has failed. */
  maxAttempts: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const BACKOFFS: Partial<Record<OutboxReaction, Backoff>> = {
  retry: { firstMs: 2 * SECOND, factor: 2, maxMs: 5 * MINUTE, maxAttempts: 8 },
  retry_few: { firstMs: 2 * SECOND, factor: 2, maxMs: MINUTE, maxAttempts: 3 },
  // Meta: try again 4^n seconds later (4, 16, 64, 256, 1024).
  wait_pair: { firstMs: 4 * SECOND, factor: 4, maxMs: 1_024 * SECOND, maxAttempts: 6 },
  wait_number: { firstMs: SECOND, factor: 2, maxMs: MINUTE, maxAttempts: 20 },
  wait_quota: { firstMs: MINUTE, factor: 2, maxMs: 15 * MINUTE, maxAttempts: 12 },
};

/** Meta could not be reached at all. Nothing was sent, so patience costs nothing but time. */
const UNREACHABLE: Backoff = {
  firstMs: SECOND,
  factor: 2,
  maxMs: MINUTE,
  maxAttempts: Number.POSITIVE_INFINITY,
};

/** No answer to a file proves nothing, but giving it once more does no harm. */
const FILES_UNANSWERED: Backoff = {
  firstMs: 2 * SECOND,
  factor: 2,
  maxMs: 5 * MINUTE,
  maxAttempts: 10,
};

/** A text older than this says something else than its writer meant. */
const UNREACHABLE_FOR_MS = 24 * 60 * MINUTE;

/**
 * Decides after a refusal. `attempts` counts the attempts made so far, this one included.
 * `random` gives the jitter (0 to 1), so that many messages do not come back at one moment.
 */
export function decideAfterRefusal(
  error: Pick<GraphError, 'code' | 'retryAfterMs'>,
  attempts: number,
  random: () => number = Math.random,
): RetryDecision {
  const { reaction } = findGraphErrorEntry(error.code);
  if (reaction === 'pause_number') return { kind: 'pause_number' };
  const backoff = BACKOFFS[reaction];
  if (!backoff || attempts >= backoff.maxAttempts) return { kind: 'fail' };
  const delayMs = Math.max(delayOf(backoff, attempts, random), error.retryAfterMs ?? 0);
  const isOfNumber = reaction === 'wait_number' || reaction === 'wait_quota';
  return { kind: isOfNumber ? 'hold_number' : 'retry', delayMs };
}

/** Decides after a request that provably never left. `ageMs` is the message's time in the queue. */
export function decideAfterNotSent(
  attempts: number,
  ageMs: number,
  random: () => number = Math.random,
): RetryDecision {
  if (ageMs > UNREACHABLE_FOR_MS) return { kind: 'fail' };
  return { kind: 'hold_number', delayMs: delayOf(UNREACHABLE, attempts, random) };
}

/** Decides after a file of a message went to Meta without an answer that can be used. */
export function decideAfterFilesUnanswered(
  attempts: number,
  random: () => number = Math.random,
): RetryDecision {
  if (attempts >= FILES_UNANSWERED.maxAttempts) return { kind: 'fail' };
  return { kind: 'retry', delayMs: delayOf(FILES_UNANSWERED, attempts, random) };
}

/** Grows by `factor` with each attempt; up to a quarter more by chance, never less. */
function delayOf(backoff: Backoff, attempts: number, random: () => number): number {
  const plainMs = Math.min(backoff.firstMs * backoff.factor ** (attempts - 1), backoff.maxMs);
  return Math.round(plainMs * (1 + random() / 4));
}
