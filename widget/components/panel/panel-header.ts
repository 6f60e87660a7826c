import { html, nothing } from 'lit';
import { formatPhone } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxState } from '../../store/inbox-state.ts';
import { selectLight } from '../../store/selectors.ts';
import { brandGlyph } from '../icon/brand-glyph.ts';
import { icon } from '../icon/icon.ts';
import { statusLight } from '../status-light/status-light.ts';

export interface PanelHeaderOptions {
  inbox: InboxState;
  isExpanded: boolean;
  onExpand: () => void;
  onClose: () => void;
}

/** Whose inbox it is, how the line stands, and the buttons for size and closing. */
export function renderPanelHeader(options: PanelHeaderOptions) {
  const { inbox, isExpanded, onExpand, onClose } = options;
  const { connection } = inbox;
  const light = selectLight(inbox);
  const number = connection?.display_phone_number;
  return html`<header class="head">
    <span class="tile">
      ${brandGlyph(24)}
      ${light ? html`<span class="tile-light">${statusLight(light, 12)}</span>` : nothing}
    </span>
    <div class="title">
      <h1><bdi>${connection?.verified_name ?? t('panel.name')}</bdi></h1>
      ${
        light && inbox.session !== 'signed_out'
          ? html`<p>
              ${statusLight(light)}
              <span class="light-word ${light}" role="status">${t(`light.${light}`)}</span>
              ${number ? html`<bdi class="number">· ${formatPhone(number)}</bdi>` : nothing}
            </p>`
          : nothing
      }
    </div>
    <div class="head-actions">
      <button
        type="button"
        class="icon-button expand"
        aria-label=${isExpanded ? t('panel.shrink') : t('panel.expand')}
        title=${isExpanded ? t('panel.shrink') : t('panel.expand')}
        @click=${onExpand}
      >
        ${icon(isExpanded ? 'shrink' : 'expand')}
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label=${t('panel.close')}
        title=${t('panel.close')}
        @click=${onClose}
      >
        ${icon('close')}
      </button>
    </div>
  </header>`;
}
