import { describe, expect, it } from 'vitest';
import { messageContentSchema } from '../../contract/message-content.ts';
import { WebhookShapeError } from '../webhook-reader.ts';
import { previewOf, readContent, textOf, typeOf } from './index.ts';

interface Case {
  name: string;
  message: Record<string, unknown>;
  content: object;
  type: string;
  text: string | null;
  preview: string;
}

const interactive = (type: string, reply: object) => ({
  type: 'interactive',
  interactive: { type, [type]: reply },
});

const cases: Case[] = [
  {
    name: 'a place',
    message: {
      type: 'location',
      location: {
        latitude: 51.4545,
        longitude: -2.5879,
        name: 'Fern & Kettle',
        address: '14 Weaver Lane',
        url: 'https://shop.example/find-us',
      },
    },
    content: {
      kind: 'location',
      latitude: 51.4545,
      longitude: -2.5879,
      name: 'Fern & Kettle',
      address: '14 Weaver Lane',
      url: 'https://shop.example/find-us',
    },
    type: 'location',
    text: 'Fern & Kettle\n14 Weaver Lane',
    preview: 'Fern & Kettle',
  },
  {
    name: 'a bare place with a script for a page',
    message: { type: 'location', location: { latitude: '1', longitude: '2', url: 'javascript:x' } },
    content: { kind: 'location', latitude: 1, longitude: 2 },
    type: 'location',
    text: null,
    preview: 'Location',
  },
  {
    name: 'business cards',
    message: {
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'Nadia Okoro', first_name: 'Nadia', prefix: 'Dr' },
          phones: [{ phone: '+1 555-010-0999', wa_id: '15550100999', type: 'CELL' }, 'broken'],
          emails: [{ email: 'nadia@example.com', type: 'WORK' }],
          org: { company: 'Fern & Kettle' },
          addresses: [
            { street: '14 Weaver Lane', city: 'Bristol', country_code: 'gb', type: 'HOME' },
          ],
        },
        { phones: [{ phone: '+15550100998' }] },
      ],
    },
    content: {
      kind: 'contacts',
      contacts: [
        {
          name: 'Nadia Okoro',
          first_name: 'Nadia',
          prefix: 'Dr',
          organization: 'Fern & Kettle',
          phones: [{ phone: '+1 555-010-0999', wa_id: '15550100999', type: 'CELL' }],
          emails: [{ email: 'nadia@example.com', type: 'WORK' }],
          urls: [],
          addresses: [
            { street: '14 Weaver Lane', city: 'Bristol', country_code: 'gb', type: 'HOME' },
          ],
        },
        {
          name: '+15550100998',
          phones: [{ phone: '+15550100998' }],
          emails: [],
          urls: [],
          addresses: [],
        },
      ],
    },
    type: 'contacts',
    text: 'Nadia Okoro Fern & Kettle +1 555-010-0999 nadia@example.com\n+15550100998 +15550100998',
    preview: 'Nadia Okoro, +15550100998',
  },
  {
    name: 'a number that was asked for',
    message: {
      type: 'contacts',
      contacts: [{ name: { formatted_name: 'Tomás' }, origin: 'contact_request' }],
    },
    content: {
      kind: 'contacts',
      contacts: [{ name: 'Tomás', phones: [], emails: [], urls: [], addresses: [] }],
      is_answer_to_request: true,
    },
    type: 'contacts',
    text: 'Tomás',
    preview: 'Tomás',
  },
  {
    name: 'a template’s quick reply',
    message: { type: 'button', button: { text: 'Track parcel', payload: 'track:A-1042' } },
    content: {
      kind: 'reply',
      source: 'template_button',
      title: 'Track parcel',
      choice_id: 'track:A-1042',
    },
    type: 'button',
    text: 'Track parcel',
    preview: 'Track parcel',
  },
  {
    name: 'a button',
    message: interactive('button_reply', { id: 'thu', title: 'Thursday 12' }),
    content: { kind: 'reply', source: 'button', title: 'Thursday 12', choice_id: 'thu' },
    type: 'interactive',
    text: 'Thursday 12',
    preview: 'Thursday 12',
  },
  {
    name: 'a row of a list',
    message: interactive('list_reply', { id: 'r1', title: 'Blue', description: 'Two left' }),
    content: {
      kind: 'reply',
      source: 'list',
      title: 'Blue',
      description: 'Two left',
      choice_id: 'r1',
    },
    type: 'interactive',
    text: 'Blue\nTwo left',
    preview: 'Blue',
  },
  {
    name: 'a flow',
    message: interactive('nfm_reply', {
      name: 'flow',
      body: 'Sent',
      response_json: '{"flow_token":"t","size":"M","extras":["bag","card"]}',
    }),
    content: {
      kind: 'form_reply',
      form: 'flow',
      body: 'Sent',
      fields: [
        { name: 'flow_token', value: 't' },
        { name: 'size', value: 'M' },
        { name: 'extras', value: '["bag","card"]' },
      ],
    },
    type: 'interactive',
    text: 'Sent\nt\nM\n["bag","card"]',
    preview: 'Sent',
  },
  {
    name: 'an address form whose answer is no JSON',
    message: interactive('nfm_reply', { name: 'address_message', response_json: '{broken' }),
    content: {
      kind: 'form_reply',
      form: 'address',
      fields: [{ name: 'response', value: '{broken' }],
    },
    type: 'interactive',
    text: '{broken',
    preview: '{broken',
  },
  {
    name: 'leave to call',
    message: interactive('call_permission_reply', {
      response: 'accept',
      expiration_timestamp: '1793600000',
      response_source: 'user_action',
    }),
    content: {
      kind: 'call_permission',
      response: 'accept',
      is_permanent: false,
      expires_at: '2026-11-02T06:13:20.000Z',
    },
    type: 'interactive',
    text: null,
    preview: 'Calls allowed',
  },
  {
    name: 'an order',
    message: {
      type: 'order',
      order: {
        catalog_id: '44',
        text: 'Gift wrap, please',
        product_items: [
          { product_retailer_id: 'kettle-blue', quantity: 2, item_price: 39.5, currency: 'GBP' },
          { product_retailer_id: 'cup', quantity: '1' },
          { quantity: 5 },
        ],
      },
    },
    content: {
      kind: 'order',
      catalog_id: '44',
      text: 'Gift wrap, please',
      items: [
        { product_retailer_id: 'kettle-blue', quantity: 2, item_price: 39.5, currency: 'GBP' },
        { product_retailer_id: 'cup', quantity: 1, item_price: null, currency: null },
      ],
    },
    type: 'order',
    text: 'Gift wrap, please\nkettle-blue\ncup',
    preview: 'Gift wrap, please',
  },
  {
    name: 'a changed security code',
    message: {
      type: 'system',
      system: { type: 'customer_identity_changed', body: 'Nadia’s security code changed' },
    },
    content: {
      kind: 'notice',
      notice: 'customer_identity_changed',
      body: 'Nadia’s security code changed',
    },
    type: 'system',
    text: null,
    preview: 'Nadia’s security code changed',
  },
];

describe('an incoming message', () => {
  it.each(cases)('reads $name', ({ message, content, type, text, preview }) => {
    const read = readContent(message);
    expect(read).toEqual(content);
    expect(messageContentSchema.parse(read)).toEqual(content);
    expect(typeOf(read)).toBe(type);
    expect(textOf(read)).toBe(text);
    expect(previewOf(read)).toBe(preview);
  });

  it.each([
    ['location', { location: { latitude: 91, longitude: 0 } }],
    ['location', { location: { latitude: null, longitude: 0 } }],
    ['contacts', { contacts: 'none' }],
    ['button', { button: {} }],
    ['order', {}],
    ['interactive', interactive('list_reply', {})],
    ['interactive', interactive('call_permission_reply', { response: 'maybe' })],
  ])('refuses %s without what every one has', (type, message) => {
    expect(() => readContent({ type, ...message })).toThrow(WebhookShapeError);
  });

  it('shows an interactive type of the future as unsupported', () => {
    expect(readContent(interactive('hologram', {}))).toMatchObject({ kind: 'unsupported' });
    expect(readContent({ type: 'interactive', interactive: {} })).toMatchObject({
      kind: 'unsupported',
      original_type: 'interactive',
    });
  });
});
