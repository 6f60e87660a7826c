import { asObject, asText, WebhookShapeError } from '../webhook-reader.ts';
import type { MessageKindAdapter } from './message-kind.ts';

export const textKind: MessageKindAdapter<'text'> = {
  incomingTypes: ['text'],
  fromWebhook(message) {
    const body = asText(asObject(message.text)?.body);
    if (body === undefined) throw new WebhookShapeError('text.body is missing');
    return { kind: 'text', body };
  },
  toGraph: ({ body, preview_url }) => ({
    type: 'text',
    text: { body, ...(preview_url === undefined ? {} : { preview_url }) },
  }),
  type: () => 'text',
  text: ({ body }) => body,
  preview: ({ body }) => body,
};
