import { groupOfUserId } from '../../whatsapp/phone-number.ts';
import type { ContactRecord } from './contact-store.ts';

/**
 * Blocks or unblocks a contact here, at once, and orders the same of WhatsApp where it has not done it
 * yet. Groups cannot be blocked there.
 */
export function orderBlock(record: ContactRecord, isBlocked: boolean, nowMs: number): void {
  const isDone = record.isBlocked === isBlocked && record.block?.state !== 'refused';
  record.isBlocked = isBlocked;
  if (isDone || groupOfUserId(record.userId ?? '') !== undefined) return;
  record.block = { state: 'pending', reason: null, attempts: 0, dueAtMs: nowMs };
}
