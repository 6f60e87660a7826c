import type { Contact, ContactPage } from '../../backend/contract/contact.ts';
import type { SequencedChange } from '../../backend/contract/feed.ts';
import type { LoginRequest, Operator, SetupRequest } from '../../backend/contract/operator.ts';
import { ApiClient } from '../api/api-client.ts';
import type { ContactFilter } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { FeedConnection } from '../api/feed-connection.ts';
import type { FeedConnectionOptions, FeedState } from '../api/feed-connection.ts';
import type { Fetch } from '../api/http-request.ts';
import { MediaLinks } from '../api/media-links.ts';
import { MemoryStorage } from '../api/memory-storage.ts';
import { ReconnectPolicy } from '../api/reconnect-policy.ts';
import { Session } from '../api/session.ts';
import type { SessionEnd } from '../api/session.ts';
import { applyChange } from './apply-change.ts';
import { CONTACT_PAGE_SIZE, ContactLists } from './contact-lists.ts';
import { Drafts } from './drafts.ts';
import { createInboxState } from './inbox-state.ts';
import type { InboxState, PendingTemplate } from './inbox-state.ts';
import { MessageLogs } from './message-logs.ts';
import { MessageSender } from './message-sender.ts';
import { selectSendingNumber } from './numbers.ts';
import { OutgoingFiles } from './outgoing-files.ts';
import { randomId } from './random-id.ts';
import { StateCell } from './state-cell.ts';
import { OwnReactions } from './own-reactions.ts';
import { TypingNotes } from './typing-notes.ts';

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

const SHOW_LOST_AFTER_MS = 4_000;
/** Kinds of files that words can stand beside. */
const CAPTIONED: ReadonlySet<string> = new Set(['image', 'video', 'document']);

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
  readonly mediaLinks: MediaLinks;
  /** Files on their way to the server. */
  readonly files: OutgoingFiles;
  /** Whom the operator is writing to. */
  readonly typing: TypingNotes;
  readonly reactions: OwnReactions;
  /** What the operator typed and has not sent. */
  drafts: Drafts;
  readonly #options: InboxStoreOptions;
  readonly #session: Session;
  readonly #feed: FeedConnection;
  readonly #sender: MessageSender;
  readonly #snapshotPolicy = new ReconnectPolicy({ firstDelayMs: 1_000 });
  readonly #cell = new StateCell();
  readonly #lists: ContactLists;
  readonly #logs: MessageLogs;
  /** Changes that wait for the snapshot they come after; undefined when none is on its way. */
  #heldChanges: SequencedChange[] | undefined;
  #snapshotTimer: ReturnType<typeof setTimeout> | undefined;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  #isStarted = false;
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
    this.typing = new TypingNotes((contactId) => {
      const contact = this.state.contacts.get(contactId);
      const number = contact && selectSendingNumber(this.state, contact);
      return this.api.showTyping(contactId, number?.phone_number_id);
    });
    this.mediaLinks = new MediaLinks(this.api);
    this.reactions = new OwnReactions(this.api, this.#cell);
    this.#lists = new ContactLists(this.api, this.#cell);
    this.#logs = new MessageLogs(this.api, this.#cell);
    this.drafts = new Drafts(options.localStorage, backendUrl);
    this.#feed = new FeedConnection({
      backendUrl,
      session: this.#session,
      getAfterSeq: () => this.#heldChanges?.at(-1)?.seq ?? this.state.seq,
      onState: (state) => this.#showFeedState(state),
      onWelcome: (frame) => this.#setClock(frame.server_time),
      onChanges: (changes) => this.#receive(changes),
      onReset: () => void this.#takeSnapshot(),
      ...(options.createSocket ? { createSocket: options.createSocket } : {}),
    });
    this.files = new OutgoingFiles({
      api: this.api,
      links: this.mediaLinks,
      getState: () => this.state,
      setFiles: (files) => this.#cell.change({ files }),
    });
    this.#sender = new MessageSender({
      api: this.api,
      files: this.files,
      getState: () => this.state,
      setPending: (pending) => this.#cell.change({ pending }),
      onSent: (message) => this.#logs.noteSent(message),
      storage,
    });
    this.#session.onEnd((why) => this.#signedOut(why));
  }

  get state(): InboxState {
    return this.#cell.state;
  }

  /** Calls `listener` after each change of `state`. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    return this.#cell.subscribe(listener);
  }

  /** Restores the session, if there is one, and follows the server from then on. */
  async start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    if (!this.#session.isRestorable) {
      this.#cell.change({ session: 'signed_out' });
      return;
    }
    try {
      await this.#session.getAccessToken();
      this.#signedIn();
    } catch (error) {
      // A refusal has told onEnd already. No answer: the server is away, keep trying.
      if (!(error instanceof ApiError) || !error.isTransient) {
        if (this.state.session === 'restoring') this.#cell.change({ session: 'signed_out' });
        return;
      }
      this.#cell.change({ live: navigator.onLine ? 'reconnecting' : 'offline' });
      this.#retryLater(() => {
        this.#isStarted = false;
        void this.start();
      });
    }
  }

  /** Stops everything and keeps the session, for when the element leaves the page. */
  stop(): void {
    this.#isStarted = false;
    this.#cell.abandonAnswers();
    this.#stopFollowing();
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
    await this.#lists.load(filter);
  }

  /** Lists only people who were in touch by this business number; undefined: everybody. */
  async listNumber(phoneNumberId: string | undefined, filter: ContactFilter): Promise<void> {
    await this.#lists.chooseNumber(phoneNumberId, filter);
  }

  /** Searches names, numbers and texts on the server; an empty text ends the search. */
  async search(text: string): Promise<void> {
    await this.#lists.search(text);
  }

  // Conversations

  /** Fetches the newest messages, unless the feed keeps them right already, or it failed before. */
  async openLog(contactId: string): Promise<void> {
    await this.#logs.open(contactId);
  }

  /** Fetches the newest messages after that has failed. */
  async retryLog(contactId: string): Promise<void> {
    await this.#logs.retry(contactId);
  }

  async loadOlder(contactId: string): Promise<void> {
    await this.#logs.loadOlder(contactId);
  }

  /** Finds a contact by our id, phone number or user id. Throws ApiError `not_found`. */
  async findContact(idOrPhone: string): Promise<Contact> {
    return this.#lists.find(idOrPhone);
  }

  async markRead(contactId: string): Promise<void> {
    await this.#lists.change(() => this.api.markRead(contactId));
  }

  /** Makes two contacts again of what was merged. Throws ApiError. */
  async undoMerge(contactId: string, mergeId: string): Promise<void> {
    await this.api.undoMerge(contactId, mergeId);
  }

  /** Sends the question with WhatsApp's button that shares the customer's number. Throws ApiError. */
  async askForPhone(contactId: string, text: string): Promise<void> {
    const message = await this.api.sendMessage({
      to: contactId,
      type: 'interactive',
      interactive: {
        type: 'request_contact_info',
        body: { text },
        action: { name: 'request_contact_info' },
      },
      client_message_id: this.createClientMessageId(),
    });
    this.#logs.noteSent(message);
  }

  async setPinned(contactId: string, isPinned: boolean): Promise<void> {
    const request = () => this.api.updateContact(contactId, { is_pinned: isPinned });
    await this.#lists.change(request);
  }

  /** Blocks or unblocks a contact, here at once and at WhatsApp soon after. */
  async setBlocked(contactId: string, isBlocked: boolean): Promise<void> {
    const request = () => this.api.updateContact(contactId, { is_blocked: isBlocked });
    await this.#lists.change(request);
  }

  // Sending

  /** From now on this person is answered by this business number. */
  sendBy(contactId: string, phoneNumberId: string): void {
    const sendingNumbers = new Map(this.state.sendingNumbers).set(contactId, phoneNumberId);
    this.#cell.change({ sendingNumbers });
  }

  /** @param replyToMessageId wamid of the message it answers */
  send(contactId: string, text: string, replyToMessageId?: string): void {
    this.#sender.send(contactId, text, { replyToMessageId });
    this.typing.end(contactId);
  }

  /** Sends what is attached, each file as a message; what has no caption of its own gets the text after it. */
  sendAttached(contactId: string, replyToMessageId?: string): void {
    const attached = [...this.state.files.values()].filter(
      (file) => file.contactId === contactId && file.isAttached && file.step !== 'refused',
    );
    // An answer is one message: the first.
    attached.forEach(({ id }, index) =>
      this.#sendFile(id, index === 0 ? replyToMessageId : undefined),
    );
  }

  /** @param voice how long it is, and the wamid of the message it answers */
  sendVoice(
    contactId: string,
    voice: { file: File; seconds: number; replyToMessageId: string | undefined },
  ): void {
    const id = this.files.addVoice(contactId, voice.file, voice.seconds);
    this.#sendFile(id, voice.replyToMessageId);
  }

  /** Returns the id by which `state.pending` knows it until the server has it. */
  sendTemplate(contactId: string, template: PendingTemplate): string {
    return this.#sender.send(contactId, '', { template });
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
    const before = this.state.connection;
    const connection = await this.api.getConnection();
    if (this.state.connection === before) this.#cell.change({ connection });
  }

  // Inside

  #sendFile(id: string, replyToMessageId: string | undefined): void {
    const file = this.state.files.get(id);
    if (!file) return;
    const { contactId, name, mimeType, sizeBytes, voice, caption, mediaId } = file;
    const kind = file.kind ?? 'document';
    const takesCaption = CAPTIONED.has(kind);
    this.files.detach(id);
    const sent = { id, kind, name, mimeType, sizeBytes, voice };
    this.#sender.send(contactId, takesCaption ? caption : '', {
      file: mediaId === undefined ? sent : { ...sent, mediaId },
      replyToMessageId,
    });
    if (!takesCaption && caption !== '') this.#sender.send(contactId, caption);
  }

  #signedIn(): void {
    const operator = this.#session.operator as Operator;
    const owner = `${this.#options.backendUrl}:${operator.id}`;
    this.drafts = new Drafts(this.#options.localStorage, owner);
    this.#cell.restart({ session: 'signed_in', operator });
    this.#sender.start(owner);
    void this.#takeSnapshot();
  }

  #signedOut(why: SessionEnd): void {
    this.#stopFollowing();
    this.files.forget();
    this.mediaLinks.forget();
    // What is pending stays in storage: it waits for the next sign-in.
    const lastOperator = why === 'expired' ? this.state.operator : undefined;
    this.#cell.restart({ session: 'signed_out', sessionEnd: why, lastOperator });
  }

  #stopFollowing(): void {
    this.#heldChanges = undefined;
    this.#feed.stop();
    this.#sender.stop();
    this.#lists.stop();
    clearTimeout(this.#snapshotTimer);
    clearTimeout(this.#lostTimer);
    this.#lostTimer = undefined;
  }

  async #takeSnapshot(): Promise<void> {
    const epoch = this.#cell.epoch;
    const snapshot = ++this.#snapshots;
    this.#heldChanges ??= [];
    try {
      const page = await this.api.listContacts({ limit: CONTACT_PAGE_SIZE });
      // Not beside the page: read before it, this could be older than its seq, and stay so.
      const connection = await this.api.getConnection();
      if (epoch !== this.#cell.epoch || snapshot !== this.#snapshots) return;
      this.#snapshotPolicy.reset();
      this.#startFromSnapshot(page, { connection });
    } catch (error) {
      if (epoch !== this.#cell.epoch || snapshot !== this.#snapshots) return;
      this.#cell.change({ loadProblem: error instanceof Error ? error.message : String(error) });
      this.#retryLater(() => void this.#takeSnapshot());
    }
  }

  #startFromSnapshot(page: ContactPage, part: Partial<InboxState>): void {
    // What was asked for before may be older than the snapshot.
    this.#cell.abandonAnswers();
    const fresh = createInboxState();
    const contacts = new Map(page.contacts.map((contact) => [contact.id, contact]));
    const logs = MessageLogs.makeStale(this.state.logs);
    // Somebody whose chat has been opened may be further down the list than this page reaches.
    const absent = [...logs.keys()].filter((id) => !contacts.has(id));
    for (const id of absent) {
      const known = this.state.contacts.get(id);
      if (known) contacts.set(id, known);
    }
    this.#cell.change({
      ...part,
      isLoaded: true,
      loadProblem: undefined,
      seq: page.seq,
      templatesSeq: page.seq,
      unreadCount: page.unread_count,
      contacts,
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
      logs,
    });
    this.#setClock(page.server_time);
    const held = this.#heldChanges ?? [];
    this.#heldChanges = undefined;
    this.#receive(held);
    this.#feed.start();
    this.#lists.recountLater(0);
    if (this.state.search) void this.search(this.state.search.text);
    for (const id of absent) void this.#lists.refresh(id);
  }

  #receive(changes: readonly SequencedChange[]): void {
    if (this.#heldChanges) {
      this.#heldChanges.push(...changes);
      return;
    }
    if (changes.length === 0) return;
    const { pending } = this.state;
    this.#lists.note(changes);
    this.#cell.change(changes.reduce(applyChange, this.state));
    const merges = changes.filter((change) => change.type === 'contact.merged');
    for (const { from, contact } of merges) this.drafts.move(from, contact.id);
    if (this.state.pending !== pending) this.#sender.persist();
    if (merges.length > 0) this.#sender.wake();
    this.#lists.recountLater();
  }

  #showFeedState(state: FeedState): void {
    if (state === 'live') {
      clearTimeout(this.#lostTimer);
      this.#lostTimer = undefined;
      this.#cell.change({ live: 'live' });
      this.#sender.wake();
    } else if (!navigator.onLine) {
      this.#cell.change({ live: 'offline' });
    } else if (this.state.live === 'offline') {
      this.#cell.change({ live: 'reconnecting' });
    } else {
      this.#lostTimer ??= setTimeout(() => {
        this.#lostTimer = undefined;
        this.#cell.change({ live: navigator.onLine ? 'reconnecting' : 'offline' });
      }, SHOW_LOST_AFTER_MS);
    }
  }

  #setClock(serverTime: string): void {
    this.#cell.change({ clockOffsetMs: Date.parse(serverTime) - Date.now() });
  }

  #retryLater(action: () => void): void {
    clearTimeout(this.#snapshotTimer);
    const delayMs = this.#snapshotPolicy.nextDelayMs(Date.now());
    this.#snapshotTimer = setTimeout(action, delayMs);
  }
}
