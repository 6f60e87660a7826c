import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import './copy-field.ts';
import type { SettingsStore } from './settings-store.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

/** The address to enter at Meta, with a button that copies it, and another that has it entered. */
@customElement('chasqui-webhook-card')
export class WebhookCard extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) store!: Pick<SettingsStore, 'api'>;
  @property({ attribute: false }) settings!: WhatsAppSettings;

  /** Meta is asked only when somebody wants to know. */
  @state() private setup: 'closed' | 'open' | 'failed' = 'closed';

  protected override render() {
    return html`<section class="card" aria-labelledby="webhook-title">
      <header>
        <h3 id="webhook-title">${t('webhook.title')}</h3>
        ${
          this.settings.webhookVerifiedAt === null
            ? nothing
            : html`<span class="pill ok">${icon('check', 14)}${t('webhook.verified')}</span>`
        }
      </header>
      <div class="body">
        <p class="text">${t('webhook.text')}</p>
        <chasqui-copy-field
          label=${t('webhook.url')}
          value=${this.settings.webhookUrl}
        ></chasqui-copy-field>
        ${this.settings.phoneNumberId === null ? nothing : this.#renderSetup()}
      </div>
    </section>`;
  }

  #renderSetup() {
    if (this.setup === 'open') {
      return html`<chasqui-webhook-setup verified .store=${this.store}></chasqui-webhook-setup>`;
    }
    return html`<button type="button" class="button" @click=${() => void this.#openSetup()}>
        ${t('webhook.setUp')}
      </button>
      ${
        this.setup === 'failed'
          ? html`<p class="result bad" role="alert">${t('webhook.setUpFailed')}</p>`
          : nothing
      }`;
  }

  async #openSetup(): Promise<void> {
    try {
      await import('./guide/webhook-setup.ts');
      this.setup = 'open';
    } catch {
      this.setup = 'failed';
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-webhook-card': WebhookCard;
  }
}
