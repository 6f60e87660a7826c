import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { speakTimeLeft } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { windowRingStyles } from './window-ring.styles.ts';

/** The customer service window: free-form messages for 24 h after the customer's last (Meta). */
export const WINDOW_MS = 24 * 3_600_000;
const BAD_UNDER_MS = 3_600_000;
const WARN_UNDER_MS = 4 * 3_600_000;

export type WindowLevel = 'ok' | 'warn' | 'bad' | 'closed';

/** Over 4 h ok, 1 to 4 h warn, under 1 h bad. */
export function windowLevel(leftMs: number): WindowLevel {
  if (leftMs <= 0) return 'closed';
  if (leftMs < BAD_UNDER_MS) return 'bad';
  return leftMs < WARN_UNDER_MS ? 'warn' : 'ok';
}

/**
 * How much of the 24-hour window is left, as an arc around whatever is slotted.
 *
 * @slot - usually an avatar
 */
@customElement('chasqui-window-ring')
export class WindowRing extends LitElement {
  static override styles = [baseStyles, windowRingStyles];

  /** ms until the window closes; 0 when it is closed. */
  @property({ type: Number }) left = 0;
  /** Outer size in px. */
  @property({ type: Number }) size = 44;
  /** Leaves the value to the words beside it. */
  @property({ type: Boolean }) decorative = false;

  protected override render() {
    const level = windowLevel(this.left);
    const radius = this.size / 2 - 1;
    const share = Math.min(1, this.left / WINDOW_MS) * 100;
    const centre = this.size / 2;
    return html`<svg
        class="ring ${level}"
        width=${this.size}
        height=${this.size}
        viewBox="0 0 ${this.size} ${this.size}"
        fill="none"
        stroke-width="2"
        role=${this.decorative ? nothing : 'meter'}
        aria-hidden=${this.decorative ? 'true' : nothing}
        aria-label=${this.decorative ? nothing : t('window.meter')}
        aria-valuemin=${this.decorative ? nothing : 0}
        aria-valuemax=${this.decorative ? nothing : 24}
        aria-valuenow=${this.decorative ? nothing : (this.left / 3_600_000).toFixed(1)}
        aria-valuetext=${
          this.decorative
            ? nothing
            : level === 'closed'
              ? t('window.closed')
              : t('window.left', { time: speakTimeLeft(this.left) })
        }
      >
        <circle class="track" cx=${centre} cy=${centre} r=${radius} />
        <circle
          class="arc"
          cx=${centre}
          cy=${centre}
          r=${radius}
          pathLength="100"
          stroke-dasharray="${share} 100"
          transform="rotate(-90 ${centre} ${centre})"
        />
      </svg>
      <slot></slot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-window-ring': WindowRing;
  }
}
