import type { ReplyContent } from '../../contract/content/reply.ts';
import { asObject, asText, WebhookShapeError } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';
import type { MessageKindAdapter } from './message-kind.ts';

const MAX_TITLE_LENGTH = 500;
const MAX_ID_LENGTH = 1_000;

type Source = ReplyContent['source'];

export const replyKind: MessageKindAdapter<'reply'> = {
  incomingTypes: ['button', 'interactive.button_reply', 'interactive.list_reply'],
  fromWebhook(message) {
    const { source, choice, titleKey, idKey } = findChoice(message);
    const title = asText(choice[titleKey], MAX_TITLE_LENGTH);
    if (title === undefined) throw new WebhookShapeError(`the reply has no ${titleKey}`);
    const description = asText(choice.description, MAX_TITLE_LENGTH);
    const id = asText(choice[idKey], MAX_ID_LENGTH);
    return {
      kind: 'reply',
      source,
      title,
      ...(description === undefined ? {} : { description }),
      ...(id === undefined ? {} : { choice_id: id }),
    };
  },
  type: ({ source }) => (source === 'template_button' ? 'button' : 'interactive'),
  text: ({ title, description }) =>
    description === undefined ? title : `${title}\n${description}`,
  preview: ({ title }) => title,
};

function findChoice(message: WebhookObject): {
  source: Source;
  choice: WebhookObject;
  titleKey: string;
  idKey: string;
} {
  const button = asObject(message.button);
  if (message.type === 'button') {
    return { source: 'template_button', choice: button ?? {}, titleKey: 'text', idKey: 'payload' };
  }
  const interactive = asObject(message.interactive);
  const isList = interactive?.type === 'list_reply';
  return {
    source: isList ? 'list' : 'button',
    choice: asObject(interactive?.[isList ? 'list_reply' : 'button_reply']) ?? {},
    titleKey: 'title',
    idKey: 'id',
  };
}
