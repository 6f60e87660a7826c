import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SetupGuide } from '../../../../backend/contract/setup-guide.ts';
import type { WhatsAppSettings } from '../../../../backend/contract/settings.ts';
import { formatMoment, formatPhone } from '../../../i18n/format.ts';
import { baseStyles } from '../../../styles/base.styles.ts';
import { icon } from '../../icon/icon.ts';
import { cardStyles } from '../settings.styles.ts';
import { t as facts } from '../settings-words.ts';
import { chatLinkOf } from './guide-progress.ts';
import { t } from './guide-words.ts';

const SHARED_FOR_MS = 3_000;

/**
 * The guide's end: customers can write now.
 * @fires chasqui-open-chats
 * @fires chasqui-guide-left
 */
@customElement('chasqui-live-notice')
export class LiveNotice extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        flex: 1;
        display: grid;
        align-content: space-evenly;
        justify-items: center;
        gap: 24px;
        padding: 24px;
        text-align: center;
      }
      :host(:focus) {
        outline: none;
      }
      .sign {
        display: grid;
        place-items: center;
        inline-size: 80px;
        block-size: 80px;
        margin: 0 auto 20px;
        border-radius: 50%;
        background: var(--chasqui-accent-soft);
        color: var(--chasqui-accent);
      }
      .sign .icon {
        inline-size: 48px;
        block-size: 48px;
      }
      h2 {
        font: 600 var(--chasqui-fs-5) var(--chasqui-font);
      }
      .words {
        max-inline-size: 320px;
        margin-inline: auto;
        color: var(--chasqui-text-2);
        overflow-wrap: anywhere;
      }
      .actions {
        justify-content: center;
        margin-block: 20px 8px;
      }
      .card {
        inline-size: 100%;
        max-inline-size: 400px;
        padding: 4px 16px;
        text-align: start;
      }
      .card li {
        display: flex;
        gap: 10px;
        padding-block: 10px;
        border-block-end: 1px solid var(--chasqui-border);
      }
      .card li:last-child {
        border: 0;
      }
      .card .icon {
        color: var(--chasqui-ok);
      }
      .card span {
        flex: 1;
      }
      .card time {
        color: var(--chasqui-text-2);
        font: 400 var(--chasqui-fs-2) / 20px var(--chasqui-font);
      }
    `,
  ];

  @property({ attribute: false }) guide!: SetupGuide;
  @property({ attribute: false }) settings!: WhatsAppSettings;

  @state() private isShared = false;

  protected override render() {
    const { firstMessage, steps } = this.guide;
    const text = firstMessage?.text ?? '';
    const number = this.settings.displayPhoneNumber;
    return html`<div role="status">
        <span class="sign">${icon('check-circle', 20)}</span>
        <h2>${t('live.title')}</h2>
        <p class="words">
          ${text === '' ? t('live.arrivedOther') : t('live.arrived', { text })}
          ${number ? t('live.open', { number: formatPhone(number) }) : nothing}
        </p>
        <div class="actions">
          ${
            number
              ? html`<button type="button" class="button" @click=${() => void this.#share()}>
                  ${icon(this.isShared ? 'check' : 'copy', 16)}
                  ${t(this.isShared ? 'live.shared' : 'live.share')}
                </button>`
              : nothing
          }
          <button type="button" class="button primary" @click=${this.#openChats}>
            ${t('live.chats')}
          </button>
        </div>
        <button type="button" class="button quiet" @click=${this.#leave}>
          ${t('guide.toSettings')}
        </button>
      </div>
      <ul class="card">
        ${steps.map(({ id, doneAt }) => {
          return html`<li>
            ${icon('check-circle', 18)}<span>${facts(`live.${id}`)}</span>
            ${doneAt ? html`<time>${formatMoment(doneAt, new Date())}</time>` : nothing}
          </li>`;
        })}
      </ul>`;
  }

  async #share(): Promise<void> {
    try {
      await navigator.clipboard.writeText(chatLinkOf(this.settings) ?? '');
    } catch {
      return;
    }
    this.isShared = true;
    setTimeout(() => (this.isShared = false), SHARED_FOR_MS);
  }

  #leave = (): void => {
    this.dispatchEvent(new Event('chasqui-guide-left'));
  };

  #openChats = (): void => {
    this.dispatchEvent(new Event('chasqui-open-chats', { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-live-notice': LiveNotice;
  }
}
