import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WhatsAppSettings } from '../../../../backend/contract/settings.ts';
import { baseStyles } from '../../../styles/base.styles.ts';
import { icon } from '../../icon/icon.ts';
import '../copy-field.ts';
import { META_PAGES } from '../meta-pages.ts';
import { SettingsSavedEvent } from '../settings-events.ts';
import type { SettingsStore } from '../settings-store.ts';
import { createVerifyToken, requestOf, valuesOf } from '../settings-values.ts';
import { cardStyles } from '../settings.styles.ts';
import { t, withStrong } from './guide-words.ts';
import { stepStyles } from './step.styles.ts';
import './webhook-setup.ts';

/**
 * The fourth step: Meta has to know where messages go.
 * @fires chasqui-settings-saved - a new verify token was saved
 */
@customElement('chasqui-webhook-step')
export class WebhookStep extends LitElement {
  static override styles = [baseStyles, cardStyles, stepStyles];

  @property({ attribute: false }) store!: SettingsStore;
  @property({ attribute: false }) settings!: WhatsAppSettings;
  /** As it was made in this tab; undefined: only the server knows it. */
  @property({ attribute: false }) verifyToken: string | undefined;

  /** Made by the button here. */
  @state() private renewedToken: string | undefined;
  @state() private isSaving = false;
  @state() private problem: string | undefined;

  protected override render() {
    const isVerified = this.settings.webhookVerifiedAt !== null;
    return html`<chasqui-webhook-setup
        .store=${this.store}
        .verified=${isVerified}
      ></chasqui-webhook-setup>
      <details>
        <summary>${t('webhook.byHand')}</summary>
        <div class="inner">${this.#renderByHand()} ${this.#renderState()}</div>
      </details>
      ${
        this.problem === undefined
          ? nothing
          : html`<p class="result bad" role="alert">
              ${icon('alert-circle', 18)}<span>${this.problem}</span>
            </p>`
      }`;
  }

  #renderByHand() {
    return html`<ol class="lines">
        <li>${withStrong(t('webhook.line1'))}</li>
        <li>${withStrong(t('webhook.line2'))}</li>
        <li>${withStrong(t('webhook.line3'))}</li>
      </ol>
      <a class="way" href=${META_PAGES.apps} target="_blank" rel="noopener noreferrer"
        >${t('webhook.link')}${icon('external-link', 14)}<span class="visually-hidden"
          >${t('guide.newTab')}</span
        ></a
      >
      <chasqui-copy-field
        label=${t('webhook.url')}
        value=${this.settings.webhookUrl}
      ></chasqui-copy-field>
      ${this.#renderToken()}
      <p class="hint">${t('webhook.tokenText')}</p>`;
  }

  #renderToken() {
    const known = this.renewedToken ?? this.verifyToken;
    if (known !== undefined) {
      return html`<chasqui-copy-field
        label=${t('webhook.token')}
        value=${known}
      ></chasqui-copy-field>`;
    }
    const { isSet, last4 } = this.settings.webhookVerifyToken;
    return html`<div class="actions">
      <p class="text">${isSet ? t('webhook.tokenSaved', { last4: last4 ?? '' }) : nothing}</p>
      <button
        type="button"
        class="button"
        aria-disabled=${this.isSaving}
        @click=${() => void this.#renewToken()}
      >
        ${this.isSaving ? html`<span class="spinner"></span>` : nothing}${t('webhook.newToken')}
      </button>
    </div>`;
  }

  #renderState() {
    const isVerified = this.settings.webhookVerifiedAt !== null;
    return html`<p class="waiting" role="status">
      ${isVerified ? icon('check-circle', 18) : html`<span class="spinner"></span>`}
      <span>${t(isVerified ? 'webhook.verified' : 'webhook.waiting')}</span>
    </p>`;
  }

  /** Saved tokens are not shown again, so whoever has to copy one gets another. */
  async #renewToken(): Promise<void> {
    if (this.isSaving) return;
    this.isSaving = true;
    this.problem = undefined;
    const webhookVerifyToken = createVerifyToken();
    try {
      const saved = await this.store.api.saveSettings({
        ...requestOf(valuesOf(this.settings)),
        webhookVerifyToken,
      });
      this.renewedToken = webhookVerifyToken;
      this.dispatchEvent(new SettingsSavedEvent(saved));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problem = t('guide.failed', { reason });
    } finally {
      this.isSaving = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-webhook-step': WebhookStep;
  }
}
