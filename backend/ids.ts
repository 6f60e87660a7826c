import { randomBytes } from 'node:crypto';

/** What an id names; the prefix keeps ids apart from phone numbers and from each other. */
export type IdPrefix =
  'ct' | 'cv' | 'op' | 'se' | 'ak' | 'bc' | 'qu' | 'cf' | 'wi' | 'au' | 'md' | 'an' | 'cm' | 're';

/**
 * A new id such as `ct_0m9x4k2a1` + 16 hex digits: unguessable enough not to collide, and ordered
 * by time so that index pages stay close together.
 */
export function newId(prefix: IdPrefix, nowMs: number = Date.now()): string {
  return `${prefix}_${nowMs.toString(36).padStart(9, '0')}${randomBytes(8).toString('hex')}`;
}
