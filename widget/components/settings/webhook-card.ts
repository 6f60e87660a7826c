import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

const COPIED_FOR_MS = 3_000;

/** The address to enter at Meta, with a button that copies it. */
@customElement('chasqui-webhook-card')
export class WebhookCard extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    fieldStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) settings!: WhatsAppSettings;

  @query('input') private readonly input!: HTMLInputElement;

  @state() private copyState: 'none' | 'copied' | 'selected' = 'none';

  protected override render() {
    const words = {
      none: 'webhook.copy',
      copied: 'webhook.copied',
      selected: 'webhook.selected',
    } as const;
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
        ${renderField({
          name: 'callback-url',
          label: t('webhook.url'),
          value: this.settings.webhookUrl,
          isReadOnly: true,
          isMono: true,
          inside: html`<button
            type="button"
            class="button quiet inside"
            @click=${() => void this.#copy()}
          >
            ${icon(this.copyState === 'copied' ? 'check' : 'copy', 16)}
            <span aria-live="polite">${t(words[this.copyState])}</span>
          </button>`,
        })}
      </div>
    </section>`;
  }

  /** Where the clipboard may not be written (no https, no permission), the text is selected instead. */
  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.settings.webhookUrl);
      this.copyState = 'copied';
    } catch {
      this.input.select();
      this.copyState = 'selected';
    }
    setTimeout(() => (this.copyState = 'none'), COPIED_FOR_MS);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-webhook-card': WebhookCard;
  }
}
