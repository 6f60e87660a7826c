import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SetupGuide } from '../../../backend/contract/setup-guide.ts';
import type {
  ConnectionSummary,
  TestConnectionResponse,
  WhatsAppSettings,
} from '../../../backend/contract/settings.ts';
import { selectNumbers } from '../../store/numbers.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import './connect-card.ts';
import './disconnect-card.ts';
import { GuideController } from './guide/guide-controller.ts';
import { findCurrent } from './guide/guide-progress.ts';
import './guide/go-live-card.ts';
import './doctor-card.ts';
import './journal-card.ts';
import '../number-choice/number-choice.ts';
import type { NumberChosenEvent } from '../number-choice/number-choice.ts';
import { NumberScope, settingsOfNewNumber } from './number-scope.ts';
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
import { renderTemplatesCard } from './templates-card.ts';
import './webhook-card.ts';

export { createSettingsStore } from './settings-store.ts';

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
  @state() private isInTemplates = false;
  /** Which of several numbers is shown (its phone number id); undefined: the one connected first. */
  @state() private number: string | undefined;
  @state() private isAdding = false;
  @state() private pageProblem = '';

  /** The guide, or all settings; undefined until it is known what there is to do. */
  @state() private view: 'guide' | 'page' | undefined;

  readonly #setup = new GuideController(this, () => this.store);
  readonly #scope = new NumberScope(() => this.store);
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
    const { settings, view } = this;
    if (!settings || !view) return this.#renderWait();
    const store = this.#scope.storeOf(this.number);
    if (this.isAdding) return this.#renderAdding(settings);
    const { guide } = this.#setup;
    if (view === 'guide' && guide) return this.#renderGuide(settings, guide);
    const isConnected = settings.phoneNumberId !== null;
    if (this.isInTemplates && isConnected) {
      return html`<chasqui-templates-admin
        .store=${store}
        @chasqui-templates-left=${this.#handleTemplatesLeft}
      ></chasqui-templates-admin>`;
    }
    return html`<div class="page">
      <div class="head">
        <div class="words">
          <h2 tabindex="-1">${t('settings.title')}</h2>
          <p class="text">${t('settings.onlyAdmins')}</p>
        </div>
        ${this.#renderNumbers(settings)}
        ${
          guide
            ? html`<button
                type="button"
                class="button open-guide"
                @click=${() => this.#show('guide')}
              >
                ${icon('info', 16)}${t('settings.guide')}
              </button>`
            : nothing
        }
      </div>
      ${
        this.farewell !== undefined
          ? html`<p class="gone result ok" role="status">
              ${icon('check-circle', 18)}<span>${this.farewell}</span>
            </p>`
          : nothing
      }
      <div class="cards">
        <chasqui-token-card
          ?hidden=${settings.tokenExpiresAt === null}
          .store=${store}
          .settings=${settings}
          @chasqui-token-extended=${() => void this.#load()}
          @chasqui-field-wanted=${this.#handleFieldWanted}
        ></chasqui-token-card>
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
        <chasqui-connect-card
          .store=${store}
          @chasqui-settings-saved=${this.#handleSaved}
        ></chasqui-connect-card>
        <chasqui-settings-form
          .store=${store}
          .settings=${settings}
          .testResult=${this.testResult}
          @chasqui-settings-saved=${this.#handleSaved}
        ></chasqui-settings-form>
        ${isConnected ? nothing : this.#renderSide(settings)}
        ${isConnected ? renderTemplatesCard(() => void this.#openTemplates(), this.pageProblem) : nothing}
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

  /** Which number all of this is about, and the way to one more. */
  #renderNumbers(settings: WhatsAppSettings) {
    if (settings.phoneNumberId === null) return nothing;
    const numbers = selectNumbers(this.store.state);
    return html`${
        numbers.length < 2
          ? nothing
          : html`<chasqui-number-choice
              .numbers=${numbers}
              .value=${settings.phoneNumberId}
              .label=${t('numbers.label')}
              @chasqui-number-chosen=${({ phoneNumberId }: NumberChosenEvent) =>
                void this.#chooseNumber(phoneNumberId)}
            ></chasqui-number-choice>`
      }<button type="button" class="button add" @click=${() => this.#setAdding(true)}>
        ${icon('plus', 16)}${t('numbers.add')}
      </button>`;
  }

  #renderAdding(settings: WhatsAppSettings) {
    const { api } = this.#scope.storeOf(undefined);
    return html`<div class="page">
      <div class="head">
        <div class="words">
          <h2 tabindex="-1">${t('numbers.addTitle')}</h2>
          <p class="text">${t('numbers.addText')}</p>
        </div>
        <button type="button" class="button" @click=${() => this.#setAdding(false)}>
          ${t('numbers.cancel')}
        </button>
      </div>
      <div class="cards">
        <chasqui-connect-card
          .store=${this.#scope.storeOf(undefined)}
          @chasqui-settings-saved=${this.#handleSaved}
        ></chasqui-connect-card>
        <chasqui-settings-form
          .store=${{ api: { saveSettings: api.addNumber.bind(api) } }}
          .settings=${settingsOfNewNumber(settings)}
          @chasqui-settings-saved=${this.#handleSaved}
        ></chasqui-settings-form>
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
    const number = this.#connectedNumber;
    try {
      const settings = await this.#scope.storeOf(number).api.getSettings();
      // Another number was chosen meanwhile.
      if (number === this.number) this.settings = settings;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.#isLoading = false;
    }
  }

  /** Nothing of the number before may linger: it is as if the tab were opened anew. */
  async #chooseNumber(phoneNumberId: string): Promise<void> {
    this.number = phoneNumberId;
    this.testResult = undefined;
    this.farewell = undefined;
    this.settings = undefined;
    await this.#load();
  }

  /** The chosen number, unless it was disconnected meanwhile. */
  get #connectedNumber(): string | undefined {
    const numbers = selectNumbers(this.store.state);
    const isThere = numbers.some(({ phone_number_id }) => phone_number_id === this.number);
    if (!isThere) this.number = undefined;
    return this.number;
  }

  async #setAdding(isAdding: boolean): Promise<void> {
    this.isAdding = isAdding;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  async #openTemplates(): Promise<void> {
    this.pageProblem = '';
    try {
      await import('../templates-admin/templates-admin.ts');
    } catch {
      this.pageProblem = t('templates.loadFailed');
      return;
    }
    this.isInTemplates = true;
    await this.updateComplete;
    const page = this.renderRoot.querySelector('chasqui-templates-admin');
    await page?.updateComplete;
    page?.focus();
  }

  #handleTemplatesLeft = async (): Promise<void> => {
    this.isInTemplates = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#open-templates')?.focus();
  };

  #handleSaved = (event: SettingsSavedEvent): void => {
    this.settings = event.settings;
    // The one that was edited, one in its place, or one more.
    this.number = event.settings.phoneNumberId ?? undefined;
    this.isAdding = false;
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
    this.number = undefined;
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
