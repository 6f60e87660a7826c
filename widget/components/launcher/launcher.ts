import { LitElement, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { t } from '../../i18n/translate.ts';
import type { Light } from '../../store/selectors.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { brandGlyph } from '../icon/brand-glyph.ts';
import { statusLight, statusLightStyles } from '../status-light/status-light.ts';
import { launcherStyles } from './launcher.styles.ts';

const BADGE_CAP = 99;

/**
 * The round button in the corner, with the number of unread messages and the status light.
 *
 * @csspart button
 * @csspart badge
 */
@customElement('chasqui-launcher')
export class Launcher extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, statusLightStyles, launcherStyles];

  @query('button') private readonly button!: HTMLButtonElement;

  @property({ type: Boolean }) open = false;
  /** Nobody is signed in: no light, no number. */
  @property({ type: Boolean, attribute: 'signed-out' }) signedOut = false;
  @property({ type: Number }) unread = 0;
  /** Undefined while it is not known. */
  @property() light: Light | undefined;

  override focus(options?: FocusOptions): void {
    this.button?.focus(options);
  }

  protected override render() {
    return html`<button
        type="button"
        part="button"
        class="launcher"
        aria-expanded=${this.open}
        aria-haspopup="dialog"
        aria-label=${this.#label}
      >
        ${this.open ? this.#renderChevron() : brandGlyph(30)}
        ${
          this.open || this.signedOut || !this.light
            ? nothing
            : html`<span class="light-gap">${statusLight(this.light, 14)}</span>`
        }
        ${
          this.open || this.signedOut || this.unread === 0
            ? nothing
            : html`<span class="badge" part="badge"
                >${this.unread > BADGE_CAP ? `${BADGE_CAP}+` : this.unread}</span
              >`
        }
      </button>
      <span class="visually-hidden" role="status">${this.#spokenLight}</span>`;
  }

  get #label(): string {
    if (this.open) return t('launcher.nameClose');
    const light = this.signedOut ? t('launcher.signedOut') : this.#lightWord;
    if (light === '') return t('panel.name');
    return this.unread > 0 && !this.signedOut
      ? t('launcher.nameUnread', { light, count: this.unread })
      : t('launcher.name', { light });
  }

  get #lightWord(): string {
    return this.light ? t(`light.${this.light}`).toLocaleLowerCase() : '';
  }

  /** Silence is golden while all is well. */
  get #spokenLight(): string {
    if (this.signedOut || !this.light || this.light === 'connected') return '';
    return t(`light.${this.light}`);
  }

  #renderChevron() {
    return html`<svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d="m6 9.5 6 6 6-6" />
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-launcher': Launcher;
  }
}
