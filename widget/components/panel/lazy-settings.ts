import { html } from 'lit';
import type { ReactiveControllerHost } from 'lit';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxStore } from '../../store/inbox-store.ts';

/** The settings page, in a chunk that only admins ever fetch: it comes with the first look at it. */
export class LazySettings {
  readonly #host: ReactiveControllerHost;
  #state: 'none' | 'loading' | 'ready' | 'failed' = 'none';

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  async load(): Promise<void> {
    if (this.#state === 'ready' || this.#state === 'loading') return;
    this.#show('loading');
    try {
      await import('../settings/settings.ts');
      this.#show('ready');
    } catch {
      this.#show('failed');
    }
  }

  render(store: InboxStore, onOpenChats: () => void) {
    if (this.#state === 'ready') {
      return html`<chasqui-settings
        .store=${store}
        @chasqui-open-chats=${onOpenChats}
      ></chasqui-settings>`;
    }
    if (this.#state !== 'failed') return html`<span class="spinner wait"></span>`;
    return html`<div class="choose" role="alert">
      <p>${t('panel.loadFailed')}</p>
      <button type="button" class="button" @click=${() => void this.load()}>
        ${t('panel.tryAgain')}
      </button>
    </div>`;
  }

  #show(state: 'loading' | 'ready' | 'failed'): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
