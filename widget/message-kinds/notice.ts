import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { NoticeContent } from '../../backend/contract/content/notice.ts';
import { icon } from '../components/icon/icon.ts';
import { formatDuration } from '../i18n/format.ts';
import { t } from '../i18n/inbox-words.ts';

const CALL_NOTICES = ['call_taken', 'call_missed', 'call_made', 'call_unanswered'] as const;
type Call = (typeof CALL_NOTICES)[number];
const CALLS: ReadonlySet<string> = new Set(CALL_NOTICES);

/** Something WhatsApp tells about the customer; a pill between the bubbles. */
export function renderNotice({
  notice,
  body,
  new_phone,
  duration_seconds,
}: NoticeContent): TemplateResult {
  return html`${icon('info', 14)} <bdi>${words()}</bdi>`;

  function words(): string {
    if (new_phone !== undefined) return t('kind.newNumber', { phone: new_phone });
    if (notice === 'user_changed_user_id') return t('kind.newUserId');
    if (notice === 'customer_identity_changed') return t('kind.newIdentity');
    if (CALLS.has(notice)) {
      return t(`kind.${notice as Call}`, { time: formatDuration(duration_seconds ?? 0) });
    }
    return body ?? notice.replaceAll('_', ' ');
  }
}
