import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SetupGuide } from '../../../backend/contract/setup-guide.ts';
import type {
  ConnectionSummary,
  TestConnectionResponse,
  WhatsAppSettings,
} from '../../../backend/contract/settings.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import './disconnect-card.ts';
import { GuideController } from './guide/guide-controller.ts';
import { findCurrent } from './guide/guide-progress.ts';
import './guide/go-live-card.ts';
import './doctor-card.ts';
import './journal-card.ts';
import { ownKeysStyles, renderOwnKeysCard } from './own-keys-card.ts';
import type {
  ConnectionTestedEvent,
  FieldWantedEvent,
  SettingsSavedEvent,
} from './settings-events.ts';
import './settings-form.ts';
import { cardStyles, settingsStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';
import './notices-card.ts';
import './status-card.ts';
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
  @state() private isJustDisconnected = false;

  /** The guide, or all settings; undefined until it is known what there is to do. */
  @state() private view: 'guide' | 'page' | undefined;

  readonly #setup = new GuideController(this, () => this.store);
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
    this.#chooseView();
    const { connection } = this.store.state;
    if (this.settings && connection === this.#shownConnection) return;
    if (this.settings === undefined && this.problem !== undefined) return;
    if (this.#isLoading) return;
    this.#shownConnection = connection;
    void this.#load();
  }

  #isLoading = false;

  protected override render() {
    const { settings, store, view } = this;
    if (!settings || !view) return this.#renderWait();
    const { guide } = this.#setup;
    if (view === 'guide' && guide) return this.#renderGuide(settings, guide);
    const isConnected = settings.phoneNumberId !== null;
    return html`<div class="page">
      <div class="head">
        <div class="words">
          <h2 tabindex="-1">${t('settings.title')}</h2>
          <p class="text">${t('settings.onlyAdmins')}</p>
        </div>
        ${
          guide
            ? html`<button type="button" class="button" @click=${() => this.#show('guide')}>
                ${icon('info', 16)}${t('settings.guide')}
              </button>`
            : nothing
        }
      </div>
      ${
        this.isJustDisconnected
          ? html`<p class="gone result ok" role="status">
              ${icon('check-circle', 18)}<span>${t('disconnect.done')}</span>
            </p>`
          : nothing
      }
      <div class="cards">
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

  #renderGuide(settings: WhatsAppSettings, guide: SetupGuide) {
    return html`<chasqui-setup-guide
      .store=${this.store}
      .settings=${settings}
      .guide=${guide}
      .controller=${this.#setup}
      @chasqui-settings-saved=${this.#handleSaved}
      @chasqui-guide-left=${() => this.#show('page')}
    ></chasqui-setup-guide>`;
  }

  /** Beside the other cards; in one column, whoever has no number yet meets the form first. */
  #renderSide(settings: WhatsAppSettings) {
    const { guide } = this.#setup;
    return html`<div class="side">
      ${
        guide && findCurrent(guide)
          ? html`<chasqui-go-live-card
              .guide=${guide}
              @chasqui-guide-wanted=${() => this.#show('guide')}
            ></chasqui-go-live-card>`
          : nothing
      }
      <chasqui-webhook-card .store=${this.store} .settings=${settings}></chasqui-webhook-card>
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

  /** Whoever has no number, or is on the way to one, gets the guide; from then on a person chooses. */
  #chooseView(): void {
    if (this.view !== undefined || !this.settings || !this.#setup.hasAsked) return;
    const { guide } = this.#setup;
    const isUnderWay = guide?.isBegun === true && findCurrent(guide) !== undefined;
    const isWanted = guide && (this.settings.phoneNumberId === null || isUnderWay);
    this.#show(isWanted ? 'guide' : 'page');
  }

  #show(view: 'guide' | 'page'): void {
    this.view = view;
    if (view !== 'guide') return;
    // Without its chunk, all settings still lead to the same end.
    import('./guide/setup-guide.ts').catch(() => (this.view = 'page'));
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
    this.isJustDisconnected = false;
  };

  #handleTested = (event: ConnectionTestedEvent): void => {
    this.testResult = event.result;
  };

  #handleFieldWanted = (event: FieldWantedEvent): void => {
    this.renderRoot.querySelector('chasqui-settings-form')?.focusField(event.field);
  };

  /** The card that had the focus goes away, so the focus moves to the top of the page. */
  #handleDisconnected = async (): Promise<void> => {
    await this.#load();
    this.isJustDisconnected = true;
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
