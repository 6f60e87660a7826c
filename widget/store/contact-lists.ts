import type { Contact } from '../../backend/contract/contact.ts';
import type { SequencedChange } from '../../backend/contract/feed.ts';
import type { ApiClient, ContactFilter } from '../api/api-client.ts';
import { OpenRequests } from './open-requests.ts';
import type { Told } from './open-requests.ts';
import { followId, followMerge } from './follow-merge.ts';
import { createEmptyList, createInboxState } from './inbox-state.ts';
import type { ContactListState } from './inbox-state.ts';
import type { StateCell } from './state-cell.ts';

export const CONTACT_PAGE_SIZE = 100;
const SEARCH_PAGE_SIZE = 50;
const RECOUNT_DELAY_MS = 1_000;
const COUNTED_FILTERS = ['unread', 'pinned', 'window_open', 'closing_soon'] as const;

/**
 * Contacts beyond the first snapshot: further pages, filters, searches and single ones. All of them
 * meet in one map that the feed keeps right; whatever it tells while a request is under way wins
 * over the answer (see OpenRequests), and what was asked for before a new snapshot is dropped.
 */
export class ContactLists {
  readonly #api: ApiClient;
  readonly #cell: StateCell;
  readonly #requests = new OpenRequests();
  #searchAbort: AbortController | undefined;
  #recountTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: ApiClient, cell: StateCell) {
    this.#api = api;
    this.#cell = cell;
  }

  /** Call with what the feed tells. */
  note(changes: readonly SequencedChange[]): void {
    this.#requests.note(changes);
  }

  stop(): void {
    this.#searchAbort?.abort();
    clearTimeout(this.#recountTimer);
    this.#recountTimer = undefined;
  }

  /** Fetches the first page of `filter`, or the next one. */
  async load(filter: ContactFilter): Promise<void> {
    const list = this.#cell.state.lists[filter];
    if (list.loading === 'first' || list.loading === 'more') return;
    if (list.isComplete || this.#cell.state.lists.all.isComplete) return;
    const epoch = this.#cell.epoch;
    const number = this.#cell.state.listedNumber;
    const isOver = () => epoch !== this.#cell.epoch || number !== this.#cell.state.listedNumber;
    const cursor = list.nextCursor;
    this.#changeList(filter, { loading: cursor === null ? 'first' : 'more' });
    try {
      const { answer: page, told } = await this.#requests.make(() =>
        this.#api.listContacts({
          filter,
          number,
          ...(filter === 'closing_soon' ? { sort: 'closing' } : {}),
          limit: CONTACT_PAGE_SIZE,
          ...(cursor === null ? {} : { cursor }),
        }),
      );
      if (isOver()) return;
      this.#take(page.contacts, told);
      this.#changeList(filter, {
        loading: 'idle',
        nextCursor: page.next_cursor,
        isComplete: page.next_cursor === null,
        totalCount: page.total_count,
      });
    } catch {
      if (!isOver()) this.#changeList(filter, { loading: 'failed' });
    }
  }

  /** Lists the people of one business number, or everybody, and fetches `filter` for that. */
  async chooseNumber(number: string | undefined, filter: ContactFilter): Promise<void> {
    const { lists, listedNumber, search } = this.#cell.state;
    if (number === listedNumber) return;
    const isEverybodyKnown = listedNumber === undefined && lists.all.isComplete;
    this.#cell.change({
      listedNumber: number,
      ...(isEverybodyKnown ? {} : { lists: createInboxState().lists }),
    });
    this.recountLater(0);
    if (search) await this.search(search.text);
    else await this.load(filter);
  }

  /** Searches names, numbers and texts on the server; an empty text ends the search. */
  async search(text: string): Promise<void> {
    this.#searchAbort?.abort();
    const trimmed = text.trim();
    if (trimmed === '') {
      this.#cell.change({ search: undefined });
      return;
    }
    const abort = new AbortController();
    this.#searchAbort = abort;
    const before = this.#cell.state.search?.list ?? createEmptyList();
    this.#cell.change({ search: { text: trimmed, list: { ...before, loading: 'first' } } });
    try {
      const { signal } = abort;
      const { answer: page, told } = await this.#requests.make(() =>
        this.#api.listContacts({
          search: trimmed,
          number: this.#cell.state.listedNumber,
          limit: SEARCH_PAGE_SIZE,
          signal,
        }),
      );
      if (abort.signal.aborted) return;
      this.#take(page.contacts, told);
      const list: ContactListState = {
        loading: 'idle',
        nextCursor: page.next_cursor,
        contactIds: page.contacts.map(({ id }) => id),
        isComplete: page.next_cursor === null,
        totalCount: page.total_count,
      };
      this.#cell.change({ search: { text: trimmed, list } });
    } catch {
      if (abort.signal.aborted) return;
      this.#cell.change({ search: { text: trimmed, list: { ...before, loading: 'failed' } } });
    }
  }

  /** Finds a contact by our id, phone number or user id. Throws ApiError `not_found`. */
  async find(idOrPhone: string): Promise<Contact> {
    const { state } = this.#cell;
    const known = state.contacts.get(followId(state, idOrPhone));
    if (known) return known;
    const epoch = this.#cell.epoch;
    const { answer, told } = await this.#requests.make(() => this.#api.getContact(idOrPhone));
    // A new snapshot may not hold them, and the answer may be older than it: ask again.
    if (epoch !== this.#cell.epoch) return this.find(idOrPhone);
    this.#take([answer], told);
    return this.#cell.state.contacts.get(answer.id) ?? answer;
  }

  /** Asks again for one contact; if that fails, what is shown stays. */
  async refresh(contactId: string): Promise<void> {
    const request = async () => {
      const contact = await this.#api.getContact(contactId);
      // Absorbed by another one while this tab was away.
      if (contact.id !== contactId) {
        this.#cell.change(followMerge(this.#cell.state, contactId, contact));
      }
      return contact;
    };
    await this.change(request).catch(() => undefined);
  }

  /** Shows the answer of `request`, unless the feed has told something newer meanwhile. */
  async change(request: () => Promise<Contact>): Promise<void> {
    const epoch = this.#cell.epoch;
    const { answer, told } = await this.#requests.make(request);
    if (epoch === this.#cell.epoch) this.#take([answer], told);
  }

  #take(answered: readonly Contact[], told: Told): void {
    const contacts = new Map(this.#cell.state.contacts);
    for (const contact of answered) {
      if (!told.contactIds.has(contact.id)) contacts.set(contact.id, told.bringUpToDate(contact));
    }
    this.#cell.change({ contacts });
  }

  #changeList(filter: ContactFilter, part: Partial<ContactListState>): void {
    const { lists } = this.#cell.state;
    this.#cell.change({ lists: { ...lists, [filter]: { ...lists[filter], ...part } } });
  }

  /** The chips' numbers, while not everybody is loaded and so they can't be counted here. */
  recountLater(delayMs = RECOUNT_DELAY_MS): void {
    if (this.#cell.state.lists.all.isComplete) return;
    this.#recountTimer ??= setTimeout(() => {
      this.#recountTimer = undefined;
      for (const filter of COUNTED_FILTERS) void this.#recount(filter);
    }, delayMs);
  }

  async #recount(filter: ContactFilter): Promise<void> {
    const epoch = this.#cell.epoch;
    const number = this.#cell.state.listedNumber;
    try {
      const page = await this.#api.listContacts({ filter, number, limit: 1 });
      const isOver = epoch !== this.#cell.epoch || number !== this.#cell.state.listedNumber;
      if (!isOver) this.#changeList(filter, { totalCount: page.total_count });
    } catch {
      // The numbers stay as they are until the next change.
    }
  }
}
