import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Message } from '../../../backend/contract/message.ts';
import { t } from '../../i18n/inbox-words.ts';
import { excerptOf } from '../../message-kinds/excerpt.ts';
import type { Excerpt } from '../../message-kinds/excerpt.ts';
import { icon } from '../icon/icon.ts';

/** A message that another one answers, as it is shown above that one. */
export interface Quote {
  /** wamid */
  messageId: string;
  /** Empty where the message is not known. */
  author: string;
  /** Whether the business wrote it. */
  isOutgoing: boolean;
  excerpt: Excerpt;
  /** The words are ours and say why there are none of the message. */
  isPlaceholder: boolean;
}

/** The quote of a message that is loaded. A deleted one says only that. */
export function quoteOf(message: Message, author: string): Quote {
  const isDeleted = message.deleted_at !== null;
  return {
    messageId: message.message_id ?? '',
    author,
    isOutgoing: message.direction === 'outgoing',
    excerpt: isDeleted ? { icon: 'trash', text: t('message.deleted') } : excerptOf(message.content),
    isPlaceholder: isDeleted,
  };
}

/** The quote of a message that is not loaded: further up, or not here at all. */
export function quoteOfUnknown(messageId: string, mayBeAbove: boolean): Quote {
  return {
    messageId,
    author: '',
    isOutgoing: false,
    excerpt: { icon: undefined, text: t(mayBeAbove ? 'quote.earlier' : 'quote.unknown') },
    isPlaceholder: true,
  };
}

/** Author and one line; for `quoteStyles`. */
export function renderQuote({ author, isOutgoing, excerpt, isPlaceholder }: Quote): TemplateResult {
  return html`<span class="quote ${isOutgoing ? 'own' : ''} ${isPlaceholder ? 'placeholder' : ''}">
    ${author === '' ? nothing : html`<bdi class="quote-author">${author}</bdi>`}
    <span class="quote-line"
      >${excerpt.icon ? icon(excerpt.icon, 14) : nothing}<bdi>${excerpt.text}</bdi></span
    >
  </span>`;
}
