import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ConnectionSummary, WhatsAppSettings } from '../../../backend/contract/settings.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import './disconnect-card.ts';
import { renderOwnKeysCard } from './own-keys-card.ts';
import './settings-form.ts';
import { settingsStyles } from './settings.styles.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';
import './status-card.ts';
import './webhook-card.ts';

/** What the settings tab needs of the store. */
export type SettingsStore = Pick<InboxStore, 'state' | 'subscribe'> & {
  api: Pick<InboxStore['api'], 'getSettings' | 'saveSettings' | 'testConnection' | 'disconnect'>;
};

/**
 * The settings tab (admins): how the connection is doing, its keys, the webhook's address, and the
 * way to disconnect. It loads with its chunk on first use and follows the feed's `settings.changed`.
 */
@customElement('chasqui-settings')
export class Settings extends LitElement {
  static override styles = [baseStyles, cardStyles, settingsStyles];

  @property({ attribute: false }) store!: SettingsStore;

  @state() private settings: WhatsAppSettings | undefined;
  @state() private problem: string | undefined;

  #shownConnection: ConnectionSummary | undefined;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      ({ connection }) => connection,
    );
  }

  protected override willUpdate(): void {
    const { connection } = this.store.state;
    if (this.settings && connection === this.#shownConnection) return;
    if (this.settings === undefined && this.problem !== undefined) return;
    if (this.#isLoading) return;
    this.#shownConnection = connection;
    void this.#load();
  }

  #isLoading = false;

  protected override render() {
    const { settings, store } = this;
    if (!settings) return this.#renderWait();
    return html`<div class="page">
      <header>
        <h2>${t('settings.title')}</h2>
        <p class="text">${t('settings.onlyAdmins')}</p>
      </header>
      <div class="main">
        <chasqui-status-card .store=${store} .settings=${settings}></chasqui-status-card>
        <chasqui-settings-form
          .store=${store}
          .settings=${settings}
          @chasqui-settings-saved=${this.#handleSaved}
        ></chasqui-settings-form>
        ${
          settings.phoneNumberId === null
            ? ''
            : html`<chasqui-disconnect-card
                .store=${store}
                .settings=${settings}
                @chasqui-disconnected=${() => void this.#load()}
              ></chasqui-disconnect-card>`
        }
      </div>
      <div class="side">
        <chasqui-webhook-card .settings=${settings}></chasqui-webhook-card>
        ${renderOwnKeysCard()}
      </div>
    </div>`;
  }

  #renderWait() {
    if (this.problem === undefined) {
      return html`<div class="wait" role="status">
        <span class="spinner"></span><span class="visually-hidden">${t('settings.loading')}</span>
      </div>`;
    }
    return html`<div class="wait" role="alert">
      <p>${t('settings.loadFailed', { reason: this.problem })}</p>
      <button type="button" class="button" @click=${() => void this.#load()}>
        ${t('settings.tryAgain')}
      </button>
    </div>`;
  }

  async #load(): Promise<void> {
    this.#isLoading = true;
    this.problem = undefined;
    try {
      this.settings = await this.store.api.getSettings();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.#isLoading = false;
    }
  }

  #handleSaved = (event: CustomEvent<WhatsAppSettings>): void => {
    this.settings = event.detail;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-settings': Settings;
  }
}
