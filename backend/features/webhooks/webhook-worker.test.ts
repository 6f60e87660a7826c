import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  FIRST_SECOND,
  messagesChange,
  newWamid,
  PHONE_CUSTOMER,
  PHONE_NUMBER_ID,
  statusReport,
  textMessage,
  toMetaBytes,
  USERNAME_CUSTOMER,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const hello = (extra: object = {}) =>
  envelope(
    messagesChange({
      people: [PHONE_CUSTOMER],
      messages: [textMessage(PHONE_CUSTOMER, 'Is the blue kettle back?', extra)],
    }),
  );

describe.each(testDatabases)('webhooks in ($name)', ({ create }) => {
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

  it('turns a message into message, contact, conversation, figures and one change', async () => {
    await rig.deliver(hello({ id: 'wamid.ONE' }));
    const [change] = await rig.listChanges();
    expect(change).toMatchObject({
      type: 'message.created',
      unread_count: 1,
      message: {
        id: String(change?.seq),
        message_id: 'wamid.ONE',
        direction: 'incoming',
        status: 'received',
        message_type: 'text',
        message_text: 'Is the blue kettle back?',
        from_phone: '+15550100999',
        to_phone: '+15550100200',
        is_read: false,
        sent_at: new Date(FIRST_SECOND * 1_000).toISOString(),
      },
      contact: {
        phone_number: '+15550100999',
        user_id: 'US.48213570926641',
        display_name: 'Nadia Okoro',
        phone_number_id: PHONE_NUMBER_ID,
        unread_count: 1,
        last_message: { preview: 'Is the blue kettle back?', direction: 'incoming' },
        window_expires_at: new Date(FIRST_SECOND * 1_000 + 86_400_000).toISOString(),
      },
    });
    expect((await rig.stats.getStats(1, rig.contacts)).incoming_messages).toBe(1);
    const { events } = await rig.webhookReadModel.list({ limit: 5 });
    expect(events).toMatchObject([{ state: 'done', item_count: 1, problem_count: 0 }]);
  });

  it('stores a message once, though it comes fifty times at once', async () => {
    const body = hello({ id: 'wamid.FIFTY' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => rig.post(body)));
    expect(new Set(answers)).toEqual(new Set([200]));
    await rig.worker.whenIdle();
    expect(await rig.listMessages()).toHaveLength(1);
    expect(await rig.listChanges()).toHaveLength(1);
    const { unread_count: unreadCount } = await rig.contactReadModel.list({
      filter: 'all',
      limit: 5,
    });
    expect(unreadCount).toBe(1);
  });

  it('makes one contact and one conversation of ten messages of somebody new', async () => {
    await Promise.all(Array.from({ length: 10 }, () => rig.post(hello())));
    await rig.worker.whenIdle();
    expect(await rig.listMessages()).toHaveLength(10);
    expect(await rig.countRows('whatsapp_contacts')).toBe(1);
    expect(await rig.countRows('conversations')).toBe(1);
    const page = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(page).toMatchObject({ unread_count: 10, contacts: [{ unread_count: 10 }] });
  });

  it('takes every entry, change, message and status of a batch, and sets aside only the bad', async () => {
    const good = newWamid();
    const payload = {
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [
            messagesChange({
              people: [USERNAME_CUSTOMER, PHONE_CUSTOMER],
              messages: [
                textMessage(PHONE_CUSTOMER, 'one'),
                textMessage(PHONE_CUSTOMER, 'no time', { timestamp: 'yesterday' }),
                textMessage(USERNAME_CUSTOMER, 'two'),
                textMessage({}, 'from nobody'),
                textMessage(PHONE_CUSTOMER, '', { type: 'text', text: {} }),
                'not even an object',
                textMessage(PHONE_CUSTOMER, '', { type: 'pigeon', pigeon: {} }),
              ],
            }),
            { field: 'flows', value: { event: 'FLOW_STATUS_CHANGE' } },
            { value: {} },
          ],
        },
        {
          id: '2',
          changes: [
            messagesChange({
              people: [PHONE_CUSTOMER],
              messages: [textMessage(PHONE_CUSTOMER, 'three')],
              statuses: [statusReport(good, 'sent'), { id: 'x', status: 'teleported' }, {}],
            }),
            messagesChange({
              phoneNumberId: '111222333444555',
              messages: [textMessage(PHONE_CUSTOMER, 'for another number')],
            }),
          ],
        },
      ],
    };
    await rig.deliver(payload);
    expect((await rig.listMessages()).map((message) => message.message_text)).toEqual([
      'one',
      'two',
      null,
      'three',
    ]);
    expect((await rig.listMessages())[2]?.content).toEqual({
      kind: 'unsupported',
      original_type: 'pigeon',
    });
    expect(await rig.countRows('parked_statuses')).toBe(1);
    const { events, counts } = await rig.webhookReadModel.list({ limit: 5 });
    const problems = events[0]?.items.filter(({ state }) => ['unknown', 'failed'].includes(state));
    expect(problems?.map((problem) => [problem.item_path, problem.state])).toEqual([
      ['entry[0].changes[0].value.messages[1]', 'failed'],
      ['entry[0].changes[0].value.messages[3]', 'failed'],
      ['entry[0].changes[0].value.messages[4]', 'failed'],
      ['entry[0].changes[0].value.messages[5]', 'failed'],
      ['entry[0].changes[1]', 'unknown'],
      ['entry[0].changes[2]', 'failed'],
      ['entry[1].changes[0].value.statuses[1]', 'unknown'],
      ['entry[1].changes[0].value.statuses[2]', 'unknown'],
      ['entry[1].changes[1].value.messages[0]', 'unknown'],
    ]);
    expect(events[0]).toMatchObject({
      ...{ state: 'done', item_count: 14, problem_count: 9 },
      item_states: { shown: 4, parsed: 1, unknown: 4, failed: 5 },
    });
    expect(events[0]?.items).toHaveLength(14);
    expect(counts).toEqual({
      ...{ stored: 0, failed: 0, unknown_items: 4, failed_items: 5, replayable: 1 },
    });
  });

  it('sets aside the one item that the database refuses, and stores its siblings', async () => {
    const body = envelope(
      messagesChange({
        people: [PHONE_CUSTOMER],
        messages: [
          textMessage(PHONE_CUSTOMER, 'before'),
          textMessage(PHONE_CUSTOMER, 'refused', { id: 'wamid.REFUSED' }),
          textMessage(PHONE_CUSTOMER, 'after'),
        ],
      }),
    );
    const receiveAll = rig.messages.receiveAll.bind(rig.messages);
    rig.messages.receiveAll = async (tx, events, nowMs) => {
      const outcomes = await receiveAll(tx, events, nowMs);
      if (events.some((event) => event.messageId === 'wamid.REFUSED')) {
        await tx('whatsapp_messages').insert({ id: 1 });
      }
      return outcomes;
    };
    await rig.deliver(body);
    expect((await rig.listMessages()).map((message) => message.message_text)).toEqual([
      'before',
      'after',
    ]);
    const { events } = await rig.webhookReadModel.list({ limit: 5 });
    expect(events[0]?.items).toMatchObject([
      { item_path: 'entry[0].changes[0].value.messages[1]', state: 'failed', resolved_at: null },
      { item_path: 'entry[0].changes[0].value.messages[0]', state: 'shown' },
      { item_path: 'entry[0].changes[0].value.messages[2]', state: 'shown' },
    ]);

    // After an upgrade the admin replays the webhook.
    rig.messages.receiveAll = receiveAll;
    await rig.journalService.replay(events[0]?.id ?? '');
    await rig.worker.whenIdle();
    expect(await rig.listMessages()).toHaveLength(3);
    const after = await rig.webhookReadModel.list({ limit: 5 });
    expect(after.events[0]).toMatchObject({ state: 'done', problem_count: 0 });
    expect(after.events[0]?.items[1]).toMatchObject({
      message_id: 'wamid.REFUSED',
      state: 'shown',
    });
    expect(after.events[0]?.items.map(({ resolved_at }) => resolved_at !== null)).toEqual([
      ...[false, true, false],
    ]);
    expect(after.events[0]?.item_states).toMatchObject({ shown: 3, failed: 0 });
    expect(after.counts.failed_items).toBe(0);
  });

  it.each([
    ['malformed', '{"object":"whatsapp_business_account","entry":[', 'not valid JSON'],
    ['empty', '', 'not valid JSON'],
    ['with a byte order mark', '\uFEFF{}', 'not valid JSON'],
    ['deeply nested', `{"entry":${'['.repeat(200_000)}`, 'nests deeper than 64'],
  ])('keeps a signed body that is %s, answers 200, and shows it', async (_name, body, reason) => {
    await rig.deliver(body);
    const { events, counts } = await rig.webhookReadModel.list({ limit: 5 });
    expect(events).toMatchObject([
      { state: 'failed', size_bytes: Buffer.byteLength(body), items: [{ item_path: '' }] },
    ]);
    expect(events[0]?.error).toContain(reason);
    expect(counts.failed).toBe(1);
    await rig.deliver(hello());
    expect(await rig.listMessages()).toHaveLength(1);
  });

  it.each([
    ['another object', { object: 'page', entry: [] }],
    ['an array', []],
    ['a number', Buffer.from('42')],
    ['entries that are none', { object: 'whatsapp_business_account', entry: 7 }],
  ])('answers 200 to %s', async (_name, body) => {
    await rig.deliver(body);
    expect((await rig.webhookReadModel.list({ limit: 5 })).events[0]?.state).toBe('done');
  });

  it('ignores __proto__ and constructor wherever they stand', async () => {
    const poison = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},';
    const body = JSON.stringify(hello()).replaceAll('{', `{${poison}`);
    await rig.deliver(body);
    expect(await rig.listMessages()).toHaveLength(1);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('stores U+0000 and lone surrogates as replacement characters', async () => {
    const person = { ...PHONE_CUSTOMER, name: 'Na\u0000dia \uD83D' };
    await rig.deliver(
      toMetaBytes(
        envelope(
          messagesChange({
            people: [person],
            messages: [textMessage(person, 'a\u0000b \uDE00 c 😀')],
          }),
        ),
      ),
    );
    expect((await rig.listMessages())[0]?.message_text).toBe('a\uFFFDb \uFFFD c 😀');
    const { contacts } = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(contacts[0]?.display_name).toBe('Na\uFFFDdia \uFFFD');
  });

  it('sets aside items that are bare text which the database cannot hold, beside good ones', async () => {
    const good = textMessage(PHONE_CUSTOMER, 'good');
    await rig.deliver(envelope(messagesChange({ messages: ['a\u0000b', '\ud800', good] })));
    expect(await rig.listMessages()).toHaveLength(1);
    const { events } = await rig.webhookReadModel.list({ limit: 5 });
    expect(events[0]?.state).toBe('done');
    const event = await rig.webhookReadModel.find(Number(events[0]?.id), { limit: 10 });
    const failed = event?.items.filter(({ state }) => state === 'failed');
    expect(failed?.map(({ raw }) => raw)).toEqual(['a\uFFFDb', '\uFFFD']);
  });

  it('knows a customer without a phone by their user id, and their phone when it is told', async () => {
    const say = (person: typeof USERNAME_CUSTOMER) =>
      rig.deliver(
        envelope(messagesChange({ people: [person], messages: [textMessage(person, 'Hello')] })),
      );
    await say(USERNAME_CUSTOMER);
    const page = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(page.contacts).toMatchObject([
      { phone_number: null, user_id: 'GB.77310042951188', username: 'tomas.b' },
    ]);
    await say({ ...USERNAME_CUSTOMER, waId: '447700900123', username: 'tomas.new' });
    const later = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(later.contacts).toMatchObject([
      { phone_number: '+447700900123', username: 'tomas.new', unread_count: 2 },
    ]);
  });

  it('keeps the contact of a customer whose user id changes', async () => {
    await rig.deliver(hello());
    const system = {
      id: newWamid(),
      timestamp: String(FIRST_SECOND + 60),
      type: 'system',
      system: {
        type: 'user_changed_user_id',
        previous_user_id: PHONE_CUSTOMER.userId,
        user_id: 'US.99999999999999',
      },
    };
    await rig.deliver(envelope(messagesChange({ messages: [system] })));
    const moved = { userId: 'US.99999999999999', name: 'Nadia Okoro' };
    await rig.deliver(
      envelope(messagesChange({ people: [moved], messages: [textMessage(moved, 'Still me')] })),
    );
    const { contacts } = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(contacts).toMatchObject([{ user_id: 'US.99999999999999', unread_count: 2 }]);
  });

  it('keeps the contact of a customer whose number changes, and says so in the chat', async () => {
    await rig.deliver(hello());
    const system = {
      from: PHONE_CUSTOMER.waId,
      id: newWamid(),
      timestamp: String(FIRST_SECOND + 60),
      type: 'system',
      system: { type: 'user_changed_number', wa_id: '15550100888', user_id: 'US.88888888888888' },
    };
    // Twice is as once.
    await rig.deliver(envelope(messagesChange({ messages: [system, system] })));
    expect((await rig.listChanges()).map(({ type }) => type)).toEqual([
      'message.created',
      'contact.updated',
      'message.created',
    ]);
    expect((await rig.listMessages()).at(-1)).toMatchObject({
      content: { kind: 'notice', notice: 'user_changed_number', new_phone: '+15550100888' },
      is_read: true,
    });
    const moved = { waId: '15550100888', userId: 'US.88888888888888', name: 'Nadia Okoro' };
    await rig.deliver(
      envelope(messagesChange({ people: [moved], messages: [textMessage(moved, 'New phone')] })),
    );
    const { contacts } = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(contacts).toMatchObject([{ phone_number: '+15550100888', unread_count: 2 }]);
  });

  it('does not let a late message take the place of a newer one, nor shorten the window', async () => {
    await rig.deliver(hello({ timestamp: String(FIRST_SECOND + 100) }));
    await rig.deliver(hello({ text: { body: 'older' } }));
    const { contacts } = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(contacts[0]).toMatchObject({
      last_message: { preview: 'Is the blue kettle back?' },
      unread_count: 2,
      last_message_time: new Date((FIRST_SECOND + 100) * 1_000).toISOString(),
      window_expires_at: new Date((FIRST_SECOND + 100) * 1_000 + 86_400_000).toISOString(),
    });
  });

  it('stores a webhook of 1,000 items whole', async () => {
    const filler = 'x'.repeat(2_700);
    const messages = Array.from({ length: 1_000 }, (_, index) => {
      const person = { waId: String(15_550_200_000 + (index % 300)) };
      return index === 500
        ? textMessage(person, '', { text: null })
        : textMessage(person, `${index} ${filler}`);
    });
    const body = JSON.stringify(envelope(messagesChange({ messages })));
    await rig.deliver(body);
    expect(await rig.countRows('whatsapp_messages')).toBe(999);
    expect(await rig.countRows('webhook_items')).toBe(1_000);
    const { events } = await rig.webhookReadModel.list({ limit: 5 });
    expect(events[0]?.item_states).toEqual({ shown: 999, parsed: 0, unknown: 0, failed: 1 });
    expect(events[0]?.items).toHaveLength(50);
    expect(events[0]?.items[0]).toMatchObject({
      ...{ state: 'failed', item_path: 'entry[0].changes[0].value.messages[500]', kind: 'text' },
    });
    expect(await rig.countRows('whatsapp_contacts')).toBe(300);
  });

  it('works on at start what an earlier process has stored and not worked on', async () => {
    await rig.worker.stop();
    expect(await rig.post(hello({ id: 'wamid.LEFT' }))).toBe(200);
    expect(await rig.countRows('whatsapp_messages')).toBe(0);
    const next = await new IngestRig(opened.openAgain()).start();
    await next.worker.whenIdle();
    expect(await next.listMessages()).toMatchObject([{ message_id: 'wamid.LEFT' }]);
    await next.stop();
  });

  it('does not leave for days what was stored while the clock was days ahead', async () => {
    await rig.worker.stop();
    expect(await rig.post(hello({ id: 'wamid.AHEAD' }))).toBe(200);
    const ahead = Date.now() + 3 * 24 * 60 * 60 * 1_000;
    await opened.database.transaction((tx) =>
      tx('whatsapp_webhooks').update({ received_at: ahead, due_at: ahead }),
    );
    const next = await new IngestRig(opened.openAgain()).start();
    await expect.poll(() => next.countRows('whatsapp_messages'), { timeout: 10_000 }).toBe(1);
    await next.stop();
  });

  it('stores once what two instances receive at the same time', async () => {
    const other = await new IngestRig(opened.openAgain()).start();
    const bodies = Array.from({ length: 20 }, () => hello());
    await Promise.all(bodies.flatMap((body) => [rig.post(body), other.post(body)]));
    await Promise.all([rig.worker.whenIdle(), other.worker.whenIdle()]);
    await expect.poll(() => rig.webhookStore.hasDue(Date.now()), { timeout: 10_000 }).toBe(false);
    await Promise.all([rig.worker.whenIdle(), other.worker.whenIdle()]);
    expect(await rig.countRows('whatsapp_messages')).toBe(20);
    expect(await rig.countRows('whatsapp_contacts')).toBe(1);
    expect(await rig.countRows('conversations')).toBe(1);
    const { contacts } = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(contacts[0]?.unread_count).toBe(20);
    await other.stop();
  });
});
