import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph } from '../../../test/support/fake-graph.ts';
import { findFreePort } from '../../../test/support/free-port.ts';
import { PHONE_NUMBER_ID, SendingRig, until } from '../../../test/support/sending-rig.ts';
import type { SendingRigOptions } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const ANN = '+15550100101';
const BEN = '+15550100102';

describe.each(testDatabases)('the outbox ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  const rigs: SendingRig[] = [];
  const open = (options: SendingRigOptions = {}, url = graph.url, database = opened.database) => {
    const next = new SendingRig(database, url, options);
    rigs.push(next);
    return next;
  };
  beforeEach(async () => {
    opened = await create();
    graph = await startFakeGraph();
    rig = open();
  });
  afterEach(async () => {
    await Promise.all(rigs.splice(0).map((each) => each.stop()));
    await graph.close();
    await opened.discard();
  });
  const textsOf = (requests: FakeGraph['requests']) =>
    requests.map(({ body }) => (body.text as { body: string }).body);

  it('sends within a moment, with a leading plus and our id for the echo', async () => {
    rig.worker.start();
    const id = await rig.send(ANN, 'Hello');
    const message = await rig.untilStatus(id, 'sent', 1_000);
    expect(message.message_id).toBe('wamid.FAKE_1');
    expect(graph.requests[0]?.body).toMatchObject({
      to: ANN,
      text: { body: 'Hello' },
      biz_opaque_callback_data: `msg:${id}`,
    });
    expect(await rig.getRow(id)).toMatchObject({ state: 'sent', attempts: 1, lease_until: null });
  });

  it('has committed «sending» before the request arrives', async () => {
    const seen: unknown[] = [];
    graph.script = async ({ body }) => {
      const id = String(body.biz_opaque_callback_data).slice('msg:'.length);
      const other = opened.openAgain();
      const row = await other.read('whatsapp_queue').where('message_id', Number(id)).first();
      const message = await other.read('whatsapp_messages').where('id', Number(id)).first();
      seen.push([row.state, row.lease_token, message.status]);
      return 'accept' as const;
    };
    rig.worker.start();
    await rig.untilStatus(await rig.send(ANN), 'sent');
    expect(seen).toEqual([['sending', 1, 'sending']]);
  });

  it('fails what Meta refuses for good, in words, without another try', async () => {
    graph.script = () => ({ error: 131047, title: 'Re-engagement message' });
    rig.worker.start();
    const id = await rig.send(ANN);
    const message = await rig.untilStatus(id, 'failed');
    expect(message.error).toMatchObject({
      code: 131047,
      title: 'the 24-hour window had closed',
      is_retryable: false,
    });
    expect(await rig.getRow(id)).toMatchObject({ state: 'failed', error_code: 131047 });
    expect(graph.requests).toHaveLength(1);
  });

  it('tries again by itself what Meta refused for the moment', async () => {
    let count = 0;
    graph.script = () => (++count === 1 ? { error: 131016, status: 400 } : 'accept');
    rig.worker.start();
    const id = await rig.send(ANN);
    await until(async () => (await rig.getRow(id)).attempts === 1);
    expect(await rig.getRow(id)).toMatchObject({ state: 'queued' });
    expect((await rig.getMessage(id)).status).toBe('queued');
    await rig.untilStatus(id, 'sent');
    expect(graph.accepted).toHaveLength(1);
  });

  it.each(['accept_then_drop', 'html_502', 'no_id', { error: 131000, status: 500 }] as const)(
    'never repeats a send without a provable answer: %j',
    async (reply) => {
      graph.script = () => reply;
      rig.worker.start();
      const id = await rig.send(ANN);
      await rig.untilStatus(id, 'unknown');
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(graph.requests).toHaveLength(1);
      expect(await rig.getRow(id)).toMatchObject({ state: 'unknown' });
    },
  );

  it('settles an unknown message by the first status that echoes its id', async () => {
    graph.script = () => 'accept_then_drop';
    rig.worker.start();
    const sent = await rig.send(ANN, 'one');
    await rig.untilStatus(sent, 'unknown');
    const failed = await rig.send(BEN, 'two');
    await rig.untilStatus(failed, 'unknown');
    expect(await rig.report(sent, 'delivered', 'wamid.REAL_1')).toBe('applied');
    expect(await rig.report(failed, 'failed', 'wamid.REAL_2')).toBe('applied');
    expect(await rig.getMessage(sent)).toMatchObject({
      status: 'delivered',
      message_id: 'wamid.REAL_1',
    });
    expect((await rig.getRow(sent)).state).toBe('sent');
    expect(await rig.getRow(failed)).toMatchObject({ state: 'failed', error_code: 131026 });
    expect(graph.requests).toHaveLength(2);
  });

  it('does not send a retried message whose first attempt turns out to have arrived', async () => {
    graph.script = () => 'accept_then_drop';
    rig.worker.start();
    const id = await rig.send(ANN);
    await rig.untilStatus(id, 'unknown');
    await rig.worker.stop();
    await rig.sending.retry(id);
    await rig.report(id, 'sent', 'wamid.REAL_1');
    const next = open();
    next.worker.start();
    await until(async () => (await next.getRow(id)).state === 'sent');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(graph.requests).toHaveLength(1);
  });

  it('waits and goes on by itself when Meta cannot be reached', async () => {
    const port = await findFreePort();
    const lost = open({}, `http://127.0.0.1:${port}`);
    lost.worker.start();
    const id = await lost.send(ANN);
    await until(async () => (await lost.getRow(id)).attempts >= 1);
    expect(await lost.getRow(id)).toMatchObject({ state: 'queued' });
    expect((await lost.getMessage(id)).status).toBe('queued');
    await lost.worker.stop();
    rig.worker.start();
    await rig.untilStatus(id, 'sent');
  });

  it('pauses the number when its token is refused, burns no attempt, and resumes', async () => {
    graph.script = ({ authorization }) =>
      authorization === 'Bearer token-two' ? 'accept' : { error: 190, status: 401 };
    const ids = [await rig.send(ANN), await rig.send(BEN)];
    rig.worker.start();
    await until(() => rig.outbox.findPause(PHONE_NUMBER_ID));
    const later = await rig.send('+15550100103');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(graph.requests.length).toBeLessThanOrEqual(2);
    for (const id of [...ids, later]) {
      expect(await rig.getRow(id)).toMatchObject({ state: 'queued', attempts: 0 });
      expect((await rig.getMessage(id)).status).toBe('queued');
    }
    expect(rig.connections.troubles[0]).toMatchObject({
      phoneNumberId: PHONE_NUMBER_ID,
      light: 'disconnected',
      reason: expect.stringMatching(/^Meta refused the access token\. /),
    });
    const [connection] = rig.connections.connections;
    rig.connections.connections = [{ ...connection!, accessToken: 'token-two' }];
    await rig.database.transaction((tx) => rig.outbox.liftPause(tx, PHONE_NUMBER_ID));
    for (const id of [...ids, later]) await rig.untilStatus(id, 'sent');
    expect(graph.accepted).toHaveLength(3);
    expect(await rig.outbox.findPause(PHONE_NUMBER_ID)).toBeUndefined();
  });

  it('pauses the number when Meta took a message and tells by a status that nothing is paid', async () => {
    rig.worker.start();
    const [early, unpaid] = [await rig.send(ANN), await rig.send(BEN)];
    const wamids = new Map<string, string>();
    for (const id of [early, unpaid]) {
      wamids.set(id, (await rig.untilStatus(id, 'sent')).message_id ?? '');
    }
    const tellUnpaid = (id: string) => rig.report(id, 'failed', wamids.get(id) ?? '', 131_042);
    await tellUnpaid(unpaid);
    expect(await rig.outbox.findPause(PHONE_NUMBER_ID)).toMatchObject({ errorCode: 131_042 });
    expect(rig.connections.troubles).toMatchObject([{ light: 'degraded' }]);
    const later = await rig.send('+15550100103');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await rig.getRow(later)).toMatchObject({ state: 'queued', attempts: 0 });

    await rig.database.transaction((tx) => rig.outbox.liftPause(tx, PHONE_NUMBER_ID));
    wamids.set(later, (await rig.untilStatus(later, 'sent')).message_id ?? '');
    // It left before the bill was paid.
    await tellUnpaid(early);
    expect(await rig.getMessage(early)).toMatchObject({ status: 'failed' });
    expect(await rig.outbox.findPause(PHONE_NUMBER_ID)).toBeUndefined();
    await tellUnpaid(later);
    expect(await rig.outbox.findPause(PHONE_NUMBER_ID)).toMatchObject({ errorCode: 131_042 });
  });

  it('does not pause for an old token’s refusal that comes after a new one was saved', async () => {
    const [connection] = rig.connections.connections;
    graph.script = ({ authorization }) => {
      if (authorization === 'Bearer token-two') return 'accept';
      rig.connections.connections = [{ ...connection!, accessToken: 'token-two' }];
      return { error: 190, status: 401 };
    };
    rig.worker.start();
    await rig.untilStatus(await rig.send(ANN), 'sent');
    expect(rig.connections.troubles).toEqual([]);
  });

  it('pauses a number and says why in one commit, or does neither', async () => {
    graph.script = () => ({ error: 190, status: 401 });
    const recordRefusal = rig.connections.recordRefusal.bind(rig.connections);
    let isInTransaction = false;
    rig.connections.recordRefusal = async (tx, ...rest) => {
      isInTransaction = (tx as { isTransaction?: boolean }).isTransaction === true;
      await recordRefusal(tx, ...rest);
      throw new Error('The light could not be written.');
    };
    const id = await rig.send(ANN);
    rig.worker.start();
    await until(() => rig.connections.troubles.length > 0);
    await rig.worker.stop();
    expect(isInTransaction).toBe(true);
    expect(await rig.outbox.findPause(PHONE_NUMBER_ID)).toBeUndefined();
    expect((await rig.getRow(id)).state).toBe('sending');
  });

  it('leaves rows of a number that is not connected alone', async () => {
    const id = await rig.send(ANN);
    const { connections } = rig.connections;
    rig.connections.connections = [];
    rig.worker.start();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await rig.getRow(id)).toMatchObject({ state: 'queued', attempts: 0 });
    rig.connections.connections = connections;
    await rig.untilStatus(id, 'sent');
  });

  it('makes only the pair wait that Meta names', async () => {
    graph.script = ({ body }) => (body.to === ANN ? { error: 131056 } : 'accept');
    rig.worker.start();
    const blocked = await rig.send(ANN);
    await until(async () => (await rig.getRow(blocked)).attempts === 1);
    const others = [];
    for (let index = 0; index < 5; index += 1) others.push(await rig.send(`+1555010020${index}`));
    for (const id of others) await rig.untilStatus(id, 'sent', 2_000);
    const row = await rig.getRow(blocked);
    expect(row.state).toBe('queued');
    expect(row.due_at - Date.now()).toBeGreaterThan(1_000);
  });

  it('lets the whole number rest after 130429, for as long as Meta asks', async () => {
    let count = 0;
    const times: number[] = [];
    graph.script = () => {
      times.push(performance.now());
      return ++count === 1
        ? { error: 130429, status: 429, headers: { 'Retry-After': '2' } }
        : 'accept';
    };
    rig.worker.start();
    const first = await rig.send(ANN);
    await until(async () => (await rig.getRow(first)).attempts === 1);
    const second = await rig.send(BEN);
    await rig.untilStatus(second, 'sent');
    await rig.untilStatus(first, 'sent');
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_900);
  });

  it('keeps a pair’s order, also when an earlier message has to be repeated', async () => {
    let isFirst = true;
    graph.script = ({ body }) => {
      if ((body.text as { body: string }).body !== '2' || !isFirst) return 'accept';
      isFirst = false;
      return { error: 131016, status: 400 };
    };
    const ids: string[] = [];
    for (let index = 1; index <= 6; index += 1) ids.push(await rig.send(ANN, String(index)));
    const other = open({}, graph.url, opened.openAgain());
    rig.worker.start();
    other.worker.start();
    await rig.untilStatus(ids.at(-1) ?? '', 'sent');
    expect(textsOf(graph.accepted)).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('puts off what exceeds the pair’s burst and sends others past it', async () => {
    const paced = open({ pacing: { pairBurst: 2, pairIntervalMs: 700 } });
    const ids: string[] = [];
    for (let index = 1; index <= 3; index += 1) ids.push(await paced.send(ANN, String(index)));
    const other = await paced.send(BEN, 'other');
    paced.worker.start();
    await paced.untilStatus(other, 'sent');
    expect(textsOf(graph.accepted)).not.toContain('3');
    await paced.untilStatus(ids[2] ?? '', 'sent');
    expect(await paced.getRow(ids[2] ?? '')).toMatchObject({ attempts: 1 });
  });

  it('keeps to the number’s rate', async () => {
    const paced = open({ pacing: { messagesPerSecond: 20 } });
    const ids: string[] = [];
    for (let index = 0; index < 30; index += 1)
      ids.push(await paced.send(`+155501003${10 + index}`));
    const startedAt = performance.now();
    paced.worker.start();
    for (const id of ids) await paced.untilStatus(id, 'sent');
    expect(performance.now() - startedAt).toBeGreaterThan(1_200);
    expect(graph.accepted).toHaveLength(30);
  });

  it('sends each message once with two instances at work', async () => {
    const other = open({}, graph.url, opened.openAgain());
    const ids: string[] = [];
    for (let index = 0; index < 40; index += 1) ids.push(await rig.send(`+155501004${10 + index}`));
    rig.worker.start();
    other.worker.start();
    for (const id of ids) await rig.untilStatus(id, 'sent');
    const callbacks = graph.requests.map(({ body }) => body.biz_opaque_callback_data);
    expect(callbacks).toHaveLength(40);
    expect(new Set(callbacks).size).toBe(40);
  });

  it('turns what a crash left behind into unknown, and sends it not again', async () => {
    const id = await rig.send(ANN);
    // As a process leaves it that was killed between the commit of `sending` and the outcome.
    await opened.database.transaction(async (tx) => {
      await tx('whatsapp_queue')
        .where('message_id', Number(id))
        .update({ state: 'sending', lease_until: Date.now() - 1, lease_token: 1 });
      await rig.messages.recordSending(tx, id);
    });
    rig.worker.start();
    await rig.untilStatus(id, 'unknown');
    expect(await rig.getRow(id)).toMatchObject({ state: 'unknown', attempts: 1 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(graph.requests).toEqual([]);
  });

  it('does not wait for moments that were written while the clock was days ahead', async () => {
    const ahead = Date.now() + 3 * 24 * 60 * 60 * 1_000;
    const setRow = (id: string, row: object) =>
      opened.database.transaction((tx) =>
        tx('whatsapp_queue').where('message_id', Number(id)).update(row),
      );
    const queued = await rig.send(ANN);
    const sending = await rig.send(BEN);
    await setRow(queued, { due_at: ahead });
    await setRow(sending, { state: 'sending', lease_until: ahead, lease_token: 1 });
    await opened.database.transaction((tx) => rig.messages.recordSending(tx, sending));
    rig.worker.start();
    await rig.untilStatus(queued, 'sent');
    await rig.untilStatus(sending, 'unknown');
    expect(graph.requests).toHaveLength(1);
  });

  it('does not take another instance’s send under way for a crash', async () => {
    graph.script = () => ({ acceptAfterMs: 600 });
    rig.worker.start();
    const id = await rig.send(ANN);
    await rig.untilStatus(id, 'sending');
    const other = open({}, graph.url, opened.openAgain());
    other.worker.start();
    await rig.untilStatus(id, 'sent');
    expect(graph.requests).toHaveLength(1);
  });

  it('fences off an outcome that comes after the lease has ended', async () => {
    const slow = open({ worker: { leaseMs: 1_000 } });
    graph.script = () => ({ acceptAfterMs: 1_500 });
    slow.worker.start();
    const id = await slow.send(ANN);
    await until(() => graph.requests.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    const other = open({}, graph.url, opened.openAgain());
    other.worker.start();
    await other.untilStatus(id, 'unknown', 2_000);
    await other.worker.stop();
    await slow.worker.stop();
    expect(await slow.getMessage(id)).toMatchObject({ status: 'unknown', message_id: null });
    expect(await slow.getRow(id)).toMatchObject({ state: 'unknown' });
  });

  it('fences off the first attempt’s outcome when a person has started a second one', async () => {
    let count = 0;
    graph.script = () => (++count === 1 ? { acceptAfterMs: 1_500 } : { acceptAfterMs: 1_000 });
    const slow = open({ worker: { leaseMs: 600 } });
    slow.worker.start();
    const id = await slow.send(ANN);
    await until(() => graph.requests.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 650));
    const other = open({}, graph.url, opened.openAgain());
    other.worker.start();
    await other.untilStatus(id, 'unknown', 2_000);
    await slow.sending.retry(id);
    await until(() => graph.requests.length === 2);
    await other.untilStatus(id, 'sent', 4_000);
    expect(await other.getRow(id)).toMatchObject({ state: 'sent', lease_token: 2 });
    expect((await other.getMessage(id)).message_id).toBe('wamid.FAKE_2');
  });

  it('finishes what is under way when it stops, and claims nothing more', async () => {
    graph.script = () => ({ acceptAfterMs: 400 });
    rig.worker.start();
    const first = await rig.send(ANN, 'one');
    const second = await rig.send(ANN, 'two');
    await until(() => graph.requests.length === 1);
    await rig.worker.stop();
    expect((await rig.getMessage(first)).status).toBe('sent');
    expect(await rig.getRow(second)).toMatchObject({ state: 'queued', attempts: 0 });
    expect(graph.requests).toHaveLength(1);
  });

  it('gives up a send that outlasts the drain: it becomes unknown, nothing is lost', async () => {
    const hasty = open({ worker: { drainMs: 100 } });
    graph.script = () => ({ acceptAfterMs: 5_000 });
    hasty.worker.start();
    const id = await hasty.send(ANN);
    await until(() => graph.requests.length === 1);
    const startedAt = performance.now();
    await hasty.worker.stop();
    expect(performance.now() - startedAt).toBeLessThan(4_500);
    expect((await hasty.getMessage(id)).status).toBe('unknown');
  });
});
