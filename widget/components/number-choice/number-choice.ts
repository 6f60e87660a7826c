import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ConnectedNumber } from '../../../backend/contract/settings.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';

/** Fired when a person chooses a number. */
export class NumberChosenEvent extends Event {
  static readonly eventName = 'chasqui-number-chosen';
  /** Empty: the option that stands for none of them. */
  readonly phoneNumberId: string;

  constructor(phoneNumberId: string) {
    super(NumberChosenEvent.eventName, { bubbles: true, composed: true });
    this.phoneNumberId = phoneNumberId;
  }
}

/**
 * A choice among the connected business numbers.
 *
 * @fires chasqui-number-chosen
 */
@customElement('chasqui-number-choice')
export class NumberChoice extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        min-inline-size: 0;
      }
      label {
        position: relative;
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-inline-size: 0;
        max-inline-size: 100%;
        block-size: 28px;
        padding-inline: 11px 8px;
        border: 1px solid var(--chasqui-border-strong);
        border-radius: var(--chasqui-radius-full);
        background: var(--chasqui-bg);
        color: var(--chasqui-text-2);
        font: 500 var(--chasqui-fs-3) var(--chasqui-font);
      }
      label:hover {
        background: var(--chasqui-bg-subtle);
      }
      label:focus-within {
        outline: 2px solid var(--chasqui-focus);
      }
      .label {
        flex: none;
        color: var(--chasqui-text-3);
        font-weight: 400;
      }
      select {
        min-inline-size: 0;
        padding: 0 18px 0 0;
        margin-inline-end: -18px;
        border: 0;
        background: none;
        color: inherit;
        font: inherit;
        text-overflow: ellipsis;
        appearance: none;
        outline: none;
        cursor: pointer;
      }
      option {
        background: var(--chasqui-bg-raised);
        color: var(--chasqui-text);
      }
      svg {
        flex: none;
        pointer-events: none;
      }
      @media (pointer: coarse) {
        label {
          block-size: 44px;
        }
        select {
          font-size: 16px;
        }
      }
    `,
  ];

  @property({ attribute: false }) numbers: readonly ConnectedNumber[] = [];
  /** The phone number id of the chosen one. */
  @property() value = '';
  @property() label = '';
  /** What stands for none of them; empty: one of them is always chosen. */
  @property() none = '';

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('select')?.focus(options);
  }

  protected override render() {
    return html`<label>
      <span class="label">${this.label}</span>
      <select aria-label=${this.label} @change=${this.#handleChange}>
        ${this.none === '' ? '' : this.#renderOption('', this.none)}
        ${this.numbers.map((number) =>
          this.#renderOption(number.phone_number_id, describeNumber(number)),
        )}
      </select>
      ${icon('chevron-down', 16)}
    </label>`;
  }

  #renderOption(id: string, words: string) {
    return html`<option value=${id} .selected=${id === this.value}>${words}</option>`;
  }

  #handleChange(event: Event): void {
    this.dispatchEvent(new NumberChosenEvent((event.target as HTMLSelectElement).value));
  }
}

/** Number and name, as far as Meta has told them. */
function describeNumber({
  display_phone_number: number,
  verified_name: name,
  phone_number_id: id,
}: ConnectedNumber): string {
  return [number ?? id, name].filter((part) => part !== null && part !== '').join(' · ');
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-number-choice': NumberChoice;
  }
  interface HTMLElementEventMap {
    'chasqui-number-chosen': NumberChosenEvent;
  }
}
