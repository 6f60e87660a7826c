import { html, nothing } from 'lit';
import type { MessageContent } from '../../../backend/contract/message-content.ts';
import { formatMoment } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { renderContent } from '../../message-kinds/index.ts';
import { icon } from '../icon/icon.ts';

/** Above a message that its sender deleted; what it said stays for the team. */
export function renderDeletedMark(deletedAt: string, isOurs: boolean) {
  if (deletedAt === '') return nothing;
  return html`<p class="mark deleted-mark">
    ${icon('trash', 14)}
    <span
      >${t(isOurs ? 'message.deletedByUs' : 'message.deleted')} ·
      <time datetime=${deletedAt}>${formatMoment(deletedAt, new Date())}</time></span
    >
  </p>`;
}

/** The word in a message's meta line that opens what it said before. */
export function renderEditedMark(editedAt: string, isOpen: boolean, toggle: () => void) {
  if (editedAt === '') return nothing;
  return html`<button
      type="button"
      class="edited-mark"
      aria-expanded=${isOpen}
      title=${t('message.editedAt', { time: formatMoment(editedAt, new Date()) })}
      @click=${toggle}
    >
      ${t('message.edited')}
    </button>
    · `;
}

/** What a message said before it was edited. */
export function renderOriginal(original: MessageContent | null) {
  if (original === null) return nothing;
  return html`<div class="original" role="group" aria-label=${t('message.original')}>
    <p class="mark">${t('message.original')}</p>
    ${renderContent(original)}
  </div>`;
}
