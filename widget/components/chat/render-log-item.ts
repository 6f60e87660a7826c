import { html, nothing } from 'lit';
import { formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { numberName, selectNumbers } from '../../store/numbers.ts';
import '../bubble/bubble.ts';
import '../merge-notice/merge-notice.ts';
import type { BubbleItem, LogItem } from './log-items.ts';

export interface LogItemContext {
  store: InboxStore;
  contactId: string;
  now: Date;
}

/** A day, a divider, a notice or a bubble of the log. */
export function renderLogItem(item: LogItem, { store, contactId, now }: LogItemContext) {
  if (item.type === 'day') return html`<p class="pill day">${formatDay(item.time, now)}</p>`;
  if (item.type === 'unread') {
    return html`<p class="unread">
      ${item.count === 1 ? t('chat.unreadOne') : t('chat.unreadMany', { count: item.count })}
    </p>`;
  }
  if (item.type === 'number') {
    const number = numberName(selectNumbers(store.state), item.phoneNumberId);
    return html`<p class="pill">${t('chat.byNumber', { number })}</p>`;
  }
  if (item.type === 'merge') {
    return html`<chasqui-merge-notice
      .store=${store}
      .contactId=${contactId}
      .mergeId=${item.mergeId}
    ></chasqui-merge-notice>`;
  }
  return renderBubble(item.bubble);
}

function renderBubble(bubble: BubbleItem) {
  return html`<chasqui-bubble
    data-id=${bubble.messageId ?? nothing}
    data-client-id=${bubble.clientMessageId ?? nothing}
    .content=${bubble.content}
    .outgoing=${bubble.isOutgoing}
    .first=${bubble.isFirst}
    .status=${bubble.status}
    .sender=${bubble.sender}
    .author=${bubble.author}
    .time=${bubble.time}
    .tickTimes=${bubble.tickTimes}
    .problem=${bubble.problem}
    .upload=${bubble.upload}
    .actions=${bubble.actions}
    .reactions=${bubble.reactions}
    .customer=${bubble.customer}
    .editedAt=${bubble.editedAt}
    .original=${bubble.original}
    .deletedAt=${bubble.deletedAt}
    .quote=${bubble.quote}
    .provenance=${bubble.provenance}
    .canReply=${bubble.canReply}
    .canReact=${bubble.canReact}
    .operatorId=${bubble.operatorId}
    .refusedReaction=${bubble.refusedReaction}
  ></chasqui-bubble>`;
}
