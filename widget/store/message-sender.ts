import type { Message } from '../../backend/contract/message.ts';
import type { ApiClient } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { ReconnectPolicy } from '../api/reconnect-policy.ts';
import type { InboxState, PendingMessage } from './inbox-state.ts';
import { addPending, changePending, findNextPending, removePending } from './pending-messages.ts';

/*
 * From a click to the server's 202.
 *
 *  1. A click makes one pending message with an id of its own, shown at once.
 *  2. Within a conversation one request runs at a time, in the order of clicks.
 *  3. No answer, or «not now»: the message waits and goes again with the SAME id, so the server
 *     keeps it once however often it arrives. What follows waits behind it.
 *  4. Refused: the message stays with the reason, and a person retries or discards it. The ones
 *     after it go on.
 *  5. What is pending survives a reload of the tab.
 */
export interface MessageSenderOptions {
  api: Pick<ApiClient, 'sendMessage'>;
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
    for (const message of this.#readStored()) pending = addPending(pending, message);
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

  /** @param replyToMessageId wamid of the message it answers */
  send(contactId: string, text: string, replyToMessageId?: string): void {
    this.#change(
      addPending(this.#pending, {
        clientMessageId: (this.#options.createId ?? randomId)(),
        contactId,
        text,
        replyToMessageId,
        createdAtMs: (this.#options.now ?? Date.now)(),
        state: 'sending',
        reason: undefined,
      }),
    );
    void this.#drain(contactId);
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

  discard(clientMessageId: string): void {
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
  async #sendOne({
    clientMessageId,
    contactId,
    text,
    replyToMessageId,
  }: PendingMessage): Promise<boolean> {
    const sending = this.#sendingContacts;
    try {
      const message = await this.#options.api.sendMessage({
        to: contactId,
        type: 'text',
        text: { body: text },
        ...(replyToMessageId === undefined ? {} : { context: { message_id: replyToMessageId } }),
        client_message_id: clientMessageId,
      });
      // The session has ended meanwhile: the next one asks again with the same id.
      if (sending !== this.#sendingContacts) return false;
      this.#policies.delete(contactId);
      this.#options.onSent(message);
      this.#change(removePending(this.#pending, clientMessageId));
      return true;
    } catch (error) {
      if (sending !== this.#sendingContacts) return false;
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

/** A key for one click. Also on pages without a secure context, where `randomUUID` is missing. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `cm_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
