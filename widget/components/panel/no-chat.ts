import { html } from 'lit';
import { t } from '../../i18n/inbox-words.ts';
import { icon } from '../icon/icon.ts';

/** Beside the list, while no chat is open. */
export function renderNoChat(onNewChat: () => void) {
  return html`<div class="choose">
    <span class="choose-art">${icon('chats', 32)}</span>
    <h2>${t('list.chooseTitle')}</h2>
    <p>${t('list.chooseText')}</p>
    <button type="button" class="button" @click=${onNewChat}>
      ${icon('plus', 18)}${t('panel.newChat')}
    </button>
  </div>`;
}
