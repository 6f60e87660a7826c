import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  messagesChange,
  PHONE_CUSTOMER,
  PHONE_NUMBER_ID,
  textMessage,
  USERNAME_CUSTOMER,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { Message } from '../../contract/message.ts';

describe.each(testDatabases)('the history ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  beforeEach(async () => {
    opened = await create();
    rig = await new IngestRig(opened.database).start();
    await rig.deliver(
      envelope(
        messagesChange({
          people: [PHONE_CUSTOMER, USERNAME_CUSTOMER],
          messages: [
            textMessage(PHONE_CUSTOMER, 'Is the 100% cotton shirt back?'),
            textMessage(USERNAME_CUSTOMER, 'Good morning', { context: { id: 'wamid.EARLIER' } }),
            textMessage(PHONE_CUSTOMER, '', { type: 'image', image: { id: '1' } }),
            textMessage(PHONE_CUSTOMER, 'And the blue one?'),
          ],
        }),
      ),
    );
    await rig.database.transaction(async (tx) =>
      rig.messages.createOutgoing(tx, {
        phoneNumberId: PHONE_NUMBER_ID,
        contact: await rig.contacts.resolveRecipient(tx, '+15550100999', Date.now()),
        content: { kind: 'text', body: 'Yes, the blue one is' },
        nowMs: Date.now(),
      }),
    );
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });

  const list = (query: string) => rig.call('GET', `/api/whatsapp/messages${query}`);
  const textsOf = (answer: { body: { messages: Message[] } }) =>
    answer.body.messages.map((message) => message.message_text);

  it('comes newest first, page by page', async () => {
    const all = textsOf(await list(''));
    expect(all).toEqual([
      'Yes, the blue one is',
      'And the blue one?',
      null,
      'Good morning',
      'Is the 100% cotton shirt back?',
    ]);
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.body.next_cursor}`);
    const third = await list(`?limit=2&cursor=${second.body.next_cursor}`);
    expect([first, second, third].flatMap(textsOf)).toEqual(all);
    expect(third.body.next_cursor).toBeNull();
  });

  it('knows the first message that a customer wrote to a number', async () => {
    const first = await rig.messageReadModel.findFirstReceived(PHONE_NUMBER_ID);
    expect(['Is the 100% cotton shirt back?', 'Good morning']).toContain(first?.text);
    expect(await rig.messageReadModel.findFirstReceived('700500300100299')).toBeUndefined();
  });

  it('counts nothing as received that we wrote ourselves', async () => {
    const other = '700500300100299';
    await rig.database.transaction(async (tx) =>
      rig.messages.createOutgoing(tx, {
        phoneNumberId: other,
        contact: await rig.contacts.resolveRecipient(tx, '+15550100999', Date.now()),
        content: { kind: 'text', body: 'Hello?' },
        nowMs: Date.now(),
      }),
    );
    expect(await rig.messageReadModel.findFirstReceived(other)).toBeUndefined();
  });

  it.each([
    ['?contact=GB.77310042951188', ['Good morning']],
    ['?contact=%2B15550100999&direction=outgoing', ['Yes, the blue one is']],
    ['?contact=+15550100999&limit=1', ['Yes, the blue one is']],
    ['?contact=15550100111', []],
    ['?contact=nobody', []],
    ['?search=BLUE', ['Yes, the blue one is', 'And the blue one?']],
    ['?search=100%25', ['Is the 100% cotton shirt back?']],
    ['?search=%00', []],
    ['?status=queued', ['Yes, the blue one is']],
    ['?type=image', [null]],
    ['?type=%00', []],
    ['?since=2100-01-01T00:00:00Z', []],
    ['?since=2020-01-01T00:00:00%2B02:00&type=text&search=morning', ['Good morning']],
  ])('filtered by %s', async (query, texts) => {
    const answer = await list(query);
    expect(answer.status).toBe(200);
    expect(textsOf(answer)).toEqual(texts);
  });

  it.each([
    ['?cursor=WzBd', 'invalid_cursor'],
    ['?cursor=x', 'invalid_cursor'],
    ['?since=yesterday', 'validation_failed'],
    ['?limit=0', 'validation_failed'],
    ['?status=lost', 'validation_failed'],
  ])('refuses %s', async (query, code) => {
    expect(await list(query)).toMatchObject({ status: 400, body: { error: { code } } });
  });

  it('says which message an answer is to', async () => {
    const { body } = await list('?search=morning');
    expect(body.messages[0]).toMatchObject({ reply_to_message_id: 'wamid.EARLIER' });
  });

  it('is for signed-in people only', async () => {
    expect((await rig.call('GET', '/api/whatsapp/messages', { token: 'nobody' })).status).toBe(401);
  });

  it('is summed up by day without reading it', async () => {
    const { body } = await rig.call('GET', '/api/whatsapp/stats?days=3');
    expect(body).toMatchObject({
      total_messages: 5,
      incoming_messages: 4,
      outgoing_messages: 1,
      unread_count: 4,
      total_contacts: 2,
      by_status: { queued: 1 },
    });
    expect(body.days).toHaveLength(3);
    expect(body.days[2]).toMatchObject({
      day: new Date().toISOString().slice(0, 10),
      incoming: 4,
      outgoing: 1,
      delivered: 0,
    });
  });

  it('of webhooks is for admins, and a webhook can be replayed without doubling anything', async () => {
    const events = '/api/webhooks/whatsapp/events';
    expect((await rig.call('GET', events)).status).toBe(403);
    const { body } = await rig.call('GET', `${events}?state=done&has_problems=false`, {
      token: 'admin',
    });
    expect(body.events).toMatchObject([{ state: 'done', item_count: 4 }]);
    const replay = (id: string) => rig.call('POST', `${events}/${id}/replay`, { token: 'admin' });
    expect((await replay(body.events[0].id as string)).status).toBe(202);
    await rig.worker.whenIdle();
    expect((await rig.listMessages()).length).toBe(5);
    for (const unknown of ['999', 'x', '1%00']) expect((await replay(unknown)).status).toBe(404);
    const failed = await rig.call('GET', `${events}?state=failed`, { token: 'admin' });
    expect(failed.body.events).toEqual([]);
  });
});
