import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PropertyValues } from 'lit';
import type { RefreshTokenResponse, WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { formatTimeLeft } from '../../i18n/format.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { daysLeft, isEndingSoon } from './number-facts.ts';
import { t } from './number-words.ts';
import { FieldWantedEvent, TokenExtendedEvent } from './settings-events.ts';
import type { SettingsStore } from './settings-store.ts';
import { cardStyles } from './settings.styles.ts';

const SYSTEM_USERS_URL = 'https://business.facebook.com/latest/settings/system_users';
/** The countdown shows minutes. */
const TICK_MS = 20_000;
const STEPS = ['guest.step1', 'guest.step2', 'guest.step3', 'guest.step4'] as const;

/**
 * A token that ends: how long it lasts still, the button that has Meta extend it, and how to make one
 * that never ends. Nothing while the token is permanent or Meta has not told, which is so for a moment
 * after a longer one was stored: the element stays meanwhile, with what was said.
 * @fires chasqui-token-extended - Meta has given a longer one, which is stored
 * @fires chasqui-field-wanted - somebody wants to enter a new token
 */
@customElement('chasqui-token-card')
export class TokenCard extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      :host([hidden]) {
        display: none;
      }
      .card {
        display: flex;
        gap: 12px;
        padding: 16px;
      }
      .card.soon {
        border-color: var(--chasqui-warn-line);
        background: var(--chasqui-warn-soft);
      }
      .card > .icon {
        flex: none;
        margin-block-start: 2px;
      }
      .soon > .icon,
      .soon h3 {
        color: var(--chasqui-warn-text);
      }
      .what {
        display: grid;
        gap: 8px;
        min-inline-size: 0;
      }
      .soon .text {
        color: var(--chasqui-text);
      }
      summary {
        inline-size: fit-content;
        font: 500 var(--chasqui-fs-3) var(--chasqui-font);
        cursor: pointer;
      }
      ol {
        display: grid;
        gap: 6px;
        margin: 8px 0;
        padding-inline-start: 20px;
        list-style: decimal;
        font: 400 var(--chasqui-fs-3) var(--chasqui-font);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) store!: SettingsStore;
  @property({ attribute: false }) settings!: WhatsAppSettings;

  @state() private isExtending = false;
  @state() private result: RefreshTokenResponse | undefined;

  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.requestUpdate(), TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // What was said about the token before is not true of another one.
    const before = changed.get('settings');
    const isOther = before && before.tokenExpiresAt !== this.settings.tokenExpiresAt;
    if (isOther && !this.result?.success) this.result = undefined;
  }

  protected override render() {
    const { tokenExpiresAt } = this.settings;
    if (tokenExpiresAt === null) return nothing;
    const now = new Date();
    const leftMs = Date.parse(tokenExpiresAt) - now.getTime();
    return html`<section
      class="card ${isEndingSoon(tokenExpiresAt, now) ? 'soon' : ''}"
      aria-labelledby="token-title"
    >
      ${icon('clock', 20)}
      <div class="what">
        <h3 id="token-title">${this.#describeLeft(leftMs)}</h3>
        <p class="text">${this.#describeWay(leftMs)}</p>
        ${this.#renderResult()}
        <div class="actions">${leftMs > 0 ? this.#renderExtend() : nothing}</div>
        ${this.#renderHow()}
      </div>
    </section>`;
  }

  #describeLeft(leftMs: number): string {
    const isGuest = this.settings.tokenKind === 'temporary';
    if (leftMs <= 0) return t(isGuest ? 'guest.was' : 'guest.wasToken');
    const days = daysLeft(leftMs);
    const left = days === undefined ? formatTimeLeft(leftMs) : t('guest.days', { count: days });
    return t(isGuest ? 'guest.stops' : 'guest.expires', { left });
  }

  #describeWay(leftMs: number): string {
    if (leftMs <= 0) return t('guest.wasText');
    return t(this.settings.tokenKind === 'temporary' ? 'guest.text' : 'guest.textSystem');
  }

  #renderExtend() {
    return html`<button
      type="button"
      class="button"
      aria-disabled=${this.isExtending}
      @click=${() => void this.#extend()}
    >
      ${
        this.isExtending
          ? html`<span class="spinner"></span>${t('guest.extending')}`
          : html`${icon('refresh', 16)}${t('guest.extend')}`
      }
    </button>`;
  }

  #renderResult() {
    const { result } = this;
    return html`<p
      class="result ${result?.success ? 'ok' : 'bad'}"
      role="status"
      ?hidden=${result === undefined}
    >
      ${
        result === undefined
          ? nothing
          : result.success
            ? html`${icon('check-circle', 18)}<span>${result.message}</span>`
            : html`${icon('alert-circle', 18)}<span>${result.error}</span>`
      }
    </p>`;
  }

  #renderHow() {
    return html`<details>
      <summary>${t('guest.how')}</summary>
      <ol>
        ${STEPS.map((step) => html`<li>${t(step)}</li>`)}
      </ol>
      <div class="actions">
        <a class="button" href=${SYSTEM_USERS_URL} target="_blank" rel="noopener noreferrer">
          ${t('guest.open')} ${icon('external-link', 16)}
          <span class="visually-hidden">${t('guest.newTab')}</span>
        </a>
        <button
          type="button"
          class="button"
          @click=${() => this.dispatchEvent(new FieldWantedEvent('accessToken'))}
        >
          ${t('guest.enter')}
        </button>
      </div>
    </details>`;
  }

  async #extend(): Promise<void> {
    if (this.isExtending) return;
    this.isExtending = true;
    this.result = undefined;
    try {
      this.result = await this.store.api.refreshToken();
      if (this.result.success) this.dispatchEvent(new TokenExtendedEvent());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.result = { success: false, error: reason };
    } finally {
      this.isExtending = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-token-card': TokenCard;
  }
}
