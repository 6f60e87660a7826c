import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONNECTION, IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  messagesChange,
  PHONE_CUSTOMER,
  statusReport,
  textMessage,
  USERNAME_CUSTOMER,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import type { Person } from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const EVENTS = '/api/webhooks/whatsapp/events';

describe.each(testDatabases)('the journal over HTTP ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  beforeEach(async () => {
    opened = await create();
    rig = await new IngestRig(opened.database).start();
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });

  const get = async (query: Record<string, string> = {}, path = EVENTS) => {
    const answer = await rig.call('GET', `${path}?${new URLSearchParams(query)}`, {
      token: 'admin',
    });
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const post = (path: string) => rig.call('POST', `${EVENTS}/${path}`, { token: 'admin' });
  const search = async (text: string) => (await get({ search: text })).events;
  const saying = (person: Person, id: string, extra: object = {}) =>
    envelope(
      messagesChange({ people: [person], messages: [textMessage(person, 'Hi', { id, ...extra })] }),
    );

  it('is for admins only', async () => {
    await rig.deliver(saying(PHONE_CUSTOMER, 'wamid.ONE'));
    for (const path of ['', '/1']) {
      expect((await rig.call('GET', `${EVENTS}${path}`)).status).toBe(403);
    }
    for (const path of ['1/replay', 'replay-failed']) {
      expect((await rig.call('POST', `${EVENTS}/${path}`)).status).toBe(403);
    }
  });

  it.each([
    ['wamid.NADIA_1', 'the wamid'],
    ['  wamid.NADIA_1 ', 'the wamid with spaces around it'],
    ['+1 555 010 0999', 'the phone number as people type it'],
    ['0015550100999', 'the phone number with two zeros'],
    ['15550100999', 'the wa_id'],
    ['US.48213570926641', 'the business-scoped user id'],
  ])('finds a message by %j: %s', async (text) => {
    await rig.deliver(saying(USERNAME_CUSTOMER, 'wamid.TOMAS_1'));
    await rig.deliver(saying(PHONE_CUSTOMER, 'wamid.NADIA_1'));
    expect(await search(text)).toMatchObject([
      {
        state: 'done',
        item_states: { shown: 1, parsed: 0, unknown: 0, failed: 0 },
        items: [
          {
            type: 'message',
            kind: 'text',
            state: 'shown',
            message_id: 'wamid.NADIA_1',
            phone_number_id: '700500300100200',
            wa_id: '15550100999',
            user_id: 'US.48213570926641',
            reason: null,
          },
        ],
      },
    ]);
  });

  it.each(['wamid.NADIA', 'NADIA_1', '+1 555 010 099', 'US.4821', '%', '\u0000'])(
    'finds nothing by a part of it: %j',
    async (text) => {
      await rig.deliver(saying(PHONE_CUSTOMER, 'wamid.NADIA_1'));
      expect(await search(text)).toEqual([]);
    },
  );

  it('finds what a person wrote without their number by the number that we know', async () => {
    await rig.deliver(saying({ ...USERNAME_CUSTOMER, waId: '447700900123' }, 'wamid.WITH'));
    await rig.deliver(saying(USERNAME_CUSTOMER, 'wamid.WITHOUT'));
    await rig.deliver(saying(PHONE_CUSTOMER, 'wamid.OTHER'));
    const found = await search('+44 7700 900123');
    expect(found.map(({ items }: { items: object[] }) => items)).toMatchObject([
      [{ message_id: 'wamid.WITHOUT', wa_id: null }],
      [{ message_id: 'wamid.WITH' }],
    ]);
  });

  it('shows only what was searched for of a webhook with many items', async () => {
    const messages = Array.from({ length: 60 }, (_, index) =>
      textMessage({ waId: String(15_550_100_100 + index) }, 'Hi', { id: `wamid.MANY_${index}` }),
    );
    await rig.deliver(envelope(messagesChange({ messages })));
    const [all] = (await get()).events;
    expect(all.items).toHaveLength(50);
    expect(all.items[10].message_id).toBe('wamid.MANY_10');
    const [found] = await search('+15550100157');
    expect(found.items).toMatchObject([{ message_id: 'wamid.MANY_57' }]);
    expect(found).toMatchObject({ item_count: 60, item_states: { shown: 60 } });
  });

  it('finds an item that could not be read, and says why', async () => {
    await rig.deliver(saying(PHONE_CUSTOMER, 'wamid.BROKEN', { timestamp: 'yesterday' }));
    for (const text of ['wamid.BROKEN', '+15550100999', 'US.48213570926641']) {
      expect((await search(text))[0].items).toMatchObject([
        { type: 'malformed', kind: 'text', state: 'failed', reason: 'timestamp is not in seconds' },
      ]);
    }
  });

  it('tells a status without its message apart until the message is there', async () => {
    const status = envelope(messagesChange({ statuses: [statusReport('wamid.LATE', 'sent')] }));
    await rig.deliver(status);
    expect((await search('wamid.LATE'))[0]).toMatchObject({
      item_states: { shown: 0, parsed: 1 },
      items: [{ type: 'status', kind: 'sent', state: 'parsed', reason: expect.any(String) }],
    });
    await rig.database.transaction(async (tx) => {
      const [known] = await rig.contacts.findOrCreateAll(tx, [{ waId: '15550100999' }], Date.now());
      if (!known) throw new Error('no contact');
      const message = await rig.messages.createOutgoing(tx, {
        phoneNumberId: '700500300100200',
        contact: known,
        content: { kind: 'text', body: 'Yes, it is back.' },
        nowMs: Date.now(),
      });
      await rig.messages.recordAccepted(tx, message.id, { wamid: 'wamid.LATE', nowMs: Date.now() });
    });
    expect((await search('wamid.LATE'))[0]).toMatchObject({
      item_states: { shown: 1, parsed: 0 },
      items: [{ state: 'shown', reason: null }],
    });
  });

  it('finds what was not worked through yet, or never can be, by what stands in it', async () => {
    await rig.worker.stop();
    await rig.post(JSON.stringify(saying(PHONE_CUSTOMER, 'wamid.A/B+C==')).replaceAll('/', '\\/'));
    await rig.post(saying(USERNAME_CUSTOMER, 'wamid.OTHER'));
    for (const text of ['wamid.A/B+C==', '+1 (555) 010-0999']) {
      expect(await search(text)).toMatchObject([{ state: 'stored', item_count: null, items: [] }]);
    }
    rig.worker.start();
    await rig.worker.whenIdle();
    await rig.deliver(`${JSON.stringify(saying(PHONE_CUSTOMER, 'wamid.CUT'))}]`);
    expect(await search('wamid.CUT')).toMatchObject([{ state: 'failed' }]);
  });

  it('is narrowed to a span of time', async () => {
    const at = (day: number) => Date.UTC(2026, 9, day);
    for (const day of [1, 2, 3, 4]) {
      await rig.journal.append(
        Buffer.from(JSON.stringify(saying(PHONE_CUSTOMER, `w${day}`))),
        at(day),
      );
    }
    await rig.worker.whenIdle();
    const within = async (query: Record<string, string>) =>
      (await get(query)).events.map((event: { received_at: string }) =>
        Number(event.received_at.slice(8, 10)),
      );
    expect(await within({ since: '2026-10-02T00:00:00Z', until: '2026-10-04T00:00:00Z' })).toEqual([
      3, 2,
    ]);
    expect(await within({ since: '2026-10-03T22:00:00-04:00' })).toEqual([]);
    expect(await within({ since: '2026-10-04T02:00:00+02:00' })).toEqual([4]);
    expect(await within({ until: '2026-10-01T00:00:01Z', search: 'w1' })).toEqual([1]);
    expect(await within({ until: '2026-10-01T00:00:00Z' })).toEqual([]);
  });

  it('gives one webhook with its body as it came, and its items in pages', async () => {
    const messages = Array.from({ length: 12 }, (_, index) =>
      index === 11 ? 'no object' : textMessage(PHONE_CUSTOMER, 'Grüße', { id: `wamid.P${index}` }),
    );
    const body = JSON.stringify(envelope(messagesChange({ messages })));
    await rig.deliver(body);
    const { id } = (await get()).events[0];
    const first = await get({ limit: '10' }, `${EVENTS}/${id}`);
    expect(first).toMatchObject({ id, raw_body: body, item_states: { shown: 11, failed: 1 } });
    const second = await get({ limit: '10', cursor: first.next_cursor }, `${EVENTS}/${id}`);
    expect(second.next_cursor).toBeNull();
    const items = [...first.items, ...second.items];
    expect(items.map(({ message_id }) => message_id)).toEqual([
      ...Array.from({ length: 11 }, (_, index) => `wamid.P${index}`),
      null,
    ]);
    expect(items.at(-1)).toMatchObject({ raw: 'no object', reason: 'not an object' });
    expect(items[0].raw).toBeNull();
    for (const unknown of ['999', 'x', '1%00']) {
      const { status } = await rig.call('GET', `${EVENTS}/${unknown}`, { token: 'admin' });
      expect(status).toBe(404);
    }
  });

  it('puts everything that went wrong back in line at once, and nothing else', async () => {
    await rig.deliver(saying(PHONE_CUSTOMER, 'wamid.GOOD'));
    await rig.worker.stop();
    rig.connections = [];
    rig.worker.start();
    await rig.journal.append(Buffer.from(JSON.stringify(saying(PHONE_CUSTOMER, 'wamid.A'))));
    await rig.journal.append(Buffer.from(JSON.stringify(saying(USERNAME_CUSTOMER, 'wamid.B'))));
    await rig.journal.append(Buffer.from('no JSON'));
    await rig.worker.whenIdle();
    expect((await get({ has_problems: 'true' })).events).toHaveLength(3);
    expect((await get({ has_problems: 'false' })).events).toHaveLength(1);
    expect((await get()).counts).toMatchObject({
      ...{ failed: 1, unknown_items: 2, failed_items: 1, replayable: 3 },
    });

    await rig.worker.stop();
    rig.connections = [CONNECTION];
    rig.worker.start();
    expect(await post('replay-failed')).toMatchObject({ status: 202, body: { replayed: 3 } });
    await rig.worker.whenIdle();
    expect((await rig.listMessages()).map((message) => message.message_id)).toEqual([
      'wamid.GOOD',
      'wamid.A',
      'wamid.B',
    ]);
    expect((await get()).counts).toEqual({
      ...{ stored: 0, failed: 1, unknown_items: 0, failed_items: 1, replayable: 1 },
    });
    expect((await search('wamid.A'))[0].items).toMatchObject([
      { state: 'shown', reason: null, resolved_at: expect.any(String) },
    ]);
    expect((await post('replay-failed')).body).toEqual({ replayed: 1 });
  });
});
