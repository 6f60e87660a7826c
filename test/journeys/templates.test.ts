import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../backend/contract/message.ts';
import type { Template, TemplateFinding, TemplatePage } from '../../backend/contract/template.ts';
import { DEMO_ADMIN, DEMO_OPERATOR } from '../../demo/seed.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

const AIKO = 'JP.30914477120056';
const PATH = '/api/whatsapp/templates';
const DRAFT = {
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

interface Answer {
  template: Template;
  findings: TemplateFinding[];
  deleted: unknown[];
  message: Message;
  messages: Message[];
  error: { code: string; message: string; details: unknown };
}

describe('templates, from the draft to the customer', () => {
  let demo: RunningDemo;
  let simulator: SimulatorRemote;
  let admin: string;
  let operator: string;

  const call = async (method: string, path: string, token: string, body?: object) => {
    const response = await fetch(`${demo.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = (await response.json()) as Answer & TemplatePage;
    return { status: response.status, body: answer };
  };
  const signIn = async ({ email, password }: typeof DEMO_ADMIN) => {
    const response = await fetch(`${demo.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  const list = async (query: string) => (await call('GET', `${PATH}?${query}`, operator)).body;

  beforeAll(async () => {
    demo = await RunningDemo.start();
    simulator = new SimulatorRemote(demo.simulatorUrl);
    admin = await signIn(DEMO_ADMIN);
    operator = await signIn(DEMO_OPERATOR);
  });
  afterAll(() => demo.stop());

  it('are there soon after the number was connected', async () => {
    const found = async () => (await list('search=kettle')).templates.map(({ name }) => name);
    await expect
      .poll(found, { timeout: 10_000 })
      .toEqual(['kettle_carousel', 'spring_sale', 'weekend_offer']);
    expect((await list('status=rejected')).templates).toMatchObject([
      { name: 'weekend_offer', rejected_reason: 'TAG_CONTENT_MISMATCH' },
    ]);
  });

  it('are looked through before they are submitted', async () => {
    const bad = { ...DRAFT, name: 'Opening', components: [{ type: 'BODY', text: 'Hi {{1}}' }] };
    const { body } = await call('POST', `${PATH}/lint`, operator, bad);
    expect(body.findings.map(({ rule }) => rule)).toEqual([
      ...['name_characters', 'variable_at_edge', 'too_few_words', 'example_missing'],
    ]);
    const refused = await call('POST', PATH, admin, bad);
    expect([refused.status, refused.body.error.code]).toEqual([400, 'validation_failed']);
    expect(refused.body.error.details).toEqual(body.findings);
  });

  it('are made by admins only, wait for approval, and reach whoever never wrote', async () => {
    expect((await call('POST', PATH, operator, DRAFT)).status).toBe(403);
    const made = await call('POST', PATH, admin, DRAFT);
    expect([made.status, made.body.template.status]).toEqual([201, 'PENDING']);
    const order = {
      to: AIKO,
      type: 'template',
      template: { name: 'opening_hours', language: 'en_US', variables: { body: ['Aiko'] } },
      client_message_id: randomUUID(),
    };
    const early = await call('POST', '/api/whatsapp/send', operator, order);
    expect([early.status, early.body.error.code]).toEqual([409, 'template_unusable']);

    const status = async () =>
      (await call('GET', `${PATH}/${made.body.template.id}`, operator)).body.template.status;
    await expect.poll(status, { timeout: 15_000 }).toBe('APPROVED');
    expect((await call('POST', '/api/whatsapp/send', operator, order)).status).toBe(202);
    await expect
      .poll(async () => (await simulator.received('aiko')).at(-1), { timeout: 10_000 })
      .toMatchObject({ type: 'template', text: 'Hello Aiko, we are open on Sunday, too.' });
    expect(await simulator.openApiViolations()).toEqual([]);

    const twice = await call('POST', PATH, admin, DRAFT);
    expect([twice.status, twice.body.error.code]).toEqual([422, 'refused_by_meta']);
    expect(twice.body.error.message).toContain('already en_US content');
  });

  it('of every kind are made, approved, and sent with their values', async () => {
    const body = { type: 'BODY', text: 'These have just come in.' };
    const buttons = (...list: object[]) => ({ type: 'BUTTONS', buttons: list });
    const link = { type: 'URL', text: 'To the shop', url: 'https://shop.example/sale' };
    const code = { type: 'COPY_CODE', example: 'SPRING20' };
    const offer = { text: 'Ends on Sunday!', has_expiration: true };
    const header = { type: 'HEADER', format: 'PRODUCT' };
    const card = { components: [header, buttons({ type: 'SPM', text: 'View' })] };
    const product = { product: { catalog_id: '91', product_retailer_id: 'K-1' } };
    const items = [{ product_retailer_id: 'K-1' }];
    const ends = '2030-01-06T18:00:00.000Z';
    const kinds: Record<string, { components: object[]; variables?: object; told: string }> = {
      an_offer: {
        components: [
          { type: 'LIMITED_TIME_OFFER', limited_time_offer: offer },
          ...[body, buttons(code, link)],
        ],
        variables: { offer_expires_at: ends, buttons: { 0: 'SPRING20' } },
        told: `Ends on Sunday! ${ends}`,
      },
      products_aside: {
        components: [body, { type: 'CAROUSEL', cards: [card, card] }],
        variables: { cards: [{ header: product }, { header: product }] },
        told: '[product]',
      },
      one_product: {
        components: [header, body, buttons({ type: 'SPM', text: 'View' })],
        variables: { header: product },
        told: '[View]',
      },
      products: {
        components: [body, buttons({ type: 'MPM', text: 'View items' })],
        variables: {
          buttons: {
            0: {
              thumbnail_product_retailer_id: 'K-1',
              sections: [{ title: 'Kettles', product_items: items }],
            },
          },
        },
        told: '[View items]',
      },
      a_catalogue: {
        components: [body, buttons({ type: 'CATALOG', text: 'View catalog' })],
        told: '[View catalog]',
      },
      a_coupon: {
        components: [body, buttons(code)],
        variables: { buttons: { 0: 'SPRING20' } },
        told: '[COPY_CODE]',
      },
      a_flow: {
        components: [body, buttons({ type: 'FLOW', text: 'Book', flow_id: '81' })],
        told: '[Book]',
      },
      may_we_call: { components: [body, { type: 'CALL_PERMISSION_REQUEST' }], told: body.text },
    };
    for (const [name, { components }] of Object.entries(kinds)) {
      const draft = { name, language: 'en_US', category: 'MARKETING', components };
      const made = await call('POST', PATH, admin, draft);
      expect([name, made.status, made.body.findings]).toEqual([name, 201, []]);
    }
    for (const [name, { variables, told }] of Object.entries(kinds)) {
      const find = async () => (await list(`search=${name}`)).templates[0]?.status;
      await expect.poll(find, { timeout: 15_000 }).toBe('APPROVED');
      const template = { name, language: 'en_US', ...(variables ? { variables } : {}) };
      const order = { to: AIKO, type: 'template', template, client_message_id: randomUUID() };
      expect([name, (await call('POST', '/api/whatsapp/send', operator, order)).status]).toEqual([
        ...[name, 202],
      ]);
      const arrived = async () => {
        const messages = await simulator.received('aiko');
        const own = messages.find(({ content }) => content.name === name);
        return [own?.text, ...(own?.cards ?? [])].join('\n');
      };
      await expect.poll(arrived, { timeout: 10_000 }).toContain(told);
    }
    expect(await simulator.openApiViolations()).toEqual([]);
  });

  it('that Meta holds back are not sent until it says so', async () => {
    const holdOne = () => simulator.addFault({ kind: 'held_template', template: 'opening_hours' });
    const [made] = (await list('search=opening_hours')).templates;
    const send = async () => {
      await holdOne();
      const variables = { body: ['Aiko'] };
      const template = { name: 'opening_hours', language: 'en_US', variables };
      const order = { to: AIKO, type: 'template', template };
      const { status, body } = await call('POST', '/api/whatsapp/send', operator, order);
      expect([status, body.error]).toEqual([202, undefined]);
      return body.message.id;
    };
    const find = async (id: string) => {
      const { body } = await call('GET', '/api/whatsapp/messages?limit=200', operator);
      return body.messages.find((message) => message.id === id);
    };
    const untilStatus = (id: string, status: string) =>
      expect.poll(async () => (await find(id))?.status, { timeout: 10_000 }).toBe(status);
    const first = await send();
    await untilStatus(first, 'held');
    expect(await find(first)).toMatchObject({ hold: 'held_for_quality_assessment', sent_at: null });
    await simulator.decideTemplate(made?.id ?? '', { quality: 'GREEN' });
    await untilStatus(first, 'delivered');
    const second = await send();
    await untilStatus(second, 'held');
    await simulator.decideTemplate(made?.id ?? '', { status: 'PAUSED' });
    await untilStatus(second, 'failed');
    expect((await find(second))?.error).toMatchObject({ code: 132015 });
    await simulator.decideTemplate(made?.id ?? '', { status: 'APPROVED' });
  });

  it('are deleted by admins, one language or all of a name', async () => {
    const [spanish] = (await list('search=delivery_update&language=es')).templates;
    expect((await call('DELETE', `${PATH}/${spanish?.id}`, operator)).status).toBe(403);
    const one = await call('DELETE', `${PATH}/${spanish?.id}`, admin);
    expect(one.body.deleted).toMatchObject([{ name: 'delivery_update', language: 'es' }]);
    const all = await call('DELETE', `${PATH}?name=delivery_update`, admin);
    expect(all.body.deleted).toMatchObject([{ language: 'en_US' }]);
    await call('POST', `${PATH}/sync`, operator);
    expect((await list('search=delivery_update')).templates).toEqual([]);
  });
});
