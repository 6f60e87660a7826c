import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import { DisconnectedEvent } from './settings-events.ts';
import type { SettingsStore } from './settings-store.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

/**
 * Disconnects the number, after its name (or its ID, where Meta has told no name) was typed.
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
        container: disconnect-card / inline-size;
      }
      .card {
        border-color: var(--chasqui-bad-line);
      }
      .card > header {
        border-color: var(--chasqui-bad-line);
      }
      h3 {
        color: var(--chasqui-bad-text);
      }
      ul {
        display: grid;
        gap: 4px;
        margin: 0;
        padding-inline-start: 20px;
        list-style: disc;
      }
      .confirm {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-start;
        gap: 12px;
      }
      .confirm .field {
        flex: 1 1 220px;
        max-inline-size: 300px;
      }
      /* Level with the field's box, below its label. */
      @container disconnect-card (min-width: 420px) {
        .confirm .button {
          margin-block-start: 26px;
        }
      }
      b {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) store!: SettingsStore;
  @property({ attribute: false }) settings!: WhatsAppSettings;

  @state() private typed = '';
  @state() private problem: string | undefined;
  @state() private isBusy = false;

  get #word(): string {
    return (this.settings.verifiedName ?? this.settings.phoneNumberId ?? '').trim();
  }

  protected override render() {
    const { queuedMessages } = this.settings;
    const isMatch = this.typed.trim() === this.#word;
    return html`<section class="card" aria-labelledby="disconnect-title">
      <header><h3 id="disconnect-title">${t('disconnect.title')}</h3></header>
      <form class="body" novalidate @submit=${this.#handleSubmit}>
        <p class="text">${t('disconnect.text')}</p>
        <ul class="text">
          <li>${t('disconnect.stopsReceiving')}</li>
          <li>${t('disconnect.stopsSending')}</li>
          ${queuedMessages > 0 ? html`<li>${t('disconnect.queued', { count: queuedMessages })}</li>` : nothing}
          <li>${t('disconnect.history')}</li>
        </ul>
        <div class="confirm">
          ${renderField({
            name: 'confirmation',
            label: this.#renderLabel(),
            value: this.typed,
            problem: this.problem,
            onInput: (value) => {
              this.typed = value;
              this.problem = undefined;
            },
          })}
          <button class="button danger" aria-disabled=${!isMatch || this.isBusy}>
            ${this.isBusy ? html`<span class="spinner"></span>` : nothing}
            ${t(this.isBusy ? 'disconnect.busy' : 'disconnect.button')}
          </button>
        </div>
      </form>
    </section>`;
  }

  /** The sentence in its own word order, with the word to type in bold. */
  #renderLabel() {
    const [before, after] = t('disconnect.confirm', { word: '\n' }).split('\n');
    return html`${before}<b><bdi>${this.#word}</bdi></b
      >${after}`;
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
      const outcome = await this.store.api.disconnect();
      this.typed = '';
      this.dispatchEvent(new DisconnectedEvent(outcome));
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
