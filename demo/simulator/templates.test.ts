import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

const NEW = {
  name: 'opening_hours',
  language: 'en_US',
  category: 'UTILITY',
  components: [
    {
      type: 'BODY',
      text: 'Hello {{1}}, we are open on Sunday, too.',
      example: { body_text: [['Nadia']] },
    },
  ],
};
const ORDER_READY = {
  name: 'order_ready',
  language: { code: 'en_US' },
  components: [
    { type: 'header', parameters: [{ type: 'text', parameter_name: 'order_no', text: 'A-7' }] },
    { type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Nadia' }] },
    { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'A-7' }] },
  ],
};
const DELIVERY = { name: 'delivery_update', language: { code: 'en_US' } };
const place = { latitude: 51.45, longitude: -2.58 };
const texts = (...values: string[]) => values.map((text) => ({ type: 'text', text }));
const withParts = (header: object[], body: object[]) => ({
  ...DELIVERY,
  components: [
    { type: 'header', parameters: header },
    { type: 'body', parameters: body },
  ],
});
const PLACE = [{ type: 'location', location: place }];

describe('message templates of the simulator', () => {
  let rig: SimulatorRig;
  let path: string;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'simulated-templates-'));
    rig = await SimulatorRig.start({
      templateReviewMs: 20,
      stateFile: join(folder, 'state.jsonl'),
    });
    path = `${rig.simulator.options.businessAccountId}/message_templates`;
  });
  afterEach(async () => {
    await rig.stop();
    rmSync(folder, { recursive: true });
  });

  const send = (template: object) => rig.send({ type: 'template', template, text: undefined });
  const idsOf = ({ data }: Record<string, unknown>) =>
    (data as { id: string }[]).map(({ id }) => id);
  const find = (name: string) => rig.simulator.templates.list({ name });
  /** Values of the account's webhooks, by their field. */
  const told = () =>
    rig.sink.received.flatMap(({ body }) =>
      (
        JSON.parse(body) as { entry: { changes: { field: string; value: object }[] }[] }
      ).entry.flatMap(({ changes }) => changes.filter(({ field }) => field !== 'messages')),
    );

  it('are listed with cursors; only `next` says that there is more', async () => {
    const all = rig.simulator.templates.list().map(({ id }) => id);
    const first = (await rig.call('GET', `${path}?fields=id,name&limit=5`)).body;
    const paging = first.paging as { cursors: { after: string }; next?: string };
    expect(paging.next).toContain(`after=${encodeURIComponent(paging.cursors.after)}`);
    const query = `fields=id&limit=5&after=${encodeURIComponent(paging.cursors.after)}`;
    const second = (await rig.call('GET', `${path}?${query}`)).body;
    expect([...idsOf(first), ...idsOf(second)]).toEqual(all);
    expect(second.paging).toMatchObject({ cursors: { after: expect.any(String) } });
    expect(second.paging).not.toHaveProperty('next');
    expect(Object.keys((first.data as object[])[0] ?? {})).toEqual(['id', 'name']);
    expect((await rig.call('GET', `${path}?fields=colour`)).error.code).toBe(100);
    expect((await rig.call('GET', `${path}?name=order_ready&fields=id`)).body.data).toHaveLength(1);
  });

  it('are made pending, and approved after a moment, which a webhook tells', async () => {
    const { body } = await rig.call('POST', path, { body: NEW });
    expect(body).toEqual({ id: expect.any(String), status: 'PENDING', category: 'UTILITY' });
    expect((await send({ ...NEW, language: { code: 'en_US' } })).error.code).toBe(100);
    await vi.waitFor(() => expect(told()).toHaveLength(1));
    expect(told()[0]).toEqual({
      field: 'message_template_status_update',
      value: {
        event: 'APPROVED',
        reason: 'NONE',
        message_template_category: 'UTILITY',
        message_template_id: Number(body.id),
        message_template_name: 'opening_hours',
        message_template_language: 'en_US',
      },
    });
  });

  it.each<[string, object, number | undefined]>([
    ['a name with capitals', { name: 'Opening' }, undefined],
    ['a language of another form', { language: 'en-US' }, undefined],
    ['no body', { components: [] }, 2388072],
    [
      'a body that is too long',
      { components: [{ type: 'BODY', text: 'a'.repeat(1_025) }] },
      2388040,
    ],
    [
      'a variable at the start',
      { components: [{ type: 'BODY', text: '{{1}} is ready' }] },
      2388299,
    ],
    [
      'variables side by side',
      { components: [{ type: 'BODY', text: 'Good day to you, {{1}} {{2}}, from all of us here' }] },
      2388072,
    ],
    ['too few words', { components: [{ type: 'BODY', text: 'See {{1}} now' }] }, 2388293],
    ['a second one in the same language', { name: 'order_ready' }, 2388024],
  ])('are refused as Meta does: %s', async (_what, change, subcode) => {
    const { status, error } = await rig.call('POST', path, { body: { ...NEW, ...change } });
    expect([status, error.code, error.error_subcode]).toEqual([400, 100, subcode]);
    expect(error.error_user_msg).toEqual(expect.any(String));
  });

  it('come out of a pause when the business asks for it, and a webhook tells', async () => {
    const { id = '' } = find('order_ready')[0] ?? {};
    expect((await rig.call('POST', `${id}/unpause`)).error.code).toBe(100);
    rig.simulator.templates.decide(id, { status: 'PAUSED' });
    expect((await rig.call('POST', `${id}/unpause`)).body).toEqual({ success: true });
    expect(find('order_ready')[0]?.status).toBe('APPROVED');
    await vi.waitFor(() =>
      expect(told().map(({ value }) => value)).toMatchObject([
        { event: 'PAUSED' },
        { event: 'APPROVED' },
      ]),
    );
    expect((await rig.call('POST', '99/unpause')).error.error_subcode).toBe(33);
  });

  it('are edited once a day while approved, and lock their name once deleted', async () => {
    const [template] = find('order_ready');
    const components = [{ type: 'BODY', text: 'Your order is ready.' }];
    const edit = () => rig.call('POST', template?.id ?? '', { body: { components } });
    expect((await edit()).body).toEqual({ success: true });
    await vi.waitFor(() => expect(find('order_ready')[0]?.status).toBe('APPROVED'));
    expect((await edit()).error.code).toBe(100);

    const [english] = find('delivery_update');
    await rig.call('DELETE', `${path}?name=delivery_update&hsm_id=${english?.id}`);
    expect(find('delivery_update').map(({ language }) => language)).toEqual(['es']);
    await rig.call('DELETE', `${path}?name=delivery_update`);
    expect(find('delivery_update')).toEqual([]);
    const again = await rig.call('POST', path, { body: { ...NEW, name: 'delivery_update' } });
    expect(again.error.error_subcode).toBe(2388023);
    expect((await rig.call('DELETE', `${path}?name=nothing`)).error.code).toBe(100);
  });

  it('survive a kill, deleted ones as well', async () => {
    await rig.call('POST', path, { body: NEW });
    await rig.call('DELETE', `${path}?name=spring_sale`);
    await rig.simulator.stop();
    await rig.startSimulator({ templateReviewMs: 20, stateFile: join(folder, 'state.jsonl') });
    expect(find('spring_sale')).toEqual([]);
    await vi.waitFor(() => expect(find('opening_hours')[0]?.status).toBe('APPROVED'));
  });

  it('are sent outside the window, and the phone shows them with their values', async () => {
    expect((await rig.send()).error.code).toBe(131047);
    const { status, body } = await send(ORDER_READY);
    expect(status).toBe(200);
    const [{ id }] = body.messages as [{ id: string }];
    await rig.simulator.whenIdle();
    const response = await fetch(`${rig.simulator.url}/simulator/customers`);
    const { customers } = (await response.json()) as {
      customers: { id: string; messages: { text?: string; quick_replies?: string[] }[] }[];
    };
    const phone = customers.find((customer) => customer.id === 'nadia');
    expect(phone?.messages[0]).toMatchObject({
      text: 'Order A-7\nHello Nadia, your order is ready to collect at our shop.\n[Track order]\n[Thank you]\nStoreboard',
      quick_replies: ['Thank you'],
    });
    await fetch(`${rig.simulator.url}/simulator/customers/nadia/replies`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message_id: id, choice_id: 'Thank you' }),
    });
    await rig.simulator.whenIdle();
    expect(rig.sink.accepted.at(-1)).toMatchObject({
      type: 'button',
      button: { text: 'Thank you', payload: 'Thank you' },
      context: { id },
    });
    const delivered = rig.sink.accepted.find((item) => item.status === 'delivered');
    expect(delivered?.pricing).toMatchObject({ type: 'regular', category: 'utility' });
  });

  it.each<[string, object, number]>([
    ['an unknown name', { ...ORDER_READY, name: 'nothing' }, 132001],
    ['an unknown language', { ...ORDER_READY, language: { code: 'fr' } }, 132001],
    ['one that was rejected', { name: 'weekend_offer', language: { code: 'en_US' } }, 132001],
    ['too few values', withParts(PLACE, texts('Nadia')), 132000],
    ['too many values', withParts(PLACE, texts('Nadia', 'A-7', 'x')), 132000],
    [
      'no header',
      { ...DELIVERY, components: [{ type: 'body', parameters: texts('a', 'b') }] },
      132000,
    ],
    ['another header', withParts(texts('here'), texts('Nadia', 'A-7')), 132012],
    ['a picture as text', withParts(PLACE, [PLACE[0] ?? {}, ...texts('A-7')]), 132012],
    ['a text that gets too long', withParts(PLACE, texts('n'.repeat(1_024), 'A-7')), 132005],
    ['a line break', withParts(PLACE, texts('Na\ndia', 'A-7')), 132018],
    [
      'no end of an address',
      { ...ORDER_READY, components: ORDER_READY.components.slice(0, 2) },
      131008,
    ],
    ['an unknown key', { ...ORDER_READY, colour: 'blue' }, 100],
  ])('are not sent with %s', async (_what, template, code) => {
    expect((await send(template)).error.code).toBe(code);
    expect(rig.simulator.ledger.list()).toEqual([]);
  });

  it('for one-time codes go to phone numbers only, with a short code', async () => {
    const code = (text: string) => ({
      name: 'sign_in_code',
      language: { code: 'en_US' },
      components: [
        { type: 'body', parameters: texts(text) },
        { type: 'button', sub_type: 'url', index: '0', parameters: texts(text) },
      ],
    });
    const sendTo = (change: object, text: string) =>
      rig.send({ type: 'template', template: code(text), text: undefined, ...change });
    const byUserId = { to: undefined, recipient: 'JP.30914477120056' };
    expect((await sendTo(byUserId, '493021')).error.code).toBe(131062);
    expect((await sendTo({}, '4930214930214930')).error.code).toBe(131009);
    expect((await sendTo({}, '493021')).status).toBe(200);
  });

  it('are paused, disabled, rated and moved by remote control, each told by a webhook', async () => {
    const [template] = find('order_ready');
    const decide = (decision: object) =>
      fetch(`${rig.simulator.url}/simulator/templates/${template?.id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(decision),
      });
    await decide({ status: 'PAUSED' });
    expect((await send(ORDER_READY)).error.code).toBe(132015);
    await decide({ status: 'DISABLED' });
    expect((await send(ORDER_READY)).error.code).toBe(132016);
    await decide({ quality: 'RED' });
    await decide({ next_category: 'MARKETING' });
    await decide({ category: 'MARKETING' });
    await rig.simulator.whenIdle();
    expect(told().map(({ field }) => field)).toEqual([
      'message_template_status_update',
      'message_template_status_update',
      'message_template_quality_update',
      'template_category_update',
      'template_category_update',
    ]);
    expect(find('order_ready')[0]).toMatchObject({
      status: 'DISABLED',
      category: 'MARKETING',
      quality_score: { score: 'RED' },
    });
    expect((await decide({ status: 'SILLY' })).status).toBe(400);
  });

  describe('that are held back', () => {
    const hold = (fault: object = {}) =>
      rig.simulator.faults.add({ kind: 'held_template', ...fault });
    const sendReady = async () => {
      const { body } = await send(ORDER_READY);
      return (body.messages as { id: string; message_status: string }[])[0]!;
    };
    const statuses = () => rig.sink.accepted.map(({ status }) => status);
    const decide = (decision: object) => {
      const [template] = find('order_ready');
      rig.simulator.templates.decide(template?.id ?? '', decision);
    };

    it('are told as held, and nothing more is heard of them until Meta has decided', async () => {
      hold();
      const { id, message_status } = await sendReady();
      expect(message_status).toBe('held_for_quality_assessment');
      expect((await sendReady()).message_status).toBe('accepted');
      await rig.simulator.whenIdle();
      expect(rig.sink.accepted.filter((update) => update.id === id)).toEqual([]);
      decide({ quality: 'GREEN' });
      await rig.simulator.whenIdle();
      const told = rig.sink.accepted.filter((update) => update.id === id);
      expect(told.map(({ status }) => status)).toEqual(['sent', 'delivered']);
    });

    it.each([
      ['PAUSED', 132015],
      ['DISABLED', 132016],
    ])('fail when Meta decides that the template is %s', async (status, code) => {
      hold({ messageStatus: 'paused' });
      expect((await sendReady()).message_status).toBe('paused');
      decide({ status });
      await rig.simulator.whenIdle();
      expect(statuses()).toEqual(['failed']);
      expect(rig.sink.accepted[0]).toMatchObject({ errors: [{ code }] });
    });

    it('are those of the template that was named, and no other message', async () => {
      rig.simulator.customerWrites('nadia', 'Hello');
      hold({ template: 'order_ready', count: null });
      expect((await send(withParts(PLACE, texts('Nadia', 'A-7')))).body.messages).toMatchObject([
        { message_status: 'accepted' },
      ]);
      expect((await rig.send()).body.messages).toEqual([{ id: expect.any(String) }]);
      expect((await sendReady()).message_status).toBe('held_for_quality_assessment');
    });

    it('wait on after a kill', async () => {
      hold();
      const { id } = await sendReady();
      await rig.stop();
      rig = await SimulatorRig.start({ stateFile: join(folder, 'state.jsonl') });
      await rig.simulator.whenIdle();
      expect(rig.simulator.ledger.find(id)).not.toHaveProperty('sentAtMs');
      decide({ quality: 'YELLOW' });
      await rig.simulator.whenIdle();
      expect(rig.simulator.ledger.find(id)?.deliveredAtMs).toBeDefined();
    });
  });
});
