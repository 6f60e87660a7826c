import { findGraphErrorEntry } from '../../whatsapp/graph-error.ts';
import type { CallFailure, Refusal } from '../../whatsapp/graph-client.ts';
import type { DownloadFault } from '../../whatsapp/media-download.ts';
import type { MediaItem } from './media-store.ts';

/** Why a file could not be fetched, by what would help. */
export interface FetchFailure {
  cause:
    /** Meta does not know the file (any more). */
    | 'forgotten'
    /** It will never do: too large, or nowhere we go. */
    | 'hopeless'
    /** An admin must act first: no connection, or a refused token. Nobody's try is counted. */
    | 'blocked'
    /** Anything that may be over the next time. */
    | 'passing';
  /** For people and logs; no addresses, no secrets. */
  reason: string;
  retryAfterMs?: number | undefined;
}

export type FetchDecision =
  { kind: 'end'; state: 'gone' | 'failed' } | { kind: 'wait'; delayMs: number; isCounted: boolean };

const SECOND_MS = 1_000;
const BLOCKED_MS = 5 * 60 * SECOND_MS;
const FIRST_WAIT_MS = 5 * SECOND_MS;
const WAIT_FACTOR = 4;
const LONGEST_WAIT_MS = 6 * 60 * 60 * SECOND_MS;
/** With the waits above these are spread over about a day. */
export const MAX_ATTEMPTS = 10;

/** Codes by which Meta says that there is no such object (100 only with this subcode). */
const UNKNOWN_OBJECT_CODES = new Set([33, 803]);
const UNKNOWN_OBJECT_SUBCODE = 33;

const CAUSE_OF_FAULT: Record<DownloadFault, FetchFailure['cause']> = {
  stale_url: 'passing',
  unauthorized: 'blocked',
  foreign_host: 'hopeless',
  too_large: 'hopeless',
  broken: 'passing',
};

/** What a failed download means. */
export function failureOfDownload(fault: DownloadFault, reason: string): FetchFailure {
  return { cause: CAUSE_OF_FAULT[fault], reason };
}

/** What it means that Meta did not tell where the file is. */
export function failureOfCall(answer: Refusal | CallFailure): FetchFailure {
  if (answer.kind !== 'refused') return { cause: 'passing', reason: answer.reason };
  const { code, subcode, message, retryAfterMs } = answer.error;
  const isUnknown =
    answer.httpStatus === 404 ||
    UNKNOWN_OBJECT_CODES.has(code) ||
    (code === 100 && subcode === UNKNOWN_OBJECT_SUBCODE);
  if (isUnknown) return { cause: 'forgotten', reason: message };
  const isBlocked = findGraphErrorEntry(code).reaction === 'pause_number';
  return { cause: isBlocked ? 'blocked' : 'passing', reason: message, retryAfterMs };
}

/**
 * What to do after a failed try. A file is asked for even after its seven days, once: that costs a
 * request and our clock may be wrong; but then any failure means that it is gone.
 * @param random gives the jitter (0 to 1), so that many files do not come back at one moment
 */
export function decideAfterFailure(
  failure: FetchFailure,
  item: Pick<MediaItem, 'attempts' | 'expiresAtMs'>,
  nowMs: number,
  random: () => number = Math.random,
): FetchDecision {
  if (failure.cause === 'hopeless') return { kind: 'end', state: 'failed' };
  if (failure.cause === 'forgotten' || nowMs >= item.expiresAtMs) {
    return { kind: 'end', state: 'gone' };
  }
  if (failure.cause === 'blocked') return { kind: 'wait', delayMs: BLOCKED_MS, isCounted: false };
  if (item.attempts + 1 >= MAX_ATTEMPTS) return { kind: 'end', state: 'failed' };
  const grown = Math.min(FIRST_WAIT_MS * WAIT_FACTOR ** item.attempts, LONGEST_WAIT_MS);
  const delayMs = Math.max(grown * (0.75 + random() / 2), failure.retryAfterMs ?? 0);
  return { kind: 'wait', delayMs: Math.round(delayMs), isCounted: true };
}
