import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOSE_CODES } from '../../backend/contract/protocol.ts';
import { refused } from '../test-support/fake-server.ts';
import { arrival, backendUrl, login, setUp, turn } from '../test-support/live-store.ts';
import { sampleContact, sampleMessage } from '../test-support/sample-data.ts';

describe('InboxStore', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('navigator', { onLine: true, language: 'en' });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is signed out where there is no session to restore', async () => {
    const { store, server } = setUp();
    await store.start();
    expect(store.state.session).toBe('signed_out');
    expect(server.requests).toEqual([]);
  });

  it('restores the session, takes a snapshot and follows the feed from its seq', async () => {
    const { store, lastSocket, sessionStorage } = setUp();
    sessionStorage.setItem(`chasqui:session:${backendUrl}`, 'refresh-0');
    await store.start();
    await turn();
    lastSocket().accept();
    expect(lastSocket().sent[0]).toMatchObject({ type: 'hello', after_seq: 50 });
    expect(store.state).toMatchObject({ session: 'signed_in', isLoaded: true, live: 'live' });
    store.stop();
  });

  it('takes a new snapshot after a reset, with the changes that came meanwhile on top', async () => {
    const { store, lastSocket, page, goLive } = setUp();
    await goLive();
    page.seq = 900;
    page.contacts = [sampleContact({ display_name: 'Maya from the snapshot' })];
    lastSocket().frame({ type: 'reset', seq: 900 });
    lastSocket().frame(arrival(899, sampleContact({ display_name: 'older than the snapshot' })));
    lastSocket().frame(arrival(901, sampleContact({ id: 'ct_lena', unread_count: 4 })));
    await turn();
    expect(store.state.seq).toBe(901);
    expect(store.state.unreadCount).toBe(4);
    expect(store.state.contacts.get('ct_maya')?.display_name).toBe('Maya from the snapshot');
    store.stop();
  });

  it('keeps showing an open conversation over a reset, and fetches it again when it is looked at', async () => {
    const { store, server, lastSocket, page, goLive } = setUp();
    const messages = [sampleMessage({ id: '40' })];
    server.on('GET /api/whatsapp/messages', () => ({
      status: 200,
      body: { messages: messages.toReversed(), next_cursor: null },
    }));
    await goLive();
    await store.openLog('ct_maya');
    const shown = () => store.state.logs.get('ct_maya')!.messages.map(({ id }) => id);
    messages.push(sampleMessage({ id: '60' }));
    page.seq = 900;
    lastSocket().frame({ type: 'reset', seq: 900 });
    await turn();
    expect(shown()).toEqual(['40']);
    lastSocket().frame(arrival(901, sampleContact()));
    await store.openLog('ct_maya');
    expect(shown()).toEqual(['40', '60', '901']);
    store.stop();
  });

  it('follows a server whose history was set back to an earlier one', async () => {
    const { store, lastSocket, page, goLive } = setUp();
    await goLive();
    page.seq = 10;
    lastSocket().frame({ type: 'reset', seq: 10 });
    await turn();
    expect(store.state.seq).toBe(10);
    store.stop();
  });

  it('tries again until the first snapshot can be had', async () => {
    const { store, server, page } = setUp();
    server.on('GET /api/whatsapp/contacts', () => refused(503, 'unavailable'));
    await store.signIn(login);
    await turn();
    expect(store.state).toMatchObject({ isLoaded: false, loadProblem: 'Refused: unavailable.' });
    server.on('GET /api/whatsapp/contacts', () => ({ status: 200, body: page }));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(store.state).toMatchObject({ isLoaded: true, loadProblem: undefined });
    store.stop();
  });

  it('speaks of a lost line only after four seconds', async () => {
    const { store, lastSocket, goLive } = setUp();
    await goLive();
    lastSocket().hangUp(CLOSE_CODES.goingAway);
    await vi.advanceTimersByTimeAsync(3_900);
    expect(store.state.live).toBe('live');
    await vi.advanceTimersByTimeAsync(200);
    expect(store.state.live).toBe('reconnecting');
    lastSocket().accept();
    expect(store.state.live).toBe('live');
    store.stop();
  });

  it('says nothing of a loss that was over sooner', async () => {
    const { store, lastSocket, goLive } = setUp();
    const seen = new Set<string>();
    await goLive();
    store.subscribe(() => seen.add(store.state.live));
    lastSocket().hangUp(1006);
    await vi.advanceTimersByTimeAsync(600);
    lastSocket().accept();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([...seen]).toEqual(['live']);
    store.stop();
  });

  it('does not let a late answer undo what the feed has told since', async () => {
    const { store, server, lastSocket, goLive } = setUp();
    await goLive();
    server.on('POST /api/whatsapp/contacts/ct_maya/read', () => {
      lastSocket().frame(arrival(51, sampleContact({ unread_count: 1 })));
      return { status: 200, body: { contact: sampleContact({ unread_count: 0 }) } };
    });
    await store.markRead('ct_maya');
    expect(store.state.contacts.get('ct_maya')?.unread_count).toBe(1);
    store.stop();
  });

  it('shows a message that is sent once, whether answer or feed comes first', async () => {
    for (const isFeedFirst of [true, false]) {
      const { store, server, lastSocket, goLive } = setUp();
      server.on('GET /api/whatsapp/messages', () => ({
        status: 200,
        body: { messages: [], next_cursor: null },
      }));
      await goLive();
      await store.openLog('ct_maya');
      server.on('POST /api/whatsapp/send', ({ body }) => {
        const client_message_id = (body as { client_message_id: string }).client_message_id;
        const message = sampleMessage({ id: '51', direction: 'outgoing', client_message_id });
        const tell = () =>
          lastSocket().frame({
            type: 'changes',
            changes: [
              {
                type: 'message.created',
                seq: 51,
                message,
                contact: sampleContact(),
                unread_count: 0,
              },
              { type: 'message.status_changed', seq: 52, message: { ...message, status: 'sent' } },
            ],
          });
        if (isFeedFirst) tell();
        else setTimeout(tell, 50);
        return { status: 202, body: { message } };
      });
      store.send('ct_maya', 'Hello');
      expect(store.state.pending).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(100);
      expect(store.state.pending).toEqual([]);
      const shown = store.state.logs.get('ct_maya')!.messages;
      expect(shown.map(({ id, status }) => [id, status])).toEqual([['51', 'sent']]);
      store.stop();
    }
  });

  it('forgets everything at the end of a session, and says why it ended', async () => {
    const { store, server, lastSocket, goLive } = setUp();
    await goLive();
    server.on('POST /api/auth/refresh', () => refused(401, 'unauthorized'));
    lastSocket().hangUp(CLOSE_CODES.unauthorized);
    await turn();
    expect(store.state).toMatchObject({
      session: 'signed_out',
      sessionEnd: 'expired',
      operator: undefined,
      unreadCount: 0,
    });
    expect(store.state.contacts.size).toBe(0);
  });

  it('remembers whose session expired, but nobody who signed out', async () => {
    const { store, goLive } = setUp();
    await goLive();
    const { operator } = store.state;
    expect(operator).toBeDefined();
    store.api.session.end('expired');
    expect(store.state.lastOperator).toEqual(operator);
    await store.signIn(login);
    await store.signOut();
    expect(store.state.lastOperator).toBeUndefined();
  });

  it('keeps what waits to be sent over the end of a session', async () => {
    const { store, server, goLive, sessionStorage } = setUp();
    await goLive();
    server.on('POST /api/whatsapp/send', () => 'no answer');
    store.send('ct_maya', 'Still to go');
    await turn();
    store.api.session.end('expired');
    expect(store.state.pending).toEqual([]);
    const message = sampleMessage({ id: '51', direction: 'outgoing' });
    server.on('POST /api/whatsapp/send', () => ({ status: 202, body: { message } }));
    await store.signIn(login);
    await turn();
    const texts = server.requests
      .filter(({ path }) => path === '/api/whatsapp/send')
      .map(({ body }) => body);
    expect(texts).toHaveLength(2);
    expect(texts[1]).toEqual(texts[0]);
    expect([...sessionStorage.values.keys()]).toEqual([`chasqui:session:${backendUrl}`]);
    store.stop();
  });
});
