import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MESSAGE_STATUSES,
  REPORTED_STATUSES,
  advanceStatus,
  statusesBelow,
} from './message-status.ts';
import type { MessageStatus } from './message-status.ts';

const hear = (statuses: readonly MessageStatus[], start: MessageStatus = 'sending') =>
  statuses.reduce(advanceStatus, start);

describe('the ladder of statuses', () => {
  it.each([
    ['sent', 'delivered', 'delivered'],
    ['read', 'sent', 'read'],
    ['read', 'delivered', 'read'],
    ['sent', 'failed', 'failed'],
    ['delivered', 'failed', 'delivered'],
    ['failed', 'sent', 'failed'],
    ['failed', 'delivered', 'delivered'],
    ['unknown', 'sent', 'sent'],
    ['held', 'sent', 'sent'],
    ['held', 'failed', 'failed'],
    ['sent', 'held', 'sent'],
    ['read', 'played', 'played'],
  ] as const)('%s, then %s, is %s', (current, reported, expected) => {
    expect(advanceStatus(current, reported)).toBe(expected);
  });

  it('ends in one state whatever the order and however often each status is heard', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...REPORTED_STATUSES)),
        fc.infiniteStream(fc.nat()),
        (heard, seed) => {
          const random = seed[Symbol.iterator]();
          const shuffled = [...heard, ...heard]
            .map((status) => ({ status, key: Number(random.next().value) }))
            .sort((a, b) => a.key - b.key)
            .map(({ status }) => status);
          expect(hear(shuffled)).toBe(hear(heard));
        },
      ),
    );
  });

  it('never moves down', () => {
    for (const current of MESSAGE_STATUSES) {
      for (const reported of MESSAGE_STATUSES) {
        expect(statusesBelow(current)).not.toContain(advanceStatus(current, reported));
      }
    }
  });
});
