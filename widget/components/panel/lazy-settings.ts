import { html } from 'lit';
import type { ReactiveControllerHost } from 'lit';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import type * as settingsChunk from '../settings/settings.ts';

type Chunk = typeof settingsChunk;

/** The settings page, in a chunk that only admins ever fetch: it comes with the first look at it. */
export class LazySettings {
  readonly #host: ReactiveControllerHost;
  #chunk: Chunk | 'loading' | 'failed' | undefined;
  #shown: { inbox: InboxStore; store: settingsChunk.Settings['store'] } | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  async load(): Promise<void> {
    if (this.#chunk !== undefined && this.#chunk !== 'failed') return;
    this.#take('loading');
    try {
      this.#take(await import('../settings/settings.ts'));
    } catch {
      this.#take('failed');
    }
  }

  render(inbox: InboxStore, onOpenChats: () => void) {
    if (this.#chunk === 'failed') {
      return html`<div class="choose" role="alert">
        <p>${t('panel.loadFailed')}</p>
        <button type="button" class="button" @click=${() => void this.load()}>
          ${t('panel.tryAgain')}
        </button>
      </div>`;
    }
    if (this.#chunk === undefined || this.#chunk === 'loading') {
      return html`<span class="spinner wait"></span>`;
    }
    // One store for as long as the inbox is the same: the page loads again for another one.
    if (this.#shown?.inbox !== inbox) {
      this.#shown = { inbox, store: this.#chunk.createSettingsStore(inbox) };
    }
    return html`<chasqui-settings
      .store=${this.#shown.store}
      @chasqui-open-chats=${onOpenChats}
    ></chasqui-settings>`;
  }

  #take(chunk: Chunk | 'loading' | 'failed'): void {
    this.#chunk = chunk;
    this.#host.requestUpdate();
  }
}
