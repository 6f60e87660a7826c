import type { TemplateOrder } from '../../backend/contract/content/template-order.ts';
import type { Contact } from '../../backend/contract/contact.ts';
import type { LoginRequest, Operator, SetupRequest } from '../../backend/contract/operator.ts';
import { ApiClient } from '../api/api-client.ts';
import type { ContactFilter } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import type { FeedConnectionOptions } from '../api/feed-connection.ts';
import type { Fetch } from '../api/http-request.ts';
import { MediaLinks } from '../api/media-links.ts';
import { MemoryStorage } from '../api/memory-storage.ts';
import { Session } from '../api/session.ts';
import type { SessionEnd } from '../api/session.ts';
import { ContactLists } from './contact-lists.ts';
import { Drafts } from './drafts.ts';
import { FeedFollower } from './feed-follower.ts';
import { FileSender } from './file-sender.ts';
import type { InboxState, PendingTemplate } from './inbox-state.ts';
import { MessageLogs } from './message-logs.ts';
import { MessageSender } from './message-sender.ts';
import { selectSendingNumber } from './numbers.ts';
import { OutgoingFiles } from './outgoing-files.ts';
import { randomId } from './random-id.ts';
import { RetryTimer } from './retry-timer.ts';
import { StateCell } from './state-cell.ts';
import { OwnReactions } from './own-reactions.ts';
import { TypingNotes } from './typing-notes.ts';

/*
 * The inbox behind the screens: one immutable state, replaced at every change, and the actions that
 * change it.
 *
 *  1. `start()` restores the session of this tab. Signed in, it follows the server (FeedFollower), so
 *     the launcher's badge and light are right while the panel has never been opened.
 *  2. Messages of a conversation are fetched when it is opened and then kept right by the feed.
 *  3. Sending is MessageSender's: see there.
 */

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
  readonly #follower: FeedFollower;
  readonly #sender: MessageSender;
  readonly #fileSender: FileSender;
  readonly #retry = new RetryTimer();
  readonly #cell = new StateCell();
  readonly #lists: ContactLists;
  readonly #logs: MessageLogs;
  #isStarted = false;

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
    this.#fileSender = new FileSender({
      files: this.files,
      sender: this.#sender,
      getState: () => this.state,
    });
    this.#follower = new FeedFollower({
      backendUrl,
      session: this.#session,
      api: this.api,
      cell: this.#cell,
      lists: this.#lists,
      sender: this.#sender,
      retry: this.#retry,
      onMerge: (fromId, intoId) => this.drafts.move(fromId, intoId),
      createSocket: options.createSocket,
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
      this.#retry.start(() => {
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
    this.#fileSender.sendAttached(contactId, replyToMessageId);
  }

  /** @param voice how long it is, and the wamid of the message it answers */
  sendVoice(
    contactId: string,
    voice: { file: File; seconds: number; replyToMessageId: string | undefined },
  ): void {
    this.#fileSender.sendVoice(contactId, voice);
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

  /** Begins with a number that nobody is known by. Returns whom it turned out to be. Throws ApiError. */
  async startChat(
    phoneNumber: string,
    template: TemplateOrder,
    clientMessageId: string,
  ): Promise<Contact> {
    const message = await this.api.sendMessage({
      to: phoneNumber,
      type: 'template',
      template,
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

  #signedIn(): void {
    const operator = this.#session.operator as Operator;
    const owner = `${this.#options.backendUrl}:${operator.id}`;
    this.drafts = new Drafts(this.#options.localStorage, owner);
    this.#cell.restart({ session: 'signed_in', operator });
    this.#sender.start(owner);
    this.#follower.start();
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
    this.#follower.stop();
    this.#sender.stop();
    this.#lists.stop();
    this.#retry.stop();
  }
}
