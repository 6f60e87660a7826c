import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PropertyValues } from 'lit';
import type {
  TestConnectionResponse,
  WhatsAppSettings,
} from '../../../backend/contract/settings.ts';
import { formatDateAndTime, formatMoment, formatPhone } from '../../i18n/format.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import './number-ids.ts';
import {
  describeDisplayName,
  describeLimit,
  describePayment,
  describeThroughput,
  describeToken,
  describeVerification,
  isEndingSoon,
} from './number-facts.ts';
import type { Fact } from './number-facts.ts';
import { t as tn } from './number-words.ts';
import { settingsIcon } from './settings-icon.ts';
import { brandGlyph } from '../icon/brand-glyph.ts';
import { icon } from '../icon/icon.ts';
import { statusLight, statusLightStyles } from '../status-light/status-light.ts';
import { ConnectionTestedEvent } from './settings-events.ts';
import type { SettingsStore } from './settings-store.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

const QUALITIES = ['GREEN', 'YELLOW', 'RED'] as const;
const QUALITY_TONES = { GREEN: 'ok', YELLOW: 'degraded', RED: 'disconnected' } as const;

/**
 * How the connected number is doing, and the button that asks Meta right now.
 * @fires chasqui-connection-tested - with what Meta said
 */
@customElement('chasqui-status-card')
export class StatusCard extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    statusLightStyles,
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
      .identity .tile.away {
        --glyph-line: var(--chasqui-bg-muted);
        background: var(--chasqui-bg-muted);
        color: var(--chasqui-text-2);
      }
      .identity .who {
        flex: 1;
        min-inline-size: 0;
      }
      .identity .name {
        font: 600 var(--chasqui-fs-5) var(--chasqui-font);
        overflow-wrap: anywhere;
      }
      .name .tick {
        display: inline-grid;
        vertical-align: -3px;
        color: var(--chasqui-info);
      }
      .tick .inner {
        stroke: #fff;
      }
      .done {
        display: inline-grid;
        vertical-align: -3px;
        color: var(--chasqui-ok-text);
      }
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(max(140px, 28%), 1fr));
        gap: 12px;
        margin: 0;
      }
      dt,
      .note {
        color: var(--chasqui-text-2);
        font: 400 var(--chasqui-fs-2) var(--chasqui-font);
      }
      dd {
        margin: 0;
        font: 500 var(--chasqui-fs-4) var(--chasqui-font);
        overflow-wrap: anywhere;
      }
      .chip {
        padding: 0 8px;
        border-radius: var(--chasqui-radius-sm);
        font: 500 var(--chasqui-fs-2) var(--chasqui-font);
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

  protected override willUpdate(changed: PropertyValues<this>): void {
    // What was said about the keys before is not true of new ones.
    const before = changed.get('settings');
    if (before && before.updatedAt !== this.settings.updatedAt) this.result = undefined;
  }

  protected override render() {
    const { settings } = this;
    const isConfigured = settings.phoneNumberId !== null;
    const { light, reason } = settings.status;
    // The card above counts it down.
    const isTokenEnding =
      light === 'degraded' &&
      settings.tokenExpiresAt !== null &&
      isEndingSoon(settings.tokenExpiresAt, new Date());
    return html`<section class="card" aria-label=${t('settings.title')}>
      <div class="body">
        <div class="identity">
          <span class="tile ${light === 'disconnected' ? 'away' : ''}">${brandGlyph(26)}</span>
          <div class="who">
            <p class="name">
              <bdi>${settings.verifiedName ?? settings.phoneNumberId ?? t('status.noNumber')}</bdi>
              ${
                settings.verificationLevel === 'official'
                  ? html`<span class="tick" role="img" aria-label=${tn('verification.tick')}
                      >${settingsIcon('badge', 18)}</span
                    >`
                  : nothing
              }
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
          <span class="pill ${light}" role="status"
            >${statusLight(light)}${t(`status.${light}`)}</span
          >
        </div>
        ${isConfigured ? [this.#renderFacts(), html`<chasqui-number-ids .settings=${settings}></chasqui-number-ids>`] : nothing}
        ${
          reason !== null && isConfigured && !isTokenEnding
            ? html`<p class="result ${light === 'disconnected' ? 'bad' : 'warn'}">
                ${icon('alert', 18)}<span>${reason}</span>
              </p>`
            : nothing
        }
      </div>
      ${isConfigured ? this.#renderTest() : nothing}
    </section>`;
  }

  #renderFacts() {
    return html`<dl class="facts">
      ${this.#facts.map(
        ({ name, value, note, tone, isDone }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>
              ${isDone ? html`<span class="done">${icon('check-circle', 16)}</span>` : nothing}
              ${tone ? html`<span class="pill chip ${tone}">${value}</span>` : value}
              ${note === undefined ? nothing : html`<p class="note">${note}</p>`}
            </dd>
          </div>`,
      )}
    </dl>`;
  }

  get #facts(): Fact[] {
    const { settings } = this;
    const { qualityRating, accessToken, source } = settings;
    const quality = QUALITIES.find((known) => known === qualityRating);
    const last4 = accessToken.last4 ?? '';
    return [
      describeVerification(settings),
      {
        name: t('status.quality'),
        value: quality ? t(`status.quality${quality}`) : t('status.unknown'),
        tone: quality && QUALITY_TONES[quality],
      },
      describeLimit(settings),
      describePayment(settings),
      describeToken(settings, new Date()) ?? {
        name: t('status.token'),
        value: t('status.tokenSaved'),
        note: t(source === 'environment' ? 'status.tokenEnvironment' : 'status.tokenEnds', {
          last4,
        }),
      },
      { name: t('status.webhook'), ...this.#describeWebhook() },
      describeDisplayName(settings),
      describeThroughput(settings),
    ];
  }

  #describeWebhook(): Pick<Fact, 'value' | 'note'> {
    const { lastWebhookAt, webhookVerifiedAt } = this.settings;
    if (lastWebhookAt !== null) {
      const time = formatDateAndTime(lastWebhookAt, new Date());
      return { value: t('status.webhookReceiving'), note: t('status.webhookAt', { time }) };
    }
    const note = webhookVerifiedAt === null ? 'status.webhookNever' : 'status.webhookVerified';
    return { value: t('status.webhookNothing'), note: t(note) };
  }

  #renderTest() {
    const { result } = this;
    return html`<div class="foot">
      <p class="result ${result === undefined ? '' : result.success ? 'ok' : 'bad'}" role="status">
        ${
          result === undefined
            ? this.#renderChecked()
            : result.success
              ? html`${icon('check-circle', 18)}
                  <span><strong>${t('status.testGood')}</strong> ${result.message}</span>`
              : html`${icon('alert-circle', 18)}
                  <span><strong>${t('status.testBad')}</strong> ${result.error}</span>`
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

  #renderChecked() {
    const { checkedAt } = this.settings;
    if (checkedAt === null) return nothing;
    const time = formatMoment(checkedAt, new Date());
    return html`<span class="note">${tn('number.checked', { time })}</span>`;
  }

  async #test(): Promise<void> {
    if (this.isTesting) return;
    this.isTesting = true;
    this.result = undefined;
    try {
      this.result = await this.store.api.testConnection();
      this.dispatchEvent(new ConnectionTestedEvent(this.result));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.result = { success: false, error: reason };
    } finally {
      this.isTesting = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-status-card': StatusCard;
  }
}
