import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Contact, ContactPage } from '../backend/contract/contact.ts';
import type { Message } from '../backend/contract/message.ts';
import type { InboxStore } from '../widget/store/inbox-store.ts';
import { selectContacts, selectCount, selectServerNowMs } from '../widget/store/selectors.ts';
import { newWamid, textMessage } from './fixtures/webhooks/webhook-builder.ts';
import type { Person } from './fixtures/webhooks/webhook-builder.ts';
import { until } from './support/sending-rig.ts';
import { StoreRig } from './support/store-rig.ts';
import type { StoreLine } from './support/store-line.ts';
import { testDatabases } from './support/test-databases.ts';

/** More than one page of the list, and one conversation of more than one page. */
/** Later than this the log forgets all there is now. */
const EIGHT_DAYS_MS = 8 * 24 * 60 * 60_000;
const PEOPLE = 130;
const LONG_CHAT = 75;
const RUNS = 12;
const MAX_STEPS = 30;

const person = (index: number): Person => ({
  waId: String(15_550_110_000 + index),
  userId: `US.${8_100_000 + index}`,
  name: `Customer ${index}`,
});
const reference = (index: number) => encodeURIComponent(`+${person(index).waId}`);

/** Mostly the same few people, sometimes one far down the list. */
const anybody = fc.oneof(
  { weight: 4, arbitrary: fc.nat(3) },
  { weight: 1, arbitrary: fc.nat(PEOPLE - 1) },
);
const STATUSES = ['sent', 'delivered', 'read', 'failed'] as const;
const edits = fc.oneof(
  fc.record({ display_name: fc.constantFrom('Tomás Berg', 'Nadia Okoro', null) }),
  fc.record({ is_pinned: fc.boolean() }),
  fc.record({ is_blocked: fc.boolean() }),
  fc.record({ tags: fc.subarray(['vip', 'late', 'new']) }),
);

/** What happens at the server, by customers, by Meta and by other operators. */
const serverStep = fc.oneof(
  fc.record({
    type: fc.constant('receive' as const),
    from: fc.array(anybody, { minLength: 1, maxLength: 4 }),
    laterBy: fc.constantFrom(0, 0, 7_200, -90_000),
    name: fc.constantFrom(undefined, 'Tomás', 'Nadia'),
  }),
  fc.record({ type: fc.constant('send' as const), to: anybody }),
  fc.record({
    type: fc.constant('status' as const),
    /** Of the message sent this many before the newest. */
    back: fc.nat(3),
    status: fc.constantFrom(...STATUSES),
  }),
  fc.record({ type: fc.constant('edit' as const), who: anybody, edit: edits }),
  fc.record({ type: fc.constant('read' as const), who: anybody }),
);
/** What this operator does. */
const storeStep = fc.oneof(
  fc.record({ type: fc.constant('open' as const), who: anybody }),
  fc.record({ type: fc.constant('older' as const), who: anybody }),
  fc.record({ type: fc.constant('find' as const), who: anybody }),
  fc.record({ type: fc.constant('pin' as const), who: anybody, isPinned: fc.boolean() }),
  fc.record({ type: fc.constant('mark_read' as const), who: anybody }),
  fc.record({ type: fc.constant('write' as const), to: anybody }),
  fc.record({ type: fc.constant('list' as const), filter: fc.constantFrom('all', 'unread') }),
  fc.record({ type: fc.constant('search' as const), text: fc.constantFrom('', 'Tom', 'ustomer') }),
);
/** What happens to the line between the two. */
const lineStep = fc.record({
  type: fc.constantFrom(
    'hold_answers' as const,
    'release_answers' as const,
    'hold_frames' as const,
    'release_frames' as const,
    'wait' as const,
    'cut' as const,
    'reset' as const,
  ),
});
const step = fc.oneof(
  { weight: 4, arbitrary: serverStep },
  { weight: 3, arbitrary: storeStep },
  { weight: 2, arbitrary: lineStep },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/*
 * The promise under the widget: a store that took a snapshot long ago and applied every change since
 * is the same as one that takes its snapshot now. Real backend, real sockets; answers and frames are
 * held back so that they overtake each other in every way they can.
 */
describe.each(testDatabases)('a snapshot and the changes since ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: StoreRig;
  /** By Meta's clock; a few of the messages are as new as what is sent from here. */
  let second = Math.floor(Date.now() / 1_000) - 7_200;
  const sent: string[] = [];
  const network = new EventTarget();

  beforeAll(async () => {
    opened = await create();
    rig = await StoreRig.start(opened);
    const people = Array.from({ length: PEOPLE }, (_, index) => index);
    await receive(people);
    await receive(Array.from({ length: LONG_CHAT }, () => 0));
    await rig.whenQuiet();
  });
  afterAll(async () => {
    await rig.stop();
    await opened.discard();
  });
  beforeEach(() => {
    vi.stubGlobal('navigator', { onLine: true, language: 'en' });
    vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
    vi.stubGlobal('removeEventListener', network.removeEventListener.bind(network));
  });
  afterEach(() => vi.unstubAllGlobals());

  async function receive(from: readonly number[], laterBy = 0, name?: string): Promise<void> {
    second += 1;
    const timestamp = String(second + laterBy);
    await rig.deliver({
      people: from.map((index) => ({ ...person(index), ...(name === undefined ? {} : { name }) })),
      messages: from.map((index) => textMessage(person(index), `Hello ${second}`, { timestamp })),
    });
  }

  async function takeServerStep(taken: Step): Promise<void> {
    if (taken.type === 'receive') {
      await receive(taken.from, taken.laterBy, taken.name);
    } else if (taken.type === 'send') {
      const request = { phone_number: `+${person(taken.to).waId}`, message_text: 'Good morning' };
      await rig.call<{ message: Message }>('POST', '/api/whatsapp/send', request).then(
        ({ message }) => sent.push(message.id),
        (error: Error) => {
          // Who is blocked is not written to.
          if (!error.message.includes('contact_blocked')) throw error;
        },
      );
    } else if (taken.type === 'status') {
      const id = sent.at(-1 - taken.back);
      if (id === undefined) return;
      const { read } = rig.database;
      const row = await read('whatsapp_messages')
        .where({ id: Number(id) })
        .first('message_id');
      const { status } = taken;
      await rig.deliver({
        statuses: [
          {
            id: row.message_id ?? newWamid(),
            status,
            timestamp: String((second += 1)),
            biz_opaque_callback_data: `msg:${id}`,
            ...(status === 'failed' ? { errors: [{ code: 131026, title: 'Undeliverable' }] } : {}),
          },
        ],
      });
    } else if (taken.type === 'edit') {
      await rig.call('PUT', `/api/whatsapp/contacts/${reference(taken.who)}`, taken.edit);
    } else if (taken.type === 'read') {
      await rig.call('POST', `/api/whatsapp/contacts/${reference(taken.who)}/read`);
    }
  }

  async function takeStoreStep(taken: Step, store: InboxStore): Promise<void> {
    if (taken.type === 'list') return store.loadList(taken.filter as 'all' | 'unread');
    if (taken.type === 'search') return store.search(taken.text);
    if (taken.type === 'find') {
      await store.findContact(`+${person(taken.who).waId}`);
      return;
    }
    if (!('who' in taken || 'to' in taken)) return;
    const index = 'who' in taken ? taken.who : taken.to;
    const phone = `+${person(index).waId}`;
    const known = [...store.state.contacts.values()].find((other) => other.phone_number === phone);
    if (!known) return;
    if (taken.type === 'open') await store.openLog(known.id);
    else if (taken.type === 'older') await store.loadOlder(known.id);
    else if (taken.type === 'pin') await store.setPinned(known.id, taken.isPinned);
    else if (taken.type === 'mark_read') await store.markRead(known.id);
    else if (taken.type === 'write') store.send(known.id, 'On its way');
  }

  async function takeLineStep(taken: Step, line: StoreLine): Promise<void> {
    if (taken.type === 'hold_answers') line.holdAnswers();
    else if (taken.type === 'release_answers') line.releaseAnswers();
    else if (taken.type === 'hold_frames') line.holdFrames();
    else if (taken.type === 'release_frames') line.releaseFrames();
    else if (taken.type === 'wait') await rig.whenQuiet();
    else if (taken.type === 'cut') {
      line.cut();
      network.dispatchEvent(new Event('online'));
    } else if (taken.type === 'reset') {
      line.cut();
      await receive([0, 1]);
      await rig.whenQuiet();
      await rig.changeLog.deleteOld(Date.now() + EIGHT_DAYS_MS, async () => true);
      network.dispatchEvent(new Event('online'));
    }
  }

  /** Waits until nothing is under way and `store` has applied everything; fetches what it knows to be stale. */
  async function settle(store: InboxStore, line: StoreLine): Promise<void> {
    line.releaseAnswers();
    line.releaseFrames();
    await until(() => store.state.isLoaded && store.state.live === 'live' && line.pending === 0);
    await until(async () => {
      const head = await rig.whenQuiet();
      for (const [id, log] of store.state.logs) {
        if (log.loading === 'stale') await store.openLog(id);
      }
      // What is written to somebody who was blocked meanwhile is refused, and waits for a person.
      const isSent = store.state.pending.every(({ state }) => state === 'refused');
      return line.pending === 0 && isSent && store.state.seq === head;
    });
  }

  async function loadAll(store: InboxStore): Promise<void> {
    while (!store.state.lists.all.isComplete) await store.loadList('all');
  }

  it('equal a snapshot taken now, whatever overtook what', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: MAX_STEPS }), async (steps) => {
        const { store, line } = rig.createStore();
        const fresh = rig.createStore();
        try {
          // The first snapshot, too, is taken in the middle of changes.
          const actions: Promise<unknown>[] = [store.start()];
          for (const taken of steps) {
            await takeServerStep(taken);
            actions.push(takeStoreStep(taken, store));
            await takeLineStep(taken, line);
          }
          await settle(store, line);
          await Promise.all(actions);
          await settle(store, line);
          await fresh.store.start();
          await settle(fresh.store, fresh.line);
          await loadAll(fresh.store);
          await expectSame(store, fresh.store);
        } finally {
          store.stop();
          fresh.store.stop();
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  async function expectSame(store: InboxStore, fresh: InboxStore): Promise<void> {
    expect(store.state.seq).toBe(fresh.state.seq);
    expect(store.state.unreadCount).toBe(fresh.state.unreadCount);
    expect(store.state.connection).toEqual(fresh.state.connection);
    for (const contact of store.state.contacts.values()) {
      expect(contact).toEqual(fresh.state.contacts.get(contact.id));
    }
    for (const [id, log] of store.state.logs) {
      expect(log.loading).toBe('idle');
      await fresh.openLog(id);
      const oldest = Number(log.messages[0]?.id ?? 0);
      const freshLog = () => fresh.state.logs.get(id)!;
      while (Number(freshLog().messages[0]?.id) > oldest && freshLog().olderCursor !== null) {
        await fresh.loadOlder(id);
      }
      const stretch = freshLog().messages.filter((message) => Number(message.id) >= oldest);
      expect(log.messages.map(shown)).toEqual(stretch.map(shown));
    }
    // Whoever is not loaded yet is found by the pages that follow, with cursors from before.
    await loadAll(store);
    const nowMs = selectServerNowMs(fresh.state);
    const rows = (of: InboxStore) =>
      selectContacts({ ...of.state, search: undefined }, 'all', nowMs);
    expect(rows(store)).toEqual(rows(fresh));
    expect(rows(fresh).map(({ id }) => id)).toEqual(await listAsServer());
    for (const filter of ['all', 'unread', 'pinned', 'window_open'] as const) {
      expect(selectCount(store.state, filter, nowMs)).toBe(selectCount(fresh.state, filter, nowMs));
    }
  }

  async function listAsServer(): Promise<string[]> {
    const contacts: Contact[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = `limit=77${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: ContactPage = await rig.call('GET', `/api/whatsapp/contacts?${query}`);
      contacts.push(...page.contacts);
      cursor = page.next_cursor;
    }
    return contacts.map(({ id }) => id);
  }
});

/** A message as screens show it: that operators have read what customers wrote is the contact's to tell. */
function shown(message: Message): object {
  if (message.direction === 'outgoing') return message;
  const { is_read: _isRead, read_at: _readAt, ...rest } = message;
  return rest;
}
