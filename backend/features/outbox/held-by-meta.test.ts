import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GRAPH_TEMPLATES } from '../../../test/fixtures/messages/templates.ts';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph, GraphReply } from '../../../test/support/fake-graph.ts';
import { ADA, SendingRig, until } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const ANN = '+15550100101';
const BEN = '+15550100102';
const WAMID = 'wamid.HELD_1';

describe.each(testDatabases)('messages that Meta holds back ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  let answers: GraphReply[];
  beforeEach(async () => {
    opened = await create();
    graph = await startFakeGraph();
    answers = [];
    graph.script = ({ path }) =>
      path.includes('/message_templates')
        ? { json: { data: [GRAPH_TEMPLATES.visit] } }
        : (answers.shift() ?? 'accept');
    rig = new SendingRig(opened.database, graph.url);
    await rig.templates.syncNow();
    rig.worker.start();
  });
  afterEach(async () => {
    await rig.stop();
    await graph.close();
    await opened.discard();
  });

  const hold = (message_status: string, id = WAMID): GraphReply => ({
    json: {
      messaging_product: 'whatsapp',
      contacts: [{ input: ANN, wa_id: ANN.slice(1) }],
      messages: [{ id, message_status }],
    },
  });
  const TEMPLATE = {
    name: 'visit',
    language: 'en_US',
    variables: { body: ['Nadia', 'Friday'] },
  };
  const send = () => rig.sending.send({ to: ANN, type: 'template', template: TEMPLATE }, ADA);

  it.each(['held_for_quality_assessment', 'paused', 'something_new'])(
    'are not told as sent (%s), and keep Meta’s word',
    async (word) => {
      answers.push(hold(word));
      const { id } = await send();
      expect(await rig.untilStatus(id, 'held')).toMatchObject({
        hold: word,
        message_id: WAMID,
        sent_at: null,
        error: null,
      });
      expect(await rig.getRow(id)).toMatchObject({ state: 'held_by_meta', attempts: 1 });
      const changes = await rig.changeLog.readAfter(0, 99);
      const told = changes
        .map(({ payload }) => JSON.parse(payload))
        .filter(({ type }) => type === 'message.status_changed');
      expect(told.at(-1).message).toMatchObject({ id, status: 'held', hold: word });
      await expect(rig.sending.retry(id)).rejects.toMatchObject({ code: 'conflict' });
    },
  );

  it('are sent when Meta says that they are', async () => {
    answers.push(hold('held_for_quality_assessment'));
    const { id } = await send();
    await rig.untilStatus(id, 'held');
    await rig.report(id, 'sent', WAMID);
    const sent = await rig.getMessage(id);
    expect(sent.status).toBe('sent');
    expect(sent.sent_at).not.toBeNull();
    expect(await rig.getRow(id)).toMatchObject({ state: 'sent' });
    await rig.report(id, 'delivered', WAMID);
    expect(await rig.getMessage(id)).toMatchObject({ status: 'delivered' });
    expect(graph.requests.filter(({ path }) => path.endsWith('/messages'))).toHaveLength(1);
  });

  it('fail when Meta drops them, and leave anew by «Retry»', async () => {
    answers.push(hold('held_for_quality_assessment'));
    const { id } = await send();
    await rig.untilStatus(id, 'held');
    await rig.report(id, 'failed', WAMID, 132_015);
    expect(await rig.getMessage(id)).toMatchObject({ status: 'failed', error: { code: 132_015 } });
    expect(await rig.getRow(id)).toMatchObject({ state: 'failed', error_code: 132_015 });
    await rig.sending.retry(id);
    const sent = await rig.untilStatus(id, 'sent');
    expect(sent.hold).toBeUndefined();
    expect(sent.message_id).not.toBe(WAMID);
  });

  it('are what Meta’s status says, also where it comes before the answer', async () => {
    answers.push(hold('held_for_quality_assessment'));
    const script = graph.script;
    graph.script = async (request) => {
      await rig.report('999999', 'failed', WAMID, 132_015);
      return script(request);
    };
    const { id } = await send();
    expect(await rig.untilStatus(id, 'failed')).toMatchObject({ error: { code: 132_015 } });
    expect(await rig.getRow(id)).toMatchObject({ state: 'failed' });
  });

  it('are told as held in a broadcast’s progress until they went out or failed', async () => {
    rig.broadcastWorker.start();
    answers.push(hold('held_for_quality_assessment', 'wamid.A'), hold('paused', 'wamid.B'));
    const { broadcast } = await rig.broadcasts.create(
      { recipients: [{ to: ANN }, { to: BEN }], type: 'template', template: TEMPLATE },
      ADA,
    );
    const progress = async () => (await rig.broadcasts.get(broadcast.id)).progress;
    const done = await until(async () => {
      const current = await rig.broadcasts.get(broadcast.id);
      return current.state === 'done' && current;
    });
    expect(done.progress).toMatchObject({ total: 2, held: 2, sent: 0, queued: 0 });
    const list = { state: 'held', limit: 10 } as const;
    const { recipients } = await rig.broadcasts.listRecipients(broadcast.id, list);
    expect(recipients.map(({ recipient, state }) => [recipient, state])).toEqual([
      [ANN, 'held'],
      [BEN, 'held'],
    ]);
    const messages = await Promise.all(recipients.map((r) => rig.getMessage(r.message_id ?? '')));
    for (const { id, message_id } of messages) {
      if (message_id === 'wamid.A') await rig.report(id, 'sent', 'wamid.A');
      else await rig.report(id, 'failed', 'wamid.B', 132_015);
    }
    expect(await progress()).toMatchObject({ held: 0, sent: 1, failed: 1 });
    await until(async () => {
      const changes = await rig.changeLog.readAfter(0, 999);
      const told = changes
        .map(({ payload }) => JSON.parse(payload))
        .filter(({ type }) => type === 'broadcast.changed')
        .at(-1);
      return told?.broadcast.progress.failed === 1;
    });
  });
});
