import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
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
import '../menu/menu.ts';
import type { Menu } from '../menu/menu.ts';
import '../new-chat/new-chat.ts';
import '../sign-in/sign-in.ts';
import { statusLightStyles } from '../status-light/status-light.ts';
import { accountItems } from './account-menu.ts';
import { LazySettings } from './lazy-settings.ts';
import { renderListFoot, renderListHead } from './list-edges.ts';
import { renderNoChat } from './no-chat.ts';
import { panelHeaderStyles } from './panel-header.styles.ts';
import { renderPanelHeader } from './panel-header.ts';
import { panelTabsStyles } from './panel-tabs.styles.ts';
import { renderPanelTabs } from './panel-tabs.ts';
import type { Tab } from './panel-tabs.ts';
import { panelStyles } from './panel.styles.ts';
import { WidthController } from './width-controller.ts';

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
  static override styles = [
    baseStyles,
    statusLightStyles,
    panelHeaderStyles,
    panelTabsStyles,
    panelStyles,
  ];

  @query('.panel') private readonly root!: HTMLElement;
  @query('chasqui-conversation-list') private readonly list!: ConversationList | null;
  @query('chasqui-chat') private readonly chat!: Chat | null;
  @query('chasqui-menu') private readonly menu!: Menu;

  @state() private tab: Tab = 'chats';
  @state() private contactId: string | undefined;
  @state() private newChatPhone: string | undefined;
  @state() private problem = '';

  @property({ attribute: false }) store!: InboxStore;
  @property({ type: Boolean, reflect: true }) expanded = false;
  /** Whether it is open: a closed panel stays as it is, and marks nothing as read. */
  @property({ type: Boolean }) active = false;
  @property({ attribute: false }) wantedChat: WantedChat | undefined;

  readonly #width = new WidthController(this, WIDE_FROM_PX);
  readonly #settings = new LazySettings(this);
  #isWelcomed = false;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (inbox: InboxState) => inbox,
    );
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
    if (changed.has('tab') && this.tab === 'settings') void this.#settings.load();
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
        ${renderPanelHeader({
          inbox,
          isExpanded: this.expanded,
          onExpand: () => this.#fire('chasqui-panel-expand'),
          onClose: () => this.#fire('chasqui-panel-close'),
        })}
        ${isSignedIn ? this.#renderTabs(inbox) : nothing}
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
        .items=${accountItems(this.store, this.#showProblem)}
      ></chasqui-menu>
    </div>`;
  }

  #renderTabs(inbox: InboxState) {
    return renderPanelTabs({
      inbox,
      selected: this.tab,
      isVertical: this.#width.isWide,
      onSelect: (tab) => this.#showTab(tab),
      onAccount: (opener) => void this.menu.openAt(opener),
      onNewChat: this.#newChat,
    });
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
          @chasqui-new-chat=${this.#newChat}
        >
          ${renderListHead(this.#newChat)} ${renderListFoot(connection, light)}
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
              ${this.#settings.render(this.store, () => this.#showTab('chats'))}
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
        .hints=${this.#width.isWide}
        @chasqui-chat-back=${this.#closeChat}
        >${this.#isChatAlone ? this.#renderBanner() : nothing}</chasqui-chat
      >`;
    }
    return renderNoChat(this.#newChat);
  }

  /** The chat has the panel to itself: the banner then stands under the chat's header. */
  get #isChatAlone(): boolean {
    return this.tab === 'chats' && this.contactId !== undefined && !this.#width.isWide;
  }

  #renderBanner() {
    return html`<chasqui-connection-banner
      .store=${this.store}
      .isInSettings=${this.tab === 'settings'}
      @chasqui-open-settings=${() => this.#showTab('settings')}
    ></chasqui-connection-banner>`;
  }

  /** An admin who has neither a number nor a chat begins with the settings, which have the guide. */
  #welcome({ isLoaded, connection, contacts, operator }: InboxState): void {
    if (!isLoaded || !connection || !operator) return;
    this.#isWelcomed = true;
    const isEmpty = !connection.is_configured && contacts.size === 0;
    if (isEmpty && operator.role === 'admin' && !this.wantedChat) this.tab = 'settings';
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

  readonly #closeChat = async (): Promise<void> => {
    this.contactId = undefined;
    this.newChatPhone = undefined;
    await this.updateComplete;
    this.list?.focusRow();
  };

  readonly #newChat = () => void this.#startNewChat('');

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

  readonly #showProblem = (problem: string) => {
    this.problem = problem;
  };

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
