import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { t } from './number-words.ts';

const COPIED_FOR_MS = 3_000;
const IDS = ['phoneNumberId', 'businessAccountId', 'appId', 'businessId'] as const;
type IdName = (typeof IDS)[number];

/** The IDs by which Meta knows the number, folded away, each with a button that copies it. */
@customElement('chasqui-number-ids')
export class NumberIds extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      summary {
        inline-size: fit-content;
        color: var(--chasqui-text-2);
        font: 500 var(--chasqui-fs-3) var(--chasqui-font);
        cursor: pointer;
      }
      dl {
        display: grid;
        margin: 4px 0 0;
      }
      .id {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
        border-block-end: 1px solid var(--chasqui-border);
      }
      .id:last-child {
        border: 0;
      }
      dt {
        flex: 1 1 180px;
        color: var(--chasqui-text-2);
        font: 400 var(--chasqui-fs-2) var(--chasqui-font);
      }
      dd {
        display: flex;
        flex: 1 1 220px;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        margin: 0;
        font: 400 var(--chasqui-fs-3) var(--chasqui-font-mono);
      }
      code {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) settings!: WhatsAppSettings;

  @state() private copied: { name: IdName; isCopied: boolean } | undefined;

  protected override render() {
    const told = IDS.filter((name) => this.settings[name] !== null);
    if (told.length === 0) return nothing;
    return html`<details>
      <summary>${t('ids.title')}</summary>
      <dl>${told.map((name) => this.#renderId(name, this.settings[name] ?? ''))}</dl>
    </details>`;
  }

  #renderId(name: IdName, id: string) {
    const label = t(`ids.${name}`);
    const state = this.copied?.name === name ? this.copied : undefined;
    const words = !state ? 'ids.copy' : state.isCopied ? 'ids.copied' : 'ids.selected';
    return html`<div class="id">
      <dt>${label}</dt>
      <dd>
        <code id=${name}>${id}</code>
        <button
          type="button"
          class="button quiet"
          aria-label=${state ? nothing : t('ids.copyOf', { name: label })}
          @click=${() => void this.#copy(name, id)}
        >
          ${icon(state?.isCopied ? 'check' : 'copy', 16)}
          <span aria-live="polite">${t(words)}</span>
        </button>
      </dd>
    </div>`;
  }

  /** Where the clipboard may not be written (no https, no permission), the text is selected instead. */
  async #copy(name: IdName, id: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(id);
      this.copied = { name, isCopied: true };
    } catch {
      const code = this.renderRoot.querySelector(`#${name}`);
      if (code) getSelection()?.selectAllChildren(code);
      this.copied = { name, isCopied: false };
    }
    setTimeout(() => (this.copied = undefined), COPIED_FOR_MS);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-number-ids': NumberIds;
  }
}
