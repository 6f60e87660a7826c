import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph } from '../../../test/support/fake-graph.ts';
import { ADA, PHONE_NUMBER_ID, SendingRig, until } from '../../../test/support/sending-rig.ts';
import type { SendingRigOptions } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const phone = (index: number) => `+1555${String(1_000_000 + index)}`;
const phones = (count: number) => Array.from({ length: count }, (_, index) => phone(index));
const FAST = { pacing: { messagesPerSecond: 1_000 } };

describe.each(testDatabases)('broadcasts ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  const rigs: SendingRig[] = [];
  const open = (options: SendingRigOptions = FAST, database = opened.database) => {
    const next = new SendingRig(database, graph.url, options);
    rigs.push(next);
    return next;
  };
  const start = (each: SendingRig) => {
    each.worker.start();
    each.broadcastWorker.start();
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
  const broadcast = (phone_numbers: string[], client_message_id?: string) =>
    rig.broadcasts.create(
      {
        phone_numbers,
        message_text: 'We are open again',
        ...(client_message_id === undefined ? {} : { client_message_id }),
      },
      ADA,
    );
  const untilDone = (id: string, timeoutMs = 15_000) =>
    until(async () => {
      const current = await rig.broadcasts.get(id);
      return current.state === 'done' ? current : undefined;
    }, timeoutMs);
  const listAll = async (id: string) =>
    (await rig.broadcasts.listRecipients(id, { limit: 500 })).recipients;
  const listChanges = async () =>
    (await rig.changeLog.readAfter(0, 10_000))
      .map(({ payload }) => JSON.parse(payload))
      .filter(({ type }) => type === 'broadcast.changed');

  it('are told whole at once, with bad and repeated recipients refused each for itself', async () => {
    const list = [phone(1), 'nonsense', phone(2), '+1 (555) 100-0001', 'US.123', 'US.123'];
    const { broadcast: made, refused } = await broadcast(list);
    expect(made).toMatchObject({
      phone_number_id: PHONE_NUMBER_ID,
      state: 'running',
      message_text: 'We are open again',
      created_by: 'Ada',
      progress: { total: 6, queued: 3, sent: 0, refused: 3 },
    });
    expect(refused).toEqual([
      {
        recipient: 'nonsense',
        state: 'refused',
        error: expect.stringMatching(/^This is not a phone number/),
        message_id: null,
      },
      expect.objectContaining({
        recipient: '+1 (555) 100-0001',
        error: expect.stringMatching(/already/),
      }),
      expect.objectContaining({ recipient: 'US.123' }),
    ]);
    expect((await listAll(made.id)).map(({ recipient }) => recipient)).toEqual(list);
  });

  it('leave out who wants no marketing, with the reason', async () => {
    await rig.database.transaction((tx) =>
      rig.contacts.recordMarketingPreference(
        tx,
        {
          phoneNumberId: PHONE_NUMBER_ID,
          person: { waId: phone(1).slice(1) },
          isStopped: true,
          toldAtMs: Date.now(),
        },
        Date.now(),
      ),
    );
    start(rig);
    const { broadcast: made } = await broadcast([phone(0), phone(1)]);
    expect((await untilDone(made.id)).progress).toMatchObject({ sent: 1, refused: 1 });
    expect((await listAll(made.id))[1]).toMatchObject({
      state: 'refused',
      error: 'They do not want marketing messages.',
    });
  });

  const setBlocked = (person: string, is_blocked: boolean) =>
    rig.contacts.update(person, { is_blocked });

  it('leave out who is blocked when their turn comes, with the reason', async () => {
    await rig.database.transaction(async (tx) => {
      for (const person of [phone(1), phone(2)]) {
        await rig.contacts.resolveRecipient(tx, person, Date.now());
      }
    });
    await setBlocked(phone(1), true);
    await setBlocked(phone(2), true);
    const { broadcast: made } = await broadcast(phones(4));
    await setBlocked(phone(2), false);
    start(rig);
    expect((await untilDone(made.id)).progress).toMatchObject({ sent: 3, refused: 1, failed: 0 });
    expect((await listAll(made.id))[1]).toEqual({
      recipient: phone(1),
      state: 'refused',
      error: 'You have blocked this contact.',
      message_id: null,
    });
    expect(await rig.database.read('whatsapp_messages')).toHaveLength(3);
  });

  it('leave out who is blocked while their message waits; a person may send it later', async () => {
    // Their messages are made, but the outbox has not begun.
    rig.broadcastWorker.start();
    const { broadcast: made } = await broadcast(phones(3));
    await until(async () =>
      (await listAll(made.id)).every(({ message_id }) => message_id !== null),
    );
    await setBlocked(phone(1), true);
    rig.worker.start();
    expect((await untilDone(made.id)).progress).toMatchObject({ sent: 2, refused: 1, failed: 0 });
    const row = (await listAll(made.id))[1];
    expect(row).toMatchObject({ state: 'refused', error: 'You have blocked this contact.' });
    const messageId = row?.message_id ?? '';
    expect(await rig.getMessage(messageId)).toMatchObject({
      status: 'failed',
      error: { title: 'you have blocked this contact', is_retryable: true },
    });
    expect(graph.requests).toHaveLength(2);
    await setBlocked(phone(1), false);
    await rig.sending.retry(messageId);
    await rig.untilStatus(messageId, 'sent');
    await until(async () => (await listChanges()).at(-1)?.broadcast.progress.sent === 3);
    expect((await listAll(made.id))[1]).toMatchObject({ state: 'sent', error: null });
  });

  it('reach every good recipient once, and tell their progress to the end', async () => {
    graph.script = ({ body }) => {
      if (body.to === phone(3)) return { error: 131026 };
      return body.to === phone(5) ? 'accept_then_drop' : 'accept';
    };
    start(rig);
    const { broadcast: made } = await broadcast([...phones(50), 'nonsense']);
    const done = await untilDone(made.id);
    expect(done.progress).toEqual({
      total: 51,
      queued: 0,
      held: 0,
      sent: 48,
      failed: 1,
      unknown: 1,
      refused: 1,
      cancelled: 0,
    });
    expect(done.finished_at).not.toBeNull();
    const recipients = graph.requests.map(({ body }) => body.to);
    expect(new Set(recipients).size).toBe(50);
    expect(recipients).toHaveLength(50);
    const rows = await listAll(made.id);
    expect(rows[3]).toMatchObject({ state: 'failed', error: 'WhatsApp cannot reach this person' });
    expect(rows[5]?.state).toBe('unknown');
    const sent = await rig.getMessage(rows[0]?.message_id ?? '');
    expect(sent).toMatchObject({ broadcast_id: made.id, status: 'sent', to_phone: phone(0) });
    const changes = await listChanges();
    expect(changes[0].broadcast).toMatchObject({ state: 'running', progress: { queued: 50 } });
    expect(changes.at(-1).broadcast).toMatchObject({ state: 'done', progress: { sent: 48 } });
    expect(changes.length).toBeLessThan(40);
  });

  it('follow what Meta says later', async () => {
    start(rig);
    const { broadcast: made } = await broadcast([phone(1)]);
    await untilDone(made.id);
    const [row] = await listAll(made.id);
    await rig.report(row?.message_id ?? '', 'failed', 'wamid.FAKE_1');
    await until(async () => (await listChanges()).at(-1)?.broadcast.progress.failed === 1);
    expect((await rig.broadcasts.get(made.id)).progress).toMatchObject({ sent: 0, failed: 1 });
  });

  it('are one broadcast for one click, and a conflict for another content', async () => {
    const made = await Promise.all(
      Array.from({ length: 5 }, () => broadcast(phones(10), 'click-1')),
    );
    expect(new Set(made.map((each) => each.broadcast.id)).size).toBe(1);
    expect(await rig.database.read('broadcasts')).toHaveLength(1);
    expect(await rig.database.read('whatsapp_queue')).toHaveLength(10);
    await expect(broadcast(phones(9), 'click-1')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('find two spellings of one person when contacts are looked up', async () => {
    await rig.database.transaction((tx) =>
      rig.contacts.findOrCreate(
        tx,
        { userId: 'US.555', phoneNumber: phone(1), waId: phone(1).slice(1) },
        Date.now(),
      ),
    );
    start(rig);
    const { broadcast: made } = await broadcast([phone(1), 'US.555', 'ct_00000000000000000']);
    const done = await untilDone(made.id);
    expect(done.progress).toMatchObject({ total: 3, sent: 1, refused: 2 });
    expect(graph.requests).toHaveLength(1);
    expect((await listAll(made.id)).map(({ error }) => error)).toEqual([
      null,
      expect.stringMatching(/already/),
      expect.stringMatching(/no contact/),
    ]);
  });

  it('let single messages pass', async () => {
    const slow = open({ pacing: { messagesPerSecond: 20 } });
    start(slow);
    const { broadcast: made } = await broadcast(phones(60));
    await until(() => graph.accepted.length > 3);
    const id = await slow.send('+15550100999', 'urgent');
    await slow.untilStatus(id, 'sent', 1_500);
    expect((await rig.broadcasts.get(made.id)).progress.queued).toBeGreaterThan(10);
  });

  it('stop when paused, go on when resumed, and reach everybody once', async () => {
    const slow = open({ pacing: { messagesPerSecond: 60 } });
    start(slow);
    const { broadcast: made } = await broadcast(phones(60));
    await until(() => graph.accepted.length > 5);
    expect((await rig.broadcasts.pause(made.id)).state).toBe('paused');
    // What was under way ends.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const atPause = graph.accepted.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(graph.accepted.length).toBe(atPause);
    await expect(rig.broadcasts.pause(made.id)).rejects.toMatchObject({ code: 'conflict' });
    await rig.broadcasts.resume(made.id);
    expect((await untilDone(made.id)).progress.sent).toBe(60);
    expect(new Set(graph.requests.map(({ body }) => body.to)).size).toBe(60);
    expect(graph.requests).toHaveLength(60);
  });

  it('end when cancelled: what has not left never does', async () => {
    const slow = open({ pacing: { messagesPerSecond: 60 } });
    start(slow);
    const { broadcast: made } = await broadcast(phones(60));
    await until(() => graph.accepted.length > 5);
    expect((await rig.broadcasts.cancel(made.id)).state).toBe('cancelled');
    await new Promise((resolve) => setTimeout(resolve, 600));
    const { progress, state } = await rig.broadcasts.get(made.id);
    expect(state).toBe('cancelled');
    expect(progress.sent).toBe(graph.requests.length);
    expect(progress.sent + progress.cancelled).toBe(60);
    const open60 = await rig.database
      .read('whatsapp_messages')
      .whereIn('status', ['queued', 'sending']);
    expect(open60).toEqual([]);
    await expect(rig.broadcasts.resume(made.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('stand still with their number on a refused token, and burn nobody’s attempt', async () => {
    graph.script = () => ({ error: 190, status: 401 });
    start(rig);
    const { broadcast: made } = await broadcast(phones(60));
    await until(() => rig.outbox.findPause(PHONE_NUMBER_ID));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(graph.requests.length).toBeLessThanOrEqual(16);
    const { progress } = await rig.broadcasts.get(made.id);
    expect(progress).toMatchObject({ queued: 60, failed: 0 });
    graph.script = () => 'accept';
    await rig.database.transaction((tx) => rig.outbox.liftPause(tx, PHONE_NUMBER_ID));
    expect((await untilDone(made.id)).progress.sent).toBe(60);
    expect(graph.accepted).toHaveLength(60);
  });

  it('lose and double nobody when processes come and go', async () => {
    const { broadcast: made } = await broadcast(phones(120));
    for (let run = 0; run < 4; run += 1) {
      const passing = open(FAST, opened.openAgain());
      start(passing);
      await new Promise((resolve) => setTimeout(resolve, 120));
      await passing.stop();
    }
    start(rig);
    expect((await untilDone(made.id)).progress.sent).toBe(120);
    expect(graph.requests).toHaveLength(120);
    expect(new Set(graph.requests.map(({ body }) => body.to)).size).toBe(120);
  });

  it('leave nothing behind when the process died before they were made', async () => {
    await rig.database.appendRows(
      'whatsapp_queue',
      ['id', 'phone_number_id', 'broadcast_id', 'recipient', 'state', 'created_at', 'due_at'],
      [['qu_old', PHONE_NUMBER_ID, 'bc_gone', phone(1), 'waiting', 1_000, 1_000]],
    );
    start(rig);
    await until(async () => (await rig.database.read('whatsapp_queue')).length === 0);
    expect(graph.requests).toEqual([]);
  });

  it('are stored in short commits: others write while ten thousand recipients are taken', async () => {
    const waits: number[] = [];
    let isOver = false;
    const writer = (async () => {
      while (!isOver) {
        const startedAt = performance.now();
        await rig.database.transaction((tx) => rig.changeLog.reserve(tx, 0));
        waits.push(performance.now() - startedAt);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    const beganAt = performance.now();
    const { broadcast: made } = await broadcast(phones(10_000));
    const takenMs = performance.now() - beganAt;
    isOver = true;
    await writer;
    expect(made.progress).toMatchObject({ total: 10_000, queued: 10_000 });
    expect(waits.length).toBeGreaterThan(5);
    // One long commit would keep somebody waiting for nearly all of it, however slow the machine.
    expect(Math.max(...waits)).toBeLessThan(takenMs / 2);
  });

  it('are listed newest first, and their recipients in order, page by page', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      ids.push((await broadcast([phone(index), phone(index + 10), 'bad'])).broadcast.id);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const first = await rig.broadcasts.list({ limit: 2 });
    expect(first.broadcasts.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const second = await rig.broadcasts.list({ limit: 2, cursor: first.next_cursor ?? '' });
    expect(second).toMatchObject({ broadcasts: [{ id: ids[0] }], next_cursor: null });
    const id = ids[0] ?? '';
    const page = await rig.broadcasts.listRecipients(id, { limit: 2 });
    expect(page.recipients.map(({ recipient }) => recipient)).toEqual([phone(0), phone(10)]);
    const rest = await rig.broadcasts.listRecipients(id, {
      limit: 2,
      cursor: page.next_cursor ?? '',
    });
    expect(rest).toMatchObject({ recipients: [{ recipient: 'bad' }], next_cursor: null });
    const refused = await rig.broadcasts.listRecipients(id, { limit: 2, state: 'refused' });
    expect(refused.recipients).toHaveLength(1);
    await expect(rig.broadcasts.get('bc_none')).rejects.toMatchObject({ code: 'not_found' });
    await expect(rig.broadcasts.list({ limit: 2, cursor: 'x' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    });
  });
});
