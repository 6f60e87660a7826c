import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph } from '../../../test/support/fake-graph.ts';
import { ADA, PHONE_NUMBER_ID, SendingRig } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

describe.each(testDatabases)('sending ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  beforeEach(async () => {
    opened = await create();
    graph = await startFakeGraph();
    rig = new SendingRig(opened.database, graph.url);
  });
  afterEach(async () => {
    await rig.stop();
    await graph.close();
    await opened.discard();
  });

  it('stores message, queue row and change together before it answers', async () => {
    const id = await rig.send('+1 (555) 010-0123', 'Hello');
    expect(await rig.getMessage(id)).toMatchObject({
      status: 'queued',
      phone_number_id: PHONE_NUMBER_ID,
      to_phone: '+15550100123',
      message_text: 'Hello',
      sent_by: { id: 'op_ada', name: 'Ada' },
    });
    expect(await rig.getRow(id)).toMatchObject({ state: 'queued', attempts: 0 });
    const changes = await rig.changeLog.readAfter(0, 10);
    expect(changes.map(({ payload }) => JSON.parse(payload).type)).toEqual(['message.created']);
  });

  it('takes the full form, with a quoted message and a business-scoped user id', async () => {
    rig.worker.start();
    const message = await rig.sending.send(
      {
        to: 'US.48213570926641',
        type: 'text',
        text: { body: 'See https://example.com', preview_url: true },
        context: { message_id: 'wamid.QUOTED' },
      },
      ADA,
    );
    await rig.untilStatus(message.id, 'sent');
    expect(graph.requests[0]?.body).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      recipient: 'US.48213570926641',
      type: 'text',
      text: { body: 'See https://example.com', preview_url: true },
      context: { message_id: 'wamid.QUOTED' },
      biz_opaque_callback_data: `msg:${message.id}`,
    });
  });

  it('makes one message and one POST of twenty concurrent clicks with one id', async () => {
    const other = new SendingRig(opened.openAgain(), graph.url);
    rig.worker.start();
    other.worker.start();
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? rig : other).send('+15550100123', 'Hello', 'click-1'),
      ),
    );
    expect(new Set(ids).size).toBe(1);
    await rig.untilStatus(ids[0] ?? '', 'sent');
    await other.stop();
    expect(graph.accepted).toHaveLength(1);
    expect(await rig.database.read('whatsapp_messages')).toHaveLength(1);
    expect(await rig.database.read('whatsapp_queue')).toHaveLength(1);
  });

  it('refuses the same id with another text, recipient or quote', async () => {
    await rig.send('+15550100123', 'Hello', 'click-1');
    const conflict = { code: 'conflict' };
    await expect(rig.send('+15550100123', 'Other', 'click-1')).rejects.toMatchObject(conflict);
    await expect(rig.send('+15550100124', 'Hello', 'click-1')).rejects.toMatchObject(conflict);
    const quoting = rig.sending.send(
      {
        to: '+15550100123',
        type: 'text',
        text: { body: 'Hello' },
        context: { message_id: 'wamid.X' },
        client_message_id: 'click-1',
      },
      ADA,
    );
    await expect(quoting).rejects.toMatchObject(conflict);
    // The same message in another spelling and form is the same click.
    const again = await rig.sending.send(
      {
        to: '+1 555 010 0123',
        type: 'text',
        text: { body: 'Hello' },
        client_message_id: 'click-1',
      },
      ADA,
    );
    expect(again.message_text).toBe('Hello');
    expect(await rig.database.read('whatsapp_messages')).toHaveLength(1);
  });

  it('says so when no number is connected, or the recipient is none', async () => {
    await expect(rig.send('not a phone')).rejects.toMatchObject({ code: 'invalid_recipient' });
    await expect(rig.send('ct_0000000000000')).rejects.toMatchObject({ code: 'not_found' });
    rig.connections.connections = [];
    await expect(rig.send('+15550100123')).rejects.toMatchObject({ code: 'not_configured' });
    expect(await rig.database.read('whatsapp_queue')).toEqual([]);
  });

  it('lets a person send a failed message again as the same message', async () => {
    graph.script = () => ({ error: 131026 });
    rig.worker.start();
    const id = await rig.send('+15550100123');
    await rig.untilStatus(id, 'failed');
    graph.script = () => 'accept';
    await rig.sending.retry(id);
    expect(await rig.untilStatus(id, 'sent')).toMatchObject({ error: null });
    await expect(rig.sending.retry(id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(rig.sending.retry('999999')).rejects.toMatchObject({ code: 'not_found' });
    expect(graph.requests).toHaveLength(2);
  });

  it('takes a double-clicked retry once', async () => {
    graph.script = () => ({ error: 131026 });
    rig.worker.start();
    const id = await rig.send('+15550100123');
    await rig.untilStatus(id, 'failed');
    graph.script = () => 'accept';
    const clicks = await Promise.allSettled([rig.sending.retry(id), rig.sending.retry(id)]);
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await rig.untilStatus(id, 'sent');
    expect(graph.accepted).toHaveLength(1);
  });
});
