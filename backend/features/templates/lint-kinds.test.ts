import { describe, expect, it } from 'vitest';
import type { TemplateComponent, TemplateDraft } from '../../contract/template.ts';
import { lintTemplate } from './lint-template.ts';

type Buttons = NonNullable<TemplateComponent['buttons']>;

const body = (text = 'These have just come in.'): TemplateComponent => ({ type: 'BODY', text });
const header = (format: string): TemplateComponent =>
  format === 'PRODUCT' || format === 'LOCATION'
    ? { type: 'HEADER', format }
    : { type: 'HEADER', format, example: { header_handle: ['4::aW1hZ2U:sample'] } };
const buttons = (...list: Buttons): TemplateComponent => ({ type: 'BUTTONS', buttons: list });
const REPLY = { type: 'QUICK_REPLY', text: 'Keep one' };
const LINK = { type: 'URL', text: 'To the shop', url: 'https://shop.example/sale' };
const PHONE = { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+15550100200' };
const CODE = { type: 'COPY_CODE', example: 'SPRING20' };
const VIEW = { type: 'SPM', text: 'View' };
const APP = { package_name: 'com.example.shop', signature_hash: 'K8a/AINcGX7' };

const card = (...components: TemplateComponent[]) => ({ components });
const CARD = card(header('IMAGE'), body('Blue kettle'), buttons(REPLY, LINK));
const PRODUCT = card(header('PRODUCT'), buttons(VIEW));
const carousel = (...cards: object[]): TemplateComponent => ({ type: 'CAROUSEL', cards });
const offer = (text = 'Ends soon', has_expiration = true): TemplateComponent => ({
  type: 'LIMITED_TIME_OFFER',
  limited_time_offer: { text, has_expiration },
});
const CALL = { type: 'CALL_PERMISSION_REQUEST' };
const otp = (more: object) => [
  { type: 'BODY', add_security_recommendation: true },
  buttons({ type: 'OTP', otp_type: 'ONE_TAP', supported_apps: [APP], ...more }),
];

function lint(components: TemplateComponent[], change: Partial<TemplateDraft> = {}) {
  const draft = { name: 'kettles', language: 'en_US', category: 'MARKETING', components };
  return lintTemplate({ parameter_format: 'positional', ...draft, ...change });
}
const CODES = { category: 'AUTHENTICATION' };

describe('the linter, of each kind of template', () => {
  it.each<[string, TemplateComponent[], Partial<TemplateDraft>?]>([
    ['cards with pictures', [body(), carousel(CARD, CARD)]],
    ['ten cards with videos', [body(), carousel(...Array(10).fill(card(header('VIDEO'))))]],
    [
      'cards with a phone number',
      [body(), carousel(...Array(2).fill(card(header('IMAGE'), buttons(PHONE))))],
    ],
    ['cards with products', [body(), carousel(PRODUCT, PRODUCT)]],
    ['an offer', [header('IMAGE'), offer(), body(), buttons(CODE, LINK)]],
    ['an offer without an end', [offer('For you', false), body(), buttons(LINK)]],
    ['a coupon', [body(), buttons(CODE, REPLY)]],
    ['one product', [header('PRODUCT'), body(), buttons(VIEW)]],
    ['products', [body(), buttons({ type: 'MPM', text: 'View items' })]],
    ['a catalogue', [body(), buttons({ type: 'CATALOG', text: 'View catalog' })]],
    ['an animation', [header('GIF'), body()]],
    ['a place', [header('LOCATION'), body(), buttons(REPLY)], { category: 'UTILITY' }],
    ['a flow', [body(), buttons({ type: 'FLOW', text: 'Book', flow_id: '81' })]],
    ['a call', [body(), buttons({ type: 'VOICE_CALL', text: 'Call us', ttl_minutes: 1_440 })]],
    ['a question for the number', [body(), buttons({ type: 'REQUEST_CONTACT_INFO' })]],
    ['a request to call', [body(), CALL], { category: 'UTILITY' }],
    ['a code with one tap', otp({}), CODES],
    ['a code without a tap', otp({ otp_type: 'ZERO_TAP', zero_tap_terms_accepted: true }), CODES],
    ['a code to copy', otp({ otp_type: 'COPY_CODE', supported_apps: undefined }), CODES],
  ])('has nothing against %s', (_what, components, change) => {
    expect(lint(components, change)).toEqual([]);
  });

  it.each<[string, string, TemplateComponent[], Partial<TemplateDraft>?]>([
    ['carousel_not_marketing', 'category', [body(), carousel(CARD, CARD)], { category: 'UTILITY' }],
    ['carousel_beside_header', 'components', [header('IMAGE'), body(), carousel(CARD, CARD)]],
    ['card_count', 'components.1.cards', [body(), carousel(CARD)]],
    ['card_count', 'components.1.cards', [body(), carousel(...Array(11).fill(CARD))]],
    ['cards_differ', 'components.1.cards', [body(), carousel(CARD, card(header('IMAGE')))]],
    [
      'cards_differ',
      'components.1.cards',
      [body(), carousel(card(header('IMAGE')), card(header('VIDEO')))],
    ],
    ['card_header', 'components.1.cards.0', [body(), carousel(card(body('Blue')), CARD)]],
    ['card_header', 'components.1.cards.1', [body(), carousel(CARD, card(header('DOCUMENT')))]],
    [
      'card_buttons',
      'components.1.cards.0',
      [body(), carousel(card(header('IMAGE'), buttons(REPLY, LINK, PHONE)), CARD)],
    ],
    ['card_buttons', 'components.1.cards.0', [body(), carousel(card(header('PRODUCT')), PRODUCT)]],
    [
      'card_button_kind',
      'components.1.cards.0',
      [body(), carousel(card(header('IMAGE'), buttons(CODE)), CARD)],
    ],
    [
      'card_button_kind',
      'components.1.cards.0',
      [body(), carousel(card(header('PRODUCT'), buttons(REPLY)), PRODUCT)],
    ],
    [
      'product_card_text',
      'components.1.cards.0',
      [body(), carousel(card(header('PRODUCT'), body('Blue'), buttons(VIEW)), PRODUCT)],
    ],
    [
      'text_too_long',
      'components.1.cards.0.components.1.text',
      [body(), carousel(card(header('IMAGE'), body('a'.repeat(161))), CARD)],
    ],
    [
      'card_line_breaks',
      'components.1.cards.0.components.1.text',
      [body(), carousel(card(header('IMAGE'), body('One\ntwo\nthree\nfour')), CARD)],
    ],
    [
      'example_missing',
      'components.1.cards.0.components.0.example.header_handle',
      [body(), carousel(card({ type: 'HEADER', format: 'IMAGE' }), CARD)],
    ],
    [
      'offer_not_marketing',
      'category',
      [offer(), body(), buttons(CODE, LINK)],
      { category: 'UTILITY' },
    ],
    ['offer_with_footer', 'components', [offer(), body(), { type: 'FOOTER', text: 'Bye' }]],
    ['offer_header', 'components', [header('DOCUMENT'), offer(), body(), buttons(CODE, LINK)]],
    ['offer_link_missing', 'components', [offer(), body(), buttons(CODE)]],
    ['offer_code_missing', 'components', [offer(), body(), buttons(LINK)]],
    ['offer_code_not_first', 'components', [offer(), body(), buttons(LINK, CODE)]],
    ['offer_button_kind', 'components', [offer(), body(), buttons(CODE, LINK, REPLY)]],
    [
      'offer_text',
      'components.0.limited_time_offer.text',
      [offer('a'.repeat(17)), body(), buttons(CODE, LINK)],
    ],
    ['text_too_long', 'components.1.text', [offer(), body('a'.repeat(601)), buttons(CODE, LINK)]],
    ['call_permission_beside_buttons', 'components', [body(), CALL, buttons(REPLY)]],
    ['call_permission_category', 'category', [...otp({}), CALL], CODES],
    ['product_without_button', 'components', [header('PRODUCT'), body()]],
    ['product_without_button', 'components', [body(), buttons(VIEW)]],
    [
      'example_missing',
      'components.1.buttons.0.example',
      [body(), buttons({ ...CODE, example: 'a'.repeat(16) })],
    ],
    [
      'call_ttl',
      'components.1.buttons.0.ttl_minutes',
      [body(), buttons({ type: 'VOICE_CALL', text: 'Call us', ttl_minutes: 5 })],
    ],
    ['otp_type_unknown', 'components.1.buttons.0.otp_type', otp({ otp_type: 'TWO_TAP' }), CODES],
    ['apps_missing', 'components.1.buttons.0.supported_apps', otp({ supported_apps: [] }), CODES],
    [
      'app_package',
      'components.1.buttons.0.supported_apps',
      otp({ supported_apps: [{ ...APP, package_name: 'shop' }] }),
      CODES,
    ],
    [
      'app_signature',
      'components.1.buttons.0.supported_apps',
      otp({ supported_apps: [{ ...APP, signature_hash: 'short' }] }),
      CODES,
    ],
    [
      'text_too_long',
      'components.1.buttons.0.autofill_text',
      otp({ autofill_text: 'a'.repeat(26) }),
      CODES,
    ],
    [
      'terms_not_accepted',
      'components.1.buttons.0.zero_tap_terms_accepted',
      otp({ otp_type: 'ZERO_TAP' }),
      CODES,
    ],
    [
      'code_minutes',
      'components.2.code_expiration_minutes',
      [...otp({}), { type: 'FOOTER', code_expiration_minutes: 91 }],
      CODES,
    ],
  ])('%s (%#)', (rule, field, components, change) => {
    expect(lint(components, change)).toContainEqual(
      expect.objectContaining({ severity: 'error', rule, field, message: expect.any(String) }),
    );
  });

  it('says once of two buttons without a label that each needs one', () => {
    const empty = { type: 'QUICK_REPLY', text: '' };
    const rules = lint([body(), buttons(empty, empty)]).map(({ rule }) => rule);
    expect(rules).toEqual(['text_missing', 'text_missing']);
  });

  it.each<[string, TemplateComponent[], string]>([
    ['marketing_only', [body(), buttons(CODE)], 'UTILITY'],
    ['marketing_only', [header('GIF'), body()], 'UTILITY'],
    [
      'shop_button_beside_others',
      [body(), buttons({ type: 'MPM', text: 'View items' }, REPLY)],
      'MARKETING',
    ],
  ])(
    'only warns of %s, which Meta does not say in so many words (%#)',
    (rule, components, category) => {
      expect(lint(components, { category })).toMatchObject([{ severity: 'warning', rule }]);
    },
  );
});
