import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ConnectionSummary } from '../../../backend/contract/settings.ts';
import type { ContactFilter } from '../../api/api-client.ts';
import { formatPhone } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { icon } from '../icon/icon.ts';

export interface EmptyListOptions {
  filter: ContactFilter;
  search: string | undefined;
  connection: ConnectionSummary | undefined;
  onClearSearch: () => void;
  onNewChat: () => void;
}

/** Why there is no row, and the next step. */
export function renderEmptyList(options: EmptyListOptions): TemplateResult {
  const { filter, search, connection } = options;
  if (search !== undefined) {
    return renderEmpty(
      html`<span class="art disc">${icon('search-none', 32)}</span>`,
      t('list.emptySearchTitle', { search }),
      t('list.emptySearchText'),
      html`<button type="button" class="button" @click=${options.onClearSearch}>
        ${t('list.clearSearch')}
      </button>`,
    );
  }
  if (filter === 'unread') {
    return renderEmpty(
      html`<span class="art disc">${icon('check-circle', 40)}</span>`,
      t('list.emptyUnreadTitle'),
      t('list.emptyUnreadText'),
    );
  }
  if (filter === 'pinned') {
    return renderEmpty(
      html`<span class="art disc">${icon('pin', 32)}</span>`,
      t('list.emptyPinnedTitle'),
      t('list.emptyPinnedText'),
    );
  }
  if (filter === 'closing_soon') {
    return renderEmpty(
      html`<span class="art disc">${icon('clock', 32)}</span>`,
      t('list.emptySoonTitle'),
      t('list.emptySoonText'),
    );
  }
  if (filter === 'window_open') {
    return renderEmpty(
      html`<span class="art disc">${icon('clock', 32)}</span>`,
      t('list.emptyWindowTitle'),
      t('list.emptyWindowText'),
    );
  }
  const number = connection?.display_phone_number;
  return renderEmpty(
    html`<span class="art disc">${icon('chats', 32)}</span>`,
    t('list.emptyTitle'),
    number ? t('list.emptyText', { number: formatPhone(number) }) : t('list.emptyTextNoNumber'),
    html`<button type="button" class="button primary" @click=${options.onNewChat}>
      ${icon('plus', 18)}${t('panel.newChat')}
    </button>`,
  );
}

function renderEmpty(
  art: TemplateResult,
  title: string,
  text: string,
  action?: TemplateResult,
): TemplateResult {
  return html`<div class="empty">
    ${art}
    <h2>${title}</h2>
    <p>${text}</p>
    ${action ?? nothing}
  </div>`;
}
