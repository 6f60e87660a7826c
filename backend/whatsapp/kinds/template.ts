import type { SentCardComponent, SentComponent } from '../../contract/content/template-order.ts';
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
      ...(components.length > 0 ? { components: components.map(toGraphComponent) } : {}),
    },
  }),
  type: () => 'template',
  text: ({ rendered: { header, body, footer, buttons, cards = [] } }) =>
    [
      header?.text,
      body,
      footer,
      ...buttons,
      ...cards.flatMap((card) => [card.body, ...card.buttons]),
    ]
      .map((part) => (typeof part === 'object' ? part.text : part))
      .filter((text) => text !== undefined && text !== '')
      .join('\n'),
  preview: ({ rendered }) => rendered.body,
};

/** A button's index is a string at Meta; people count with numbers. */
function toGraphComponent(component: SentComponent | SentCardComponent): object {
  if (component.type === 'button') return { ...component, index: String(component.index) };
  if (component.type !== 'carousel') return component;
  const cards = component.cards.map((card) => ({
    ...card,
    components: card.components.map(toGraphComponent),
  }));
  return { ...component, cards };
}
