import { vi } from 'vitest';
import type { Contact, ContactPage } from '../../backend/contract/contact.ts';
import type { ServerFrame } from '../../backend/contract/feed.ts';
import { InboxStore } from '../store/inbox-store.ts';
import { FakeServer } from './fake-server.ts';
import { sampleConnection, sampleContact, sampleMessage } from './sample-data.ts';
import { TestStorage } from './test-storage.ts';

export const backendUrl = 'https://inbox.example.test';
export const login = { email: 'ana@example.com', password: 'correct horse battery' };

/** The far end of the live feed. */
class FakeSocket {
  readonly readyState = 1;
  readonly sent: { type: string; after_seq?: number }[] = [];
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as { type: string });
  }

  close(): void {
    // Nothing to close.
  }

  accept(): void {
    this.onopen?.(new Event('open'));
    this.frame({ type: 'welcome', seq: 0, server_time: new Date().toISOString() });
  }

  frame(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent);
  }

  hangUp(code: number): void {
    this.onclose?.({ code } as CloseEvent);
  }
}

/** A store over a server and a socket that the test plays. Needs fake timers. */
export function setUp(contacts: Contact[] = [sampleContact()]) {
  const server = new FakeServer();
  const sockets: FakeSocket[] = [];
  const page: ContactPage = {
    contacts,
    total_count: contacts.length,
    unread_count: 0,
    next_cursor: null,
    seq: 50,
    server_time: new Date().toISOString(),
  };
  server.on('POST /api/auth/login', () => ({ status: 200, body: server.signIn() }));
  server.on('POST /api/auth/refresh', () => ({ status: 200, body: server.signIn() }));
  server.on('GET /api/whatsapp/contacts', () => ({ status: 200, body: page }));
  server.on('GET /api/whatsapp/connection', () => ({ status: 200, body: sampleConnection() }));
  const sessionStorage = new TestStorage();
  const store = new InboxStore({
    backendUrl,
    fetch: server.fetch,
    sessionStorage: sessionStorage as unknown as Storage,
    createSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
  const lastSocket = () => sockets.at(-1)!;
  const goLive = async () => {
    await store.signIn(login);
    await turn();
    sockets.at(-1)?.accept();
  };
  return { server, store, sockets, lastSocket, page, goLive, sessionStorage };
}

/** Lets what is due happen. */
export const turn = () => vi.advanceTimersByTimeAsync(1);

/** A message from `contact`, as the feed tells it. */
export const arrival = (seq: number, contact: Contact): ServerFrame => ({
  type: 'changes',
  changes: [
    {
      type: 'message.created',
      seq,
      message: sampleMessage({ id: String(seq), contact_id: contact.id }),
      contact,
      unread_count: contact.unread_count,
    },
  ],
});
