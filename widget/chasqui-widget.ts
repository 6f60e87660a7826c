import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { chasquiWidgetStyles } from './chasqui-widget.styles.ts';
import './components/launcher/launcher.ts';
import type { Launcher } from './components/launcher/launcher.ts';
import type { Panel, WantedChat } from './components/panel/panel.ts';
import {
  ChasquiCloseEvent,
  ChasquiOpenEvent,
  ChasquiReadyEvent,
  ChasquiUnreadChangeEvent,
} from './events.ts';
import { setLocale, t } from './i18n/translate.ts';
import { InboxStore } from './store/inbox-store.ts';
import type { InboxState } from './store/inbox-state.ts';
import { selectLight } from './store/selectors.ts';
import { StoreController } from './store/store-controller.ts';
import { tokenStyles } from './styles/tokens.ts';

/** Where to open a chat: a phone number in any usual form, or a contact's id. */
export type ChatTarget = { phone: string } | { contactId: string };

/** The address this script came from: where the backend is unless the host says otherwise. */
const OWN_ORIGIN = new URL(import.meta.url).origin;

/**
 * A business's WhatsApp inbox in the corner of any page.
 *
 * Only the launcher loads with the page. It signs in again by itself after a reload and follows the
 * server, so its light and number are right while it is closed; everything else is fetched when it
 * is opened for the first time, or when the pointer comes near.
 *
 * @attr backend - Address of the Chasqui server. Default: where the script was loaded from.
 * @attr theme - `auto` (default), `light` or `dark`.
 * @attr lang - Language tag for words, dates and numbers. Default: the page's language.
 * @attr open - Whether the panel is open.
 * @attr expanded - Whether the panel is large: list and chat side by side.
 *
 * @fires chasqui-ready - The element is on the page and can be called.
 * @fires chasqui-open - The panel was opened.
 * @fires chasqui-close - The panel was closed.
 * @fires chasqui-unread-change - `event.unreadCount`: unread messages in all conversations.
 *
 * @csspart launcher - The launcher in the corner.
 * @csspart panel - The panel.
 *
 * @cssproperty [--chasqui-z-host=2147483000] - How far in front of the page it stands.
 * @cssproperty [--chasqui-offset-block=24px] - Distance from the page's lower edge.
 * @cssproperty [--chasqui-offset-inline=24px] - Distance from the page's end edge.
 * @cssproperty --chasqui-accent - The main colour; see styles/tokens.ts for all of them.
 */
export class ChasquiWidget extends LitElement {
  static override styles = [tokenStyles, chasquiWidgetStyles];

  @query('chasqui-launcher') private readonly launcher!: Launcher;
  @query('chasqui-panel') private readonly panel!: Panel | null;

  @state() private inbox: 'none' | 'loading' | 'ready' | 'failed' = 'none';
  @state() private wantedChat: WantedChat | undefined;

  @property() backend = OWN_ORIGIN;
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' = 'auto';
  @property({ type: Boolean, reflect: true, attribute: 'open' }) isOpen = false;
  @property({ type: Boolean, reflect: true }) expanded = false;
  /** For hosts that sign their own users in: returns a token for the present user, made by the host's server. */
  @property({ attribute: false }) getToken: (() => Promise<string> | string) | undefined;

  #store: InboxStore | undefined;
  #unreadCount = 0;
  #isReady = false;
  #hadFocus = false;
  #wantsFocus = false;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.#store,
      (inbox: InboxState) => inbox,
    );
    this.addEventListener('keydown', keepKeysInside);
    this.addEventListener('keyup', keepKeysInside);
    this.addEventListener('keypress', keepKeysInside);
  }

  /** Unread messages in all conversations. */
  get unreadCount(): number {
    return this.#unreadCount;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setLocale(this.lang || document.documentElement.lang || navigator.language);
    // A host may set properties right after creating the element; the store reads them once.
    queueMicrotask(() => this.#startStore());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store?.stop();
    this.#store = undefined;
    this.#isReady = false;
  }

  /** Opens the panel. Repeated calls do no harm. */
  open(): void {
    this.isOpen = true;
  }

  /** Opens the panel if it is closed, and the other way round. */
  toggle(): void {
    this.isOpen = !this.isOpen;
  }

  /** Closes the panel; the focus goes back to the launcher if it was inside. */
  close(): void {
    this.isOpen = false;
  }

  /** Opens the panel with the chat of one customer, or with a new message to a number. */
  openChat(target: ChatTarget): void {
    this.wantedChat = { idOrPhone: 'phone' in target ? target.phone : target.contactId };
    this.isOpen = true;
  }

  /** Ends all connections and takes the widget off the page. */
  destroy(): void {
    this.remove();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('isOpen')) {
      if (this.isOpen) void this.#loadInbox();
      // Asked before rendering: what is hidden loses the focus.
      else this.#hadFocus = this.matches(':focus-within');
    }
    if (changed.has('backend') && changed.get('backend') !== undefined && this.#store) {
      this.#store.stop();
      this.#store = undefined;
      this.#startStore();
    }
  }

  protected override render() {
    const inbox = this.#store?.state;
    const isSignedOut = inbox?.session === 'signed_out';
    return html`
      ${
        this.inbox === 'ready' && this.#store
          ? html`<chasqui-panel
              part="panel"
              ?hidden=${!this.isOpen}
              .store=${this.#store}
              .expanded=${this.expanded}
              .active=${this.isOpen}
              .wantedChat=${this.wantedChat}
              @chasqui-panel-close=${this.close}
              @chasqui-panel-expand=${() => (this.expanded = !this.expanded)}
            ></chasqui-panel>`
          : nothing
      }
      ${
        this.isOpen && this.inbox === 'failed'
          ? html`<div class="failed" role="alert">
              <p>${t('panel.loadFailed')}</p>
              <button type="button" @click=${() => void this.#loadInbox()}>
                ${t('panel.tryAgain')}
              </button>
            </div>`
          : nothing
      }
      <chasqui-launcher
        part="launcher"
        .open=${this.isOpen}
        .signedOut=${isSignedOut}
        .unread=${inbox?.unreadCount ?? 0}
        .light=${inbox && selectLight(inbox)}
        @click=${this.toggle}
        @pointerenter=${this.#prefetch}
        @focusin=${this.#prefetch}
      ></chasqui-launcher>
    `;
  }

  protected override async updated(changed: PropertyValues<this>): Promise<void> {
    this.#tellUnread();
    const wasOpen = changed.get('isOpen');
    if (!changed.has('isOpen') || (wasOpen === undefined && !this.isOpen)) return;
    this.dispatchEvent(this.isOpen ? new ChasquiOpenEvent() : new ChasquiCloseEvent());
    if (this.isOpen) {
      // A page that loads with the panel open keeps its focus.
      this.#wantsFocus = wasOpen === false;
      await this.#focusPanel();
    } else if (this.#hadFocus) this.launcher.focus();
  }

  #startStore(): void {
    if (!this.isConnected || this.#store) return;
    this.#store = new InboxStore({
      backendUrl: new URL(this.backend, location.href).href.replace(/\/+$/, ''),
      getHostToken: this.getToken,
      sessionStorage: findStorage('sessionStorage'),
      localStorage: findStorage('localStorage'),
    });
    void this.#store.start();
    this.requestUpdate();
    if (this.#isReady) return;
    this.#isReady = true;
    this.dispatchEvent(new ChasquiReadyEvent());
  }

  async #loadInbox(): Promise<void> {
    if (this.inbox === 'ready' || this.inbox === 'loading') return;
    this.inbox = 'loading';
    try {
      await import('./components/panel/panel.ts');
      this.inbox = 'ready';
      await this.updateComplete;
      await this.#focusPanel();
    } catch {
      this.inbox = 'failed';
    }
  }

  async #focusPanel(): Promise<void> {
    await this.panel?.updateComplete;
    if (!this.isOpen || !this.#wantsFocus || !this.panel) return;
    this.#wantsFocus = false;
    this.panel.focus();
  }

  /** The pointer or the focus is on the launcher: the inbox will probably be wanted. */
  #prefetch = (): void => {
    // A failure is told when it is really wanted.
    import('./components/panel/panel.ts').catch(() => undefined);
  };

  #tellUnread(): void {
    const count = this.#store?.state.unreadCount ?? 0;
    if (count === this.#unreadCount) return;
    this.#unreadCount = count;
    this.dispatchEvent(new ChasquiUnreadChangeEvent(count));
  }
}

/**
 * A key typed into our fields leaves the shadow root looking as if it came from the element itself,
 * and would fire the host page's single-key shortcuts. Plain keys from fields end here, those that
 * an input method composes with as well; combinations with Ctrl, Alt or ⌘ stay the page's.
 */
function keepKeysInside(event: KeyboardEvent): void {
  const target = event.composedPath()[0];
  const isField =
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.isComposing || (isField && isPlain)) event.stopPropagation();
}

/** Reading the property already throws where storage is forbidden. */
function findStorage(name: 'sessionStorage' | 'localStorage'): Storage | undefined {
  try {
    return window[name];
  } catch {
    return undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-widget': ChasquiWidget;
  }
}
