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
  selectCount,
  selectList,
  selectServerNowMs,
  selectWindowLeftMs,
} from '../../store/selectors.ts';
import { numberName, selectNumbers } from '../../store/numbers.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { listFinderStyles } from '../../styles/list-finder.styles.ts';
import { icon } from '../icon/icon.ts';
import '../menu/menu.ts';
import type { Menu, MenuItem } from '../menu/menu.ts';
import '../number-choice/number-choice.ts';
import type { NumberChosenEvent } from '../number-choice/number-choice.ts';
import { conversationListStyles } from './conversation-list.styles.ts';
import './conversation-row.ts';
import type { ConversationRow } from './conversation-row.ts';
import { renderEmptyList } from './empty-list.ts';

/*
 * The list of conversations. Thousands of them cost no more than twenty: rows have one height, so
 * only those in view (and a few around) are in the document, and padding stands for the rest. The
 * next page is fetched when the end comes near.
 */
const FILTERS = ['all', 'unread', 'pinned', 'window_open', 'closing_soon'] as const;
const FILTER_WORDS = {
  all: 'list.filterAll',
  unread: 'list.filterUnread',
  pinned: 'list.filterPinned',
  window_open: 'list.filterWindowOpen',
  closing_soon: 'list.filterClosingSoon',
} as const;
const OVERSCAN_ROWS = 8;
const LOAD_AHEAD_ROWS = 30;
const SEARCH_DELAY_MS = 200;
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
  @state() private searchText = '';
  @state() private firstRow = 0;
  @state() private rowsInView = 12;
  @state() private tabbableId: string | undefined;
  @state() private menuContact: Contact | undefined;
  @state() private notice = '';
  @state() private showsSkeleton = false;

  @property({ attribute: false }) store!: InboxStore;
  @property({ attribute: 'selected-id' }) selectedId: string | undefined;

  #contacts: Contact[] = [];
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  #resizeObserver: ResizeObserver | undefined;

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
    this.#resizeObserver = new ResizeObserver(() => this.#measure());
    setTimeout(() => (this.showsSkeleton = true), SKELETON_DELAY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizeObserver?.disconnect();
    clearTimeout(this.#searchTimer);
  }

  focusSearch(): void {
    this.input?.focus();
    this.input?.select();
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
      ${hasNobody ? nothing : html`${this.#renderSearch()}${this.#renderFilters()}`}
      <div class="scroller" @scroll=${this.#handleScroll} @keydown=${this.#handleKeydown}>
        ${this.#renderRows()}
      </div>
      <slot name="footer"></slot>
      <chasqui-menu
        .label=${this.menuContact ? t('list.menu', { name: contactName(this.menuContact) }) : ''}
        .items=${this.#menuItems()}
      ></chasqui-menu>
      <p class="notice" role="status" ?hidden=${this.notice === ''}>${this.notice}</p>
    `;
  }

  protected override firstUpdated(): void {
    if (this.scroller) this.#resizeObserver?.observe(this.scroller);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('store') && this.scroller) this.#measure();
    // Heights of the rows that are not there. Set here: a strict CSP forbids style attributes.
    const heightPx = this.#rowHeightPx;
    const last = this.firstRow + this.rowsInView + OVERSCAN_ROWS;
    const before = Math.max(0, this.firstRow - OVERSCAN_ROWS);
    const after = Math.max(0, this.#contacts.length - last);
    this.rows?.style.setProperty('padding-block-start', `${before * heightPx}px`);
    this.rows?.style.setProperty('padding-block-end', `${after * heightPx}px`);
    this.#loadAhead();
  }

  #renderSearch() {
    return html`<div class="search" role="search">
      ${icon('search', 18)}
      <input
        type="text"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck="false"
        placeholder=${t('list.search')}
        aria-label=${t('list.search')}
        .value=${this.searchText}
        @input=${this.#handleSearchInput}
        @keydown=${this.#handleSearchKeydown}
      />
      ${
        this.searchText === ''
          ? html`<kbd aria-hidden="true">/</kbd>`
          : html`<button
              type="button"
              class="icon-button clear"
              aria-label=${t('list.clearSearch')}
              @click=${this.#clearSearch}
            >
              ${icon('close', 16)}
            </button>`
      }
    </div>`;
  }

  #renderFilters() {
    const inbox = this.store.state;
    const nowMs = selectServerNowMs(inbox);
    const numbers = selectNumbers(inbox);
    return html`<div class="chips" role="group" aria-label=${t('list.filters')}>
      ${
        numbers.length < 2
          ? nothing
          : html`<chasqui-number-choice
              .numbers=${numbers}
              .value=${inbox.listedNumber ?? ''}
              .label=${t('list.number')}
              .none=${t('list.allNumbers')}
              @chasqui-number-chosen=${this.#chooseNumber}
            ></chasqui-number-choice>`
      }
      ${FILTERS.map((filter) => {
        const showsCount = filter !== 'all' && !inbox.search && inbox.isLoaded;
        return html`<button
          type="button"
          class="chip"
          aria-pressed=${this.filter === filter}
          @click=${() => this.#chooseFilter(filter)}
        >
          ${t(FILTER_WORDS[filter])}
          ${
            showsCount
              ? html`<span class="count">${selectCount(inbox, filter, nowMs)}</span>`
              : nothing
          }
        </button>`;
      })}
    </div>`;
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
    if (!inbox.isLoaded || list.loading !== 'idle') return this.#renderSkeleton();
    return renderEmptyList({
      filter: this.filter,
      search: inbox.search?.text,
      connection: inbox.connection,
      onClearSearch: this.#clearSearch,
      onNewChat: () => this.dispatchEvent(new Event('chasqui-new-chat', { bubbles: true })),
    });
  }

  #renderWindow() {
    const inbox = this.store.state;
    const nowMs = selectServerNowMs(inbox);
    const now = new Date(nowMs);
    const from = Math.max(0, this.firstRow - OVERSCAN_ROWS);
    const to = this.firstRow + this.rowsInView + OVERSCAN_ROWS;
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
        this.#contacts.slice(from, to),
        ({ id }) => id,
        (contact, index) =>
          html`<li aria-setsize=${this.#contacts.length} aria-posinset=${from + index + 1}>
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

  #renderSkeleton() {
    return html`<div class="skeleton" role="status" ?hidden=${!this.showsSkeleton}>
      <span class="visually-hidden">${t('list.loading')}</span>
      ${[1, 2, 3, 4, 5].map(
        () =>
          html`<div class="bone-row">
            <i class="disc"></i><span><i></i><i></i></span>
          </div>`,
      )}
    </div>`;
  }

  #menuItems(): MenuItem[] {
    const contact = this.menuContact;
    if (!contact) return [];
    const items: MenuItem[] = [
      {
        label: t(contact.is_pinned ? 'list.unpin' : 'list.pin'),
        icon: 'pin',
        run: () => void this.#try(this.store.setPinned(contact.id, !contact.is_pinned)),
      },
    ];
    if (contact.unread_count > 0) {
      items.push({
        label: t('list.markRead'),
        icon: 'mail-open',
        run: () => void this.#try(this.store.markRead(contact.id)),
      });
    }
    items.push({
      label: t(contact.is_blocked ? 'list.unblock' : 'list.block'),
      icon: 'lock',
      run: () => void this.#try(this.store.setBlocked(contact.id, !contact.is_blocked)),
    });
    return items;
  }

  async #try(action: Promise<void>): Promise<void> {
    try {
      await action;
      this.notice = '';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.notice = t('list.actionFailed', { reason });
      setTimeout(() => (this.notice = ''), NOTICE_MS);
    }
  }

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
    this.scroller?.scrollTo({ top: 0 });
    if (!this.store.state.search) void this.store.loadList(filter);
  }

  #chooseNumber = ({ phoneNumberId }: NumberChosenEvent): void => {
    this.scroller?.scrollTo({ top: 0 });
    void this.store.listNumber(phoneNumberId === '' ? undefined : phoneNumberId, this.filter);
  };

  #reload = (): void => {
    if (this.searchText !== '') void this.store.search(this.searchText);
    else void this.store.loadList(this.filter);
  };

  #handleSearchInput(event: InputEvent): void {
    this.searchText = (event.target as HTMLInputElement).value;
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => void this.store.search(this.searchText), SEARCH_DELAY_MS);
  }

  #handleSearchKeydown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape' && this.searchText !== '') {
      event.stopPropagation();
      this.#clearSearch();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.focusRow();
    }
  }

  #clearSearch = (): void => {
    clearTimeout(this.#searchTimer);
    this.searchText = '';
    void this.store.search('');
    this.focusSearch();
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
      PageDown: at + this.rowsInView,
      PageUp: at - this.rowsInView,
    };
    const target = moves[event.key];
    const contact = this.#contacts[at];
    if (target !== undefined) void this.#focusIndex(Math.max(0, Math.min(last, target)));
    else if (event.key === 'p' && contact) {
      void this.#try(this.store.setPinned(contact.id, !contact.is_pinned));
    } else if (event.key === 'F10' && event.shiftKey && contact) {
      const row = this.#rowOf(contact.id);
      if (row) void this.#openMenu(contact.id, row);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #focusIndex(index: number): Promise<void> {
    const heightPx = this.#rowHeightPx;
    const { scroller } = this;
    if (!scroller) return;
    const top = index * heightPx;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + heightPx > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top + heightPx - scroller.clientHeight;
    }
    this.#measure();
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

  get #rowHeightPx(): number {
    return matchMedia('(pointer: coarse)').matches ? 68 : 60;
  }

  #measure = (): void => {
    const { scroller } = this;
    // Hidden (another tab, a closed panel): nothing to learn.
    if (!scroller || scroller.clientHeight === 0) return;
    this.firstRow = Math.floor(scroller.scrollTop / this.#rowHeightPx);
    this.rowsInView = Math.ceil(scroller.clientHeight / this.#rowHeightPx);
  };

  #handleScroll(): void {
    this.#measure();
    const inbox = this.store.state;
    const hasFailed = !inbox.search && inbox.lists[this.filter].loading === 'failed';
    if (hasFailed) void this.store.loadList(this.filter);
  }

  #loadAhead(): void {
    const inbox = this.store.state;
    const list = inbox.lists[this.filter];
    if (!inbox.isLoaded || inbox.search || list.loading !== 'idle' || list.isComplete) return;
    const isNear = this.firstRow + this.rowsInView + LOAD_AHEAD_ROWS >= this.#contacts.length;
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
