import { html, nothing } from 'lit';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxState } from '../../store/inbox-state.ts';
import { icon } from '../icon/icon.ts';

export type Tab = 'chats' | 'settings';

export interface PanelTabsOptions {
  inbox: InboxState;
  selected: Tab;
  /** Beside the list, one below the other, instead of above it in a row. */
  isVertical: boolean;
  onSelect: (tab: Tab) => void;
  onAccount: (opener: HTMLElement) => void;
  onNewChat: () => void;
}

/** The tabs, and the buttons beside them: the operator's account and a new chat. */
export function renderPanelTabs(options: PanelTabsOptions) {
  const { inbox, isVertical, onAccount, onNewChat } = options;
  const isAdmin = inbox.operator?.role === 'admin';
  return html`<div class="tabs">
    <div
      class="tablist"
      role="tablist"
      aria-label=${t('panel.tabs')}
      aria-orientation=${isVertical ? 'vertical' : 'horizontal'}
      @keydown=${(event: KeyboardEvent) => moveAmongTabs(event, isVertical)}
    >
      ${renderTab('chats', options)} ${isAdmin ? renderTab('settings', options) : nothing}
    </div>
    <button
      type="button"
      class="icon-button account"
      aria-label=${t('panel.account', { name: inbox.operator?.name ?? '' })}
      title=${inbox.operator?.name ?? ''}
      aria-haspopup="menu"
      @click=${(event: Event) => onAccount(event.currentTarget as HTMLElement)}
    >
      ${icon('user')}
    </button>
    <button
      type="button"
      class="icon-button compose"
      aria-label=${t('panel.newChat')}
      title=${t('panel.newChat')}
      @click=${onNewChat}
    >
      ${icon('compose')}
    </button>
  </div>`;
}

function renderTab(tab: Tab, { inbox, selected, isVertical, onSelect }: PanelTabsOptions) {
  const label = t(`panel.${tab}`);
  const isSelected = tab === selected;
  const count = tab === 'chats' ? inbox.unreadCount : 0;
  return html`<button
    type="button"
    role="tab"
    id="tab-${tab}"
    class="tab"
    title=${isSelected && !isVertical ? nothing : label}
    aria-label=${label}
    aria-selected=${isSelected}
    aria-controls="view-${tab}"
    tabindex=${isSelected ? 0 : -1}
    @click=${() => onSelect(tab)}
  >
    ${icon(tab)}<span class="tab-label">${label}</span>
    ${
      isVertical && count > 0
        ? html`<span class="tab-badge" aria-hidden="true">${count > 99 ? '99+' : count}</span>`
        : nothing
    }
  </button>`;
}

/** Arrow keys select the next tab; in a row they follow the direction of the script. */
function moveAmongTabs(event: KeyboardEvent, isVertical: boolean): void {
  const list = event.currentTarget as HTMLElement;
  const tabs = [...list.querySelectorAll<HTMLElement>('.tab')];
  const at = tabs.findIndex((tab) => tab.matches(':focus'));
  const isRtl = getComputedStyle(list).direction === 'rtl';
  const forward = isRtl && !isVertical ? ['ArrowLeft'] : ['ArrowRight', 'ArrowDown'];
  const backward = isRtl && !isVertical ? ['ArrowRight'] : ['ArrowLeft', 'ArrowUp'];
  const step = forward.includes(event.key) ? 1 : backward.includes(event.key) ? -1 : 0;
  const target = tabs[(at + step + tabs.length) % tabs.length];
  if (step === 0 || !target) return;
  event.preventDefault();
  target.click();
  target.focus();
}
