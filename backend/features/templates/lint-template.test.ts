import { describe, expect, it } from 'vitest';
import { GRAPH_TEMPLATES } from '../../../test/fixtures/messages/templates.ts';
import type { TemplateComponent, TemplateDraft } from '../../contract/template.ts';
import { lintTemplate } from './lint-template.ts';
import { readGraphTemplate } from './read-graph-template.ts';

const BODY: TemplateComponent = {
  type: 'BODY',
  text: 'Hello {{1}}, we expect you on {{2}} at our shop.',
  example: { body_text: [['Nadia', 'Friday']] },
};
const bodyOf = (text: string, ...values: string[]): TemplateComponent => ({
  type: 'BODY',
  text,
  example: { body_text: [values] },
});
const headerOf = (text: string): TemplateComponent => ({ type: 'HEADER', format: 'TEXT', text });
const buttonsOf = (...buttons: NonNullable<TemplateComponent['buttons']>): TemplateComponent => ({
  type: 'BUTTONS',
  buttons,
});
const reply = (text: string) => ({ type: 'QUICK_REPLY', text });
const link = (url: string, more = {}) => ({ type: 'URL', text: `To ${url.length}`, url, ...more });

function lint(change: Partial<TemplateDraft>) {
  const draft = { name: 'visit', language: 'en_US', category: 'UTILITY', components: [BODY] };
  return lintTemplate({ parameter_format: 'positional', ...draft, ...change });
}
const withParts = (...components: TemplateComponent[]) => lint({ components });

describe('the linter', () => {
  it('has nothing against good templates', () => {
    const picture = { header_handle: ['4::aW1hZ2U:sample'] };
    expect(lint({})).toEqual([]);
    for (const name of ['orderReady', 'visit', 'visitSpanish', 'place'] as const) {
      const { parameterFormat, ...facts } = readGraphTemplate(GRAPH_TEMPLATES[name]);
      expect(lintTemplate({ ...facts, parameter_format: parameterFormat }), name).toEqual([]);
    }
    const code = [
      { type: 'BODY', add_security_recommendation: true },
      { type: 'FOOTER', code_expiration_minutes: 10 },
      buttonsOf({ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }),
    ];
    expect(lint({ category: 'AUTHENTICATION', components: code })).toEqual([]);
    const card = {
      components: [
        { type: 'HEADER', format: 'IMAGE', example: picture },
        bodyOf('Blue, now at {{1}} for a while', '39'),
        buttonsOf(reply('Keep one')),
      ],
    };
    const carousel = [BODY, { type: 'CAROUSEL', cards: [card, card] }];
    expect(lint({ category: 'MARKETING', components: carousel })).toEqual([]);
  });

  it.each<[string, Partial<TemplateDraft>, string]>([
    ['name_characters', { name: 'Order Ready' }, 'name'],
    ['name_too_long', { name: 'a'.repeat(513) }, 'name'],
    ['language_malformed', { language: 'en-US' }, 'language'],
    ['category_unknown', { category: 'utility' }, 'category'],
    ['body_missing', { components: [headerOf('Hello')] }, 'components'],
    ['part_repeated', { components: [BODY, BODY] }, 'components'],
    [
      'code_button_missing',
      { category: 'AUTHENTICATION', components: [{ type: 'BODY' }] },
      'components',
    ],
    ['code_button_elsewhere', { components: [BODY, buttonsOf({ type: 'OTP' })] }, 'category'],
    [
      'code_header',
      {
        category: 'AUTHENTICATION',
        components: [headerOf('Code'), { type: 'BODY' }, buttonsOf({ type: 'OTP' })],
      },
      'components',
    ],
    [
      'offer_not_marketing',
      {
        components: [
          BODY,
          { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon' } },
        ],
      },
      'category',
    ],
  ])('%s', (rule, change, field) => {
    expect(lint(change)).toContainEqual(
      expect.objectContaining({ severity: 'error', rule, field, message: expect.any(String) }),
    );
  });

  it.each<[string, TemplateComponent[], string]>([
    ['text_missing', [{ type: 'BODY' }], 'components.0.text'],
    ['text_too_long', [bodyOf('a '.repeat(513))], 'components.0.text'],
    ['text_too_long', [BODY, headerOf('a'.repeat(61))], 'components.1.text'],
    ['text_too_long', [BODY, { type: 'FOOTER', text: 'a'.repeat(61) }], 'components.1.text'],
    ['text_too_long', [BODY, buttonsOf(reply('a'.repeat(26)))], 'components.1.buttons.0.text'],
    ['variable_not_allowed', [BODY, { type: 'FOOTER', text: 'By {{1}}' }], 'components.1.text'],
    ['header_too_many_variables', [BODY, headerOf('{{1}} and {{2}}')], 'components.1.text'],
    ['header_line_break', [BODY, headerOf('One\ntwo')], 'components.1.text'],
    ['header_format', [BODY, headerOf('*One*')], 'components.1.text'],
    ['header_emoji', [BODY, headerOf('One 🎉')], 'components.1.text'],
    ['variable_malformed', [bodyOf('We say {{first name}} to you all day')], 'components.0.text'],
    ['variable_malformed', [bodyOf('We say {{1} to you all day long')], 'components.0.text'],
    ['variables_mixed', [bodyOf('We say {{name}} to you all day', 'x')], 'components.0.text'],
    ['variable_gap', [bodyOf('We say {{1}} or {{3}} to you all day long')], 'components.0.text'],
    ['variable_at_edge', [bodyOf('{{1}}, your order is ready', 'Nadia')], 'components.0.text'],
    ['variable_at_edge', [bodyOf('Your order is ready, {{1}}', 'Nadia')], 'components.0.text'],
    [
      'variables_adjacent',
      [bodyOf('We say {{1}} {{2}} to you now', 'a', 'b')],
      'components.0.text',
    ],
    ['too_few_words', [bodyOf('See {{1}} now', 'a')], 'components.0.text'],
    ['example_missing', [bodyOf('We say {{1}} to you all day')], 'components.0.example.body_text'],
    ['example_missing', [BODY, headerOf('Order {{1}}')], 'components.1.example.header_text'],
    [
      'example_missing',
      [BODY, { type: 'HEADER', format: 'IMAGE' }],
      'components.1.example.header_handle',
    ],
    [
      'sample_is_address',
      [
        BODY,
        {
          ...{ type: 'HEADER', format: 'VIDEO' },
          example: { header_handle: ['https://scontent.whatsapp.net/v/sample'] },
        },
      ],
      'components.1.example.header_handle',
    ],
    ['buttons_missing', [BODY, buttonsOf()], 'components.1.buttons'],
    [
      'too_many_buttons',
      [BODY, buttonsOf(...Array.from({ length: 11 }, (_, index) => reply(`Day ${index}`)))],
      'components.1.buttons',
    ],
    [
      'too_many_of_type',
      [
        BODY,
        buttonsOf(link('https://a.example/'), link('https://aa.example/'), link('https://b.ex/')),
      ],
      'components.1.buttons',
    ],
    [
      'quick_replies_scattered',
      [BODY, buttonsOf(reply('Yes'), link('https://a.example/'), reply('No'))],
      'components.1.buttons',
    ],
    ['labels_repeated', [BODY, buttonsOf(reply('Yes'), reply('yes'))], 'components.1.buttons'],
    ['url_malformed', [BODY, buttonsOf(link('shop.example'))], 'components.1.buttons.0.url'],
    [
      'url_variable_not_last',
      [BODY, buttonsOf(link('https://a.example/{{1}}/x', { example: ['x'] }))],
      'components.1.buttons.0.url',
    ],
    [
      'example_missing',
      [BODY, buttonsOf(link('https://a.example/{{1}}'))],
      'components.1.buttons.0.example',
    ],
    [
      'phone_malformed',
      [BODY, buttonsOf({ type: 'PHONE_NUMBER', text: 'Call', phone_number: 'ask us' })],
      'components.1.buttons.0.phone_number',
    ],
    [
      'flow_missing',
      [BODY, buttonsOf({ type: 'FLOW', text: 'Go' })],
      'components.1.buttons.0.flow_id',
    ],
    ['card_count', [BODY, { type: 'CAROUSEL', cards: [] }], 'components.1.cards'],
    [
      'cards_differ',
      [
        BODY,
        {
          type: 'CAROUSEL',
          cards: [{ components: [BODY] }, { components: [BODY, buttonsOf(reply('Yes'))] }],
        },
      ],
      'components.1.cards',
    ],
    [
      'part_misplaced',
      [BODY, { type: 'CAROUSEL', cards: [{ components: [{ type: 'CAROUSEL' }] }] }],
      'components.1.cards.0.components.0.type',
    ],
  ])('%s (%#)', (rule, components, field) => {
    expect(withParts(...components)).toContainEqual(
      expect.objectContaining({ severity: 'error', rule, field, message: expect.any(String) }),
    );
  });

  it('holds nothing back that may be new at Meta, but says that it is not known here', () => {
    for (const [rule, ...components] of [
      ['part_unknown', BODY, { type: 'SIDE' }],
      ['header_unknown', BODY, { type: 'HEADER', format: 'SOUND' }],
      ['button_unknown', BODY, buttonsOf({ type: 'DANCE', text: 'Go' })],
    ] as const) {
      expect(withParts(...components)).toMatchObject([{ severity: 'warning', rule }]);
    }
  });

  it('counts characters, and only warns of what Meta may let pass', () => {
    expect(withParts(BODY, headerOf('é'.repeat(60)))).toEqual([]);
    const findings = withParts(bodyOf('We are open.\n\n\nCome and see.'));
    expect(findings).toMatchObject([{ severity: 'warning', rule: 'many_line_breaks' }]);
  });
});
