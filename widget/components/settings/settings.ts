import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type {
  ConnectionSummary,
  TestConnectionResponse,
  WhatsAppSettings,
} from '../../../backend/contract/settings.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import './disconnect-card.ts';
import './doctor-card.ts';
import './journal-card.ts';
import { ownKeysStyles, renderOwnKeysCard } from './own-keys-card.ts';
import type {
  ConnectionTestedEvent,
  DisconnectedEvent,
  FieldWantedEvent,
  SettingsSavedEvent,
} from './settings-events.ts';
import './settings-form.ts';
import { cardStyles, settingsStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';
import './notices-card.ts';
import './status-card.ts';
import './token-card.ts';
import type { SettingsStore } from './settings-store.ts';
import './webhook-card.ts';

/**
 * The settings tab (admins): how the connection is doing, a check of it, its keys, the webhook's address, the
 * webhook journal, and the way to disconnect. It loads with its chunk on first use and follows the feed's `settings.changed`.
 */
@customElement('chasqui-settings')
export class Settings extends LitElement {
  static override styles = [baseStyles, cardStyles, ownKeysStyles, settingsStyles];

  @property({ attribute: false }) store!: SettingsStore;

  @state() private settings: WhatsAppSettings | undefined;
  @state() private problem: string | undefined;
  @state() private testResult: TestConnectionResponse | undefined;
  /** What became of the number that was disconnected just now. */
  @state() private farewell: string | undefined;

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
    const isConnected = settings.phoneNumberId !== null;
    return html`<div class="page">
      <div class="head">
        <h2 tabindex="-1">${t('settings.title')}</h2>
        <p class="text">${t('settings.onlyAdmins')}</p>
      </div>
      ${
        this.farewell !== undefined
          ? html`<p class="gone result ok" role="status">
              ${icon('check-circle', 18)}<span>${this.farewell}</span>
            </p>`
          : nothing
      }
      <div class="cards">
        ${
          settings.tokenExpiresAt === null
            ? nothing
            : html`<chasqui-token-card
                .store=${store}
                .settings=${settings}
                @chasqui-token-extended=${() => void this.#load()}
                @chasqui-field-wanted=${this.#handleFieldWanted}
              ></chasqui-token-card>`
        }
        <chasqui-status-card
          .store=${store}
          .settings=${settings}
          @chasqui-connection-tested=${this.#handleTested}
        ></chasqui-status-card>
        ${
          isConnected
            ? html`<chasqui-doctor-card
                  .store=${store}
                  .settings=${settings}
                  @chasqui-field-wanted=${this.#handleFieldWanted}
                ></chasqui-doctor-card>
                ${this.#renderSide(settings)}`
            : nothing
        }
        <chasqui-settings-form
          .store=${store}
          .settings=${settings}
          .testResult=${this.testResult}
          @chasqui-settings-saved=${this.#handleSaved}
        ></chasqui-settings-form>
        ${isConnected ? nothing : this.#renderSide(settings)}
        <chasqui-notices-card .store=${store}></chasqui-notices-card>
        <chasqui-journal-card .store=${store}></chasqui-journal-card>
        ${
          isConnected
            ? html`<chasqui-disconnect-card
                .store=${store}
                .settings=${settings}
                @chasqui-disconnected=${this.#handleDisconnected}
              ></chasqui-disconnect-card>`
            : nothing
        }
      </div>
    </div>`;
  }

  /** Beside the other cards; in one column, whoever has no number yet meets the form first. */
  #renderSide(settings: WhatsAppSettings) {
    return html`<div class="side">
      <chasqui-webhook-card .settings=${settings}></chasqui-webhook-card>
      ${renderOwnKeysCard()}
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

  #handleSaved = (event: SettingsSavedEvent): void => {
    this.settings = event.settings;
    this.testResult = undefined;
    this.farewell = undefined;
  };

  #handleTested = (event: ConnectionTestedEvent): void => {
    this.testResult = event.result;
    // Meta was asked about everything.
    void this.#load();
  };

  #handleFieldWanted = (event: FieldWantedEvent): void => {
    this.renderRoot.querySelector('chasqui-settings-form')?.focusField(event.field);
  };

  /** The card that had the focus goes away, so the focus moves to the top of the page. */
  #handleDisconnected = async ({ outcome }: DisconnectedEvent): Promise<void> => {
    await this.#load();
    const { message, queuedMessages: count } = outcome;
    const waiting = count > 0 ? [t('disconnect.queuedStay', { count })] : [];
    this.farewell = [t('disconnect.done'), message, ...waiting].join(' ');
    this.testResult = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-settings': Settings;
  }
}
