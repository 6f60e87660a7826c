import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

const DAY_MS = 86_400_000;

describe('a reaction of the business', () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await SimulatorRig.start();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await rig.stop();
  });

  const react = (reaction: unknown, change: object = {}) =>
    rig.send({ type: 'reaction', text: undefined, reaction, ...change });
  const idOf = ({ body }: { body: Record<string, unknown> }) =>
    (body.messages as [{ id: string }])[0].id;
  const statusesOf = async (wamid: string) => {
    await rig.simulator.whenIdle();
    return rig.sink.accepted.filter(({ id }) => id === wamid);
  };
  const phone = async () => {
    const response = await fetch(`${rig.simulator.url}/simulator/customers`);
    const { customers } = (await response.json()) as { customers: { messages: object[] }[] };
    return customers[0]?.messages;
  };

  it('is sent, and no more than that, and is on the phone until it is taken back', async () => {
    const message_id = rig.simulator.customerWrites('nadia', 'Hello');
    const own = idOf(await rig.send());
    for (const id of [message_id, own]) {
      const wamid = idOf(await react({ message_id: id, emoji: '👍' }));
      expect(await statusesOf(wamid)).toMatchObject([{ status: 'sent' }]);
    }
    expect(await phone()).toMatchObject([
      { id: message_id, business_reaction: '👍' },
      { id: own, business_reaction: '👍' },
    ]);
    await react({ message_id, emoji: '❤️' });
    await rig.simulator.whenIdle();
    expect(await phone()).toMatchObject([{ business_reaction: '❤️' }, {}]);
    await react({ message_id, emoji: '' });
    await rig.simulator.whenIdle();
    expect((await phone())?.[0]).not.toHaveProperty('business_reaction');
    expect(await phone()).toHaveLength(2);
  });

  it('is accepted, and then told as failed, where there is nothing to react to', async () => {
    const message_id = rig.simulator.customerWrites('nadia', 'Hello');
    const ofAnother = rig.simulator.customerWrites('tomas', 'Hello');
    const deleted = rig.simulator.customerWrites('nadia', 'Sorry');
    rig.simulator.customerDeletes('nadia', deleted);
    const reaction = idOf(await react({ message_id, emoji: '👍' }));
    await rig.simulator.whenIdle();
    for (const id of ['wamid.unknown', ofAnother, deleted, reaction]) {
      const answer = await react({ message_id: id, emoji: '👍' });
      expect(answer.status, id).toBe(200);
      expect(await statusesOf(idOf(answer)), id).toMatchObject([
        { status: 'failed', errors: [{ code: 131009 }] },
      ]);
    }
    expect(await phone()).toMatchObject([{ business_reaction: '👍' }, { is_deleted: true }]);
  });

  it('comes too late after thirty days', async () => {
    const message_id = rig.simulator.customerWrites('nadia', 'Hello');
    await rig.simulator.whenIdle();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31 * DAY_MS });
    rig.simulator.customerWrites('nadia', 'Are you there?');
    const wamid = idOf(await react({ message_id, emoji: '👍' }));
    expect(await statusesOf(wamid)).toMatchObject([{ status: 'failed' }]);
  });

  it.each([
    ['no message', { emoji: '👍' }, {}, 131008],
    ['no emoji', { message_id: 'wamid.x' }, {}, 131008],
    ['words', { message_id: 'wamid.x', emoji: 'ok' }, {}, 131009],
    ['two emoji', { message_id: 'wamid.x', emoji: '👍👍' }, {}, 131009],
    ['a key of its own', { message_id: 'wamid.x', emoji: '👍', at: 1 }, {}, 100],
    [
      'a context',
      { message_id: 'wamid.x', emoji: '👍' },
      { context: { message_id: 'wamid.x' } },
      100,
    ],
    [
      'a group',
      { message_id: 'wamid.x', emoji: '👍' },
      { recipient_type: 'group', to: 'Y2FwaV9ncm91cDox' },
      131051,
    ],
  ])('is refused with %s', async (_name, reaction, change, code) => {
    expect((await react(reaction, change)).error).toMatchObject({ code });
  });

  it('needs an open window', async () => {
    expect((await react({ message_id: 'wamid.x', emoji: '👍' })).error).toMatchObject({
      code: 131047,
    });
  });
});
