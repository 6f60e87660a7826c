import { LitElement, css, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { t } from './settings-words.ts';

const COPIED_FOR_MS = 3_000;
const WORDS = { none: 'copy.copy', copied: 'copy.copied', selected: 'copy.selected' } as const;

/** A text to be taken elsewhere, with the button that copies it. */
@customElement('chasqui-copy-field')
export class CopyField extends LitElement {
  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @property() label = '';
  @property() value = '';

  @query('input') private readonly input!: HTMLInputElement;

  @state() private copyState: keyof typeof WORDS = 'none';

  protected override render() {
    return renderField({
      name: 'copy',
      label: this.label,
      value: this.value,
      isReadOnly: true,
      isMono: true,
      inside: html`<button
        type="button"
        class="button quiet inside"
        aria-label="${t(WORDS[this.copyState])}: ${this.label}"
        @click=${() => void this.#copy()}
      >
        ${icon(this.copyState === 'copied' ? 'check' : 'copy', 16)}
        <span aria-live="polite">${t(WORDS[this.copyState])}</span>
      </button>`,
    });
  }

  /** Where the clipboard may not be written (no https, no permission), the text is selected instead. */
  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.value);
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
    'chasqui-copy-field': CopyField;
  }
}
