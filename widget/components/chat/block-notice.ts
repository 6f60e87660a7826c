import { html, nothing } from 'lit';
import type { Contact } from '../../../backend/contract/contact.ts';
import { t } from '../../i18n/inbox-words.ts';

/**
 * Above the composer: that the contact is blocked, and where WhatsApp does not hold with what was
 * said here, why; with the way back.
 */
export function renderBlockNotice(contact: Contact, unblock: () => void) {
  const { is_blocked: isBlocked, whatsapp_block: block } = contact;
  const isRefused = block?.state === 'refused';
  if (!isBlocked && !isRefused) return nothing;
  return html`<div class="block-notice" role="status">
    <p>${wordsOf(contact)} ${isRefused ? html`<bdi>${block.reason}</bdi>` : nothing}</p>
    <button type="button" class="button" @click=${unblock}>
      ${t(isBlocked ? 'list.unblock' : 'block.again')}
    </button>
  </div>`;
}

function wordsOf({ is_blocked, whatsapp_block: block }: Contact): string {
  if (!is_blocked) return t('block.stillThere');
  if (block?.state === 'refused') return t('block.hereOnly');
  return t(block?.state === 'pending' ? 'block.underWay' : 'block.done');
}
