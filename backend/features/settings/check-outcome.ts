import type { CheckOutcome } from './connection-checker.ts';
import type { ConnectionRecord } from './connection-store.ts';

/** The record as a check leaves it. */
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
  const light = outcome.kind === 'refused' ? 'disconnected' : 'degraded';
  const lightReason =
    outcome.kind === 'refused'
      ? outcome.message
      : `Meta could not be reached to check the connection: ${outcome.reason}`;
  if (record.light === light && record.lightReason === lightReason) return record;
  return { ...record, light, lightReason, lightSinceMs: nowMs };
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
