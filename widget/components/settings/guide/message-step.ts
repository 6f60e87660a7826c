import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { WhatsAppSettings } from '../../../../backend/contract/settings.ts';
import { formatPhone } from '../../../i18n/format.ts';
import { baseStyles } from '../../../styles/base.styles.ts';
import { icon } from '../../icon/icon.ts';
import '../doctor-card.ts';
import type { SettingsStore } from '../settings-store.ts';
import { cardStyles } from '../settings.styles.ts';
import { chatLinkOf } from './guide-progress.ts';
import { t, withStrong } from './guide-words.ts';
import { stepStyles } from './step.styles.ts';
import './webhook-setup.ts';

/** The last step: a message from one's own phone, and the doctor for when none comes. */
@customElement('chasqui-message-step')
export class MessageStep extends LitElement {
  static override styles = [baseStyles, cardStyles, stepStyles];

  @property({ attribute: false }) store!: Pick<SettingsStore, 'api'>;
  @property({ attribute: false }) settings!: WhatsAppSettings;

  protected override render() {
    const { displayPhoneNumber } = this.settings;
    const number = displayPhoneNumber ? formatPhone(displayPhoneNumber) : '';
    const link = chatLinkOf(this.settings, 'Hello');
    return html`<ol class="lines">
        <li>${t('message.line1')}</li>
        <li>${withStrong(t('message.line2', { number }))}</li>
      </ol>
      ${
        link === undefined
          ? nothing
          : html`<a class="way" href=${link} target="_blank" rel="noopener noreferrer"
              >${t('message.link')}${icon('external-link', 14)}<span class="visually-hidden"
                >${t('guide.newTab')}</span
              ></a
            >`
      }
      <p class="hint">${withStrong(t('message.testNumber'))}</p>
      <chasqui-webhook-setup quiet .store=${this.store}></chasqui-webhook-setup>
      <p class="waiting" role="status">
        <span class="spinner"></span><span>${t('message.waiting')}</span>
      </p>
      <details>
        <summary>${t('message.trouble')}</summary>
        <chasqui-doctor-card .store=${this.store} .settings=${this.settings}></chasqui-doctor-card>
      </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-message-step': MessageStep;
  }
}
