import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type {
  TestConnectionResponse,
  WhatsAppSettings,
} from '../../../backend/contract/settings.ts';
import { formatPhone } from '../../i18n/format.ts';
import { getLocale } from '../../i18n/translate.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { brandGlyph } from '../icon/brand-glyph.ts';
import { icon } from '../icon/icon.ts';
import type { SettingsStore } from './settings.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

const QUALITIES = ['GREEN', 'YELLOW', 'RED'] as const;

/** How the connected number is doing, and the button that asks Meta right now. */
@customElement('chasqui-status-card')
export class StatusCard extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      .identity {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      .identity .tile {
        display: grid;
        place-items: center;
        flex: none;
        inline-size: 44px;
        block-size: 44px;
        border-radius: var(--chasqui-radius-lg);
        background: var(--chasqui-accent);
        color: var(--chasqui-on-accent);
      }
      .identity .who {
        flex: 1;
        min-inline-size: 0;
      }
      .identity .name {
        font: 600 var(--chasqui-fs-5) var(--chasqui-font);
        overflow-wrap: anywhere;
      }
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: 12px;
        margin: 0;
      }
      dt {
        color: var(--chasqui-text-2);
        font: 400 var(--chasqui-fs-2) var(--chasqui-font);
      }
      dd {
        margin: 0;
        font: 500 var(--chasqui-fs-4) var(--chasqui-font);
        overflow-wrap: anywhere;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 12px;
        padding: 12px 16px;
        border-block-start: 1px solid var(--chasqui-border);
      }
      .foot .result {
        flex: 1 1 200px;
      }
    `,
  ];

  @property({ attribute: false }) store!: SettingsStore;
  @property({ attribute: false }) settings!: WhatsAppSettings;

  @state() private isTesting = false;
  @state() private result: TestConnectionResponse | undefined;

  protected override render() {
    const { settings } = this;
    const isConfigured = settings.phoneNumberId !== null;
    const { light, reason } = settings.status;
    return html`<section class="card" aria-label=${t('settings.title')}>
      <div class="body">
        <div class="identity">
          <span class="tile">${brandGlyph(26)}</span>
          <div class="who">
            <p class="name">
              <bdi>${settings.verifiedName ?? settings.phoneNumberId ?? t('status.noNumber')}</bdi>
            </p>
            <p class="text">
              ${
                settings.displayPhoneNumber
                  ? html`<bdi>${formatPhone(settings.displayPhoneNumber)}</bdi>`
                  : isConfigured
                    ? nothing
                    : t('status.noNumberText')
              }
            </p>
          </div>
          <span class="pill ${light}" role="status">${t(`status.${light}`)}</span>
        </div>
        ${isConfigured ? this.#renderFacts() : nothing}
        ${
          reason !== null && isConfigured
            ? html`<p class="result bad">${icon('alert', 18)}<span>${reason}</span></p>`
            : nothing
        }
      </div>
      ${isConfigured ? this.#renderTest() : nothing}
    </section>`;
  }

  #renderFacts() {
    const { qualityRating, accessToken, lastWebhookAt, source } = this.settings;
    const quality = QUALITIES.find((known) => known === qualityRating);
    const token =
      source === 'environment'
        ? t('status.tokenEnvironment')
        : t('status.tokenSet', { last4: accessToken.last4 ?? '' });
    return html`<dl class="facts">
      <div>
        <dt>${t('status.quality')}</dt>
        <dd>${quality ? t(`status.quality${quality}`) : t('status.unknown')}</dd>
      </div>
      <div>
        <dt>${t('status.token')}</dt>
        <dd>${token}</dd>
      </div>
      <div>
        <dt>${t('status.webhook')}</dt>
        <dd>
          ${
            lastWebhookAt === null
              ? t('status.webhookNever')
              : t('status.webhookAt', { time: formatMoment(lastWebhookAt) })
          }
        </dd>
      </div>
    </dl>`;
  }

  #renderTest() {
    const { result } = this;
    return html`<div class="foot">
      <p class="result ${result?.success ? 'ok' : 'bad'}" role="status">
        ${
          result === undefined
            ? nothing
            : result.success
              ? html`${icon('check-circle', 18)}
                  <span><strong>${t('status.testGood')}</strong> ${result.message}</span>`
              : html`${icon('alert-circle', 18)}<span>${result.error}</span>`
        }
      </p>
      <button
        type="button"
        class="button"
        aria-disabled=${this.isTesting}
        @click=${() => void this.#test()}
      >
        ${this.isTesting ? html`<span class="spinner"></span>${t('status.testing')}` : t('status.test')}
      </button>
    </div>`;
  }

  async #test(): Promise<void> {
    if (this.isTesting) return;
    this.isTesting = true;
    this.result = undefined;
    try {
      this.result = await this.store.api.testConnection();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.result = { success: false, error: reason };
    } finally {
      this.isTesting = false;
    }
  }
}

function formatMoment(iso: string): string {
  return new Date(iso).toLocaleString(getLocale(), { dateStyle: 'medium', timeStyle: 'short' });
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-status-card': StatusCard;
  }
}
