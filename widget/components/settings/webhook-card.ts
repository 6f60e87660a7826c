import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import './copy-field.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

/** The address to enter at Meta, with a button that copies it. */
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

  @property({ attribute: false }) settings!: WhatsAppSettings;

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
      </div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-webhook-card': WebhookCard;
  }
}
