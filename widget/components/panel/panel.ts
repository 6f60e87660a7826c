import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { formatPhone } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { followId } from '../../store/follow-merge.ts';
import type { InboxState } from '../../store/inbox-state.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { selectLight } from '../../store/selectors.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import '../chat/chat.ts';
import type { Chat } from '../chat/chat.ts';
import '../connection-banner/connection-banner.ts';
import '../conversation-list/conversation-list.ts';
import type { ChatChosenEvent, ConversationList } from '../conversation-list/conversation-list.ts';
import { brandGlyph } from '../icon/brand-glyph.ts';
import { icon } from '../icon/icon.ts';
import type { IconName } from '../icon/icon.ts';
import '../menu/menu.ts';
import type { Menu, MenuItem } from '../menu/menu.ts';
import '../new-chat/new-chat.ts';
import '../sign-in/sign-in.ts';
import { statusLight, statusLightStyles } from '../status-light/status-light.ts';
import { panelStyles } from './panel.styles.ts';

type Tab = 'chats' | 'settings';

/** Whom the host page wants to see: by our id, a phone number or a user id. */
export interface WantedChat {
  idOrPhone: string;
}

/** The layout has room for list and chat side by side. */
const WIDE_FROM_PX = 720;

/**
 * The inbox itself: header, tabs, and list, chat or settings. Corner panel, expanded window and
 * full screen are the same element; only its size differs.
 *
 * @fires chasqui-panel-close
 * @fires chasqui-panel-expand - wants to be large, or small again
 */
@customElement('chasqui-panel')
export class Panel extends LitElement {
  static override styles = [baseStyles, statusLightStyles, panelStyles];

  @query('.panel') private readonly root!: HTMLElement;
  @query('chasqui-conversation-list') private readonly list!: ConversationList | null;
  @query('chasqui-chat') private readonly chat!: Chat | null;
  @query('chasqui-menu') private readonly menu!: Menu;

  @state() private tab: Tab = 'chats';
  @state() private contactId: string | undefined;
  @state() private newChatPhone: string | undefined;
  @state() private isWide = false;
  @state() private problem = '';
  @state() private settingsState: 'none' | 'loading' | 'ready' | 'failed' = 'none';

  @property({ attribute: false }) store!: InboxStore;
  @property({ type: Boolean, reflect: true }) expanded = false;
  /** Whether it is open: a closed panel stays as it is, and marks nothing as read. */
  @property({ type: Boolean }) active = false;
  @property({ attribute: false }) wantedChat: WantedChat | undefined;

  #resizeObserver: ResizeObserver | undefined;
  #isWelcomed = false;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (inbox: InboxState) => inbox,
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizeObserver = new ResizeObserver(([entry]) => {
      const widthPx = entry?.contentRect.width ?? 0;
      if (widthPx > 0) this.isWide = widthPx >= WIDE_FROM_PX;
    });
    this.#resizeObserver.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizeObserver?.disconnect();
  }

  /** Where the work goes on: the form, the open chat's field, or the panel itself. */
  override focus(): void {
    const form = this.renderRoot.querySelector<HTMLElement>('chasqui-sign-in');
    if (form) form.focus();
    else if (this.chat) this.chat.focus();
    else this.root?.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isSignedIn = this.store.state.session === 'signed_in';
    if (!isSignedIn) {
      this.tab = 'chats';
      this.contactId = undefined;
      this.newChatPhone = undefined;
      this.#isWelcomed = false;
    }
    if (isSignedIn && !this.#isWelcomed) this.#welcome(this.store.state);
    // The open chat goes on with the contact that theirs turned out to be.
    if (this.contactId !== undefined) {
      this.contactId = followId(this.store.state, this.contactId);
    }
    if (isSignedIn && this.wantedChat && this.store.state.isLoaded) {
      const { idOrPhone } = this.wantedChat;
      this.wantedChat = undefined;
      void this.#openWanted(idOrPhone);
    }
    if (changed.has('tab') && this.tab === 'settings') void this.#loadSettings();
  }

  protected override render() {
    const inbox = this.store.state;
    const isSignedIn = inbox.session === 'signed_in';
    const hasChat = this.tab === 'chats' && (this.contactId ?? this.newChatPhone) !== undefined;
    return html`<div
      class="panel ${hasChat ? 'has-chat' : ''} ${isSignedIn ? '' : 'signed-out'}"
      role="dialog"
      tabindex="-1"
      aria-label=${inbox.connection?.verified_name ?? t('panel.name')}
      @keydown=${this.#handleKeydown}
    >
      <div class="rail">
        ${this.#renderHead(inbox)} ${isSignedIn ? this.#renderTabs(inbox) : nothing}
      </div>
      <div class="content">
        ${this.problem === '' ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
        ${
          isSignedIn
            ? html`${this.#isChatAlone ? nothing : this.#renderBanner()} ${this.#renderView()}`
            : html`<div class="view signed">
                ${
                  inbox.session === 'restoring'
                    ? html`<span class="spinner wait"></span>`
                    : html`<chasqui-sign-in .store=${this.store}></chasqui-sign-in>`
                }
              </div>`
        }
      </div>
      <chasqui-menu
        .label=${inbox.operator ? t('panel.account', { name: inbox.operator.name }) : ''}
        .items=${this.#accountItems(inbox)}
      ></chasqui-menu>
    </div>`;
  }

  #accountItems(inbox: InboxState): MenuItem[] {
    const signOut: MenuItem = {
      label: t('panel.signOut'),
      icon: 'sign-out',
      run: () => void this.store.signOut(),
    };
    if (inbox.operator?.role !== 'admin') return [signOut];
    const exportContacts: MenuItem = {
      label: t('panel.exportContacts'),
      icon: 'download',
      run: () => void this.#exportContacts(),
    };
    return [exportContacts, signOut];
  }

  async #exportContacts(): Promise<void> {
    this.problem = '';
    try {
      const { saveContacts } = await import('../../files/save-contacts.ts');
      await saveContacts(this.store.api);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problem = t('list.actionFailed', { reason });
    }
  }

  #renderHead(inbox: InboxState) {
    const { connection } = inbox;
    const light = selectLight(inbox);
    const number = connection?.display_phone_number;
    return html`<header class="head">
      <span class="tile">
        ${brandGlyph(24)}
        ${light ? html`<span class="tile-light">${statusLight(light, 12)}</span>` : nothing}
      </span>
      <div class="title">
        <h1><bdi>${connection?.verified_name ?? t('panel.name')}</bdi></h1>
        ${
          light && inbox.session !== 'signed_out'
            ? html`<p>
                ${statusLight(light)}
                <span class="light-word ${light}" role="status">${t(`light.${light}`)}</span>
                ${number ? html`<bdi class="number">· ${formatPhone(number)}</bdi>` : nothing}
              </p>`
            : nothing
        }
      </div>
      <div class="head-actions">
        <button
          type="button"
          class="icon-button expand"
          aria-label=${this.expanded ? t('panel.shrink') : t('panel.expand')}
          title=${this.expanded ? t('panel.shrink') : t('panel.expand')}
          @click=${() => this.#fire('chasqui-panel-expand')}
        >
          ${icon(this.expanded ? 'shrink' : 'expand')}
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label=${t('panel.close')}
          title=${t('panel.close')}
          @click=${() => this.#fire('chasqui-panel-close')}
        >
          ${icon('close')}
        </button>
      </div>
    </header>`;
  }

  #renderTabs(inbox: InboxState) {
    const isAdmin = inbox.operator?.role === 'admin';
    return html`<div class="tabs">
      <div
        class="tablist"
        role="tablist"
        aria-label=${t('panel.tabs')}
        aria-orientation=${this.isWide ? 'vertical' : 'horizontal'}
        @keydown=${this.#handleTabKeydown}
      >
        ${this.#renderTab('chats', 'chats', t('panel.chats'), inbox.unreadCount)}
        ${isAdmin ? this.#renderTab('settings', 'settings', t('panel.settings'), 0) : nothing}
      </div>
      <button
        type="button"
        class="icon-button account"
        aria-label=${t('panel.account', { name: inbox.operator?.name ?? '' })}
        title=${inbox.operator?.name ?? ''}
        aria-haspopup="menu"
        @click=${(event: Event) => void this.menu.openAt(event.currentTarget as HTMLElement)}
      >
        ${icon('user')}
      </button>
      <button
        type="button"
        class="icon-button compose"
        aria-label=${t('panel.newChat')}
        title=${t('panel.newChat')}
        @click=${() => void this.#startNewChat('')}
      >
        ${icon('compose')}
      </button>
    </div>`;
  }

  #renderTab(tab: Tab, glyph: IconName, label: string, count: number) {
    const isSelected = this.tab === tab;
    return html`<button
      type="button"
      role="tab"
      id="tab-${tab}"
      class="tab"
      title=${isSelected && !this.isWide ? nothing : label}
      aria-label=${label}
      aria-selected=${isSelected}
      aria-controls="view-${tab}"
      tabindex=${isSelected ? 0 : -1}
      @click=${() => this.#showTab(tab)}
    >
      ${icon(glyph)}<span class="tab-label">${label}</span>
      ${
        this.isWide && count > 0
          ? html`<span class="tab-badge" aria-hidden="true">${count > 99 ? '99+' : count}</span>`
          : nothing
      }
    </button>`;
  }

  #renderView() {
    const { connection } = this.store.state;
    const light = selectLight(this.store.state);
    return html`
      <div
        class="view chats"
        id="view-chats"
        role="tabpanel"
        aria-labelledby="tab-chats"
        ?hidden=${this.tab !== 'chats'}
      >
        <chasqui-conversation-list
          .store=${this.store}
          .selectedId=${this.contactId}
          @chasqui-chat-chosen=${(event: ChatChosenEvent) => void this.#openChat(event.contactId)}
          @chasqui-new-chat=${() => void this.#startNewChat('')}
        >
          <div slot="header" class="list-head">
            <h2>${t('panel.chats')}</h2>
            <button
              type="button"
              class="icon-button"
              aria-label=${t('panel.newChat')}
              title=${t('panel.newChat')}
              @click=${() => void this.#startNewChat('')}
            >
              ${icon('compose')}
            </button>
          </div>
          <p slot="footer" class="list-foot">
            ${light ? statusLight(light) : nothing}
            <b><bdi>${connection?.verified_name ?? t('panel.name')}</bdi></b>
            <bdi class="number"
              >${
                connection?.display_phone_number
                  ? formatPhone(connection.display_phone_number)
                  : nothing
              }</bdi
            >
          </p>
        </chasqui-conversation-list>
        <div class="main">${this.#renderMain()}</div>
      </div>
      ${
        this.tab === 'settings'
          ? html`<div
              class="view"
              id="view-settings"
              role="tabpanel"
              aria-labelledby="tab-settings"
            >
              ${this.#renderSettings()}
            </div>`
          : nothing
      }
    `;
  }

  #renderMain() {
    if (this.newChatPhone !== undefined) {
      return html`<chasqui-new-chat
        .store=${this.store}
        .phone=${this.newChatPhone}
        @chasqui-chat-chosen=${(event: ChatChosenEvent) => void this.#openChat(event.contactId)}
        @chasqui-new-chat-end=${this.#closeChat}
      ></chasqui-new-chat>`;
    }
    if (this.contactId !== undefined) {
      return html`<chasqui-chat
        .store=${this.store}
        .contactId=${this.contactId}
        .active=${this.active && this.tab === 'chats'}
        .hints=${this.isWide}
        @chasqui-chat-back=${this.#closeChat}
        >${this.#isChatAlone ? this.#renderBanner() : nothing}</chasqui-chat
      >`;
    }
    return html`<div class="choose">
      <span class="choose-art">${icon('chats', 32)}</span>
      <h2>${t('list.chooseTitle')}</h2>
      <p>${t('list.chooseText')}</p>
      <button type="button" class="button" @click=${() => void this.#startNewChat('')}>
        ${icon('plus', 18)}${t('panel.newChat')}
      </button>
    </div>`;
  }

  /** The chat has the panel to itself: the banner then stands under the chat's header. */
  get #isChatAlone(): boolean {
    return this.tab === 'chats' && this.contactId !== undefined && !this.isWide;
  }

  #renderBanner() {
    return html`<chasqui-connection-banner
      .store=${this.store}
      .isInSettings=${this.tab === 'settings'}
      @chasqui-open-settings=${() => this.#showTab('settings')}
    ></chasqui-connection-banner>`;
  }

  #renderSettings() {
    if (this.settingsState === 'ready') {
      return html`<chasqui-settings
        .store=${this.store}
        @chasqui-open-chats=${() => this.#showTab('chats')}
      ></chasqui-settings>`;
    }
    if (this.settingsState !== 'failed') return html`<span class="spinner wait"></span>`;
    return html`<div class="choose" role="alert">
      <p>${t('panel.loadFailed')}</p>
      <button type="button" class="button" @click=${() => void this.#loadSettings()}>
        ${t('panel.tryAgain')}
      </button>
    </div>`;
  }

  /** An admin who has neither a number nor a chat begins with the settings, which have the guide. */
  #welcome({ isLoaded, connection, contacts, operator }: InboxState): void {
    if (!isLoaded || !connection || !operator) return;
    this.#isWelcomed = true;
    const isEmpty = !connection.is_configured && contacts.size === 0;
    if (isEmpty && operator.role === 'admin' && !this.wantedChat) this.tab = 'settings';
  }

  /** Only admins ever fetch this chunk. */
  async #loadSettings(): Promise<void> {
    if (this.settingsState === 'ready' || this.settingsState === 'loading') return;
    this.settingsState = 'loading';
    try {
      await import('../settings/settings.ts');
      this.settingsState = 'ready';
    } catch {
      this.settingsState = 'failed';
    }
  }

  #showTab(tab: Tab): void {
    if (tab === 'settings' && this.store.state.operator?.role !== 'admin') return;
    this.tab = tab;
  }

  async #openChat(contactId: string): Promise<void> {
    this.tab = 'chats';
    this.newChatPhone = undefined;
    this.contactId = contactId;
    await this.updateComplete;
    await this.chat?.updateComplete;
    // A touch keyboard over the messages is not what a tap on a row asks for.
    if (!matchMedia('(pointer: coarse)').matches) this.chat?.focus();
  }

  #closeChat = async (): Promise<void> => {
    this.contactId = undefined;
    this.newChatPhone = undefined;
    await this.updateComplete;
    this.list?.focusRow();
  };

  async #startNewChat(phone: string): Promise<void> {
    this.tab = 'chats';
    this.contactId = undefined;
    this.newChatPhone = phone;
    await this.updateComplete;
    this.renderRoot.querySelector('chasqui-new-chat')?.focus();
  }

  async #openWanted(idOrPhone: string): Promise<void> {
    try {
      const contact = await this.store.findContact(idOrPhone);
      await this.#openChat(contact.id);
    } catch {
      // Nobody we know: a number can still be written to.
      if (/\d{5}/.test(idOrPhone)) await this.#startNewChat(idOrPhone);
    }
  }

  #handleTabKeydown(event: KeyboardEvent): void {
    const tabs = [...this.renderRoot.querySelectorAll<HTMLElement>('.tab')];
    const at = tabs.findIndex((tab) => tab.matches(':focus'));
    const isRtl = getComputedStyle(this).direction === 'rtl';
    const forward = isRtl && !this.isWide ? ['ArrowLeft'] : ['ArrowRight', 'ArrowDown'];
    const backward = isRtl && !this.isWide ? ['ArrowRight'] : ['ArrowLeft', 'ArrowUp'];
    const step = forward.includes(event.key) ? 1 : backward.includes(event.key) ? -1 : 0;
    const target = tabs[(at + step + tabs.length) % tabs.length];
    if (step === 0 || !target) return;
    event.preventDefault();
    target.click();
    target.focus();
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      if (this.tab === 'chats' && (this.contactId ?? this.newChatPhone) !== undefined) {
        void this.#closeChat();
      } else this.#fire('chasqui-panel-close');
    } else if (event.key === '/' && !isEditable(event) && this.list && this.tab === 'chats') {
      this.list.focusSearch();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #fire(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

/** Single keys are shortcuts everywhere but where somebody writes. */
function isEditable(event: Event): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-panel': Panel;
  }
}
