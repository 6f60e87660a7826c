import { LitElement, html, nothing } from 'lit';
import { customElement, property, queryAll } from 'lit/decorators.js';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import type { IconName } from '../icon/icon.ts';
import { menuStyles } from './menu.styles.ts';

export interface MenuItem {
  label: string;
  icon: IconName;
  /** A quiet word at the end, for example a limit. */
  hint?: string;
  run: () => void;
}

const GAP_PX = 4;

/**
 * A menu over everything else, beside the control that opened it: arrow keys move, Enter runs,
 * Escape and a click elsewhere close it, and focus goes back to where it was.
 */
@customElement('chasqui-menu')
export class Menu extends LitElement {
  static override styles = [baseStyles, menuStyles];

  @queryAll('[role="menuitem"]') private readonly buttons!: NodeListOf<HTMLButtonElement>;

  #opener: HTMLElement | undefined;

  @property() label = '';
  @property({ attribute: false }) items: readonly MenuItem[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.popover = 'auto';
    this.addEventListener('keydown', this.#handleKeydown);
    this.addEventListener('toggle', this.#handleToggle);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#handleKeydown);
    this.removeEventListener('toggle', this.#handleToggle);
  }

  /**
   * Opens below `opener`, or above it where there is no room.
   * @param side which sides are in line
   */
  async openAt(opener: HTMLElement, side: 'start' | 'end' = 'end'): Promise<void> {
    this.#opener = opener;
    await this.updateComplete;
    this.showPopover();
    const anchor = opener.getBoundingClientRect();
    const { width, height } = this.getBoundingClientRect();
    const isRtl = getComputedStyle(this).direction === 'rtl';
    const left = isRtl === (side === 'end') ? anchor.left : anchor.right - width;
    const below = anchor.bottom + GAP_PX;
    const top = below + height > innerHeight ? anchor.top - GAP_PX - height : below;
    this.style.setProperty('left', `${clamp(left, innerWidth - width)}px`);
    this.style.setProperty('top', `${clamp(top, innerHeight - height)}px`);
    this.buttons[0]?.focus();
  }

  protected override render() {
    return html`<div role="menu" aria-label=${this.label}>
      ${this.items.map(
        (item) =>
          html`<button
            type="button"
            role="menuitem"
            tabindex="-1"
            @click=${() => {
              this.hidePopover();
              item.run();
            }}
          >
            ${icon(item.icon, 18)}<span>${item.label}</span>${
              item.hint === undefined ? nothing : html`<span class="hint">${item.hint}</span>`
            }
          </button>`,
      )}
    </div>`;
  }

  #handleKeydown = (event: KeyboardEvent): void => {
    const buttons = [...this.buttons];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    const moves: Record<string, number> = {
      ArrowDown: (at + 1) % buttons.length,
      ArrowUp: (at - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    const target = moves[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') this.hidePopover();
    else if (target !== undefined) buttons[target]?.focus();
    else if (event.key !== 'Enter' && event.key !== ' ') return;
    event.stopPropagation();
    if (event.key !== 'Enter' && event.key !== ' ') event.preventDefault();
  };

  #handleToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState === 'closed') this.#opener?.focus();
  };
}

function clamp(value: number, max: number): number {
  return Math.max(GAP_PX, Math.min(value, max - GAP_PX));
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-menu': Menu;
  }
}
