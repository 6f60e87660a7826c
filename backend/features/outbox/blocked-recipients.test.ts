import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GRAPH_TEMPLATES } from '../../../test/fixtures/messages/templates.ts';
import { makeFile } from '../../../test/fixtures/sample-files.ts';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph, GraphReply } from '../../../test/support/fake-graph.ts';
import { ADA, SendingRig, until } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const ANN = '+15550100101';
const BEN = '+15550100102';

describe.each(testDatabases)('messages to who was blocked meanwhile ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  const rigs: SendingRig[] = [];
  const open = (database = opened.database) => {
    const next = new SendingRig(database, graph.url);
    rigs.push(next);
    return next;
  };
  beforeEach(async () => {
    opened = await create();
    graph = await startFakeGraph();
    rig = open();
    await rig.storage.prepare();
  });
  afterEach(async () => {
    await Promise.all(rigs.splice(0).map((each) => each.stop()));
    await graph.close();
    await opened.discard();
  });

  const setBlocked = (person: string, is_blocked: boolean) =>
    rig.contacts.update(person, { is_blocked });
  const sends = () => graph.requests.filter(({ path }) => path.endsWith('/messages'));
  const WORDS = {
    code: null,
    title: 'you have blocked this contact',
    details: 'Unblock them to write.',
    is_retryable: true,
  };

  it('end as failed, in words, and others go on', async () => {
    const id = await rig.send(ANN);
    const other = await rig.send(BEN);
    await setBlocked(ANN, true);
    rig.worker.start();
    const failed = await rig.untilStatus(id, 'failed');
    expect(failed).toMatchObject({ error: WORDS, message_id: null, sent_at: null });
    await rig.untilStatus(other, 'sent');
    expect(graph.requests.map(({ body }) => body.to)).toEqual([BEN]);
    const row = await rig.getRow(id);
    expect(row).toMatchObject({
      state: 'failed',
      error: 'You have blocked this contact.',
      attempts: 0,
    });
    expect(row.finished_at).not.toBeNull();
    const changes = await rig.changeLog.readAfter(0, 99);
    expect(changes.map(({ payload }) => JSON.parse(payload))).toContainEqual(
      expect.objectContaining({
        type: 'message.status_changed',
        message: expect.objectContaining({ id, status: 'failed', error: WORDS }),
      }),
    );
  });

  it('leave by «Retry» once they are unblocked, and not before', async () => {
    const id = await rig.send(ANN);
    await setBlocked(ANN, true);
    rig.worker.start();
    await rig.untilStatus(id, 'failed');
    await expect(rig.sending.retry(id)).rejects.toMatchObject({ code: 'contact_blocked' });
    expect(await rig.getMessage(id)).toMatchObject({ status: 'failed', error: WORDS });
    await setBlocked(ANN, false);
    await rig.sending.retry(id);
    expect(await rig.untilStatus(id, 'sent')).toMatchObject({ error: null });
    expect(graph.requests).toHaveLength(1);
  });

  it('end also when they are templates or wait for another try', async () => {
    graph.script = ({ path }) =>
      path.includes('/message_templates')
        ? { json: { data: [GRAPH_TEMPLATES.visit] } }
        : { error: 131_000 };
    await rig.templates.syncNow();
    rig.worker.start();
    const text = await rig.send(BEN);
    await until(async () => (await rig.getRow(text)).attempts > 0);
    const { id } = await rig.sending.send(
      {
        to: ANN,
        type: 'template',
        template: { name: 'visit', language: 'en_US', variables: { body: ['Nadia', 'Friday'] } },
      },
      ADA,
    );
    await setBlocked(BEN, true);
    await setBlocked(ANN, true);
    graph.script = () => 'accept';
    for (const each of [text, id]) {
      expect(await rig.untilStatus(each, 'failed', 15_000)).toMatchObject({ error: WORDS });
    }
    expect(graph.accepted.filter(({ path }) => path.endsWith('/messages'))).toEqual([]);
  });

  it('end before their files go to Meta', async () => {
    const given = { kind: 'image', fileName: undefined, told: 'image/jpeg' } as const;
    const { id } = await rig.uploads.receive(Readable.from([makeFile('jpeg', 9_000)]), given);
    const message = await rig.sending.send({ to: ANN, type: 'image', image: { id } }, ADA);
    await setBlocked(ANN, true);
    rig.worker.start();
    await rig.untilStatus(message.id, 'failed');
    expect(graph.requests).toEqual([]);
  });

  it('are at Meta or end: what was not under way at the block never leaves', async () => {
    const other = open(opened.openAgain());
    const ids: string[] = [];
    for (let index = 0; index < 30; index += 1) ids.push(await rig.send(ANN, String(index)));
    let underWay = 0;
    graph.script = async (): Promise<GraphReply> => {
      underWay += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay -= 1;
      return 'accept';
    };
    rig.worker.start();
    other.worker.start();
    await until(() => graph.accepted.length > 3);
    await setBlocked(ANN, true);
    const sending = await rig.database.read('whatsapp_queue').where({ state: 'sending' });
    const atBlock = sends().length;
    const statuses = await until(async () => {
      const all = await Promise.all(ids.map(async (id) => (await rig.getMessage(id)).status));
      return all.every((status) => ['sent', 'failed'].includes(status)) && all;
    }, 15_000);
    expect(underWay).toBe(0);
    // A pair has one message under way at most.
    expect(sending.length).toBeLessThanOrEqual(1);
    expect(sends().length).toBeLessThanOrEqual(atBlock + 1);
    expect(statuses.filter((status) => status === 'sent')).toHaveLength(sends().length);
    expect(statuses.at(-1)).toBe('failed');
  });

  it('end also when it is the contact they were merged into that is blocked', async () => {
    const id = await rig.send(ANN);
    const seen = (userId: string | undefined, phone: string | undefined) => ({
      userId,
      ...(phone === undefined ? {} : { phoneNumber: phone, waId: phone.slice(1) }),
      toldAtMs: Date.now(),
    });
    await rig.database.transaction((tx) =>
      rig.contacts.findOrCreate(tx, seen('US.77', undefined), Date.now()),
    );
    await rig.database.transaction((tx) =>
      rig.contacts.findOrCreate(tx, seen('US.77', ANN), Date.now()),
    );
    await setBlocked('US.77', true);
    rig.worker.start();
    await rig.untilStatus(id, 'failed');
    expect(graph.requests).toEqual([]);
  });
});
