import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Contact } from '../../../backend/contract/contact.ts';
import { formatRowTime, formatTimeLeft, speakTimeLeft } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { contactName, isGroup } from '../../store/contact-name.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import '../avatar/avatar.ts';
import '../delivery-ticks/delivery-ticks.ts';
import { icon } from '../icon/icon.ts';
import '../window-ring/window-ring.ts';
import { windowLevel } from '../window-ring/window-ring.ts';
import { conversationRowStyles } from './conversation-row.styles.ts';
import { previewWords } from './preview-words.ts';

/** Below this the row shows the time itself, not only the ring. */
const SHOW_TIME_UNDER_MS = 4 * 3_600_000;
/** By its end people tell one of their numbers from the other. */
const NUMBER_END_LENGTH = 4;

/**
 * One conversation in the list. Its button fills the row and carries one full name; `More` beside
 * it is for the pointer (keyboards have Shift+F10).
 *
 * @fires chasqui-row-open
 * @fires chasqui-row-menu - wants the menu; `detail.opener` is where it belongs
 */
@customElement('chasqui-conversation-row')
export class ConversationRow extends LitElement {
  static override styles = [baseStyles, conversationRowStyles];

  @property({ attribute: false }) contact!: Contact;
  @property({ type: Boolean, reflect: true }) selected = false;
  /** The one row that Tab reaches. */
  @property({ type: Boolean }) tabbable = false;
  /** The business number they were in touch by, where it is to be told. */
  @property() number = '';
  @property() draft = '';
  /** ms until the customer service window closes. */
  @property({ type: Number, attribute: 'window-left' }) windowLeft = 0;
  @property({ attribute: false }) now = new Date();

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('button')?.focus(options);
  }

  protected override render() {
    const { contact } = this;
    const name = contactName(contact);
    const isUnread = contact.unread_count > 0;
    const time = contact.last_message_time;
    return html`<button
        type="button"
        class="row ${isUnread ? 'unread' : ''}"
        tabindex=${this.tabbable ? 0 : -1}
        aria-current=${this.selected ? 'true' : nothing}
        @click=${() => this.#fire('chasqui-row-open')}
        @contextmenu=${this.#handleContextMenu}
      >
        <span class="visually-hidden">${this.#spokenName(name)}</span>
        ${
          isGroup(contact)
            ? html`<span class="ringless">${this.#renderAvatar(name)}</span>`
            : html`<chasqui-window-ring decorative aria-hidden="true" .left=${this.windowLeft}
                >${this.#renderAvatar(name)}</chasqui-window-ring
              >`
        }
        <span class="lines" aria-hidden="true">
          <span class="line">
            <span class="name" dir="auto">${name}</span>
            ${contact.is_pinned ? html`<span class="pin">${icon('pin-filled', 14)}</span>` : nothing}
            ${
              this.number === ''
                ? nothing
                : html`<span class="number" title=${t('list.byNumber', { number: this.number })}
                    ><bdi>${this.number.slice(-NUMBER_END_LENGTH)}</bdi></span
                  >`
            }
            <span class="time">${time === null ? '' : formatRowTime(time, this.now)}</span>
          </span>
          <span class="line">
            <span class="preview">${this.#renderPreview()}</span>
            ${this.#renderTimeChip()}
            ${isUnread ? html`<span class="badge">${contact.unread_count}</span>` : nothing}
          </span>
        </span>
      </button>
      <button
        type="button"
        class="more"
        tabindex="-1"
        aria-label=${t('list.more', { name })}
        aria-haspopup="menu"
        @click=${(event: Event) => this.#openMenu(event.currentTarget as HTMLElement)}
      >
        ${icon('chevron-down', 18)}
      </button>`;
  }

  #renderAvatar(name: string) {
    return html`<chasqui-avatar
      aria-hidden="true"
      .name=${name}
      .key=${this.contact.id}
    ></chasqui-avatar>`;
  }

  #renderPreview() {
    if (this.draft !== '' && !this.selected) {
      return html`<span class="bad">${t('list.draft')}</span>${renderWords(this.draft)}`;
    }
    const last = this.contact.last_message;
    if (!last) return t('list.noMessages');
    const words = renderWords(previewWords(last));
    if (last.direction === 'incoming') return words;
    const hasFailed = last.status === 'failed';
    return html`<chasqui-delivery-ticks .status=${last.status}></chasqui-delivery-ticks>
      ${hasFailed ? html`<span class="bad">${t('list.notDelivered')}</span>` : nothing}${words}`;
  }

  #renderTimeChip() {
    if (this.windowLeft <= 0 || this.windowLeft >= SHOW_TIME_UNDER_MS) return nothing;
    if (this.contact.unread_count > 0) return nothing;
    return html`<span class="chip ${windowLevel(this.windowLeft)}"
      >${icon('clock', 14)}<bdi>${formatTimeLeft(this.windowLeft)}</bdi></span
    >`;
  }

  #spokenName(name: string): string {
    const { contact } = this;
    return [
      name,
      contact.unread_count > 0 ? t('list.rowUnread', { count: contact.unread_count }) : '',
      contact.last_message ? previewWords(contact.last_message) : t('list.noMessages'),
      contact.last_message_time === null ? '' : formatRowTime(contact.last_message_time, this.now),
      contact.is_pinned ? t('list.pinned') : '',
      this.number === '' ? '' : t('list.byNumber', { number: this.number }),
      this.windowLeft > 0 ? t('list.rowLeft', { time: speakTimeLeft(this.windowLeft) }) : '',
    ]
      .filter((part) => part !== '')
      .join(', ');
  }

  #handleContextMenu(event: PointerEvent): void {
    event.preventDefault();
    const opener = event.currentTarget as HTMLElement;
    if (event.buttons === 0 && event.pointerType !== 'touch') {
      this.#openMenu(opener);
      return;
    }
    // Where the click begins the menu, its end would count as a click beside it, and close it.
    const release = new AbortController();
    for (const end of ['pointerup', 'pointercancel']) {
      addEventListener(
        end,
        () => {
          release.abort();
          setTimeout(() => this.#openMenu(opener));
        },
        { capture: true, signal: release.signal },
      );
    }
  }

  #openMenu(opener: HTMLElement): void {
    this.#fire('chasqui-row-menu', { opener });
  }

  #fire(name: string, detail: object = {}): void {
    this.dispatchEvent(
      new CustomEvent(name, {
        bubbles: true,
        detail: { contactId: this.contact.id, ...detail },
      }),
    );
  }
}

/** In its own direction, so that what is too long loses its end. */
function renderWords(words: string) {
  return html`<span class="words" dir="auto">${words}</span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-conversation-row': ConversationRow;
  }
}
