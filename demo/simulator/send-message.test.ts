import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

const YEAR_2020_MS = Date.UTC(2020, 0);

const TO_GROUP = { recipient_type: 'group', to: 'Y2FwaV9ncm91cDox' };

describe('POST /messages', () => {
  let rig: SimulatorRig;
  beforeAll(async () => {
    rig = await SimulatorRig.start();
    for (const { id } of rig.simulator.customers) rig.simulator.customerWrites(id, 'Hello');
    await rig.simulator.whenIdle();
  });
  beforeEach(() => rig.simulator.faults.clear());
  afterAll(() => rig.stop());

  const messages = () => `${rig.simulator.options.phoneNumberId}/messages`;

  it('accepts a text to a phone number and answers with its wa_id and wamid', async () => {
    const { status, body } = await rig.send({ to: '+1 (555) 010-0999' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      messaging_product: 'whatsapp',
      contacts: [{ input: '+1 (555) 010-0999', wa_id: '15550100999' }],
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    });
  });

  it('accepts a text to a user id, and answers with the user id and no wa_id', async () => {
    const { body } = await rig.send({ to: undefined, recipient: 'JP.30914477120056' });
    expect(body.contacts).toEqual([{ input: 'JP.30914477120056', user_id: 'JP.30914477120056' }]);
  });

  it('lets `to` win over `recipient`', async () => {
    const { body } = await rig.send({ recipient: 'JP.30914477120056' });
    expect(body.contacts).toEqual([{ input: '+15550100999', wa_id: '15550100999' }]);
  });

  it('takes a text for a group, and tells its statuses as a group’s', async () => {
    const { body } = await rig.send(TO_GROUP);
    expect(body.contacts).toEqual([{ input: TO_GROUP.to, wa_id: TO_GROUP.to }]);
    await rig.simulator.whenIdle();
    const [{ id }] = body.messages as [{ id: string }];
    const told = rig.sink.accepted.filter((update) => update.id === id);
    const ofGroup = { recipient_type: 'group', recipient_id: TO_GROUP.to };
    expect(told).toMatchObject([
      { status: 'sent', ...ofGroup },
      { status: 'delivered', ...ofGroup },
    ]);
  });

  it('puts the business’s country code before a number without its plus', async () => {
    const { body } = await rig.send({ to: '5550100999' });
    expect(body.contacts).toEqual([{ input: '5550100999', wa_id: '15550100999' }]);
    const { body: stranger } = await rig.send({ to: '15550100999' });
    expect(stranger.contacts).toEqual([{ input: '15550100999', wa_id: '115550100999' }]);
  });

  const refusals: [string, Record<string, unknown>, number][] = [
    ['no messaging_product', { messaging_product: undefined }, 131008],
    ['another messaging_product', { messaging_product: 'sms' }, 100],
    ['another recipient_type', { recipient_type: 'crowd' }, 100],
    ['a group that it has not made', { recipient_type: 'group', to: 'Y2FwaV9u' }, 131041],
    [
      'a place for a group',
      { ...TO_GROUP, type: 'location', text: undefined, location: {} },
      131051,
    ],
    ['no recipient', { to: undefined }, 131008],
    ['an empty recipient', { to: '' }, 131008],
    ['a recipient that is a number', { to: 15550100999 }, 100],
    ['a recipient that is no phone number', { to: 'nadia' }, 131009],
    ['a user id of the wrong form', { to: undefined, recipient: 'us-1' }, 131009],
    ['an unknown type', { type: 'telegram' }, 131051],
    ['no content', { text: undefined }, 131008],
    ['content that is no object', { text: 'Hello' }, 100],
    ['an empty body', { text: { body: '' } }, 131008],
    ['a body that is no string', { text: { body: 7 } }, 100],
    ['a body of 4,097 characters', { text: { body: 'x'.repeat(4_097) } }, 100],
    ['a preview_url that is no boolean', { text: { body: 'x', preview_url: 'yes' } }, 100],
    ['an unknown key in the content', { text: { body: 'x', colour: 'red' } }, 100],
    ['an unknown key', { priority: 'high' }, 100],
    ['the content of another type as well', { image: { id: '1' } }, 100],
    ['a context without message_id', { context: {} }, 131008],
    ['a context that is no object', { context: 'wamid.X' }, 100],
    ['callback data of 513 characters', { biz_opaque_callback_data: 'x'.repeat(513) }, 100],
    ['callback data that is no string', { biz_opaque_callback_data: 1 }, 100],
    ['its own number', { to: '+15550100200' }, 131021],
  ];
  it.each(refusals)('refuses %s, and accepts nothing', async (_name, change, code) => {
    const before = rig.simulator.ledger.list().length;
    const { status, error } = await rig.send(change);
    expect([status, error.code, error.type]).toEqual([400, code, 'OAuthException']);
    expect(error.message).toContain(`(#${code})`);
    expect(error.error_data).toMatchObject({ messaging_product: 'whatsapp' });
    expect(rig.simulator.ledger.list()).toHaveLength(before);
  });

  it('prints the title of the code', async () => {
    const { error } = await rig.send({ to: 'nadia' });
    expect(error.message).toBe('(#131009) Parameter value is not valid');
  });

  it('refuses `__proto__` and bodies that are not JSON objects', async () => {
    const raw = (text: string) => rig.call('POST', messages(), { raw: text });
    const polluted =
      '{"messaging_product":"whatsapp","to":"+15550100999","text":{"body":"x"},"__proto__":{"a":1}}';
    expect((await raw(polluted)).error.code).toBe(100);
    expect((await raw('[]')).error.code).toBe(100);
    expect((await raw('{"a":')).error.code).toBe(100);
  });

  it('takes a body of 4,096 characters, counting an emoji once, and 512 of callback data', async () => {
    const { status } = await rig.send({
      text: { body: '🫖'.repeat(4_096), preview_url: true },
      biz_opaque_callback_data: 'ä'.repeat(512),
    });
    expect(status).toBe(200);
  });

  it('marks a message and those before it read, and shows that the business is typing', async () => {
    const first = rig.simulator.customerWrites('tomas', 'One');
    const second = rig.simulator.customerWrites('tomas', 'Two');
    rig.simulator.customerWrites('tomas', 'Three');
    await rig.simulator.whenIdle();
    const receipt = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: second,
      typing_indicator: { type: 'text' },
    };
    expect((await rig.call('POST', messages(), { body: receipt })).body).toEqual({ success: true });
    const phone = await readPhone(rig, 'tomas');
    expect(phone.messages.slice(-3).map(({ status }) => status)).toEqual([
      'read',
      'read',
      'delivered',
    ]);
    expect(phone.is_typing).toBe(true);
    expect(first).not.toBe(second);
    await rig.send({ to: '+15550100998' });
    await rig.simulator.whenIdle();
    expect((await readPhone(rig, 'tomas')).is_typing).toBe(false);
  });

  it.each([
    ['an unknown message', { message_id: 'wamid.NONE' }, 131009],
    ['no message', { message_id: undefined }, 131008],
    ['another status', { status: 'seen' }, 131009],
    ['an unknown indicator', { typing_indicator: { type: 'audio' } }, 131009],
    ['an unknown key', { to: '+15550100999' }, 100],
  ])('refuses a read receipt with %s', async (_name, change, code) => {
    const body = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: rig.simulator.customerWrites('nadia', 'Read me'),
      ...change,
    };
    expect((await rig.call('POST', messages(), { body })).error.code).toBe(code);
  });
});

describe('limits', () => {
  const start = async (options: object) => {
    const rig = await SimulatorRig.start(options);
    for (const { id } of rig.simulator.customers) rig.simulator.customerWrites(id, 'Hello');
    return rig;
  };
  const codes = async (rig: SimulatorRig, count: number, change = {}) => {
    const answers = [];
    for (let index = 0; index < count; index += 1) {
      answers.push((await rig.send(change)).error?.code ?? 200);
    }
    return answers;
  };

  it('refuses free-form messages to who has not written yet with 131047', async () => {
    const rig = await SimulatorRig.start();
    expect((await rig.send()).error).toMatchObject({
      code: 131047,
      message: '(#131047) Re-engagement message',
    });
    rig.simulator.customerWrites('nadia', 'Hello');
    expect((await rig.send()).status).toBe(200);
    // The window is this customer’s, not the number’s.
    expect((await rig.send({ to: '+15550100998' })).error.code).toBe(131047);
    await rig.stop();
  });

  it('refuses more than the burst to one person with 131056, and others are unaffected', async () => {
    const rig = await start({ pairBurst: 3 });
    expect(await codes(rig, 4)).toEqual([200, 200, 200, 131056]);
    expect(await codes(rig, 1, { to: '+15550100998' })).toEqual([200]);
    // The same person by the other address is the same pair.
    expect(await codes(rig, 1, { to: undefined, recipient: 'US.48213570926641' })).toEqual([
      131056,
    ]);
    await rig.stop();
  });

  it('fails a message to a number without WhatsApp later, with 131026', async () => {
    const rig = await start({});
    expect((await rig.send({ to: '+15550100123' })).status).toBe(200);
    await rig.simulator.whenIdle();
    expect(rig.sink.accepted.at(-1)).toMatchObject({
      status: 'failed',
      recipient_id: '15550100123',
      errors: [{ code: 131026, title: 'Message undeliverable' }],
    });
    expect(rig.simulator.ledger.list().at(-1)?.failedAtMs).toBeGreaterThan(YEAR_2020_MS);
    await rig.stop();
  });
});

interface Phone {
  id: string;
  is_typing: boolean;
  messages: { status: string }[];
}

async function readPhone(rig: SimulatorRig, customerId: string): Promise<Phone> {
  const response = await fetch(`${rig.simulator.url}/simulator/customers`);
  const { customers } = (await response.json()) as { customers: Phone[] };
  return customers.find(({ id }) => id === customerId) as Phone;
}
