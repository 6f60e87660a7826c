import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Contact } from '../../backend/contract/contact.ts';
import type { ServerFrame } from '../../backend/contract/feed.ts';
import type { Message } from '../../backend/contract/message.ts';
import { arrival, setUp, turn } from '../test-support/live-store.ts';
import { sampleConnection, sampleContact, sampleMessage } from '../test-support/sample-data.ts';

const changes = (...list: Extract<ServerFrame, { type: 'changes' }>['changes']): ServerFrame => ({
  type: 'changes',
  changes: list,
});

const sentMessage = (status: Message['status']): Message =>
  sampleMessage({ id: '40', contact_id: 'ct_lena', direction: 'outgoing', status });

const lena = (part: Partial<Contact> = {}): Contact =>
  sampleContact({
    id: 'ct_lena',
    phone_number: '+15550119',
    last_message: {
      id: '40',
      kind: 'text',
      preview: 'On its way',
      direction: 'outgoing',
      status: 'sent',
    },
    ...part,
  });

/** An answer reads the database when it is made, and may arrive after changes that came later. */
describe('an answer that the feed overtakes', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('navigator', { onLine: true, language: 'en' });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('about one contact does not undo what was told of them', async () => {
    const { store, server, lastSocket, goLive } = setUp();
    await goLive();
    server.on('GET /api/whatsapp/contacts/%2B15550119', () => {
      lastSocket().frame(arrival(51, lena({ unread_count: 3 })));
      return { status: 200, body: { contact: lena({ unread_count: 2 }) } };
    });
    const found = await store.findContact('+15550119');
    expect(found.unread_count).toBe(3);
    expect(store.state.contacts.get('ct_lena')?.unread_count).toBe(3);
    store.stop();
  });

  it('shows the newer status of the last message of somebody who was not known yet', async () => {
    const { store, server, lastSocket, goLive } = setUp();
    await goLive();
    server.on('GET /api/whatsapp/contacts/%2B15550119', () => {
      const message = sentMessage('read');
      lastSocket().frame(changes({ type: 'message.status_changed', seq: 51, message }));
      return { status: 200, body: { contact: lena() } };
    });
    await store.findContact('+15550119');
    expect(store.state.contacts.get('ct_lena')?.last_message?.status).toBe('read');
    store.stop();
  });

  it('still brings news of somebody of whom only a status was told', async () => {
    const { store, server, lastSocket, goLive } = setUp([lena()]);
    await goLive();
    server.on('POST /api/whatsapp/contacts/ct_lena/read', () => {
      const message = sentMessage('read');
      lastSocket().frame(changes({ type: 'message.status_changed', seq: 51, message }));
      return { status: 200, body: { contact: lena({ display_name: 'Lena, renamed' }) } };
    });
    await store.markRead('ct_lena');
    const shown = store.state.contacts.get('ct_lena');
    expect([shown?.display_name, shown?.last_message?.status]).toEqual(['Lena, renamed', 'read']);
    store.stop();
  });

  it('is not taken into a conversation when a new snapshot came first', async () => {
    const { store, server, lastSocket, page, goLive } = setUp();
    await goLive();
    server.on('GET /api/whatsapp/messages', () => ({
      status: 200,
      body: { messages: [sampleMessage({ id: '40' })], next_cursor: null },
    }));
    page.seq = 900;
    const answers = holdAnswers(server, '/api/whatsapp/messages');
    const opening = store.openLog('ct_maya');
    await turn();
    lastSocket().frame({ type: 'reset', seq: 900 });
    await turn();
    answers.release();
    await opening;
    // What came between message 40 and the snapshot is unknown: it has to be fetched again.
    expect(store.state.logs.get('ct_maya')?.loading).toBe('stale');
    store.stop();
  });

  it('is not taken into a list when a new snapshot came first', async () => {
    const { store, server, lastSocket, page, goLive } = setUp();
    page.next_cursor = 'second';
    await goLive();
    page.seq = 900;
    const answers = holdAnswers(server, 'cursor=second');
    const older = { ...page, contacts: [lena({ unread_count: 9 })], next_cursor: 'third' };
    server.on('GET /api/whatsapp/contacts', ({ path }) => ({
      status: 200,
      body: path.includes('cursor=second') ? older : page,
    }));
    const loading = store.loadList('all');
    await turn();
    lastSocket().frame({ type: 'reset', seq: 900 });
    await turn();
    answers.release();
    await loading;
    expect(store.state.lists.all.nextCursor).toBe('second');
    expect(store.state.contacts.has('ct_lena')).toBe(false);
    store.stop();
  });

  it('about the connection does not undo what was told of it', async () => {
    const { store, server, lastSocket, goLive } = setUp();
    await goLive();
    const told = sampleConnection({ verified_name: 'Casa Lumen, renamed' });
    server.on('GET /api/whatsapp/connection', () => {
      lastSocket().frame(changes({ type: 'settings.changed', seq: 51, connection: told }));
      return { status: 200, body: sampleConnection() };
    });
    await store.refreshConnection();
    expect(store.state.connection).toEqual(told);
    store.stop();
  });

  it('about the connection is asked for after the snapshot, so that it is not older', async () => {
    const { store, server, goLive } = setUp();
    const answers = holdAnswers(server, '/api/whatsapp/contacts');
    await goLive();
    // Asked for beside the page, it might be older than the page, and nothing would correct it.
    expect(server.pathsOf('GET')).not.toContain('/api/whatsapp/connection');
    answers.release();
    await turn();
    expect(store.state.connection).toEqual(sampleConnection());
    store.stop();
  });

  it('to our own send leaves no hole in the conversation', async () => {
    const { store, server, goLive } = setUp();
    await goLive();
    const newest = [sampleMessage({ id: '48' }), sampleMessage({ id: '47' })];
    server.on('GET /api/whatsapp/messages', () => ({
      status: 200,
      body: { messages: newest, next_cursor: 'before-47' },
    }));
    await store.openLog('ct_maya');
    // The first answer was lost; meanwhile so much was written that the message is a page away.
    server.on('POST /api/whatsapp/send', () => ({
      status: 202,
      body: { message: sampleMessage({ id: '12', direction: 'outgoing' }) },
    }));
    store.send('ct_maya', 'On its way');
    await turn();
    expect(store.state.logs.get('ct_maya')?.messages.map(({ id }) => id)).toEqual(['47', '48']);
    store.stop();
  });
});

describe('a server whose history was set back', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('navigator', { onLine: true, language: 'en' });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('loses nothing it tells while the new snapshot is on its way', async () => {
    const { store, lastSocket, page, goLive } = setUp();
    await goLive();
    page.seq = 10;
    lastSocket().frame({ type: 'reset', seq: 10 });
    lastSocket().frame(arrival(11, lena({ unread_count: 2 })));
    await turn();
    expect(store.state.seq).toBe(11);
    expect(store.state.unreadCount).toBe(2);
    store.stop();
  });
});

/** From now on, requests whose address contains `part` are answered only after `release`. */
function holdAnswers(server: ReturnType<typeof setUp>['server'], part: string) {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  server.wait = ({ path }) => (path.includes(part) ? released : Promise.resolve());
  return { release };
}
