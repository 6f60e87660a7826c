import type {
  SentCardComponent,
  SentComponent,
  TemplateParameter,
} from '../../contract/content/template-order.ts';
import { WebhookShapeError } from '../webhook-reader.ts';
import type { MessageKindAdapter, MetaCopies } from './message-kind.ts';
import { isOwnFile } from './own-files.ts';

/** An approved template with its values. Customers answer its buttons as kind `reply`. */
export const templateKind: MessageKindAdapter<'template'> = {
  incomingTypes: [],
  fromWebhook() {
    throw new WebhookShapeError('a customer cannot send this');
  },
  toGraph: ({ name, language, components }, copies) => ({
    type: 'template',
    template: {
      name,
      language: { code: language },
      ...(components.length > 0
        ? { components: components.map((each) => toGraphComponent(each, copies)) }
        : {}),
    },
  }),
  uploads: ({ components }) => [
    ...new Set(
      listParameters(components)
        .map((each) => fileOf(each)?.id)
        .filter(isOwnFile),
    ),
  ],
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

/** Of headers, those of cards too. */
function listParameters(
  components: readonly (SentComponent | SentCardComponent)[],
): TemplateParameter[] {
  return components.flatMap((component) =>
    component.type === 'carousel'
      ? component.cards.flatMap((card) => listParameters(card.components))
      : component.parameters,
  );
}

function fileOf(parameter: TemplateParameter): { id?: string | undefined } | undefined {
  switch (parameter.type) {
    case 'image':
      return parameter.image;
    case 'video':
      return parameter.video;
    case 'gif':
      return parameter.gif;
    case 'document':
      return parameter.document;
    default:
      return undefined;
  }
}

/** A button's index is a string at Meta; people count with numbers. */
function toGraphComponent(
  component: SentComponent | SentCardComponent,
  copies: MetaCopies,
): object {
  if (component.type === 'carousel') {
    const cards = component.cards.map((card) => ({
      ...card,
      components: card.components.map((each) => toGraphComponent(each, copies)),
    }));
    return { ...component, cards };
  }
  const parameters = component.parameters.map((each) => withCopy(each, copies));
  return component.type === 'button'
    ? { ...component, parameters, index: String(component.index) }
    : { ...component, parameters };
}

function withCopy(parameter: TemplateParameter, copies: MetaCopies): object {
  const file = fileOf(parameter);
  const id = copies.get(file?.id ?? '');
  return id === undefined ? parameter : { ...parameter, [parameter.type]: { ...file, id } };
}
