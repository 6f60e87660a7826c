import { WebhookShapeError } from '../webhook-reader.ts';
import type { MessageKindAdapter } from './message-kind.ts';

/** An approved template with its values. Customers answer its buttons as kind `reply`. */
export const templateKind: MessageKindAdapter<'template'> = {
  incomingTypes: [],
  fromWebhook() {
    throw new WebhookShapeError('a customer cannot send this');
  },
  toGraph: ({ name, language, components }) => ({
    type: 'template',
    template: {
      name,
      language: { code: language },
      ...(components.length > 0 ? { components } : {}),
    },
  }),
  type: () => 'template',
  text: ({ rendered: { header, body, footer, buttons } }) =>
    [header, body, footer, ...buttons.map(({ text }) => text)]
      .filter((text) => text !== undefined && text !== '')
      .join('\n'),
  preview: ({ rendered }) => rendered.body,
};
