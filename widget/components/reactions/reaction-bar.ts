import { LitElement, css, html } from 'lit';
import { customElement, property, queryAll } from 'lit/decorators.js';
import { t } from '../../i18n/inbox-words.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { placeBeside } from '../menu/place-beside.ts';
import { ReactionEvent } from './reaction-events.ts';

/** Those that WhatsApp offers first. */
const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/**
 * A few emoji over everything else, beside the message that is to get one. Arrow keys move, Enter
 * chooses, Escape and a click elsewhere close it, and focus goes back to where it was. The emoji
 * that is there already is pressed, and pressing it takes it back.
 *
 * @fires chasqui-reaction - an emoji was chosen
 */
@customElement('chasqui-reaction-bar')
export class ReactionBar extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 4px;
        border: 0;
        border-radius: var(--chasqui-radius-full);
        background: var(--chasqui-bg-raised);
        box-shadow: var(--chasqui-shadow-2);
      }
      div {
        display: flex;
        gap: 2px;
      }
      button {
        inline-size: 36px;
        block-size: 36px;
        padding: 0;
        border: 1px solid transparent;
        border-radius: 50%;
        background: none;
        font-size: 20px;
        line-height: 1;
        cursor: pointer;
      }
      button:hover,
      button:focus-visible {
        background: var(--chasqui-bg-muted);
      }
      button[aria-pressed='true'] {
        border-color: var(--chasqui-accent);
        background: var(--chasqui-accent-soft);
      }
      @media (pointer: coarse) {
        button {
          inline-size: 44px;
          block-size: 44px;
        }
      }
    `,
  ];

  @queryAll('button') private readonly buttons!: NodeListOf<HTMLButtonElement>;

  /** The business's emoji until now; empty: none. */
  @property() value = '';

  #opener: HTMLElement | undefined;

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

  /** Opens above the message of `opener`, or below it where there is no room. */
  async openAt(opener: HTMLElement, value: string): Promise<void> {
    this.#opener = opener;
    this.value = value;
    await this.updateComplete;
    this.showPopover();
    placeBeside(opener.closest('article') ?? opener, this, 'above-start');
    const pressed = [...this.buttons].find(({ ariaPressed }) => ariaPressed === 'true');
    (pressed ?? this.buttons[0])?.focus();
  }

  protected override render() {
    const { value } = this;
    const all = value === '' || EMOJI.includes(value) ? EMOJI : [value, ...EMOJI];
    return html`<div role="toolbar" aria-label=${t('reaction.bar')}>
      ${all.map((emoji) => {
        const words = t(emoji === value ? 'reaction.takeBack' : 'reaction.pick', { emoji });
        return html`<button
          type="button"
          tabindex="-1"
          aria-pressed=${emoji === value}
          aria-label=${words}
          title=${words}
          @click=${() => this.#choose(emoji === value ? '' : emoji)}
        >
          ${emoji}
        </button>`;
      })}
    </div>`;
  }

  #choose(emoji: string): void {
    this.hidePopover();
    this.dispatchEvent(new ReactionEvent(emoji));
  }

  #handleKeydown = (event: KeyboardEvent): void => {
    const buttons = [...this.buttons];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    const step = getComputedStyle(this).direction === 'rtl' ? -1 : 1;
    const count = buttons.length;
    const moves: Record<string, number> = {
      ArrowRight: (at + step + count) % count,
      ArrowLeft: (at - step + count) % count,
      Home: 0,
      End: count - 1,
    };
    const target = moves[event.key];
    event.stopPropagation();
    if (event.key === 'Enter' || event.key === ' ') return;
    event.preventDefault();
    if (event.key === 'Escape' || event.key === 'Tab') this.hidePopover();
    else if (target !== undefined) buttons[target]?.focus();
  };

  #handleToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState === 'closed') this.#opener?.focus({ preventScroll: true });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-reaction-bar': ReactionBar;
  }
}
