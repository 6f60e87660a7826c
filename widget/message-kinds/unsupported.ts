import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { UnsupportedContent } from '../../backend/contract/message-content.ts';
import { t } from '../i18n/inbox-words.ts';

/** An honest placeholder for what this version can't show. */
export function renderUnsupported({
  original_type: type,
  reason,
}: UnsupportedContent): TemplateResult {
  return html`<span class="text unsupported"
    >${t('message.unsupported', { type })}${
      reason === undefined
        ? nothing
        : html` <bdi>${t('message.unsupportedReason', { reason })}</bdi>`
    }</span
  >`;
}
