import { describe, expect, it } from 'vitest';
import { TypingNotes } from './typing-notes.ts';

describe('that somebody types', () => {
  it('is told at the first key, and again while it goes on', () => {
    let nowMs = 1_000;
    const told: string[] = [];
    const notes = new TypingNotes(
      async (contactId) => {
        told.push(contactId);
        throw new Error('no line');
      },
      () => nowMs,
    );
    notes.note('ct_1');
    notes.note('ct_1');
    notes.note('ct_2');
    expect(told).toEqual(['ct_1', 'ct_2']);
    nowMs += 19_999;
    notes.note('ct_1');
    expect(told).toHaveLength(2);
    nowMs += 1;
    notes.note('ct_1');
    expect(told).toHaveLength(3);
  });

  it('is told anew after the answer', () => {
    const told: string[] = [];
    const notes = new TypingNotes(async (contactId) => void told.push(contactId));
    notes.note('ct_1');
    notes.end('ct_1');
    notes.note('ct_1');
    expect(told).toHaveLength(2);
  });
});
