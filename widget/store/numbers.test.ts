import { describe, expect, it } from 'vitest';
import type { ConnectedNumber } from '../../backend/contract/settings.ts';
import { sampleConnection, sampleContact } from '../test-support/sample-data.ts';
import { createInboxState } from './inbox-state.ts';
import type { InboxState } from './inbox-state.ts';
import { numberName, selectNumbers, selectSendingNumber, selectStanding } from './numbers.ts';
import { selectCanSend, selectContacts } from './selectors.ts';

const LATER = '2026-11-21T20:00:00.000Z';
const number = (id: string, light: ConnectedNumber['status']['light'] = 'connected') => ({
  phone_number_id: id,
  verified_name: 'Storeboard',
  display_phone_number: `+1 555-010-0${id}`,
  status: { light, reason: null, since: null },
});
const conversation = (id: string, more: object = {}) => ({
  phone_number_id: id,
  unread_count: 0,
  last_message_time: '2026-11-21T10:00:00.000Z',
  last_message: null,
  window_expires_at: null,
  ...more,
});
const both = sampleContact({
  ...conversation('222', { window_expires_at: LATER }),
  id: 'ct_both',
  conversations: [
    conversation('222', { window_expires_at: LATER }),
    conversation('111', { unread_count: 2 }),
  ],
});
const onlyFirst = sampleContact({ ...conversation('111'), id: 'ct_first' });
const stateOf = (part: Partial<InboxState> = {}): InboxState => ({
  ...createInboxState(),
  connection: { ...sampleConnection(), numbers: [number('111'), number('222')] },
  contacts: new Map([both, onlyFirst].map((contact) => [contact.id, contact])),
  ...part,
});

describe('by which number somebody is answered', () => {
  it('is the one they wrote to last', () => {
    expect(selectSendingNumber(stateOf(), both)?.phone_number_id).toBe('222');
    expect(selectSendingNumber(stateOf(), onlyFirst)?.phone_number_id).toBe('111');
  });

  it('is what the operator chose', () => {
    const state = stateOf({ sendingNumbers: new Map([['ct_first', '222']]) });
    expect(selectSendingNumber(state, onlyFirst)?.phone_number_id).toBe('222');
  });

  it('is one that is connected, as far as there is one', () => {
    const gone = sampleContact({ ...conversation('999'), id: 'ct_gone' });
    expect(selectSendingNumber(stateOf(), gone)?.phone_number_id).toBe('111');
    const nobody = stateOf({ connection: { ...sampleConnection(), numbers: [] } });
    expect(selectSendingNumber(nobody, gone)).toBeUndefined();
  });

  it('decides about the window, and whether anything can be sent', () => {
    expect(selectStanding(stateOf(), both).window_expires_at).toBe(LATER);
    const chosen = new Map([
      ['ct_both', '111'],
      ['ct_first', '222'],
    ]);
    const state = stateOf({ sendingNumbers: chosen });
    expect(selectStanding(state, both)).toMatchObject({ window_expires_at: null, unread_count: 2 });
    expect(selectStanding(state, onlyFirst)).toMatchObject({
      phone_number_id: '222',
      window_expires_at: null,
    });
    const numbers = [number('111'), number('222', 'disconnected')];
    const broken = stateOf({ connection: { ...sampleConnection(), numbers } });
    expect(selectCanSend(broken, both)).toBe(false);
    expect(selectCanSend(broken, onlyFirst)).toBe(true);
  });
});

describe('the list of one number', () => {
  const listed = (listedNumber: string | undefined, filter: 'all' | 'unread') =>
    selectContacts(stateOf({ listedNumber }), filter, Date.parse('2026-11-21T12:00:00Z'));

  it('holds who was in touch by it, as that number sees them', () => {
    expect(listed('222', 'all').map(({ id }) => id)).toEqual(['ct_both']);
    expect(listed('111', 'unread')).toMatchObject([{ id: 'ct_both', unread_count: 2 }]);
    expect(listed('222', 'unread')).toEqual([]);
    expect(listed(undefined, 'all')).toHaveLength(2);
  });
});

describe('the connected numbers', () => {
  it('are called as Meta prints them, or by their id', () => {
    const numbers = selectNumbers(stateOf());
    expect(numberName(numbers, '222')).toBe('+1 555-010-0222');
    expect(numberName(numbers, '999')).toBe('999');
  });
});
