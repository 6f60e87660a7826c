import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  FIRST_SECOND,
  messagesChange,
  PHONE_CUSTOMER,
  PHONE_NUMBER_ID,
  statusReport,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { Message } from '../../contract/message.ts';
import { toCallbackData } from '../../whatsapp/callback-data.ts';

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [
      item,
      ...rest,
    ]),
  );
}

describe.each(testDatabases)('outgoing messages ($name)', ({ create }) => {
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

  const queue = (clientMessageId?: string) =>
    rig.database.transaction(async (tx) =>
      rig.messages.createOutgoing(tx, {
        phoneNumberId: PHONE_NUMBER_ID,
        contact: await rig.contacts.resolveRecipient(tx, '+1 (555) 010-0999', Date.now()),
        content: { kind: 'text', body: 'Yes, since \u0000Monday' },
        clientMessageId,
        sentBy: { id: 'op_1', name: 'Ada' },
        nowMs: Date.now(),
      }),
    );
  const write = <Result>(
    work: (tx: Parameters<Parameters<typeof rig.database.transaction>[0]>[0]) => Promise<Result>,
  ) => rig.database.transaction(work);
  const report = (...statuses: object[]) =>
    rig.deliver(envelope(messagesChange({ people: [PHONE_CUSTOMER], statuses })));
  const get = (id: string) => rig.messages.getMessage(rig.database.read, id);
  /** What must be the same in whatever order the statuses came. */
  const outcome = ({ status, error, is_read, sent_at, delivered_at, read_at }: Message) => ({
    status,
    code: error?.code ?? null,
    is_read,
    sent_at,
    delivered_at,
    read_at,
  });

  it('are stored queued, with their change, in the contact’s conversation', async () => {
    const message = await queue('click-1');
    expect(message).toMatchObject({
      status: 'queued',
      direction: 'outgoing',
      to_phone: '+15550100999',
      message_text: 'Yes, since \uFFFDMonday',
      sent_by: { id: 'op_1', name: 'Ada' },
    });
    expect(await rig.listChanges()).toMatchObject([
      {
        seq: Number(message.id),
        type: 'message.created',
        unread_count: 0,
        contact: { last_message: { status: 'queued' }, window_expires_at: null },
      },
    ]);
    const found = await rig.messages.findByClientMessageId(
      rig.database.read,
      [PHONE_NUMBER_ID],
      'click-1',
    );
    expect(found).toEqual(message);
  });

  it('are refused under a key that is taken', async () => {
    await queue('click-1');
    const error = await queue('click-1').catch((thrown: unknown) => thrown);
    expect(rig.database.dialect.isUniqueViolation(error)).toBe(true);
  });

  it('go sending → sent, and the conversation and figures go with them', async () => {
    const { id } = await queue();
    await write((tx) => rig.messages.recordSending(tx, id));
    const accepted = await write((tx) =>
      rig.messages.recordAccepted(tx, id, {
        wamid: 'wamid.OUT',
        waId: '15550100999',
        nowMs: Date.now(),
      }),
    );
    expect(accepted).toMatchObject({ status: 'sent', message_id: 'wamid.OUT' });
    const { contacts } = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(contacts[0]?.last_message?.status).toBe('sent');
    expect((await rig.stats.getStats(1, rig.contacts)).by_status).toMatchObject({ sent: 1 });
    await report(statusReport('wamid.OUT', 'read'));
    expect((await rig.stats.getStats(1, rig.contacts)).days).toMatchObject([
      { outgoing: 1, delivered: 1, read: 1, failed: 0 },
    ]);
    const changed = (await rig.listChanges()).filter(
      (change) => change.type === 'message.status_changed',
    );
    expect(changed.map((change) => change.message.status)).toEqual(['sending', 'sent', 'read']);
  });

  it('take a step of the outbox only from where it may start', async () => {
    const { id } = await queue();
    await write((tx) => rig.messages.recordSending(tx, id));
    expect(await write((tx) => rig.messages.recordRequeued(tx, id))).toMatchObject({
      status: 'queued',
    });
    await write((tx) => rig.messages.recordSending(tx, id));
    expect(await write((tx) => rig.messages.recordUnknown(tx, id))).toMatchObject({
      status: 'unknown',
    });
    await report(
      statusReport('wamid.LATE', 'delivered', {
        biz_opaque_callback_data: toCallbackData(id),
      }),
    );
    expect(await write((tx) => rig.messages.recordRequeued(tx, id))).toMatchObject({
      status: 'delivered',
    });
    expect(await write((tx) => rig.messages.recordHeldForRetry(tx, id))).toMatchObject({
      status: 'delivered',
    });
    await expect(get('123456')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('end in one state in whatever order, and however often, their statuses come', async () => {
    const steps = ['sent', 'delivered', 'read', 'failed'].map((status, index) => ({
      status,
      timestamp: String(FIRST_SECOND + index),
    }));
    for (const some of [steps, steps.filter(({ status }) => status !== 'failed')]) {
      const outcomes = new Set<string>();
      for (const [index, order] of permutations(some).entries()) {
        const { id } = await queue();
        const wamid = `wamid.P${some.length}_${index}`;
        await write((tx) =>
          rig.messages.recordAccepted(tx, id, { wamid, nowMs: (FIRST_SECOND + 9) * 1_000 }),
        );
        const reports = order.map(({ status, timestamp }) =>
          statusReport(wamid, status, { timestamp }),
        );
        // By turns in one webhook, and each in its own with duplicates.
        if (index % 2 === 0) await report(...reports);
        else for (const single of reports) await report(single, single);
        outcomes.add(JSON.stringify(outcome(await get(id))));
      }
      expect([...outcomes].map((text) => JSON.parse(text) as object)).toMatchObject([
        {
          status: 'read',
          code: null,
          is_read: true,
          sent_at: new Date(FIRST_SECOND * 1_000).toISOString(),
          delivered_at: new Date((FIRST_SECOND + 1) * 1_000).toISOString(),
          read_at: new Date((FIRST_SECOND + 2) * 1_000).toISOString(),
        },
      ]);
    }
    const { by_status: byStatus } = await rig.stats.getStats(1, rig.contacts);
    expect(byStatus.read).toBe(30);
    expect(Object.values(byStatus).reduce((sum, count) => sum + count, 0)).toBe(30);
  });

  it('fail after sent, with the reason in words', async () => {
    for (const order of [
      ['sent', 'failed'],
      ['failed', 'sent'],
    ]) {
      const { id } = await queue();
      await write((tx) =>
        rig.messages.recordAccepted(tx, id, { wamid: `wamid.${id}`, nowMs: Date.now() }),
      );
      for (const status of order) await report(statusReport(`wamid.${id}`, status));
      expect(await get(id)).toMatchObject({
        status: 'failed',
        error: { code: 131026, is_retryable: false },
      });
    }
  });

  it('find statuses that came before Meta’s answer to the send', async () => {
    const { id } = await queue();
    await report(statusReport('wamid.EARLY', 'delivered'), statusReport('wamid.EARLY', 'sent'));
    expect(await rig.countRows('parked_statuses')).toBe(2);
    const settled: string[] = [];
    rig.messages.onOutgoingSettled(async (_tx, message) => {
      settled.push(message.status);
    });
    await write((tx) => rig.messages.recordSending(tx, id));
    const message = await write((tx) =>
      rig.messages.recordAccepted(tx, id, { wamid: 'wamid.EARLY', nowMs: Date.now() }),
    );
    expect(message.status).toBe('delivered');
    expect(settled).toEqual(['delivered']);
    expect(await rig.countRows('parked_statuses')).toBe(0);
  });

  it('take the earliest of what Meta told twice before its answer', async () => {
    const told = (second: number) =>
      statusReport('wamid.EARLY', 'delivered', { timestamp: String(FIRST_SECOND + second) });
    const { id } = await queue();
    await report(told(20));
    await report(told(10), told(30));
    const message = await write((tx) =>
      rig.messages.recordAccepted(tx, id, { wamid: 'wamid.EARLY', nowMs: Date.now() }),
    );
    expect(message.delivered_at).toBe(new Date((FIRST_SECOND + 10) * 1_000).toISOString());
  });

  it('are settled by the echo of our id when no answer came', async () => {
    const { id } = await queue();
    await write((tx) => rig.messages.recordSending(tx, id));
    await write((tx) => rig.messages.recordUnknown(tx, id));
    const settled: Message[] = [];
    rig.messages.onOutgoingSettled(async (_tx, message) => {
      settled.push(message);
    });
    const echo = { biz_opaque_callback_data: toCallbackData(id) };
    await report(
      statusReport('wamid.ECHO', 'sent', echo),
      statusReport('wamid.ECHO', 'read', echo),
    );
    expect(await get(id)).toMatchObject({ message_id: 'wamid.ECHO', status: 'read' });
    expect(settled).toMatchObject([{ id, status: 'read' }]);
    expect(await rig.countRows('parked_statuses')).toBe(0);
  });

  it('do not take another number’s echo for theirs', async () => {
    const { id } = await queue();
    rig.connections = [
      ...rig.connections,
      { ...rig.connections[0]!, id: 'cf_2', phoneNumberId: '700500300100999' },
    ];
    const echo = { biz_opaque_callback_data: toCallbackData(id) };
    await rig.deliver(
      envelope(
        messagesChange({
          phoneNumberId: '700500300100999',
          statuses: [statusReport('wamid.OTHER', 'read', echo)],
        }),
      ),
    );
    expect((await get(id)).status).toBe('queued');
    expect(await rig.countRows('parked_statuses')).toBe(1);
  });

  it('teach us the user id of a contact known by phone', async () => {
    const { id } = await queue();
    await write((tx) =>
      rig.messages.recordAccepted(tx, id, { wamid: 'wamid.T', nowMs: Date.now() }),
    );
    await report(statusReport('wamid.T', 'delivered'));
    const { contacts } = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(contacts).toMatchObject([
      { phone_number: '+15550100999', user_id: PHONE_CUSTOMER.userId },
    ]);
    expect((await rig.listChanges()).at(-1)?.type).toBe('contact.updated');
  });

  it('are not failed by the first attempt once a person has sent them again', async () => {
    const { id } = await queue();
    const accept = (wamid: string) =>
      write((tx) => rig.messages.recordAccepted(tx, id, { wamid, nowMs: Date.now() }));
    await accept('wamid.FIRST');
    await report(statusReport('wamid.FIRST', 'failed'));
    await write((tx) => rig.messages.recordHeldForRetry(tx, id));
    await report(statusReport('wamid.FIRST', 'failed'));
    expect((await get(id)).status).toBe('queued');
    await accept('wamid.SECOND');
    await report(
      statusReport('wamid.FIRST', 'failed', { biz_opaque_callback_data: toCallbackData(id) }),
    );
    expect(await get(id)).toMatchObject({ status: 'sent', message_id: 'wamid.SECOND' });
  });

  it('forget statuses of unknown messages after seven days', async () => {
    await report(statusReport('wamid.NEVER', 'read'));
    const dayMs = 86_400_000;
    const deleteAt = (nowMs: number) => write((tx) => rig.messages.deleteOldParked(tx, nowMs));
    expect(await deleteAt(Date.now() + 6 * dayMs)).toBe(0);
    expect(await deleteAt(Date.now() + 8 * dayMs)).toBe(1);
  });
});
