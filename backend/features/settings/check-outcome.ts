import type { CheckOutcome } from './connection-checker.ts';
import type { ConnectionRecord } from './connection-store.ts';

/** Freshly saved credentials as the check before saving leaves them. */
export function withOutcome(
  record: ConnectionRecord,
  outcome: CheckOutcome,
  nowMs: number,
): ConnectionRecord {
  if (outcome.kind === 'working') {
    return {
      ...record,
      ...outcome.profile,
      light: 'connected',
      lightReason: undefined,
      lightSinceMs: undefined,
    };
  }
  const isShutOut = outcome.kind === 'refused' && !outcome.isTokenGood;
  const light = isShutOut ? 'disconnected' : 'degraded';
  const lightReason =
    outcome.kind === 'refused'
      ? outcome.message
      : `Meta could not be reached to check the connection: ${outcome.reason}`;
  if (record.light === light && record.lightReason === lightReason) return record;
  return { ...record, light, lightReason, lightSinceMs: nowMs };
}

/**
 * The connected number as a later check leaves it. No verdict never replaces trouble that is known,
 * and trouble that is held stays while name, number and quality are taken over.
 */
export function withCheck(
  record: ConnectionRecord,
  outcome: CheckOutcome,
  { isHeld, nowMs }: { isHeld: boolean; nowMs: number },
): ConnectionRecord {
  if (outcome.kind === 'unreachable' && record.light !== 'connected') return record;
  const next = withOutcome(record, outcome, nowMs);
  if (!isHeld || record.light === 'connected') return next;
  const { light, lightReason, lightSinceMs } = record;
  return { ...next, light, lightReason, lightSinceMs };
}

/** True when operators would see no difference. */
export function isSameState(a: ConnectionRecord, b: ConnectionRecord): boolean {
  return (
    a.light === b.light &&
    a.lightReason === b.lightReason &&
    a.verifiedName === b.verifiedName &&
    a.displayPhoneNumber === b.displayPhoneNumber &&
    a.qualityRating === b.qualityRating
  );
}
