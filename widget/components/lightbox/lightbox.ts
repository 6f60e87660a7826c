import { LitElement, html } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { t } from '../../i18n/inbox-words.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { lightboxStyles } from './lightbox.styles.ts';

/**
 * A picture over everything else, as large as the window allows. Escape, the button and a click
 * beside the picture close it; the focus goes back to where it was.
 *
 * @fires chasqui-lightbox-close - it has closed
 */
@customElement('chasqui-lightbox')
export class Lightbox extends LitElement {
  static override styles = [baseStyles, lightboxStyles];

  @query('dialog') private readonly dialog!: HTMLDialogElement;

  @query('button') private readonly closeButton!: HTMLButtonElement;

  @property() url = '';
  @property() label = '';

  protected override render() {
    return html`<dialog
      aria-label=${this.label}
      @close=${() => this.dispatchEvent(new Event('chasqui-lightbox-close'))}
      @click=${this.#handleClick}
      @keydown=${this.#handleKeydown}
    >
      <div class="bar">
        <a
          class="icon-button"
          href=${`${this.url}&download=1`}
          target="_blank"
          rel="noopener noreferrer"
          aria-label=${t('media.download')}
          title=${t('media.download')}
          >${icon('download')}</a
        >
        <button
          type="button"
          class="icon-button"
          aria-label=${t('media.close')}
          title=${t('media.close')}
          @click=${() => this.dialog.close()}
        >
          ${icon('close')}
        </button>
      </div>
      <img src=${this.url} alt=${this.label} />
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
    this.closeButton.focus();
  }

  #handleClick(event: Event): void {
    if (event.target === this.dialog) this.dialog.close();
  }

  /** What is behind the picture must not hear its keys: Escape there closes the chat. */
  #handleKeydown(event: KeyboardEvent): void {
    event.stopPropagation();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-lightbox': Lightbox;
  }
}
