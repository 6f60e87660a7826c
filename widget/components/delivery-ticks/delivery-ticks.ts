import { LitElement, html, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { MessageStatus } from '../../../backend/contract/message-status.ts';
import { t } from '../../i18n/inbox-words.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { deliveryTicksStyles } from './delivery-ticks.styles.ts';

const ONE = svg`<path d="m3 7.5 2.8 2.8 5.7-6.3"/>`;
const TWO = svg`<path d="m1 7.5 2.8 2.8 5.7-6.300M8 9.700l.6.6 5.7-6.3"/>`;

/** The words for a status: spoken, and shown as a tooltip. */
export function statusWords(status: MessageStatus): string {
  if (status === 'played') return t('message.read');
  return t(`message.${status}`);
}

/** How far a message of ours has come: clock, one tick, two, two blue ones, or an exclamation mark. */
@customElement('chasqui-delivery-ticks')
export class DeliveryTicks extends LitElement {
  static override styles = [baseStyles, deliveryTicksStyles];

  @property() status: MessageStatus = 'queued';
  /** When it was sent, delivered and read, for the tooltip. */
  @property() times = '';

  protected override render() {
    const words = statusWords(this.status);
    return html`<span class="ticks ${this.status}" title=${this.times || words}>
      ${this.#renderGlyph()}<span class="visually-hidden">${words}</span>
    </span>`;
  }

  #renderGlyph() {
    if (this.status === 'failed') {
      return html`<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <circle cx="7" cy="7" r="7" fill="currentColor" />
        <path
          class="mark"
          d="M7 3.300v4.400M7 10.300v.2"
          stroke-width="1.8"
          stroke-linecap="round"
        />
      </svg>`;
    }
    const isTicked = ['sent', 'delivered', 'read', 'played'].includes(this.status);
    if (!isTicked) return icon('clock', 14);
    return html`<svg
      width="16"
      height="14"
      viewBox="0 0 16 14"
      fill="none"
      stroke="currentColor"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      ${this.status === 'sent' ? ONE : TWO}
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-delivery-ticks': DeliveryTicks;
  }
}
