import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleContact, sampleMessage } from '../test-support/sample-data.ts';
import { applyChange } from './apply-change.ts';
import { Drafts } from './drafts.ts';
import { followId } from './follow-merge.ts';
import { createInboxState, emptyLog } from './inbox-state.ts';
import type { InboxState } from './inbox-state.ts';
import { setUp, turn } from '../test-support/live-store.ts';
import { TestStorage } from '../test-support/test-storage.ts';

const maya = sampleContact({ id: 'ct_maya', unread_count: 1 });
const username = sampleContact({ id: 'ct_user', phone_number: null, username: 'maya.l' });

function stateBefore(): InboxState {
  return {
    ...createInboxState(),
    seq: 5,
    contacts: new Map([maya, username].map((contact) => [contact.id, contact])),
    logs: new Map([
      ['ct_maya', { ...emptyLog, messages: [sampleMessage()] }],
      ['ct_user', emptyLog],
    ]),
    pending: [
      {
        clientMessageId: 'c1',
        contactId: 'ct_user',
        text: 'Hello',
        createdAtMs: 0,
        state: 'waiting',
        reason: undefined,
      },
    ],
    search: {
      text: 'maya',
      list: { ...createInboxState().lists.all, contactIds: ['ct_user', 'ct_maya'] },
    },
  };
}

const merged = {
  type: 'contact.merged' as const,
  seq: 6,
  from: 'ct_user',
  contact: { ...maya, last_merge: { id: 'cm_1', merged_at: '2026-03-12T16:30:00.000Z' } },
  unread_count: 1,
};

describe('a merge of two contacts', () => {
  it('leaves one of them, with all that was held under either id', () => {
    const state = applyChange(stateBefore(), merged);
    expect([...state.contacts.keys()]).toEqual(['ct_maya']);
    expect(followId(state, 'ct_user')).toBe('ct_maya');
    expect([...state.logs]).toMatchObject([['ct_maya', { loading: 'stale' }]]);
    expect(state.pending).toMatchObject([{ clientMessageId: 'c1', contactId: 'ct_maya' }]);
    expect(state.search?.list.contactIds).toEqual(['ct_maya']);
    expect(state.unreadCount).toBe(1);
    // A change that is part of the state already changes nothing.
    expect(applyChange(state, merged)).toBe(state);
  });

  it('ends with two when it is undone', () => {
    const state = applyChange(applyChange(stateBefore(), merged), {
      type: 'contact.unmerged',
      seq: 7,
      contact: maya,
      restored: username,
      unread_count: 1,
    });
    expect([...state.contacts.keys()].sort()).toEqual(['ct_maya', 'ct_user']);
    expect(followId(state, 'ct_user')).toBe('ct_user');
    expect(state.logs.get('ct_maya')?.loading).toBe('stale');
  });

  it('takes the draft along, unless there is one to the survivor', () => {
    const drafts = new Drafts(new TestStorage() as unknown as Storage, 'me');
    drafts.set('ct_user', 'half a sentence');
    drafts.move('ct_user', 'ct_maya');
    expect([drafts.get('ct_user'), drafts.get('ct_maya')]).toEqual(['', 'half a sentence']);
    drafts.set('ct_user', 'another');
    drafts.move('ct_user', 'ct_maya');
    expect(drafts.get('ct_maya')).toBe('half a sentence');
  });
});

describe('a page of messages on its way while contacts are merged', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('navigator', { onLine: true, language: 'en' });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is dropped, and what both have written is fetched', async () => {
    const { store, server, lastSocket, goLive } = setUp();
    await goLive();
    const moved = sampleMessage({ id: '3', contact_id: 'ct_maya' });
    const own = sampleMessage({ id: '4', contact_id: 'ct_maya' });
    let isMerged = false;
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    server.on('GET /api/whatsapp/messages', () => ({
      status: 200,
      body: { messages: isMerged ? [own, moved] : [own], next_cursor: null },
    }));
    server.wait = () => (isMerged ? Promise.resolve() : released);
    const first = store.openLog('ct_maya');
    await turn();
    lastSocket().frame({ type: 'changes', changes: [{ ...merged, seq: 51 }] });
    await turn();
    isMerged = true;
    await store.openLog('ct_maya');
    release();
    await first;
    const ids = store.state.logs.get('ct_maya')?.messages.map(({ id }) => id);
    expect(ids).toEqual(['3', '4']);
    store.stop();
  });
});
