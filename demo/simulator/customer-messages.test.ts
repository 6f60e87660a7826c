import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRemote } from '../../test/support/simulator-remote.ts';
import { OUTGOING_MESSAGES } from '../../test/fixtures/messages/outgoing-messages.ts';
import { MESSAGE_FILES } from '../../test/fixtures/webhooks/message-files.ts';
import { elementsOf } from '../../test/fixtures/webhooks/webhook-files.ts';
import { SimulatorRig } from './test-rig.ts';

/** What the phone of a customer can say in one go; files, reactions and edits have ways of their own. */
const SAYABLE = new Set(['text', 'location', 'contacts', 'button', 'interactive', 'order']);
const NOT_OF_TODAY = [
  'messages/interactive-of-the-future',
  'messages/interactive-empty-with-error',
];
const SAID = MESSAGE_FILES.filter(({ file }) => !NOT_OF_TODAY.includes(file)).flatMap(({ file }) =>
  elementsOf(file)
    .filter(({ type = '', context }) => SAYABLE.has(type) && !isReply(context))
    .map(({ type = '', id: _id, from: _from, from_user_id: _user, timestamp: _at, ...rest }) => {
      const { [type]: content, ...extra } = rest;
      return { file, type, content, extra };
    }),
);

function isReply(context: unknown): boolean {
  return typeof context === 'object' && context !== null && 'id' in context;
}

describe('what a customer sends', () => {
  let rig: SimulatorRig;
  let phone: SimulatorRemote;
  beforeEach(async () => {
    rig = await SimulatorRig.start();
    phone = new SimulatorRemote(rig.simulator.url);
  });
  afterEach(() => rig.stop());

  const newest = async () => {
    await rig.simulator.whenIdle();
    return rig.sink.received.at(-1)?.value();
  };
  /** The business sends the sample of this name; the answer is its wamid. */
  const receive = async (name: string) => {
    await phone.write('nadia', 'Hello');
    const sample = OUTGOING_MESSAGES.find((message) => message.name === name);
    const { type = '', content } = sample ?? {};
    const { body } = await rig.send({ type, text: undefined, [type]: content });
    await rig.simulator.whenIdle();
    return (body.messages as [{ id: string }])[0].id;
  };

  it.each(SAID)('is told as Meta tells $file', async ({ type, content, extra }) => {
    const id = await phone.say('nadia', { type, content, extra });
    const value = await newest();
    expect(value?.messages).toEqual([
      {
        ...extra,
        from: '15550100999',
        from_user_id: 'US.48213570926641',
        id,
        timestamp: expect.stringMatching(/^\d{10}$/),
        type,
        [type]: content,
      },
    ]);
    expect(value?.contacts).toHaveLength(1);
  });

  it('is told with Meta’s error where Meta cannot pass it on', async () => {
    await phone.say('nadia', { type: 'unsupported', content: { type: 'poll_creation' } });
    expect((await newest())?.messages).toMatchObject([
      { type: 'unsupported', errors: [{ code: 131_051, title: 'Message type unknown' }] },
    ]);
  });

  it('comes without contacts where it is a notice', async () => {
    const content = { type: 'customer_identity_changed', body: 'A new security code' };
    await phone.say('nadia', { type: 'system', content });
    const value = await newest();
    expect(value?.messages).toMatchObject([{ type: 'system', system: content }]);
    expect(value?.contacts).toBeUndefined();
  });

  it.each([
    ['a place off the globe', 'location', { latitude: 91, longitude: 0 }],
    ['a button with a field that Meta has not', 'button', { text: 'Yes', payload: 'y', id: '1' }],
    ['an interactive reply without its content', 'interactive', { type: 'list_reply' }],
    ['an empty order', 'order', { catalog_id: '44', product_items: [] }],
    ['a type that no phone sends', 'hologram', {}],
    ['a text that is none', 'text', { body: '' }],
  ])('refuses %s', async (_name, type, content) => {
    await expect(phone.say('nadia', { type, content })).rejects.toThrow('answered 400');
  });

  it.each([
    ['buttons', 'sat', { type: 'button_reply', button_reply: { id: 'sat', title: 'Saturday 14' } }],
    [
      'a list',
      'blue',
      {
        type: 'list_reply',
        list_reply: { id: 'blue', title: 'Blue', description: 'Two left' },
      },
    ],
  ])('is a reply to %s once it is tapped', async (name, choice, interactive) => {
    const messageId = await receive(name);
    await phone.choose('nadia', messageId, choice);
    expect((await newest())?.messages).toMatchObject([
      { type: 'interactive', interactive, context: { from: '15550100200', id: messageId } },
    ]);
  });

  it('cannot be a choice that the phone does not show', async () => {
    const messageId = await receive('buttons');
    await expect(phone.choose('nadia', messageId, 'sun')).rejects.toThrow('no such choice');
    await expect(phone.choose('tomas', messageId, 'sat')).rejects.toThrow('no such message');
  });

  it('opens no service window if it is a notice of Meta’s', async () => {
    const content = { type: 'customer_identity_changed', body: 'Nadia’s security code changed' };
    await phone.say('nadia', { type: 'system', content });
    expect((await rig.send()).error.code).toBe(131_047);
  });
});
