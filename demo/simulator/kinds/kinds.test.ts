import { describe, expect, it } from 'vitest';
import { OUTGOING_MESSAGES } from '../../../test/fixtures/messages/outgoing-messages.ts';
import { GraphError } from '../graph-error.ts';
import { findMessageKind } from './index.ts';

function codeOf(type: string, content: unknown): number | undefined {
  try {
    findMessageKind(type)?.validate(content);
    return undefined;
  } catch (error) {
    if (error instanceof GraphError) return error.code;
    throw error;
  }
}

const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } });
const buttons = (...list: object[]) => ({
  type: 'button',
  body: { text: 'Which?' },
  action: { buttons: list },
});
const row = (id: string) => ({ id, title: 'Row' });
const list = (sections: object[], extra: object = {}) => ({
  type: 'list',
  body: { text: 'Choose' },
  action: { button: 'Open', sections },
  ...extra,
});

describe('content that the business sends', () => {
  it.each(OUTGOING_MESSAGES)('is accepted: $name', ({ type, content }) => {
    expect(codeOf(type, content)).toBeUndefined();
  });

  it.each([
    ['a place without longitude', 'location', { latitude: 1 }, 131008],
    ['a place off the globe', 'location', { latitude: 91, longitude: 0 }, 131009],
    ['a place with a key of its own', 'location', { latitude: 1, longitude: 1, zoom: 4 }, 100],
    ['no card', 'contacts', [], 131009],
    ['a card with a whole name only', 'contacts', [{ name: { formatted_name: 'A' } }], 131009],
    ['no buttons', 'interactive', buttons(), 131009],
    [
      'four buttons',
      'interactive',
      buttons(...['a', 'b', 'c', 'd'].map((id) => button(id, id))),
      131009,
    ],
    [
      'two buttons of one title',
      'interactive',
      buttons(button('a', 'X'), button('b', 'X')),
      131009,
    ],
    ['a title of 21 characters', 'interactive', buttons(button('a', 'x'.repeat(21))), 100],
    ['an empty title', 'interactive', buttons(button('a', '')), 131008],
    [
      'eleven rows over two sections',
      'interactive',
      list([
        { title: 'A', rows: Array.from({ length: 6 }, (_, n) => row(`a${n}`)) },
        { title: 'B', rows: Array.from({ length: 5 }, (_, n) => row(`b${n}`)) },
      ]),
      131009,
    ],
    [
      'two sections without titles',
      'interactive',
      list([{ rows: [row('a')] }, { rows: [row('b')] }]),
      131008,
    ],
    [
      'a list with an image above',
      'interactive',
      list([{ rows: [row('a')] }], { header: { type: 'image', image: { id: '1' } } }),
      131009,
    ],
    ['an interactive type nobody knows', 'interactive', { type: 'hologram', action: {} }, 131009],
    [
      'a footer where none may be',
      'interactive',
      {
        type: 'location_request_message',
        body: { text: 'Where?' },
        footer: { text: 'x' },
        action: { name: 'send_location' },
      },
      131009,
    ],
    [
      'a flow named twice',
      'interactive',
      {
        type: 'flow',
        body: { text: 'x' },
        action: {
          name: 'flow',
          parameters: { flow_message_version: '3', flow_cta: 'Go', flow_id: '1', flow_name: 'a' },
        },
      },
      131009,
    ],
  ])('is refused: %s', (_name, type, content, code) => {
    expect(codeOf(type, content)).toBe(code);
  });
});
