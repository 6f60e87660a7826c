import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { NoticeContent } from '../../backend/contract/content/notice.ts';
import { icon } from '../components/icon/icon.ts';
import { t } from '../i18n/translate.ts';

/** Something WhatsApp tells about the customer; a pill between the bubbles. */
export function renderNotice({ notice, body, new_phone }: NoticeContent): TemplateResult {
  return html`${icon('info', 14)} <bdi>${words()}</bdi>`;

  function words(): string {
    if (new_phone !== undefined) return t('kind.newNumber', { phone: new_phone });
    if (notice === 'user_changed_user_id') return t('kind.newUserId');
    if (notice === 'customer_identity_changed') return t('kind.newIdentity');
    return body ?? notice.replaceAll('_', ' ');
  }
}
