import type { Contact, ContactPage } from '../../backend/contract/contact.ts';
import type { SequencedChange } from '../../backend/contract/feed.ts';
import type { Message } from '../../backend/contract/message.ts';
import type { LoginRequest, Operator, SetupRequest } from '../../backend/contract/operator.ts';
import { ApiClient } from '../api/api-client.ts';
import type { ContactFilter } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { FeedConnection } from '../api/feed-connection.ts';
import type { FeedConnectionOptions, FeedState } from '../api/feed-connection.ts';
import type { Fetch } from '../api/http-request.ts';
import { ReconnectPolicy } from '../api/reconnect-policy.ts';
import { Session } from '../api/session.ts';
import type { SessionEnd } from '../api/session.ts';
import { applyChange } from './apply-change.ts';
import { Drafts } from './drafts.ts';
import { createEmptyList, createInboxState, emptyLog } from './inbox-state.ts';
import type { ContactListState, InboxState, MessageLog } from './inbox-state.ts';
import { insertMessage, isAwaitingNewest, joinNewestPage, joinOlderPage } from './message-log.ts';
import { MessageSender, randomId } from './message-sender.ts';

/*
 * The inbox behind the screens: one immutable state, replaced at every change, and the actions that
 * change it.
 *
 *  1. `start()` restores the session of this tab. Signed in, it takes a snapshot (contacts with the
 *     feed's seq), then follows the feed from there; so the launcher's badge and light are right
 *     while the panel has never been opened.
 *  2. Everything the server tells comes through applyChange(). A `reset`, or a failed snapshot, is
 *     answered by a new snapshot; changes that arrive meanwhile are applied after it.
 *  3. Messages of a conversation are fetched when it is opened and then kept right by the feed.
 *  4. Sending is MessageSender's: see there.
 *  5. A lost line is shown only after 4 s: most come back before anybody needs to know.
 */

const CONTACT_PAGE_SIZE = 100;
const MESSAGE_PAGE_SIZE = 50;
const SHOW_LOST_AFTER_MS = 4_000;
const RECOUNT_DELAY_MS = 1_000;
const COUNTED_FILTERS = ['unread', 'pinned', 'window_open'] as const;

export interface InboxStoreOptions {
  backendUrl: string;
  fetch?: Fetch;
  getHostToken?: (() => Promise<string> | string) | undefined;
  sessionStorage?: Storage | undefined;
  localStorage?: Storage | undefined;
  /** Default: a WebSocket. */
  createSocket?: FeedConnectionOptions['createSocket'];
}

export class InboxStore {
  readonly api: ApiClient;
  /** What the operator typed and has not sent. */
  drafts: Drafts;
  readonly #options: InboxStoreOptions;
  readonly #session: Session;
  readonly #feed: FeedConnection;
  readonly #sender: MessageSender;
  readonly #snapshotPolicy = new ReconnectPolicy({ firstDelayMs: 1_000 });
  readonly #listeners = new Set<() => void>();
  #state: InboxState = createInboxState();
  /** Changes that wait for the snapshot they come after; undefined when none is on its way. */
  #heldChanges: SequencedChange[] | undefined;
  #searchAbort: AbortController | undefined;
  #snapshotTimer: ReturnType<typeof setTimeout> | undefined;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  #recountTimer: ReturnType<typeof setTimeout> | undefined;
  #isStarted = false;
  /** Grows with each sign-in, so that answers for an earlier one are dropped. */
  #epoch = 0;
  /** Only the snapshot that was asked for last counts. */
  #snapshots = 0;

  constructor(options: InboxStoreOptions) {
    this.#options = options;
    const { backendUrl } = options;
    const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
    const storage = options.sessionStorage ?? new MemoryStorage();
    this.#session = new Session({
      backendUrl,
      fetch,
      storage,
      getHostToken: options.getHostToken,
    });
    this.api = new ApiClient({ backendUrl, fetch, session: this.#session });
    this.drafts = new Drafts(options.localStorage, backendUrl);
    this.#feed = new FeedConnection({
      backendUrl,
      session: this.#session,
      getAfterSeq: () => this.#heldChanges?.at(-1)?.seq ?? this.#state.seq,
      onState: (state) => this.#showFeedState(state),
      onWelcome: (frame) => this.#setClock(frame.server_time),
      onChanges: (changes) => this.#receive(changes),
      onReset: () => void this.#takeSnapshot(),
      ...(options.createSocket ? { createSocket: options.createSocket } : {}),
    });
    this.#sender = new MessageSender({
      api: this.api,
      getState: () => this.#state,
      setPending: (pending) => this.#change({ pending }),
      onSent: (message) => this.#noteSent(message),
      storage,
    });
    this.#session.onEnd((why) => this.#signedOut(why));
  }

  get state(): InboxState {
    return this.#state;
  }

  /** Calls `listener` after each change of `state`. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Restores the session, if there is one, and follows the server from then on. */
  async start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    if (!this.#session.isRestorable) {
      this.#change({ session: 'signed_out' });
      return;
    }
    try {
      await this.#session.getAccessToken();
      this.#signedIn();
    } catch (error) {
      // A refusal has told onEnd already. No answer: the server is away, keep trying.
      if (!(error instanceof ApiError) || !error.isTransient) {
        if (this.#state.session === 'restoring') this.#change({ session: 'signed_out' });
        return;
      }
      this.#change({ live: navigator.onLine ? 'reconnecting' : 'offline' });
      this.#retryLater(() => {
        this.#isStarted = false;
        void this.start();
      });
    }
  }

  /** Stops everything and keeps the session, for when the element leaves the page. */
  stop(): void {
    this.#isStarted = false;
    this.#epoch++;
    this.#feed.stop();
    this.#sender.stop();
    for (const timer of [this.#snapshotTimer, this.#lostTimer, this.#recountTimer]) {
      clearTimeout(timer);
    }
  }

  // Sign-in

  /** Throws ApiError with the server's words. */
  async signIn(request: LoginRequest): Promise<void> {
    await this.api.logIn(request);
    this.#signedIn();
  }

  /** Makes the first admin and signs them in. Throws ApiError with the server's words. */
  async setUp(request: SetupRequest): Promise<void> {
    await this.api.setUp(request);
    this.#signedIn();
  }

  async signOut(): Promise<void> {
    this.drafts.forgetAll();
    this.#sender.forget();
    await this.api.logOut();
  }

  // Lists

  /** Fetches the first page of `filter`, or the next one. */
  async loadList(filter: ContactFilter): Promise<void> {
    const list = this.#state.lists[filter];
    if (list.loading === 'first' || list.loading === 'more') return;
    if (list.isComplete || this.#state.lists.all.isComplete) return;
    const epoch = this.#epoch;
    const cursor = list.nextCursor;
    this.#changeList(filter, { loading: cursor === null ? 'first' : 'more' });
    try {
      const page = await this.api.listContacts({
        filter,
        limit: CONTACT_PAGE_SIZE,
        ...(cursor === null ? {} : { cursor }),
      });
      if (epoch !== this.#epoch) return;
      this.#takeContacts(page);
      this.#changeList(filter, {
        loading: 'idle',
        nextCursor: page.next_cursor,
        isComplete: page.next_cursor === null,
        totalCount: page.total_count,
      });
    } catch {
      if (epoch === this.#epoch) this.#changeList(filter, { loading: 'failed' });
    }
  }

  /** Searches names, numbers and texts on the server; an empty text ends the search. */
  async search(text: string): Promise<void> {
    this.#searchAbort?.abort();
    const trimmed = text.trim();
    if (trimmed === '') {
      this.#change({ search: undefined });
      return;
    }
    const abort = new AbortController();
    this.#searchAbort = abort;
    const before = this.#state.search?.list ?? createEmptyList();
    this.#change({ search: { text: trimmed, list: { ...before, loading: 'first' } } });
    try {
      const { signal } = abort;
      const page = await this.api.listContacts({ search: trimmed, limit: 50, signal });
      if (abort.signal.aborted) return;
      this.#takeContacts(page);
      const list: ContactListState = {
        loading: 'idle',
        nextCursor: page.next_cursor,
        contactIds: page.contacts.map(({ id }) => id),
        isComplete: page.next_cursor === null,
        totalCount: page.total_count,
      };
      this.#change({ search: { text: trimmed, list } });
    } catch {
      if (abort.signal.aborted) return;
      this.#change({ search: { text: trimmed, list: { ...before, loading: 'failed' } } });
    }
  }

  // Conversations

  /** Fetches the newest messages, unless the feed keeps them right already. */
  async openLog(contactId: string): Promise<void> {
    const log = this.#state.logs.get(contactId);
    if (log && log.loading !== 'failed' && log.loading !== 'stale') return;
    await this.#loadLog(contactId, { ...(log ?? emptyLog), loading: 'newest' });
  }

  async loadOlder(contactId: string): Promise<void> {
    const log = this.#state.logs.get(contactId);
    if (!log || log.olderCursor === null) return;
    if (log.loading !== 'idle' && log.loading !== 'older_failed') return;
    await this.#loadLog(contactId, { ...log, loading: 'older' });
  }

  /** Finds a contact by our id, phone number or user id. Throws ApiError `not_found`. */
  async findContact(idOrPhone: string): Promise<Contact> {
    const known = this.#state.contacts.get(idOrPhone);
    if (known) return known;
    const contact = await this.api.getContact(idOrPhone);
    this.#putContact(contact);
    return contact;
  }

  async markRead(contactId: string): Promise<void> {
    await this.#changeContact(contactId, () => this.api.markRead(contactId));
  }

  async setPinned(contactId: string, isPinned: boolean): Promise<void> {
    await this.#changeContact(contactId, () =>
      this.api.updateContact(contactId, { is_pinned: isPinned }),
    );
  }

  // Sending

  send(contactId: string, text: string): void {
    this.#sender.send(contactId, text);
  }

  retryPending(clientMessageId: string): void {
    this.#sender.retry(clientMessageId);
  }

  discardPending(clientMessageId: string): void {
    this.#sender.discard(clientMessageId);
  }

  /** Sends a failed or unconfirmed message again, because a person wishes so. */
  async retryMessage(messageId: string): Promise<void> {
    await this.api.retryMessage(messageId);
  }

  /** A key for one click, for `startChat`. */
  createClientMessageId(): string {
    return randomId();
  }

  /** Writes to a number that may be new. Returns whom it turned out to be. Throws ApiError. */
  async startChat(phoneNumber: string, text: string, clientMessageId: string): Promise<Contact> {
    const message = await this.api.sendMessage({
      phone_number: phoneNumber,
      message_text: text,
      client_message_id: clientMessageId,
    });
    return this.findContact(message.contact_id);
  }

  /** Asks again for the connected number; settings.changed keeps it right from then on. */
  async refreshConnection(): Promise<void> {
    this.#change({ connection: await this.api.getConnection() });
  }

  // Inside

  #change(part: Partial<InboxState>): void {
    const { pending } = this.#state;
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
    // Not at the end of a session: what is pending waits for the next sign-in.
    if (this.#state.session === 'signed_in' && this.#state.pending !== pending) {
      this.#sender.persist();
    }
  }

  #signedIn(): void {
    const operator = this.#session.operator as Operator;
    const owner = `${this.#options.backendUrl}:${operator.id}`;
    this.#epoch++;
    this.drafts = new Drafts(this.#options.localStorage, owner);
    this.#state = { ...createInboxState(), session: 'signed_in', operator };
    this.#sender.start(owner);
    void this.#takeSnapshot();
  }

  #signedOut(why: SessionEnd): void {
    this.#epoch++;
    this.#heldChanges = undefined;
    this.#feed.stop();
    this.#sender.stop();
    clearTimeout(this.#snapshotTimer);
    clearTimeout(this.#lostTimer);
    this.#change({ ...createInboxState(), session: 'signed_out', sessionEnd: why });
  }

  async #takeSnapshot(): Promise<void> {
    const epoch = this.#epoch;
    const snapshot = ++this.#snapshots;
    this.#heldChanges ??= [];
    try {
      const [page, connection] = await Promise.all([
        this.api.listContacts({ limit: CONTACT_PAGE_SIZE }),
        this.api.getConnection(),
      ]);
      if (epoch !== this.#epoch || snapshot !== this.#snapshots) return;
      this.#snapshotPolicy.reset();
      this.#startFromSnapshot(page, { connection });
    } catch (error) {
      if (epoch !== this.#epoch || snapshot !== this.#snapshots) return;
      this.#change({ loadProblem: error instanceof Error ? error.message : String(error) });
      this.#retryLater(() => void this.#takeSnapshot());
    }
  }

  #startFromSnapshot(page: ContactPage, part: Partial<InboxState>): void {
    const fresh = createInboxState();
    this.#change({
      ...part,
      isLoaded: true,
      loadProblem: undefined,
      seq: page.seq,
      unreadCount: page.unread_count,
      contacts: new Map(page.contacts.map((contact) => [contact.id, contact])),
      lists: {
        ...fresh.lists,
        all: {
          loading: 'idle',
          contactIds: [],
          nextCursor: page.next_cursor,
          isComplete: page.next_cursor === null,
          totalCount: page.total_count,
        },
      },
      logs: new Map([...this.#state.logs].map(([id, log]) => [id, makeStale(log)])),
    });
    this.#setClock(page.server_time);
    const held = this.#heldChanges ?? [];
    this.#heldChanges = undefined;
    this.#receive(held);
    this.#feed.start();
    if (!this.#state.lists.all.isComplete) this.#recountLater(0);
    if (this.#state.search) void this.search(this.#state.search.text);
  }

  #receive(changes: readonly SequencedChange[]): void {
    if (this.#heldChanges) {
      this.#heldChanges.push(...changes);
      return;
    }
    if (changes.length === 0) return;
    this.#change(changes.reduce(applyChange, this.#state));
    if (!this.#state.lists.all.isComplete) this.#recountLater(RECOUNT_DELAY_MS);
  }

  #showFeedState(state: FeedState): void {
    if (state === 'live') {
      clearTimeout(this.#lostTimer);
      this.#lostTimer = undefined;
      this.#change({ live: 'live' });
      this.#sender.wake();
    } else if (!navigator.onLine) {
      this.#change({ live: 'offline' });
    } else if (this.#state.live === 'offline') {
      this.#change({ live: 'reconnecting' });
    } else {
      this.#lostTimer ??= setTimeout(() => {
        this.#lostTimer = undefined;
        this.#change({ live: navigator.onLine ? 'reconnecting' : 'offline' });
      }, SHOW_LOST_AFTER_MS);
    }
  }

  async #loadLog(contactId: string, loading: MessageLog): Promise<void> {
    const epoch = this.#epoch;
    this.#putLog(contactId, loading);
    const isOlder = loading.loading === 'older';
    try {
      const page = await this.api.listMessages({
        contact: contactId,
        limit: MESSAGE_PAGE_SIZE,
        ...(isOlder && loading.olderCursor !== null ? { cursor: loading.olderCursor } : {}),
      });
      const log = this.#state.logs.get(contactId);
      if (epoch !== this.#epoch || !log) return;
      const join = isOlder ? joinOlderPage : joinNewestPage;
      this.#putLog(contactId, join(log, page.messages, page.next_cursor));
    } catch {
      const log = this.#state.logs.get(contactId);
      if (epoch !== this.#epoch || !log) return;
      this.#putLog(contactId, { ...log, loading: isOlder ? 'older_failed' : 'failed' });
    }
  }

  /** The answer to our own send; the feed's copy, if it came first, knows more. */
  #noteSent(message: Message): void {
    const log = this.#state.logs.get(message.contact_id);
    if (!log || isAwaitingNewest(log)) return;
    if (log.messages.some(({ id }) => id === message.id)) return;
    this.#putLog(message.contact_id, { ...log, messages: insertMessage(log.messages, message) });
  }

  #putLog(contactId: string, log: MessageLog): void {
    this.#change({ logs: new Map(this.#state.logs).set(contactId, log) });
  }

  /** Shows the answer, unless the feed has told something newer about the contact meanwhile. */
  async #changeContact(contactId: string, request: () => Promise<Contact>): Promise<void> {
    const before = this.#state.contacts.get(contactId);
    const contact = await request();
    if (this.#state.contacts.get(contactId) === before) this.#putContact(contact);
  }

  #putContact(contact: Contact): void {
    this.#change({ contacts: new Map(this.#state.contacts).set(contact.id, contact) });
  }

  /** Adds people the feed has not told about; what it told is at least as new as this page. */
  #takeContacts(page: ContactPage): void {
    const contacts = new Map(this.#state.contacts);
    for (const contact of page.contacts) {
      if (!contacts.has(contact.id) || page.seq >= this.#state.seq) {
        contacts.set(contact.id, contact);
      }
    }
    this.#change({ contacts });
  }

  #changeList(filter: ContactFilter, part: Partial<ContactListState>): void {
    const { lists } = this.#state;
    this.#change({ lists: { ...lists, [filter]: { ...lists[filter], ...part } } });
  }

  /** The chips' numbers, while not everybody is loaded and so they can't be counted here. */
  #recountLater(delayMs: number): void {
    this.#recountTimer ??= setTimeout(() => {
      this.#recountTimer = undefined;
      for (const filter of COUNTED_FILTERS) void this.#recount(filter);
    }, delayMs);
  }

  async #recount(filter: ContactFilter): Promise<void> {
    const epoch = this.#epoch;
    try {
      const page = await this.api.listContacts({ filter, limit: 1 });
      if (epoch === this.#epoch) this.#changeList(filter, { totalCount: page.total_count });
    } catch {
      // The numbers stay as they are until the next change.
    }
  }

  #setClock(serverTime: string): void {
    this.#change({ clockOffsetMs: Date.parse(serverTime) - Date.now() });
  }

  #retryLater(action: () => void): void {
    clearTimeout(this.#snapshotTimer);
    const delayMs = this.#snapshotPolicy.nextDelayMs(Date.now());
    this.#snapshotTimer = setTimeout(action, delayMs);
  }
}

/** After a new snapshot: what a log missed is unknown until it is fetched again. */
function makeStale(log: MessageLog): MessageLog {
  return { ...log, loading: 'stale', overtaken: new Map() };
}

/** Where the browser forbids storage (a sandboxed frame), a session lasts as long as the page. */
class MemoryStorage implements Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  readonly #values = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#values.set(key, value);
  }

  removeItem(key: string): void {
    this.#values.delete(key);
  }
}
