import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from '../../../demo/simulator/test-rig.ts';
import { ADA, PHONE_NUMBER_ID, SendingRig } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { Principal } from '../../http/principal.ts';
import type { StatusReport } from '../../whatsapp/webhook-events.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const BEN: Principal = { ...ADA, id: 'op_ben', name: 'Ben' };
const SENDER = { waId: '15550100999', userId: 'US.48213570926641' };

describe.each(testDatabases)('reactions of operators ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let meta: SimulatorRig;
  let rig: SendingRig;
  /** Nadia's message: at Meta, and here. */
  let wamid: string;
  let id: string;
  beforeEach(async () => {
    opened = await create();
    meta = await SimulatorRig.start({ accessToken: 'token-one', appSecret: 'secret-one' });
    rig = new SendingRig(opened.database, meta.simulator.url);
    wamid = meta.simulator.customerWrites('nadia', 'Hello');
    id = await receive(wamid);
  });
  afterEach(async () => {
    await rig.stop();
    await meta.stop();
    await opened.discard();
  });

  const receive = async (messageId: string, sentAtMs = Date.now()) => {
    await rig.database.transaction((tx) =>
      rig.messages.receive(
        tx,
        {
          phoneNumberId: PHONE_NUMBER_ID,
          businessPhone: undefined,
          messageId,
          sender: SENDER,
          content: { kind: 'text', body: 'Hello' },
          sentAtMs,
          replyToMessageId: undefined,
          opensWindow: true,
          isNotice: false,
        },
        Date.now(),
      ),
    );
    const { read } = rig.database;
    const row = await read('whatsapp_messages').where({ message_id: messageId }).first('id');
    return String((row as { id: number }).id);
  };
  const react = (emoji: string, by = ADA) => rig.reactions.react(id, emoji, by);
  const work = (waitMs = 0) => rig.reactionWorker.runDue(Date.now() + waitMs);
  const shown = async () => (await rig.getMessage(id)).reactions;
  /** What reached Meta, in order. */
  const sent = () =>
    meta.simulator.ledger
      .list()
      .filter(({ type }) => type === 'reaction')
      .map(({ content }) => (content as { emoji: string }).emoji);
  const sentEntry = (index = -1) => {
    const entry = meta.simulator.ledger.list().at(index);
    if (!entry?.callbackData) throw new Error('Nothing was sent.');
    return { messageId: entry.wamid, callbackData: entry.callbackData };
  };
  const report = (change: Partial<StatusReport>) =>
    rig.database.transaction((tx) =>
      rig.reactions.recordStatuses(
        tx,
        [
          {
            phoneNumberId: PHONE_NUMBER_ID,
            messageId: 'wamid.unknown',
            status: 'sent',
            reportedAtMs: Date.now(),
            recipient: {},
            callbackData: undefined,
            error: undefined,
            ...change,
          },
        ],
        Date.now(),
      ),
    );
  const NOT_VALID = { code: 131009, title: 'x', details: null, is_retryable: false };
  const echo = async (emoji: string | null, eventMessageId: string, sentAtMs: number) => {
    const event = {
      phoneNumberId: PHONE_NUMBER_ID,
      targetMessageId: wamid,
      eventMessageId,
      sentAtMs,
      sender: SENDER,
      by: 'business',
      action: { kind: 'reaction', emoji },
    } as const;
    await rig.database.transaction(async (tx) => {
      const [own] = await rig.reactions.recordEchoes(tx, [event]);
      if (!own) await rig.messages.recordAmendments(tx, [event], Date.now());
    });
  };

  it('are shown at once, with who and when, and go out by the message’s number', async () => {
    const message = await react('👍');
    const own = { emoji: '👍', by: 'business', sent_by: { id: 'op_ada', name: 'Ada' } };
    expect(message.reactions).toMatchObject([{ ...own, at: expect.any(String) }]);
    const changes = await rig.changeLog.readAfter(0, 99);
    expect(JSON.parse(changes.at(-1)?.payload ?? '')).toMatchObject({
      type: 'message.amended',
      message: { id, reactions: [own] },
    });
    expect(sent()).toEqual([]);
    await work();
    const [entry] = meta.simulator.ledger.list();
    expect(entry).toMatchObject({
      input: '+15550100999',
      type: 'reaction',
      content: { message_id: wamid, emoji: '👍' },
      callbackData: expect.stringMatching(/^reaction:re_/),
    });
    expect(entry).not.toHaveProperty('contextMessageId');
    await work(DAY_MS / 24);
    expect(sent()).toEqual(['👍']);
  });

  it('are taken back, and a click that is repeated changes nothing', async () => {
    await react('👍');
    await react('👍', BEN);
    await work();
    const [first] = await shown();
    expect(first).toMatchObject({ sent_by: { name: 'Ada' } });
    await react('');
    await react('');
    await work();
    expect(await shown()).toEqual([]);
    expect(sent()).toEqual(['👍', '']);
  });

  it('are sent as the operators last said, and not at all if that is nothing new', async () => {
    await react('👍');
    await react('❤️', BEN);
    await work();
    expect(sent()).toEqual(['❤️']);
    expect(await shown()).toMatchObject([{ emoji: '❤️', sent_by: { name: 'Ben' } }]);
    await react('👍');
    await react('❤️');
    await work();
    expect(sent()).toEqual(['❤️']);
    expect(await shown()).toMatchObject([{ emoji: '❤️', sent_by: { name: 'Ben' } }]);
  });

  it.each(['drop_before_accept', 'drop_after_accept', 'html_502'] as const)(
    'arrive also when %s leaves no answer',
    async (kind) => {
      meta.simulator.faults.add({ kind, count: 1 });
      await react('👍');
      await work();
      expect(await shown()).toMatchObject([{ emoji: '👍' }]);
      await work(5_000);
      expect(sent().at(-1)).toBe('👍');
      await work(60_000);
      expect(new Set(sent())).toEqual(new Set(['👍']));
    },
  );

  it('arrive also when the process ends between the click and the send, or amid it', async () => {
    await react('👍');
    const after = new SendingRig(opened.database, meta.simulator.url);
    meta.simulator.faults.add({ kind: 'drop_before_accept', count: 1 });
    await rig.database.transaction(async (tx) => {
      // As a worker leaves it that dies with the request under way.
      await tx('reaction_orders').update({
        attempts: 1,
        due_at: Date.now() + 30_000,
        lease_until: Date.now() + 30_000,
      });
    });
    expect(await after.reactionWorker.runDue()).toBe(0);
    meta.simulator.faults.clear();
    await after.reactionWorker.runDue(Date.now() + 31_000);
    expect(sent()).toEqual(['👍']);
    await after.stop();
  });

  it('wait for no time that was stamped while the clock was wrong', async () => {
    await rig.reactions.react(id, '👍', ADA);
    await rig.database.transaction(async (tx) => {
      const until = Date.now() + 3 * DAY_MS;
      await tx('reaction_orders').update({ due_at: until, lease_until: until });
    });
    await work();
    expect(sent()).toEqual(['👍']);
  });

  it('wait for an attempt that is under way, so that Meta hears the last word last', async () => {
    await react('👍');
    await rig.database.transaction(async (tx) => {
      const until = Date.now() + 30_000;
      await tx('reaction_orders').update({ attempts: 1, due_at: until, lease_until: until });
    });
    await react('❤️');
    expect(await work()).toBe(0);
    await work(31_000);
    expect(sent()).toEqual(['❤️']);
  });

  it('give way to what was there before when Meta refuses them, and say so', async () => {
    await react('👍');
    await work();
    meta.simulator.faults.add({ kind: 'error', code: 131047, count: 1 });
    await react('❤️', BEN);
    await work();
    const message = await rig.getMessage(id);
    expect(message.reactions).toMatchObject([{ emoji: '👍', sent_by: { name: 'Ada' } }]);
    expect(message.refused_reaction).toMatchObject({
      emoji: '❤️',
      sent_by: { name: 'Ben' },
      error: { code: 131047, title: 'the 24-hour window had closed' },
    });
    const changes = await rig.changeLog.readAfter(0, 99);
    expect(JSON.parse(changes.at(-1)?.payload ?? '')).toMatchObject({
      message: { refused_reaction: { emoji: '❤️' } },
    });
    await react('😂');
    expect(await rig.getMessage(id)).not.toHaveProperty('refused_reaction');
  });

  it('come back when Meta does not take their removal', async () => {
    await react('👍');
    await work();
    await react('');
    await work();
    await report({ ...sentEntry(), status: 'failed', error: NOT_VALID });
    expect(await rig.getMessage(id)).toMatchObject({
      reactions: [{ emoji: '👍' }],
      refused_reaction: {
        emoji: '',
        error: { title: 'WhatsApp cannot react to this message' },
      },
    });
  });

  it('are tried again when Meta is busy, and wait while their number stands still', async () => {
    meta.simulator.faults.add({ kind: 'error', code: 131016, status: 503, count: 1 });
    await react('👍');
    await work();
    expect(sent()).toEqual([]);
    expect(await shown()).toMatchObject([{ emoji: '👍' }]);
    await rig.database.transaction(async (tx) => {
      await tx('outbox_pauses').insert({
        phone_number_id: PHONE_NUMBER_ID,
        error_code: 190,
        reason: 'x',
        paused_at: Date.now(),
      });
    });
    expect(await work(60_000)).toBe(0);
    await rig.database.transaction((tx) => rig.outbox.liftPause(tx, PHONE_NUMBER_ID));
    await work(60_000);
    expect(sent()).toEqual(['👍']);
  });

  it('are refused late, which brings nothing back that something newer has replaced', async () => {
    await react('👍');
    await work();
    const first = sentEntry();
    await react('❤️');
    await work();
    const second = sentEntry();
    expect(await report({ ...first, status: 'failed', error: NOT_VALID })).toEqual(['applied']);
    expect(await shown()).toMatchObject([{ emoji: '❤️' }]);
    // By its wamid alone.
    await report({ messageId: second.messageId, status: 'failed', error: NOT_VALID });
    expect(await shown()).toEqual([]);
  });

  it('are sent once for all by a status whose answer was lost', async () => {
    meta.simulator.faults.add({ kind: 'drop_after_accept', count: 1 });
    await react('👍');
    await work();
    expect(await report({ ...sentEntry(), status: 'sent' })).toEqual(['applied']);
    await work(60_000);
    expect(sent()).toEqual(['👍']);
  });

  it('take their own statuses only', async () => {
    expect(await report({ callbackData: 'reaction:re_0gone' })).toEqual(['ignored']);
    expect(await report({ callbackData: 'msg:7' })).toEqual([undefined]);
    expect(await report({})).toEqual([undefined]);
    await react('👍');
    await work();
    const elsewhere = { ...sentEntry(), phoneNumberId: '1', status: 'failed' } as const;
    await report({ ...elsewhere, error: NOT_VALID });
    expect(await shown()).toMatchObject([{ emoji: '👍' }]);
  });

  it('are not doubled, nor taken from their operator, by their echoes', async () => {
    const soonMs = Date.now() + 2_000;
    await react('👍');
    await work();
    await echo('👍', sentEntry().messageId, soonMs);
    expect(await shown()).toMatchObject([{ emoji: '👍', sent_by: { name: 'Ada' } }]);
    await react('❤️');
    await echo('👍', sentEntry().messageId, soonMs);
    expect(await shown()).toMatchObject([{ emoji: '❤️' }]);
    // This one is faster than Meta's answer.
    meta.simulator.faults.add({ kind: 'drop_after_accept', count: 1 });
    await work();
    await echo('❤️', sentEntry().messageId, soonMs);
    expect(await shown()).toMatchObject([{ emoji: '❤️' }]);
    await report({ ...sentEntry(), status: 'sent' });
    expect(await shown()).toMatchObject([{ emoji: '❤️', sent_by: { name: 'Ada' } }]);
  });

  it('share their place with those made on the business’s phone: the later one counts', async () => {
    await echo('😮', 'wamid.phone', Date.now() + 60_000);
    expect(await shown()).toMatchObject([{ emoji: '😮' }]);
    await react('👍');
    expect(await shown()).toMatchObject([{ emoji: '👍' }]);
    meta.simulator.faults.add({ kind: 'error', code: 131009, count: 1 });
    await work();
    const [back] = await shown();
    expect(back).toMatchObject({ emoji: '😮', by: 'business' });
    expect(back).not.toHaveProperty('sent_by');
  });

  it('are not taken where WhatsApp would refuse them', async () => {
    await expect(rig.reactions.react('999', '👍', ADA)).rejects.toMatchObject({
      code: 'not_found',
    });
    const queued = await rig.send('+15550100999');
    await expect(rig.reactions.react(queued, '👍', ADA)).rejects.toMatchObject({
      code: 'conflict',
    });
    const old = await receive('wamid.old', Date.now() - 31 * DAY_MS);
    await expect(rig.reactions.react(old, '👍', ADA)).rejects.toMatchObject({
      code: 'refused_by_meta',
      message: expect.stringContaining('30 days'),
    });
    await rig.database.transaction(async (tx) => {
      const now = Date.now();
      await tx('whatsapp_messages').where({ id: old }).update({ sent_at: now, deleted_at: now });
    });
    await expect(rig.reactions.react(old, '👍', ADA)).rejects.toMatchObject({
      message: expect.stringContaining('deleted'),
    });
    await expect(rig.reactions.react(id, '👍', ADA, Date.now() + DAY_MS + 1)).rejects.toMatchObject(
      { message: expect.stringContaining('window') },
    );
    await rig.contacts.update('+15550100999', { is_blocked: true });
    await expect(react('👍')).rejects.toMatchObject({ code: 'contact_blocked' });
    rig.connections.connections = [];
    await expect(react('👍')).rejects.toMatchObject({ code: 'not_configured' });
    expect(await shown()).toEqual([]);
  });

  it('are forgotten once they are over for a week; what is to be sent stays', async () => {
    await react('👍');
    await work();
    await react('❤️');
    await rig.reactions.deleteOld(Date.now() + 8 * DAY_MS);
    await work();
    expect(sent()).toEqual(['👍', '❤️']);
    expect(await rig.database.read('reaction_orders').select('emoji')).toEqual([{ emoji: '❤️' }]);
  });
});
