import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

type Parts = Record<string, unknown>[];

const body = (text = 'These have just come in.') => ({ type: 'BODY', text });
const buttons = (...list: object[]) => ({ type: 'BUTTONS', buttons: list });
const REPLY = { type: 'QUICK_REPLY', text: 'Keep one' };
const LINK = { type: 'URL', text: 'To the shop', url: 'https://shop.example/sale' };
const CODE = { type: 'COPY_CODE', example: 'SPRING20' };
const PRODUCT = { type: 'HEADER', format: 'PRODUCT' };
const VIEW = { type: 'SPM', text: 'View' };
const APP = { package_name: 'com.example.shop', signature_hash: 'K8a/AINcGX7' };
const CALL = { type: 'CALL_PERMISSION_REQUEST' };
const card = (...components: object[]) => ({ components });
const carousel = (...cards: object[]) => ({ type: 'CAROUSEL', cards });
const offer = (text = 'Ends soon', has_expiration = true) => ({
  ...{ type: 'LIMITED_TIME_OFFER', limited_time_offer: { text, has_expiration } },
});
const otp = (more: object) => [
  { type: 'BODY' },
  buttons({ type: 'OTP', otp_type: 'ONE_TAP', supported_apps: [APP], ...more }),
];

describe('the simulator’s review of each kind of template', () => {
  let rig: SimulatorRig;
  let path: string;
  let handle: string;
  let count = 0;
  beforeAll(async () => {
    rig = await SimulatorRig.start({ templateReviewMs: 0 });
    path = `${rig.simulator.options.businessAccountId}/message_templates`;
    handle = await uploadSample(rig);
  });
  afterAll(() => rig.stop());

  const picture = (format = 'IMAGE') => ({
    ...{ type: 'HEADER', format, example: { header_handle: [handle] } },
  });
  const create = (components: Parts, category = 'MARKETING') =>
    rig.call('POST', path, {
      body: { name: `kettles_${++count}`, language: 'en_US', category, components },
    });

  it.each<[string, () => Parts, string?]>([
    [
      'cards with pictures',
      () => [
        body(),
        carousel(...Array<object>(10).fill(card(picture(), body('Blue'), buttons(LINK)))),
      ],
    ],
    [
      'cards with products',
      () => [body(), carousel(card(PRODUCT, buttons(VIEW)), card(PRODUCT, buttons(VIEW)))],
    ],
    ['an offer', () => [picture(), offer(), body(), buttons(CODE, LINK)]],
    ['an offer without an end', () => [offer('For you', false), body(), buttons(LINK)]],
    ['one product', () => [PRODUCT, body(), buttons(VIEW)]],
    ['products', () => [body(), buttons({ type: 'MPM', text: 'View items' })]],
    ['a catalogue', () => [body(), buttons({ type: 'CATALOG', text: 'View catalog' })]],
    ['a flow', () => [body(), buttons({ type: 'FLOW', text: 'Book', flow_id: '81' })]],
    ['a request to call', () => [body(), CALL], 'UTILITY'],
    ['a code with one tap', () => otp({}), 'AUTHENTICATION'],
    [
      'a code without a tap',
      () => otp({ otp_type: 'ZERO_TAP', zero_tap_terms_accepted: true }),
      'AUTHENTICATION',
    ],
  ])('takes %s', async (_what, components, category) => {
    expect(await create(components(), category)).toMatchObject({
      ...{ status: 200, body: { status: 'PENDING' } },
    });
  });

  it.each<[string, () => Parts, string?]>([
    ['one card', () => [body(), carousel(card(picture()))]],
    ['eleven cards', () => [body(), carousel(...Array<object>(11).fill(card(picture())))]],
    [
      'cards of different parts',
      () => [body(), carousel(card(picture()), card(picture(), body()))],
    ],
    [
      'cards of different buttons',
      () => [body(), carousel(card(picture(), buttons(LINK)), card(picture(), buttons(REPLY)))],
    ],
    ['cards without a header', () => [body(), carousel(card(body()), card(body()))]],
    [
      'a long text on a card',
      () => [body(), carousel(...Array<object>(2).fill(card(picture(), body('a'.repeat(161)))))],
    ],
    [
      'three buttons on a card',
      () => [
        body(),
        carousel(...Array<object>(2).fill(card(picture(), buttons(LINK, LINK, REPLY)))),
      ],
    ],
    [
      'a code on a card',
      () => [body(), carousel(...Array<object>(2).fill(card(picture(), buttons(CODE))))],
    ],
    [
      'a text on a product’s card',
      () => [body(), carousel(...Array<object>(2).fill(card(PRODUCT, body(), buttons(VIEW))))],
    ],
    ['cards that are no cards', () => [body(), carousel({ components: 'blue' }, {})]],
    [
      'a footer beside a carousel',
      () => [body(), { type: 'FOOTER', text: 'Bye' }, carousel(card(picture()), card(picture()))],
    ],
    [
      'a carousel for utility',
      () => [body(), carousel(card(picture()), card(picture()))],
      'UTILITY',
    ],
    ['an offer for utility', () => [offer(), body(), buttons(CODE, LINK)], 'UTILITY'],
    [
      'an offer with a footer',
      () => [offer(), body(), { type: 'FOOTER', text: 'Bye' }, buttons(CODE, LINK)],
    ],
    ['an offer with a long text', () => [offer('a'.repeat(17)), body(), buttons(CODE, LINK)]],
    ['an offer with a long body', () => [offer(), body('a'.repeat(601)), buttons(CODE, LINK)]],
    ['an offer without a link', () => [offer(), body(), buttons(CODE)]],
    ['an offer that ends, without its code', () => [offer(), body(), buttons(LINK)]],
    ['an offer with its code behind', () => [offer(), body(), buttons(LINK, CODE)]],
    ['an offer with a quick reply', () => [offer(), body(), buttons(CODE, LINK, REPLY)]],
    ['a request to call with buttons', () => [body(), CALL, buttons(REPLY)]],
    ['a product without its button', () => [PRODUCT, body()]],
    ['two codes', () => [body(), buttons(CODE, CODE)]],
    ['a code without a sample', () => [body(), buttons({ type: 'COPY_CODE' })]],
    [
      'a link without a sample of its end',
      () => [body(), buttons({ ...LINK, url: 'https://a.example/{{1}}' })],
    ],
    [
      'a link with its variable inside',
      () => [body(), buttons({ ...LINK, url: 'https://a.example/{{1}}/b', example: ['x'] })],
    ],
    ['a flow without its flow', () => [body(), buttons({ type: 'FLOW', text: 'Book' })]],
    [
      'a call for five minutes',
      () => [body(), buttons({ type: 'VOICE_CALL', text: 'Call', ttl_minutes: 5 })],
    ],
    ['an unknown button', () => [body(), buttons({ type: 'DANCE', text: 'Go' })]],
    ['an unknown part', () => [body(), { type: 'SIDE' }]],
    ['a code without its app', () => otp({ supported_apps: [] }), 'AUTHENTICATION'],
    ['a code without accepted terms', () => otp({ otp_type: 'ZERO_TAP' }), 'AUTHENTICATION'],
    ['a code of an unknown way', () => otp({ otp_type: 'TWO_TAP' }), 'AUTHENTICATION'],
  ])('refuses %s', async (_what, components, category) => {
    const { status, error } = await create(components(), category);
    expect([status, error.code, error.error_user_msg]).toEqual([400, 100, expect.any(String)]);
  });

  it('reads the button of a code back as a link that says how the code goes', async () => {
    const { body: made } = await create(otp({ autofill_text: 'Fill in' }), 'AUTHENTICATION');
    const { body: read } = await rig.call('GET', `${String(made.id)}?fields=components`);
    const [, { buttons: list }] = read.components as [
      object,
      { buttons: { type: string; url: string }[] },
    ];
    expect(list[0]?.type).toBe('URL');
    expect(list[0]?.url).toContain('otp_type=ONE_TAP&cta_display_name=Fill+in');
    expect(list[0]?.url).toContain('package_name=com.example.shop');
    expect(list[0]?.url.endsWith('&code=otp{{1}}')).toBe(true);
  });
});

async function uploadSample(rig: SimulatorRig): Promise<string> {
  const { options } = rig.simulator;
  const bytes = Buffer.from('\x89PNG\r\n\x1a\npicture', 'latin1');
  const facts = `file_name=a.png&file_length=${bytes.length}&file_type=image/png`;
  const { body } = await rig.call('POST', `${options.appId}/uploads?${facts}`);
  const response = await fetch(`${rig.simulator.url}/v26.0/${String(body.id)}`, {
    method: 'POST',
    headers: { authorization: `OAuth ${options.accessToken}`, file_offset: '0' },
    body: bytes,
  });
  return ((await response.json()) as { h: string }).h;
}
