import type { Message } from '../../backend/contract/message.ts';
import type { SendMessageRequest } from '../../backend/contract/send.ts';
import type { ApiClient } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { ReconnectPolicy } from '../api/reconnect-policy.ts';
import { t } from '../i18n/translate.ts';
import type { InboxState, PendingMessage } from './inbox-state.ts';
import { selectNumbers, selectSendingNumber } from './numbers.ts';
import type { OutgoingFiles } from './outgoing-files.ts';
import { addPending, changePending, findNextPending, removePending } from './pending-messages.ts';
import { randomId } from './random-id.ts';

/*
 * From a click to the server's 202.
 *
 *  1. A click makes one pending message with an id of its own, shown at once.
 *  2. Within a conversation one request runs at a time, in the order of clicks.
 *  3. No answer, or «not now»: the message waits and goes again with the SAME id, so the server
 *     keeps it once however often it arrives. What follows waits behind it.
 *  4. Refused: the message stays with the reason, and a person retries or discards it. The ones
 *     after it go on.
 *  5. A message with a file waits until the server has the file.
 *  6. What is pending survives a reload of the tab; a file that the server did not have does not.
 */
export interface MessageSenderOptions {
  api: Pick<ApiClient, 'sendMessage'>;
  files: Pick<OutgoingFiles, 'whenUploaded' | 'drop'>;
  getState: () => InboxState;
  setPending: (pending: readonly PendingMessage[]) => void;
  /** The server has it; the feed may have told already. */
  onSent: (message: Message) => void;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  createId?: () => string;
  now?: () => number;
}

export class MessageSender {
  readonly #options: MessageSenderOptions;
  /** Whom a request is running for; replaced when we stop, so that late answers are recognised. */
  #sendingContacts = new Set<string>();
  readonly #retryTimers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #policies = new Map<string, ReconnectPolicy>();
  #storageKey: string | undefined;
  #isStopped = false;

  constructor(options: MessageSenderOptions) {
    this.#options = options;
  }

  /** Takes up what `owner` left pending in this tab. */
  start(owner: string): void {
    this.#isStopped = false;
    this.#storageKey = `chasqui:pending:${owner}`;
    let pending = this.#options.getState().pending;
    for (const message of this.#readStored()) {
      pending = addPending(pending, this.#withoutLostFile(message));
    }
    this.#options.setPending(pending);
    this.wake();
  }

  stop(): void {
    this.#isStopped = true;
    this.#sendingContacts = new Set();
    for (const timer of this.#retryTimers.values()) clearTimeout(timer);
    this.#retryTimers.clear();
  }

  /** Forgets what is pending for good: the operator signed out. */
  forget(): void {
    this.stop();
    this.#change([]);
  }

  /**
   * Returns the id of the click.
   * @param more a file with `text` beside it, or a template; the wamid of the message it answers
   */
  send(
    contactId: string,
    text: string,
    {
      file,
      template,
      replyToMessageId,
    }: Pick<PendingMessage, 'file' | 'template' | 'replyToMessageId'> = {},
  ): string {
    const clientMessageId = (this.#options.createId ?? (() => randomId()))();
    const phoneNumberId = this.#chooseNumber(contactId);
    this.#change(
      addPending(this.#pending, {
        clientMessageId,
        contactId,
        text,
        ...(file ? { file } : {}),
        ...(template ? { template } : {}),
        ...(phoneNumberId === undefined ? {} : { phoneNumberId }),
        replyToMessageId,
        createdAtMs: (this.#options.now ?? Date.now)(),
        state: 'sending',
        reason: undefined,
      }),
    );
    void this.#drain(contactId);
    return clientMessageId;
  }

  /** A person retries a refused message; it keeps its id. */
  retry(clientMessageId: string): void {
    const message = this.#pending.find((other) => other.clientMessageId === clientMessageId);
    if (!message) return;
    this.#change(
      changePending(this.#pending, clientMessageId, { state: 'sending', reason: undefined }),
    );
    void this.#drain(message.contactId);
  }

  /** Also breaks off the upload of its file. */
  discard(clientMessageId: string): void {
    const message = this.#pending.find((other) => other.clientMessageId === clientMessageId);
    if (message?.file) this.#options.files.drop(message.file.id);
    this.#change(removePending(this.#pending, clientMessageId));
  }

  /** The server is back: nothing waits any longer. */
  wake(): void {
    for (const { contactId } of this.#pending) void this.#drain(contactId);
  }

  /** Call after `pending` changed elsewhere (the feed confirmed one). */
  persist(): void {
    if (this.#storageKey === undefined) return;
    try {
      if (this.#pending.length === 0) this.#options.storage?.removeItem(this.#storageKey);
      else this.#options.storage?.setItem(this.#storageKey, JSON.stringify(this.#pending));
    } catch {
      // Full or forbidden: they live on in memory.
    }
  }

  get #pending(): readonly PendingMessage[] {
    return this.#options.getState().pending;
  }

  #change(pending: readonly PendingMessage[]): void {
    this.#options.setPending(pending);
    this.persist();
  }

  async #drain(contactId: string): Promise<void> {
    const sending = this.#sendingContacts;
    if (sending.has(contactId)) return;
    clearTimeout(this.#retryTimers.get(contactId));
    sending.add(contactId);
    try {
      for (;;) {
        const next = findNextPending(this.#pending, contactId);
        if (!next || this.#isStopped) return;
        if (!(await this.#sendOne(next))) return;
      }
    } finally {
      sending.delete(contactId);
    }
  }

  /** Returns whether the next one may go. */
  async #sendOne(pending: PendingMessage): Promise<boolean> {
    const { clientMessageId, contactId, replyToMessageId, phoneNumberId } = pending;
    const sending = this.#sendingContacts;
    try {
      const content = await this.#toContent(pending);
      if (sending !== this.#sendingContacts) return false;
      // Discarded while its file was on its way.
      if (!this.#isPending(clientMessageId)) return true;
      const message = await this.#options.api.sendMessage({
        to: contactId,
        ...content,
        ...(phoneNumberId === undefined ? {} : { phone_number_id: phoneNumberId }),
        ...(replyToMessageId === undefined ? {} : { context: { message_id: replyToMessageId } }),
        client_message_id: clientMessageId,
      } as SendMessageRequest);
      // The session has ended meanwhile: the next one asks again with the same id.
      if (sending !== this.#sendingContacts) return false;
      this.#policies.delete(contactId);
      this.#options.onSent(message);
      this.#change(removePending(this.#pending, clientMessageId));
      return true;
    } catch (error) {
      if (sending !== this.#sendingContacts) return false;
      if (!this.#isPending(clientMessageId)) return true;
      // A session that ended keeps the message waiting until somebody signs in.
      const mayComeLater =
        !(error instanceof ApiError) || error.isTransient || error.status === 401;
      this.#change(
        changePending(this.#pending, clientMessageId, {
          state: mayComeLater ? 'waiting' : 'refused',
          reason: error instanceof Error ? error.message : undefined,
        }),
      );
      if (mayComeLater) this.#scheduleRetry(contactId, error);
      return !mayComeLater;
    }
  }

  /** With a single number there is nothing to choose. */
  #chooseNumber(contactId: string): string | undefined {
    const state = this.#options.getState();
    const contact = state.contacts.get(contactId);
    if (!contact || selectNumbers(state).length < 2) return undefined;
    return selectSendingNumber(state, contact)?.phone_number_id;
  }

  #isPending(clientMessageId: string): boolean {
    return this.#pending.some((other) => other.clientMessageId === clientMessageId);
  }

  /** What the message says, as the API takes it; waits for its file. Throws ApiError. */
  async #toContent({ clientMessageId, text, file, template }: PendingMessage): Promise<object> {
    if (template) return { type: 'template', template: template.order };
    if (!file) return { type: 'text', text: { body: text } };
    const id = file.mediaId ?? (await this.#options.files.whenUploaded(file.id)).id;
    if (this.#isPending(clientMessageId)) {
      const change = { file: { ...file, mediaId: id } };
      this.#change(changePending(this.#pending, clientMessageId, change));
    }
    return {
      type: file.kind,
      [file.kind]: {
        id,
        ...(text === '' ? {} : { caption: text }),
        ...(file.voice ? { voice: true } : {}),
        ...(file.kind === 'document' ? { filename: file.name } : {}),
      },
    };
  }

  /** After a reload nobody has the bytes any more. */
  #withoutLostFile(message: PendingMessage): PendingMessage {
    const { file } = message;
    const isLost =
      file && file.mediaId === undefined && !this.#options.getState().files.has(file.id);
    return isLost ? { ...message, state: 'refused', reason: t('file.lost') } : message;
  }

  #scheduleRetry(contactId: string, error: unknown): void {
    if (this.#isStopped) return;
    const policy = this.#policies.get(contactId) ?? new ReconnectPolicy({ firstDelayMs: 1_000 });
    this.#policies.set(contactId, policy);
    const askedMs = (error instanceof ApiError ? (error.retryAfterSeconds ?? 0) : 0) * 1_000;
    const delayMs = Math.max(askedMs, policy.nextDelayMs(0));
    const timer = setTimeout(() => void this.#drain(contactId), delayMs);
    this.#retryTimers.set(contactId, timer);
  }

  #readStored(): PendingMessage[] {
    try {
      const stored = this.#options.storage?.getItem(this.#storageKey ?? '');
      return stored ? (JSON.parse(stored) as PendingMessage[]) : [];
    } catch {
      return [];
    }
  }
}
