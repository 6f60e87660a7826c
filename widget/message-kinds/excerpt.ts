import type { MessageContent } from '../../backend/contract/message-content.ts';
import type { IconName } from '../components/icon/icon.ts';
import { t } from '../i18n/translate.ts';

/** One line that stands for a message where it is quoted. */
export interface Excerpt {
  icon: IconName | undefined;
  text: string;
}

/** Longer lines are cut by the style sheet; this only spares the page a text of 4,096 characters. */
const MAX_LENGTH = 200;

/** What a message says, in one line. */
export function excerptOf(content: MessageContent): Excerpt {
  const { icon, text } = describe(content);
  return { icon, text: text.slice(0, MAX_LENGTH) };
}

function describe(content: MessageContent): Excerpt {
  switch (content.kind) {
    case 'text':
      return { icon: undefined, text: content.body };
    case 'image':
    case 'video':
      return {
        icon: content.kind === 'image' ? 'image' : 'play',
        text: content.caption ?? t(`media.${content.kind}`),
      };
    case 'document':
      return {
        icon: 'file',
        text: content.media.file_name ?? content.caption ?? t('media.document'),
      };
    case 'audio':
      return { icon: 'play', text: t(content.voice ? 'media.voice' : 'media.audio') };
    case 'sticker':
      return { icon: 'image', text: t('media.sticker') };
    case 'location':
      return { icon: 'place', text: content.name ?? content.address ?? t('kind.location') };
    case 'contacts':
      return { icon: 'user', text: content.contacts[0]?.name ?? '' };
    case 'interactive':
      return { icon: undefined, text: bodyOf(content.interactive) };
    case 'reply':
      return { icon: 'reply', text: content.title };
    case 'form_reply':
      return {
        icon: undefined,
        text: content.body ?? t(content.form === 'address' ? 'kind.address' : 'kind.form'),
      };
    case 'call_permission':
      return {
        icon: undefined,
        text: t(content.response === 'accept' ? 'kind.callsAllowed' : 'kind.callsDeclined'),
      };
    case 'order':
      return { icon: undefined, text: t('kind.order', { count: content.items.length }) };
    default:
      return { icon: undefined, text: t('quote.message') };
  }
}

function bodyOf(
  interactive: Extract<MessageContent, { kind: 'interactive' }>['interactive'],
): string {
  const body = 'body' in interactive ? interactive.body?.text : undefined;
  return body ?? t('quote.message');
}
