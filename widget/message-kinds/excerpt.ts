import type { MessageContent, MessageKind } from '../../backend/contract/message-content.ts';
import type { IconName } from '../components/icon/icon.ts';
import { t } from '../i18n/inbox-words.ts';

/** One line that stands for a message where it is quoted. */
export interface Excerpt {
  icon: IconName | undefined;
  text: string;
}

/** Longer lines are cut by the style sheet; this only spares the page a text of 4,096 characters. */
const MAX_LENGTH = 200;

const plain = (text: string): Excerpt => ({ icon: undefined, text });

/** How each kind of content is quoted. */
const EXCERPTS: {
  [Kind in MessageKind]: (content: Extract<MessageContent, { kind: Kind }>) => Excerpt;
} = {
  text: ({ body }) => plain(body),
  image: ({ caption }) => ({ icon: 'image', text: caption ?? t('media.image') }),
  video: ({ caption }) => ({ icon: 'play', text: caption ?? t('media.video') }),
  audio: ({ voice }) => ({ icon: 'play', text: t(voice ? 'media.voice' : 'media.audio') }),
  document: ({ media, caption }) => ({
    icon: 'file',
    text: media.file_name ?? caption ?? t('media.document'),
  }),
  sticker: () => ({ icon: 'image', text: t('media.sticker') }),
  location: ({ name, address }) => ({ icon: 'place', text: name ?? address ?? t('kind.location') }),
  contacts: ({ contacts }) => ({ icon: 'user', text: contacts[0]?.name ?? '' }),
  interactive: ({ interactive }) => {
    const body = 'body' in interactive ? interactive.body?.text : undefined;
    return plain(body ?? t('quote.message'));
  },
  reply: ({ title }) => ({ icon: 'reply', text: title }),
  form_reply: ({ body, form }) =>
    plain(body ?? t(form === 'address' ? 'kind.address' : 'kind.form')),
  call_permission: ({ response }) =>
    plain(t(response === 'accept' ? 'kind.callsAllowed' : 'kind.callsDeclined')),
  template: ({ rendered }) => plain(rendered.body),
  order: ({ items }) => plain(t('kind.order', { count: items.length })),
  notice: () => plain(t('quote.message')),
  unsupported: () => plain(t('quote.message')),
};

/** What a message says, in one line; of a kind that only a newer widget knows, that it is one. */
export function excerptOf(content: MessageContent): Excerpt {
  const describe = (EXCERPTS as Record<string, ((content: never) => Excerpt) | undefined>)[
    content.kind
  ];
  const { icon, text } = describe ? describe(content as never) : plain(t('quote.message'));
  return { icon, text: text.slice(0, MAX_LENGTH) };
}
