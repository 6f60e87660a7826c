import { describe, expect, it } from 'vitest';
import { GRAPH_TEMPLATES } from '../../../test/fixtures/messages/templates.ts';
import type { TemplateOrder } from '../../contract/content/template-order.ts';
import { composeTemplate } from './compose-template.ts';
import { listVariables } from './list-variables.ts';
import { readGraphTemplate, toForm } from './read-graph-template.ts';

type Name = keyof typeof GRAPH_TEMPLATES;

const TIMES = { businessAccountId: '1', updatedAtMs: 0, syncedAtMs: 0 };

const read = (name: Name) => readGraphTemplate(GRAPH_TEMPLATES[name]);
function compose(name: Name, order: Pick<TemplateOrder, 'variables' | 'components'>) {
  const { content, refusal } = composeTemplate({ ...read(name), ...TIMES }, order);
  const details = refusal?.details;
  const problems = Array.isArray(details)
    ? details.map((each) => (each as { message: string }).message)
    : [];
  return { ...content, refusal, problems };
}

const PICTURE = { image: { link: 'https://shop.example/kettle.jpg' } };

describe('a template', () => {
  it('says which values a send must bring, and where each belongs', () => {
    expect(listVariables(toForm(read('orderReady')))).toEqual([
      expect.objectContaining({ path: ['header', 'order_no'], kind: 'text', example: 'A-1042' }),
      expect.objectContaining({
        path: ['body', 'first_name'],
        label: 'first_name',
        example: 'Nadia',
      }),
      expect.objectContaining({
        ...{ path: ['buttons', '0'], kind: 'url_suffix', label: 'Track', is_required: true },
        example: 'https://shop.example/o/A-1042',
      }),
      expect.objectContaining({ path: ['buttons', '1'], kind: 'payload', is_required: false }),
    ]);
    const places = (name: Name) =>
      listVariables(toForm(read(name))).map(({ path }) => path.join('.'));
    expect(places('place')).toEqual(['header.location']);
    expect(places('offer')).toEqual([
      'header.image',
      'body.1',
      'buttons.0',
      'buttons.1',
      'offer_expires_at',
    ]);
    expect(places('carousel')).toEqual([
      'body.1',
      ...['cards.0.header.image', 'cards.0.body.1', 'cards.0.buttons.0'],
      ...['cards.1.header.image', 'cards.1.body.1', 'cards.1.buttons.0'],
    ]);
    expect(places('code')).toEqual(['body.1']);
  });

  it('is filled with named values as the customer reads it', () => {
    const made = compose('orderReady', {
      variables: {
        header: { order_no: 'A-7' },
        body: { first_name: 'Tomás' },
        buttons: { 0: 'A-7' },
      },
    });
    expect(made.refusal).toBeUndefined();
    expect(made.rendered).toEqual({
      header: { format: 'TEXT', text: 'Order A-7' },
      body: 'Hello Tomás, your order is ready. See you soon, Tomás!',
      footer: 'Fern & Kettle',
      buttons: [
        { type: 'URL', text: 'Track', url: 'https://shop.example/o/A-7' },
        { type: 'QUICK_REPLY', text: 'Thanks' },
        { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15550100200' },
      ],
    });
    expect(made.components).toEqual([
      { type: 'header', parameters: [{ type: 'text', parameter_name: 'order_no', text: 'A-7' }] },
      { type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Tomás' }] },
      {
        ...{ type: 'button', sub_type: 'url', index: '0' },
        parameters: [{ type: 'text', text: 'A-7' }],
      },
    ]);
  });

  it('takes positional values as a list, by number, and word for word as Meta does', () => {
    const forms = [
      { variables: { body: ['Nadia', 'Friday'] } },
      { variables: { body: { 2: 'Friday', 1: 'Nadia' } } },
      {
        components: [
          {
            type: 'body' as const,
            parameters: [
              { type: 'text' as const, text: 'Nadia' },
              { type: 'text' as const, text: 'Friday' },
            ],
          },
        ],
      },
    ];
    for (const form of forms) {
      const made = compose('visit', form);
      expect(made.problems).toEqual([]);
      expect(made.rendered.body).toBe('Hello Nadia, we expect you on Friday at our shop.');
      expect(made.components).toEqual(forms[2]?.components);
    }
  });

  it('takes positional values by their numbers, whichever stands first in the text', () => {
    const turned = {
      type: 'BODY',
      text: 'On {{2}} we expect you, {{1}}, at our shop.',
      example: { body_text: [['Nadia', 'Friday']] },
    };
    const facts = readGraphTemplate({ ...GRAPH_TEMPLATES.visit, components: [turned] });
    expect(listVariables(toForm(facts))).toMatchObject([
      { path: ['body', '1'], example: 'Nadia' },
      { path: ['body', '2'], example: 'Friday' },
    ]);
    for (const body of [['Nadia', 'Friday'], { 2: 'Friday', 1: 'Nadia' }]) {
      const made = composeTemplate({ ...facts, ...TIMES }, { variables: { body } });
      expect(made.refusal).toBeUndefined();
      expect(made.content.rendered.body).toBe('On Friday we expect you, Nadia, at our shop.');
      expect(made.content.components).toMatchObject([
        { parameters: [{ text: 'Nadia' }, { text: 'Friday' }] },
      ]);
    }
  });

  it('takes a picture, a coupon, products and the end of an offer', () => {
    const sections = [{ title: 'Kettles', product_items: [{ product_retailer_id: 'blue' }] }];
    const made = compose('offer', {
      variables: {
        header: PICTURE,
        body: ['Nadia'],
        buttons: { 0: 'SPRING20', 1: { thumbnail_product_retailer_id: 'blue', sections } },
        offer_expires_at: '2026-12-01T10:00:00Z',
      },
    });
    expect(made.problems).toEqual([]);
    expect(made.rendered).toMatchObject({
      header: { format: 'IMAGE', file: { link: 'https://shop.example/kettle.jpg' } },
      offer: { text: 'Ends soon', expires_at: '2026-12-01T10:00:00.000Z' },
      buttons: [{ code: 'SPRING20' }, { text: 'See kettles' }],
    });
    expect(made.components.at(-1)).toEqual({
      type: 'limited_time_offer',
      parameters: [
        {
          type: 'limited_time_offer',
          limited_time_offer: { expiration_time_ms: Date.parse('2026-12-01T10:00:00Z') },
        },
      ],
    });
  });

  it('takes a place, a carousel, and a code that goes to its button as well', () => {
    const location = { latitude: 51.45, longitude: -2.58, name: 'Fern & Kettle' };
    expect(compose('place', { variables: { header: { location } } }).rendered.header).toEqual({
      format: 'LOCATION',
      text: 'Fern & Kettle',
    });
    const cards = [
      { header: PICTURE, body: ['39'] },
      { header: PICTURE, body: ['42'], buttons: { 0: 'red' } },
    ];
    const carousel = compose('carousel', { variables: { body: ['Nadia'], cards } });
    expect(carousel.problems).toEqual([]);
    expect(carousel.rendered.cards?.map((card) => card.body)).toEqual([
      'Blue, now at 39 for a while',
      'Red, now at 42 for a while',
    ]);
    const code = compose('code', { variables: { body: ['493021'] } });
    expect(code.problems).toEqual([]);
    expect(code.components.at(-1)).toMatchObject({
      ...{ type: 'button', sub_type: 'url', index: '0' },
      parameters: [{ type: 'text', text: '493021' }],
    });
  });

  it.each<[string, Name, Pick<TemplateOrder, 'variables' | 'components'>, string[]]>([
    [
      'what is missing',
      'orderReady',
      {},
      [
        'The header needs a value for «order_no».',
        'The body needs a value for «first_name».',
        'Button 1 «Track» needs a value.',
      ],
    ],
    [
      'one value too few',
      'visit',
      { variables: { body: ['Nadia'] } },
      ['The body needs a value for «2».'],
    ],
    [
      'one value too many',
      'visit',
      { variables: { body: ['Nadia', 'Friday', 'noon'] } },
      ['The body takes 2 values, 3 given.'],
    ],
    [
      'a name that it does not have',
      'visit',
      { variables: { body: { 1: 'Nadia', 2: 'Friday', day: 'Friday' } } },
      ['The body has no variable «day».'],
    ],
    [
      'what Meta refuses in a value',
      'visit',
      { variables: { body: ['Na\ndia', ' '] } },
      [
        'The value of «1» in the body has a line break, a tab, or more than 4 spaces in a row.',
        'The body needs a value for «2».',
      ],
    ],
    [
      'a text that gets too long',
      'visit',
      { variables: { body: ['N'.repeat(1_000), 'Friday'] } },
      ['The body has more than 1024 characters with these values.'],
    ],
    [
      'a picture in place of a text',
      'visit',
      { components: [{ type: 'body', parameters: [{ type: 'image', ...PICTURE }] }] },
      ['The value of «1» in the body is not a text.', 'The body needs a value for «2».'],
    ],
    [
      'another kind of header',
      'place',
      { variables: { header: PICTURE } },
      ['The header needs one location.'],
    ],
    [
      'a file with two names',
      'offer',
      {
        variables: {
          header: { image: { id: '1', link: 'https://shop.example/a.png' } },
          body: ['Nadia'],
          buttons: { 0: 'CODE', 1: { sections: [] as never } },
          offer_expires_at: '2026-12-01T10:00:00Z',
        },
      },
      ['The header’s file is named either by its id or by a link.'],
    ],
    [
      'a button that takes nothing',
      'orderReady',
      {
        variables: {
          header: { order_no: 'A' },
          body: { first_name: 'Nadia' },
          buttons: { 0: 'A', 2: 'B' },
        },
      },
      ['There is no button 3 that takes a value.'],
    ],
    [
      'the blank end of an address, and a payload that is too long',
      'orderReady',
      {
        variables: {
          header: { order_no: 'A' },
          body: { first_name: 'Nadia' },
          buttons: { 0: ' ', 1: 'x'.repeat(257) },
        },
      },
      ['Button 1 «Track» needs a value.', 'Button 2 «Thanks» takes at most 256 characters.'],
    ],
    [
      'a coupon that is too long',
      'offer',
      {
        variables: {
          header: PICTURE,
          body: ['Nadia'],
          buttons: { 0: 'SPRINGTIME-2026-X', 1: {} },
          offer_expires_at: '2026-12-01T10:00:00Z',
        },
      },
      ['Button 1 «Copy code» takes at most 15 characters.'],
    ],
    [
      'a one-time code that is too long',
      'code',
      { variables: { body: ['4930214930214930'] } },
      ['A one-time code has at most 15 characters.'],
    ],
    [
      'two different one-time codes',
      'code',
      { variables: { body: ['493021'], buttons: { 0: '120394' } } },
      ['The code of the button is not that of the body.'],
    ],
    [
      'a card that is not filled',
      'carousel',
      { variables: { body: ['Nadia'], cards: [{ header: PICTURE, body: ['39'] }] } },
      ['Card 2: The header needs one image.', 'Card 2: The body needs a value for «1».'],
    ],
    [
      'an offer without its end',
      'offer',
      { variables: { header: PICTURE, body: ['Nadia'], buttons: { 0: 'CODE', 1: {} } } },
      ['The offer needs the time of its end.'],
    ],
  ])('says in words: %s', (_what, name, order, problems) => {
    const made = compose(name, order);
    expect(made.problems).toEqual(problems);
    expect(made.refusal?.code).toBe('validation_failed');
  });

  it('is not sent while Meta has paused it, whatever its values', () => {
    const { refusal } = compose('paused', {});
    expect(refusal).toMatchObject({ code: 'template_unusable', details: { status: 'PAUSED' } });
    expect(refusal?.message).toContain('Meta has paused this template');
  });
});
