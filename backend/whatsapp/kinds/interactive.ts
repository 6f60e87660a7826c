import type { Interactive } from '../../contract/content/interactive.ts';
import { WebhookShapeError } from '../webhook-reader.ts';
import type { MessageKindAdapter } from './message-kind.ts';

/** What we send for the customer to tap on. Their answers come as kind `reply` and the like. */
export const interactiveKind: MessageKindAdapter<'interactive'> = {
  incomingTypes: [],
  fromWebhook() {
    throw new WebhookShapeError('a customer cannot send this');
  },
  toGraph: ({ interactive }) => ({ type: 'interactive', interactive }),
  type: () => 'interactive',
  text: ({ interactive }) => textsOf(interactive).join('\n'),
  preview: ({ interactive }) => interactive.body?.text ?? 'Product',
};

function textsOf(interactive: Interactive): string[] {
  const header = 'header' in interactive ? interactive.header : undefined;
  const footer = 'footer' in interactive ? interactive.footer : undefined;
  return [
    header?.type === 'text' ? header.text : undefined,
    interactive.body?.text,
    footer?.text,
    ...choicesOf(interactive),
  ].filter((text) => text !== undefined);
}

function choicesOf(interactive: Interactive): string[] {
  if (interactive.type === 'button') {
    return interactive.action.buttons.map(({ reply }) => reply.title);
  }
  if (interactive.type === 'list') {
    return interactive.action.sections.flatMap(({ rows }) => rows.map(({ title }) => title));
  }
  return interactive.type === 'cta_url' ? [interactive.action.parameters.display_text] : [];
}
