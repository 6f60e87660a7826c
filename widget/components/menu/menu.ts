import { LitElement, html, nothing } from 'lit';
import { customElement, property, queryAll } from 'lit/decorators.js';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import type { IconName } from '../icon/icon.ts';
import { menuStyles } from './menu.styles.ts';
import { placeBeside } from './place-beside.ts';
import type { Place } from './place-beside.ts';

export interface MenuItem {
  label: string;
  icon: IconName;
  /** A quiet word at the end, for example a limit. */
  hint?: string;
  run: () => void;
}

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
   * @param place `above-start` opens above wherever there is room, with the first sides in line
   */
  async openAt(opener: HTMLElement, place: Place = 'below-end'): Promise<void> {
    this.#opener = opener;
    await this.updateComplete;
    this.showPopover();
    placeBeside(opener, this, place);
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

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-menu': Menu;
  }
}
