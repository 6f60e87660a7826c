import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleMessage } from '../test-support/sample-data.ts';
import type { PendingMessage } from './inbox-state.ts';
import {
  addPending,
  changePending,
  findNextPending,
  removePending,
  settlePending,
} from './pending-messages.ts';

function pending(id: string, part: Partial<PendingMessage> = {}): PendingMessage {
  return {
    clientMessageId: id,
    contactId: 'ct_maya',
    text: id,
    createdAtMs: 0,
    state: 'sending',
    reason: undefined,
    ...part,
  };
}

describe('pending messages', () => {
  it('keep the order of clicks, whatever happens to them', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 8 });
    const acts = fc.array(fc.tuple(fc.nat(7), fc.constantFrom('waiting', 'refused', 'gone')));
    fc.assert(
      fc.property(ids, acts, (clicks, outcomes) => {
        let list: readonly PendingMessage[] = [];
        for (const id of clicks) list = addPending(list, pending(id));
        for (const [index, outcome] of outcomes) {
          const id = clicks[index] ?? '';
          list =
            outcome === 'gone'
              ? removePending(list, id)
              : changePending(list, id, { state: outcome as 'waiting' | 'refused' });
        }
        const left = list.map(({ clientMessageId }) => clientMessageId);
        expect(left).toEqual(clicks.filter((id) => left.includes(id)));
      }),
    );
  });

  it('are added once per click', () => {
    const list = addPending([pending('a')], pending('a', { text: 'again' }));
    expect(list).toEqual([pending('a')]);
  });

  it('give way to the server’s message with the same id, and to no other', () => {
    const list = [pending('a'), pending('b')];
    expect(settlePending(list, sampleMessage({ client_message_id: 'a' }))).toEqual([pending('b')]);
    expect(settlePending(list, sampleMessage({ client_message_id: 'c' }))).toBe(list);
    expect(settlePending(list, sampleMessage({ client_message_id: null }))).toBe(list);
  });

  it('go one after the other: a waiting one holds the next, a refused one does not', () => {
    const list = [
      pending('refused', { state: 'refused' }),
      pending('waiting', { state: 'waiting' }),
      pending('later'),
    ];
    expect(findNextPending(list, 'ct_maya')?.clientMessageId).toBe('waiting');
    expect(findNextPending(list, 'ct_other')).toBeUndefined();
  });
});
