import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Contact } from '../../../backend/contract/contact.ts';
import type { ContactFilter } from '../../api/api-client.ts';
import { t } from '../../i18n/inbox-words.ts';
import { contactName } from '../../store/contact-name.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { MinuteController } from '../../store/minute-controller.ts';
import {
  selectContacts,
  selectList,
  selectServerNowMs,
  selectWindowLeftMs,
} from '../../store/selectors.ts';
import { numberName, selectNumbers } from '../../store/numbers.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { listFinderStyles } from '../../styles/list-finder.styles.ts';
import '../menu/menu.ts';
import type { Menu } from '../menu/menu.ts';
import { conversationListStyles } from './conversation-list.styles.ts';
import './conversation-row.ts';
import type { ConversationRow } from './conversation-row.ts';
import { renderEmptyList } from './empty-list.ts';
import { renderListFilters } from './list-filters.ts';
import { ListSearch } from './list-search.ts';
import { renderListSkeleton } from './list-skeleton.ts';
import { ListWindow } from './list-window.ts';
import { rowActions } from './row-actions.ts';

const LOAD_AHEAD_ROWS = 30;
const SKELETON_DELAY_MS = 300;
const NOTICE_MS = 5_000;

/** Fired when a person chooses a conversation. */
export class ChatChosenEvent extends Event {
  static readonly eventName = 'chasqui-chat-chosen';
  readonly contactId: string;

  constructor(contactId: string) {
    super(ChatChosenEvent.eventName, { bubbles: true, composed: true });
    this.contactId = contactId;
  }
}

/**
 * The list of conversations. The next page is fetched when the end comes near.
 *
 * @fires chasqui-chat-chosen
 * @fires chasqui-new-chat - a person wants to write first
 * @slot header - above the search, in the expanded layout
 * @slot footer - below the rows, in the expanded layout
 */
@customElement('chasqui-conversation-list')
export class ConversationList extends LitElement {
  static override styles = [baseStyles, listFinderStyles, conversationListStyles];

  @query('.scroller') private readonly scroller!: HTMLElement | null;
  @query('.rows') private readonly rows!: HTMLElement | null;
  @query('input') private readonly input!: HTMLInputElement | null;
  @query('chasqui-menu') private readonly menu!: Menu;

  @state() private filter: ContactFilter = 'all';
  @state() private tabbableId: string | undefined;
  @state() private menuContact: Contact | undefined;
  @state() private notice = '';
  @state() private showsSkeleton = false;

  @property({ attribute: false }) store!: InboxStore;
  @property({ attribute: 'selected-id' }) selectedId: string | undefined;

  #contacts: Contact[] = [];
  readonly #search = new ListSearch(this, {
    getStore: () => this.store,
    getInput: () => this.input,
    onDown: () => this.focusRow(),
  });
  readonly #window = new ListWindow(this, {
    getScroller: () => this.scroller,
    getRows: () => this.rows,
    getCount: () => this.#contacts.length,
  });

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (inbox) => inbox,
    );
    new MinuteController(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setTimeout(() => (this.showsSkeleton = true), SKELETON_DELAY_MS);
  }

  focusSearch(): void {
    this.#search.focus();
  }

  /** Puts the focus on the row that Tab would reach, or on the search when there is none. */
  focusRow(): void {
    const row =
      this.#rowOf(this.tabbableId) ?? this.renderRoot.querySelector('chasqui-conversation-row');
    if (row) row.focus();
    else this.focusSearch();
  }

  protected override willUpdate(): void {
    const nowMs = selectServerNowMs(this.store.state);
    this.#contacts = selectContacts(this.store.state, this.filter, nowMs);
    if (!this.#contacts.some(({ id }) => id === this.tabbableId)) {
      this.tabbableId = this.#contacts[0]?.id;
    }
  }

  protected override render() {
    const inbox = this.store.state;
    const hasNobody = inbox.isLoaded && inbox.lists.all.isComplete && inbox.contacts.size === 0;
    return html`
      <slot name="header"></slot>
      ${hasNobody ? nothing : html`${this.#search.render()}${this.#renderFilters()}`}
      <div class="scroller" @scroll=${this.#handleScroll} @keydown=${this.#handleKeydown}>
        ${this.#renderRows()}
      </div>
      <slot name="footer"></slot>
      <chasqui-menu
        .label=${this.menuContact ? t('list.menu', { name: contactName(this.menuContact) }) : ''}
        .items=${this.menuContact ? rowActions(this.menuContact, this.store, this.#attempt) : []}
      ></chasqui-menu>
      <p class="notice" role="status" ?hidden=${this.notice === ''}>${this.notice}</p>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('store')) this.#window.measure();
    this.#loadAhead();
  }

  #renderFilters() {
    return renderListFilters({
      inbox: this.store.state,
      chosen: this.filter,
      onChoose: (filter) => this.#chooseFilter(filter),
      onChooseNumber: (phoneNumberId) => {
        this.#window.scrollToTop();
        void this.store.listNumber(phoneNumberId, this.filter);
      },
    });
  }

  #renderRows() {
    const inbox = this.store.state;
    const list = selectList(inbox, this.filter);
    if (this.#contacts.length > 0) return this.#renderWindow();
    if (list.loading === 'failed' || inbox.loadProblem !== undefined) {
      return html`<div class="problem" role="alert">
        <p>${t('list.loadFailed')}</p>
        <button type="button" class="button" @click=${this.#reload}>${t('panel.tryAgain')}</button>
      </div>`;
    }
    if (!inbox.isLoaded || list.loading !== 'idle') {
      return renderListSkeleton(!this.showsSkeleton);
    }
    return renderEmptyList({
      filter: this.filter,
      search: inbox.search?.text,
      connection: inbox.connection,
      onClearSearch: this.#search.clear,
      onNewChat: () => this.dispatchEvent(new Event('chasqui-new-chat', { bubbles: true })),
    });
  }

  #renderWindow() {
    const inbox = this.store.state;
    const nowMs = selectServerNowMs(inbox);
    const now = new Date(nowMs);
    const { start, end } = this.#window;
    const numbers = selectNumbers(inbox);
    const tellsNumber = numbers.length > 1 && inbox.listedNumber === undefined;
    return html`<ul
      class="rows"
      aria-label=${t('list.name')}
      @chasqui-row-open=${(event: CustomEvent<{ contactId: string }>) =>
        this.#choose(event.detail.contactId)}
      @chasqui-row-menu=${(event: CustomEvent<{ contactId: string; opener: HTMLElement }>) =>
        this.#openMenu(event.detail.contactId, event.detail.opener)}
    >
      ${repeat(
        this.#contacts.slice(start, end),
        ({ id }) => id,
        (contact, index) =>
          html`<li aria-setsize=${this.#contacts.length} aria-posinset=${start + index + 1}>
            <chasqui-conversation-row
              data-id=${contact.id}
              .contact=${contact}
              .number=${tellsNumber ? numberName(numbers, contact.phone_number_id) : ''}
              .now=${now}
              .windowLeft=${selectWindowLeftMs(contact, nowMs)}
              .draft=${this.store.drafts.get(contact.id)}
              .selected=${contact.id === this.selectedId}
              .tabbable=${contact.id === this.tabbableId}
            ></chasqui-conversation-row>
          </li>`,
      )}
    </ul>`;
  }

  readonly #attempt = async (action: Promise<void>): Promise<void> => {
    try {
      await action;
      this.notice = '';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.notice = t('list.actionFailed', { reason });
      setTimeout(() => (this.notice = ''), NOTICE_MS);
    }
  };

  async #openMenu(contactId: string, opener: HTMLElement): Promise<void> {
    this.menuContact = this.store.state.contacts.get(contactId);
    await this.updateComplete;
    await this.menu.openAt(opener);
  }

  #choose(contactId: string): void {
    this.tabbableId = contactId;
    this.dispatchEvent(new ChatChosenEvent(contactId));
  }

  #chooseFilter(filter: ContactFilter): void {
    this.filter = filter;
    this.#window.scrollToTop();
    if (!this.store.state.search) void this.store.loadList(filter);
  }

  readonly #reload = (): void => {
    if (this.#search.text !== '') void this.store.search(this.#search.text);
    else void this.store.loadList(this.filter);
  };

  #handleKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#contacts.length === 0) return;
    const at = this.#contacts.findIndex(({ id }) => id === this.tabbableId);
    const last = this.#contacts.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      Home: 0,
      End: last,
      PageDown: at + this.#window.rowsInView,
      PageUp: at - this.#window.rowsInView,
    };
    const target = moves[event.key];
    const contact = this.#contacts[at];
    if (target !== undefined) void this.#focusIndex(Math.max(0, Math.min(last, target)));
    else if (event.key === 'p' && contact) {
      void this.#attempt(this.store.setPinned(contact.id, !contact.is_pinned));
    } else if (event.key === 'F10' && event.shiftKey && contact) {
      const row = this.#rowOf(contact.id);
      if (row) void this.#openMenu(contact.id, row);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #focusIndex(index: number): Promise<void> {
    this.#window.scrollTo(index);
    this.tabbableId = this.#contacts[index]?.id;
    await this.updateComplete;
    const row = this.#rowOf(this.tabbableId);
    await row?.updateComplete;
    row?.focus({ preventScroll: true });
  }

  #rowOf(contactId: string | undefined): ConversationRow | null {
    if (contactId === undefined) return null;
    const rows = this.renderRoot.querySelectorAll<ConversationRow>('chasqui-conversation-row');
    return [...rows].find((row) => row.contact.id === contactId) ?? null;
  }

  #handleScroll(): void {
    this.#window.measure();
    const inbox = this.store.state;
    const hasFailed = !inbox.search && inbox.lists[this.filter].loading === 'failed';
    if (hasFailed) void this.store.loadList(this.filter);
  }

  #loadAhead(): void {
    const inbox = this.store.state;
    const list = inbox.lists[this.filter];
    if (!inbox.isLoaded || inbox.search || list.loading !== 'idle' || list.isComplete) return;
    const isNear = this.#window.lastInView + LOAD_AHEAD_ROWS >= this.#contacts.length;
    if (isNear) void this.store.loadList(this.filter);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-conversation-list': ConversationList;
  }
  interface HTMLElementEventMap {
    'chasqui-chat-chosen': ChatChosenEvent;
  }
}
