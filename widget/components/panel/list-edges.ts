import { html, nothing } from 'lit';
import type { ConnectionSummary } from '../../../backend/contract/settings.ts';
import { formatPhone } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import type { Light } from '../../store/selectors.ts';
import { icon } from '../icon/icon.ts';
import { statusLight } from '../status-light/status-light.ts';

/** What stands above the list where the panel is wide. */
export function renderListHead(onNewChat: () => void) {
  return html`<div slot="header" class="list-head">
    <h2>${t('panel.chats')}</h2>
    <button
      type="button"
      class="icon-button"
      aria-label=${t('panel.newChat')}
      title=${t('panel.newChat')}
      @click=${onNewChat}
    >
      ${icon('compose')}
    </button>
  </div>`;
}

/** Below it: what the header says where there is no rail beside the list. */
export function renderListFoot(
  connection: ConnectionSummary | undefined,
  light: Light | undefined,
) {
  const number = connection?.display_phone_number;
  return html`<p slot="footer" class="list-foot">
    ${light ? statusLight(light) : nothing}
    <b><bdi>${connection?.verified_name ?? t('panel.name')}</bdi></b>
    <bdi class="number">${number ? formatPhone(number) : nothing}</bdi>
  </p>`;
}
