import { html, nothing } from 'lit';
import { t } from '../../i18n/inbox-words.ts';
import type { MessageLog } from '../../store/inbox-state.ts';
import { icon } from '../icon/icon.ts';

/** Above the messages: that more are on their way, could not be had, or that there are none. */
export function renderTop(
  log: MessageLog,
  { isEmpty, onLoad }: { isEmpty: boolean; onLoad: (isOlder: boolean) => void },
) {
  if (log.loading === 'failed' || log.loading === 'older_failed') {
    const isOlder = log.loading === 'older_failed';
    return html`<div class="top">
      <p>${t(isOlder ? 'chat.olderFailed' : 'chat.loadFailed')}</p>
      <button type="button" class="button" @click=${() => onLoad(isOlder)}>
        ${t('panel.tryAgain')}
      </button>
    </div>`;
  }
  const isLoading = log.loading === 'newest' || log.loading === 'older';
  if (isLoading || log.olderCursor !== null) {
    // Kept free while there is more above, so that nothing moves when loading begins.
    return html`<div class="top">
      ${
        isLoading
          ? html`<span class="spinner"></span>
              <span class="visually-hidden"
                >${t(log.loading === 'older' ? 'chat.loadingOlder' : 'chat.loading')}</span
              >`
          : nothing
      }
    </div>`;
  }
  return isEmpty ? html`<p class="pill">${t('chat.empty')}</p>` : nothing;
}

/** Below the messages, while their end is out of sight. */
export function renderJump(newBelow: number, onJump: () => void) {
  return html`<div class="jump-place">
    <button type="button" class="jump" aria-label=${t('chat.jump')} @click=${onJump}>
      ${icon('arrow-down', 18)} ${newBelow > 0 ? t('chat.jumpNew', { count: newBelow }) : nothing}
    </button>
  </div>`;
}
