import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';
import { serializeWebhook, signBody } from './webhook-sender.ts';

describe('the form of webhooks', () => {
  it('signs like Meta’s test vector', () => {
    expect(signBody('demo_secret', '{"object":"whatsapp_business_account","entry":[]}')).toBe(
      'sha256=e681018fd84d47371c47e4e5505571047203885d2f50e71922b4eff44190e69e',
    );
  });

  it('escapes everything but ASCII in lowercase hex, and slashes', () => {
    const text = 'ä/\u007f \u2028 🫖 \ud800';
    const written = serializeWebhook({ text });
    expect(written).toBe('{"text":"\\u00e4\\/\\u007f \\u2028 \\ud83e\\uded6 \\ud800"}');
    expect(JSON.parse(written)).toEqual({ text });
  });
});

describe('webhooks', () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await SimulatorRig.start();
  });
  afterEach(() => rig.stop());

  it('verifies an address before using it, and throws when the server refuses', async () => {
    const refused = rig.simulator.setWebhook({ url: rig.sinkUrl, verifyToken: 'wrong' });
    await expect(refused).rejects.toThrow('not verified');
  });

  it('signs the bytes that it sends', async () => {
    rig.simulator.customerWrites('aiko', 'Är / ö 🫖');
    await rig.simulator.whenIdle();
    const [webhook] = rig.sink.received;
    expect(webhook?.signature).toBe(signBody(rig.simulator.options.appSecret, webhook?.body ?? ''));
    expect(webhook?.body).toContain('\\u00c4r \\/ \\u00f6 \\ud83e\\uded6');
    expect(webhook?.body).toMatch(/^[\x20-\x7e]*$/);
  });

  it.each([
    [
      'nadia',
      { from: '15550100999', from_user_id: 'US.48213570926641' },
      { profile: { name: 'Nadia Okoro' }, wa_id: '15550100999', user_id: 'US.48213570926641' },
    ],
    [
      'tomas',
      { from: '15550100998', from_user_id: 'US.77310042951188' },
      {
        profile: { name: 'Tomás Rivera', username: 'tomas.rivera' },
        wa_id: '15550100998',
        user_id: 'US.77310042951188',
      },
    ],
    [
      'aiko',
      { from_user_id: 'JP.30914477120056' },
      { profile: { name: 'Aiko 愛子', username: 'aiko.draws' }, user_id: 'JP.30914477120056' },
    ],
  ])(
    'tells of a text by %s with exactly the ids that Meta would tell',
    async (id, from, contact) => {
      const wamid = rig.simulator.customerWrites(id, 'Hello', 'wamid.QUOTED');
      await rig.simulator.whenIdle();
      const value = rig.sink.received[0]?.value();
      expect(value).toEqual({
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '15550100200', phone_number_id: '700500300100200' },
        contacts: [contact],
        messages: [
          {
            ...from,
            id: wamid,
            timestamp: expect.stringMatching(/^\d{10}$/),
            type: 'text',
            text: { body: 'Hello' },
            context: { ...('from' in from ? { from: from.from } : {}), id: 'wamid.QUOTED' },
          },
        ],
      });
    },
  );

  it('tells a reply to the business with the business as the quoted sender', async () => {
    rig.simulator.customerWrites('nadia', 'Hello');
    const { body } = await rig.send();
    const [{ id }] = body.messages as [{ id: string }];
    rig.simulator.customerWrites('nadia', 'Thanks', id);
    await rig.simulator.whenIdle();
    const reply = rig.sink.accepted.find(({ context }) => context !== undefined);
    expect(reply?.context).toEqual({ from: '15550100200', id });
  });

  it('reports sent, delivered and, when the phone shows the chat, read', async () => {
    rig.simulator.customerWrites('tomas', 'Hello');
    const { body } = await rig.send({ to: '+15550100998', biz_opaque_callback_data: 'row:7' });
    await rig.simulator.whenIdle();
    expect(statuses()).toEqual(['sent', 'delivered']);
    expect(rig.simulator.customerReads('tomas')).toBe(1);
    expect(rig.simulator.customerReads('tomas')).toBe(0);
    await rig.simulator.whenIdle();
    expect(statuses()).toEqual(['sent', 'delivered', 'read']);

    const [{ id }] = body.messages as [{ id: string }];
    const items = rig.sink.accepted.filter(({ status }) => status !== undefined);
    for (const item of items) {
      expect(item).toMatchObject({
        id,
        recipient_id: '15550100998',
        recipient_user_id: 'US.77310042951188',
        biz_opaque_callback_data: 'row:7',
      });
    }
    expect(items.map((item) => 'pricing' in item)).toEqual([false, true, false]);
    expect(items[1]?.pricing).toEqual({
      billable: false,
      pricing_model: 'PMP',
      type: 'free_customer_service',
      category: 'service',
    });
    const usernames = rig.sink.received
      .filter((webhook) => webhook.value().statuses)
      .map((webhook) => webhook.value().contacts?.[0]?.profile);
    expect(usernames[0]).toEqual({ name: 'Tomás Rivera' });
    expect(usernames.at(-1)).toEqual({ name: 'Tomás Rivera', username: 'tomas.rivera' });
  });

  it('names no phone number in the statuses of someone who hides theirs', async () => {
    rig.simulator.customerWrites('aiko', 'Hello');
    await rig.send({ to: undefined, recipient: 'JP.30914477120056' });
    await rig.simulator.whenIdle();
    const items = rig.sink.accepted.filter(({ status }) => status !== undefined);
    expect(items).toHaveLength(2);
    for (const item of items) {
      expect(item).not.toHaveProperty('recipient_id');
      expect(item).toHaveProperty('recipient_user_id', 'JP.30914477120056');
    }
    expect(rig.sink.received.map(({ body }) => body).join()).not.toContain('wa_id');
  });

  it('names the number that the business has dialled, also of someone who hides theirs', async () => {
    rig.simulator.customerWrites('aiko', 'Hello');
    await rig.send({ to: '+15550100996' });
    await rig.simulator.whenIdle();
    const told = rig.sink.received
      .map((webhook) => webhook.value())
      .filter((each) => each.statuses);
    expect(told.length).toBeGreaterThan(0);
    for (const { contacts } of told) expect(contacts?.[0]).toHaveProperty('wa_id', '15550100996');
  });

  it('sends what gathered while a webhook was under way in one body, in order', async () => {
    let open = () => {};
    rig.sink.gate = new Promise((resolve) => (open = resolve));
    rig.simulator.customerWrites('nadia', '0');
    while (rig.sink.received.length === 0) await tick();
    for (let index = 1; index <= 5; index += 1) {
      rig.simulator.customerWrites(index % 2 ? 'tomas' : 'nadia', String(index));
    }
    open();
    await rig.simulator.whenIdle();
    expect(rig.sink.received.map((webhook) => webhook.updates().length)).toEqual([1, 5]);
    expect(texts()).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(rig.sink.received[1]?.value().contacts).toHaveLength(2);
  });

  it('repeats what is not answered 200, at once and then ever later, until it is', async () => {
    rig.sink.answers.push(500, 503, 202, 302);
    const startedAt = performance.now();
    rig.simulator.customerWrites('nadia', 'Stubborn');
    await rig.simulator.whenIdle();
    expect(rig.sink.received.map(({ httpStatus }) => httpStatus)).toEqual([
      500, 503, 202, 302, 200,
    ]);
    expect(new Set(rig.sink.received.map(({ body }) => body)).size).toBe(1);
    // 0, then 5, 10 and 20 ms.
    expect(performance.now() - startedAt).toBeGreaterThan(30);
    expect(texts()).toEqual(['Stubborn']);
  });

  it('posts raw bytes on demand, with a good or a given signature', async () => {
    expect(await rig.simulator.deliverRaw('{"object":')).toBe(200);
    rig.sink.answers.push(403);
    expect(await rig.simulator.deliverRaw('{}', 'sha256=00')).toBe(403);
    const [good, bad] = rig.sink.received;
    expect(good?.signature).toBe(signBody(rig.simulator.options.appSecret, '{"object":'));
    expect(bad?.signature).toBe('sha256=00');
  });

  const tick = () => new Promise((resolve) => setTimeout(resolve, 2));
  const statuses = () =>
    rig.sink.accepted.map(({ status }) => status).filter((status) => status !== undefined);
  const texts = () => rig.sink.accepted.map(({ text }) => (text as { body: string }).body);
});
