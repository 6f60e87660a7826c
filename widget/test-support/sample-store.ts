import type { Contact } from '../../backend/contract/contact.ts';
import type { Change, SequencedChange } from '../../backend/contract/feed.ts';
import type { Message } from '../../backend/contract/message.ts';
import type { Operator } from '../../backend/contract/operator.ts';
import type { ConnectionSummary } from '../../backend/contract/settings.ts';
import { InboxStore } from '../store/inbox-store.ts';
import { FakeServer } from './fake-server.ts';
import { sampleConnection, sampleOperator } from './sample-data.ts';
import { TestStorage } from './test-storage.ts';

export interface SampleInbox {
  store: InboxStore;
  server: FakeServer;
  /** The server appends a change and the feed brings it. */
  push: (change: Change) => void;
}

export interface SampleInboxOptions {
  contacts?: Contact[];
  messages?: Message[];
  operator?: Operator;
  connection?: ConnectionSummary;
}

/** A signed-in store on a server in memory, live, with these people and messages. */
export async function openSampleInbox(options: SampleInboxOptions = {}): Promise<SampleInbox> {
  const contacts = new Map((options.contacts ?? []).map((contact) => [contact.id, contact]));
  const messages = options.messages ?? [];
  const server = new FakeServer();
  let seq = 100;
  let deliver: (change: SequencedChange) => void = () => undefined;
  const sum = () => [...contacts.values()].reduce((all, one) => all + one.unread_count, 0);

  server.on('POST /api/auth/login', () => ({
    status: 200,
    body: { ...server.signIn(), operator: options.operator ?? sampleOperator() },
  }));
  server.on('GET /api/whatsapp/connection', () => ({
    status: 200,
    body: options.connection ?? sampleConnection(),
  }));
  server.on('GET /api/whatsapp/contacts', ({ path }) => {
    const search = new URLSearchParams(path.split('?')[1]).get('search')?.toLowerCase() ?? '';
    const found = [...contacts.values()].filter(({ display_name: name }) =>
      (name ?? '').toLowerCase().includes(search),
    );
    return {
      status: 200,
      body: {
        contacts: found,
        total_count: found.length,
        unread_count: sum(),
        next_cursor: null,
        seq,
        server_time: new Date().toISOString(),
      },
    };
  });
  server.on('GET /api/whatsapp/messages', ({ path }) => {
    const query = new URLSearchParams(path.split('?')[1]);
    const [from, limit] = [Number(query.get('cursor') ?? 0), Number(query.get('limit'))];
    const all = messages.filter(({ contact_id: id }) => id === query.get('contact')).reverse();
    const next_cursor = from + limit < all.length ? String(from + limit) : null;
    return { status: 200, body: { messages: all.slice(from, from + limit), next_cursor } };
  });
  for (const contact of contacts.values()) {
    server.on(`POST /api/whatsapp/contacts/${contact.id}/read`, () => {
      const read = { ...contact, unread_count: 0 };
      contacts.set(contact.id, read);
      return { status: 200, body: { contact: read } };
    });
    server.on(`PUT /api/whatsapp/contacts/${contact.id}`, ({ body }) => {
      const changed = { ...contact, ...(body as Partial<Contact>) };
      contacts.set(contact.id, changed);
      return { status: 200, body: { contact: changed } };
    });
  }

  const store = new InboxStore({
    backendUrl: 'https://inbox.example.test',
    fetch: server.fetch,
    sessionStorage: new TestStorage() as unknown as Storage,
    createSocket: () => {
      const socket = new SilentSocket();
      deliver = (change) => socket.tell({ type: 'changes', changes: [change] });
      queueMicrotask(() => {
        socket.onopen?.(new Event('open'));
        socket.tell({ type: 'welcome', seq, server_time: new Date().toISOString() });
      });
      return socket;
    },
  });
  await store.signIn({ email: 'ana@example.com', password: 'correct horse battery' });
  await until(() => store.state.live === 'live');
  return {
    store,
    server,
    push: (change) => {
      if ('contact' in change) contacts.set(change.contact.id, change.contact);
      deliver({ ...change, seq: ++seq });
    },
  };
}

/** A server's end that only speaks when told to. */
class SilentSocket {
  readonly readyState = 1;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  send(): void {
    // Nobody listens.
  }

  close(): void {
    // Nothing to close.
  }

  tell(frame: object): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }
}

/** Waits until `condition` holds; throws after ten seconds, which a busy machine may need. */
export async function until(condition: () => boolean): Promise<void> {
  const giveUpAtMs = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > giveUpAtMs) throw new Error(`Waited in vain for ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
