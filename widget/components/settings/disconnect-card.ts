import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import type { SettingsStore } from './settings.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

/**
 * Disconnects the number, after its name was typed.
 * @fires chasqui-disconnected - the server has forgotten the keys
 */
@customElement('chasqui-disconnect-card')
export class DisconnectCard extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    fieldStyles,
    css`
      :host {
        display: block;
      }
      .card {
        border-color: var(--chasqui-bad-line);
      }
      h3 {
        color: var(--chasqui-bad-text);
      }
    `,
  ];

  @property({ attribute: false }) store!: SettingsStore;
  @property({ attribute: false }) settings!: WhatsAppSettings;

  @state() private typed = '';
  @state() private problem: string | undefined;
  @state() private isBusy = false;

  get #word(): string {
    return this.settings.verifiedName ?? this.settings.phoneNumberId ?? '';
  }

  protected override render() {
    const isMatch = this.typed.trim() === this.#word;
    return html`<section class="card" aria-labelledby="disconnect-title">
      <header><h3 id="disconnect-title">${t('disconnect.title')}</h3></header>
      <form class="body" novalidate @submit=${this.#handleSubmit}>
        <p class="text">${t('disconnect.text')}</p>
        ${renderField({
          name: 'confirmation',
          label: t('disconnect.confirm', { word: this.#word }),
          value: this.typed,
          problem: this.problem,
          onInput: (value) => {
            this.typed = value;
            this.problem = undefined;
          },
        })}
        <div class="actions">
          <button class="button danger" aria-disabled=${!isMatch || this.isBusy}>
            ${this.isBusy ? html`<span class="spinner"></span>` : nothing}${t('disconnect.button')}
          </button>
        </div>
      </form>
    </section>`;
  }

  #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.isBusy) return;
    if (this.typed.trim() !== this.#word) {
      this.problem = t('disconnect.mismatch', { word: this.#word });
      return;
    }
    void this.#disconnect();
  };

  async #disconnect(): Promise<void> {
    this.isBusy = true;
    try {
      await this.store.api.disconnect();
      this.typed = '';
      this.dispatchEvent(new Event('chasqui-disconnected'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problem = t('disconnect.failed', { reason });
    } finally {
      this.isBusy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-disconnect-card': DisconnectCard;
  }
}
