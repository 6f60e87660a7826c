import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRemote } from '../../test/support/simulator-remote.ts';
import { SimulatorRig } from './test-rig.ts';

describe('what a customer does to messages', () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await SimulatorRig.start();
  });
  afterEach(() => rig.stop());

  /** The item of the newest webhook, which must hold nothing else. */
  const newest = async () => {
    await rig.simulator.whenIdle();
    const value = rig.sink.received.at(-1)?.value();
    expect(value?.messages).toHaveLength(1);
    expect(value?.contacts).toHaveLength(1);
    return value?.messages?.[0];
  };
  const nadia = { from: '15550100999', from_user_id: 'US.48213570926641' };
  const event = {
    id: expect.stringMatching(/^wamid\./),
    timestamp: expect.stringMatching(/^\d{10}$/),
  };
  const receive = async () => {
    rig.simulator.customerWrites('nadia', 'Hello');
    const { body } = await rig.send();
    await rig.simulator.whenIdle();
    return (body.messages as [{ id: string }])[0].id;
  };
  const phone = async () => {
    const response = await fetch(`${rig.simulator.url}/simulator/customers`);
    const { customers } = (await response.json()) as { customers: { messages: object[] }[] };
    return customers[0]?.messages;
  };

  it('is told as Meta tells a reaction, and one that is taken back without the emoji', async () => {
    const id = await receive();
    const wamid = rig.simulator.customerReacts('nadia', id, '👍');
    expect(await newest()).toEqual({
      ...nadia,
      ...event,
      id: wamid,
      type: 'reaction',
      reaction: { message_id: id, emoji: '👍' },
    });
    expect(await phone()).toMatchObject([{}, { id, reaction: '👍' }]);
    rig.simulator.customerReacts('nadia', id);
    expect(await newest()).toEqual({
      ...nadia,
      ...event,
      type: 'reaction',
      reaction: { message_id: id },
    });
    expect((await phone())?.[1]).not.toHaveProperty('reaction');
  });

  it('is told as Meta tells an edit and a deletion', async () => {
    const quoted = await receive();
    const id = rig.simulator.customerWrites('nadia', 'Is the blue kettle back?', quoted);
    await rig.simulator.whenIdle();
    rig.simulator.customerEdits('nadia', id, 'Is the green kettle back?');
    expect(await newest()).toEqual({
      ...nadia,
      ...event,
      type: 'edit',
      edit: {
        original_message_id: id,
        message: {
          context: { from: '15550100200', id: quoted },
          type: 'text',
          text: { body: 'Is the green kettle back?' },
        },
      },
    });
    expect((await phone())?.slice(2)).toMatchObject([
      { id, content: { body: 'Is the green kettle back?' }, is_edited: true },
    ]);
    rig.simulator.customerDeletes('nadia', id);
    expect(await newest()).toEqual({
      ...nadia,
      ...event,
      type: 'revoke',
      revoke: { original_message_id: id },
    });
    expect((await phone())?.slice(2)).toMatchObject([{ id, is_deleted: true }]);
  });

  it('is only what a phone lets its owner do', async () => {
    const received = await receive();
    const own = rig.simulator.customerWrites('nadia', 'Mine');
    const { customerReacts, customerEdits, customerDeletes } = rig.simulator;
    expect(() => customerReacts('tomas', received, '👍')).toThrow('no such message');
    expect(() => customerReacts('nadia', own, '👍')).toThrow('no such message');
    expect(() => customerEdits('tomas', own, 'Not mine')).toThrow('no such message');
    expect(() => customerEdits('nadia', received, 'Not mine')).toThrow('no such message');
    customerDeletes('nadia', own);
    expect(() => customerEdits('nadia', own, 'Too late')).toThrow('no such message');
    expect(() => customerDeletes('nadia', own)).toThrow('no such message');
    expect(() => customerReacts('nobody', received)).toThrow("no customer 'nobody'");
  });

  it('is done through the remote control, too', async () => {
    await receive();
    const remote = new SimulatorRemote(rig.simulator.url);
    await remote.react('nadia', 'It is back.', '🎉');
    await remote.edit('nadia', 'Hello', 'Hello!');
    await remote.delete('nadia', 'Hello!');
    expect(await phone()).toMatchObject([
      { is_edited: true, is_deleted: true },
      { reaction: '🎉' },
    ]);
    await remote.react('nadia', 'It is back.');
    await rig.simulator.whenIdle();
    expect(rig.sink.accepted.map(({ type }) => type).filter(Boolean)).toEqual([
      'text',
      'reaction',
      'edit',
      'revoke',
      'reaction',
    ]);
  });
});
