import { randomUUID } from 'node:crypto';
import type { Customer } from './customers.ts';
import { PORTFOLIO_NUMBERS, findNumber } from './embedded-signup/portfolio.ts';
import type { LedgerEntry } from './ledger.ts';
import type { MediaObjects } from './media-objects.ts';
import type { SimulatorOptions } from './options.ts';
import type { CustomerMessage } from './customer-message.ts';
import type { SimulatorState } from './simulator-state.ts';
import type { StatusOutbox } from './status-outbox.ts';
import { describeMessage } from './webhook-payloads.ts';
import { makeWamid } from './wamid.ts';

export class UnknownCustomerError extends Error {
  constructor(customerId: string) {
    super(`There is no customer '${customerId}'.`);
  }
}

export class NotOnWhatsAppError extends Error {
  constructor() {
    super('The business has no such number on WhatsApp.');
  }
}

export const FILE_TYPES = ['image', 'video', 'audio', 'document', 'sticker'] as const;

/** A file as a customer sends it. */
export interface CustomerFile {
  type: (typeof FILE_TYPES)[number];
  bytes: Buffer;
  mimeType: string;
  /** Of documents. */
  filename?: string;
  caption?: string;
  /** Of audio: recorded in WhatsApp. */
  isVoice?: boolean;
  /** Of stickers. */
  isAnimated?: boolean;
}

export interface ChatMessage {
  id: string;
  from: 'customer' | 'business';
  type: string;
  content: unknown;
  /** What a template says, with its values. */
  text?: string;
  /** The cards of its carousel. */
  cards?: string[];
  /** Its quick replies. */
  quick_replies?: string[];
  /** ISO 8601. */
  at: string;
  context_message_id?: string;
  /** The customer's own: how far it got. The business's: whether the customer saw it. */
  status: 'sent' | 'delivered' | 'read';
  /** The customer's emoji on a message of the business. */
  reaction?: string;
  /** The business's, on a message of either. */
  business_reaction?: string;
  is_edited?: boolean;
  is_deleted?: boolean;
}

/** What a customer does with their phone, and what it shows. */
export class Chats {
  readonly #options: Required<SimulatorOptions>;
  readonly #state: SimulatorState;
  readonly #outbox: StatusOutbox;
  readonly #media: MediaObjects;
  readonly #typingUntilMs = new Map<string, number>();
  readonly #typingListeners = new Set<() => void>();

  constructor(parts: {
    options: Required<SimulatorOptions>;
    state: SimulatorState;
    outbox: StatusOutbox;
    media: MediaObjects;
  }) {
    this.#options = parts.options;
    this.#state = parts.state;
    this.#outbox = parts.outbox;
    this.#media = parts.media;
  }

  /** The customer writes a text, perhaps as a reply; the answer is the message's wamid. */
  write(customerId: string, text: string, contextMessageId?: string): string {
    return this.say(customerId, { type: 'text', content: { body: text } }, contextMessageId);
  }

  /** The customer sends a file; the answer is the message's wamid. */
  sendFile(customerId: string, file: CustomerFile, contextMessageId?: string): string {
    const { type, bytes, mimeType, filename, caption, isAnimated, isVoice } = file;
    findCustomer(this.#state, customerId);
    const content = {
      ...(caption === undefined ? {} : { caption }),
      ...(filename === undefined ? {} : { filename }),
      ...this.#media.add(bytes, mimeType),
      ...(type === 'audio' ? { voice: isVoice ?? false } : {}),
      ...(type === 'sticker' ? { animated: isAnimated ?? false } : {}),
    };
    return this.say(customerId, { type, content }, contextMessageId);
  }

  /** The customer sends a message of any type, with its content as webhooks have it. */
  say(
    customerId: string,
    said: Pick<CustomerMessage, 'type' | 'content' | 'extra' | 'phoneNumberId'>,
    contextMessageId?: string,
  ): string {
    const customer = findCustomer(this.#state, customerId);
    const { phoneNumberId, ...rest } = said;
    const message: CustomerMessage = {
      wamid: makeWamid(),
      customerId,
      ...rest,
      ...this.#lineOf(phoneNumberId),
      writtenAtMs: Date.now(),
      ...(contextMessageId ? { contextMessageId } : {}),
    };
    const isReplyToBusiness = this.#state.ledger.find(contextMessageId ?? '') !== undefined;
    const update = describeMessage(message, customer, this.#options, isReplyToBusiness);
    this.#state.record({
      type: 'customer_wrote',
      message,
      updates: [{ id: randomUUID(), ...update }],
    });
    return message.wamid;
  }

  /** The number from the start is the one that goes without saying. */
  #lineOf(phoneNumberId: string | undefined): { phoneNumberId?: string } {
    if (phoneNumberId === undefined || phoneNumberId === this.#options.phoneNumberId) return {};
    const number = findNumber(this.#options, phoneNumberId);
    if (number && this.#state.signup.isReady(number)) return { phoneNumberId };
    throw new NotOnWhatsAppError();
  }

  /** The customer opens the chat; the answer is how many messages that reads. */
  read(customerId: string): number {
    return this.#outbox.readAll(findCustomer(this.#state, customerId).id);
  }

  /** Whom a customer can write to, the number from the start first. */
  listNumbers(): object[] {
    const ready = PORTFOLIO_NUMBERS.filter((number) => this.#state.signup.isReady(number));
    return [this.#options, ...ready].map((number) => ({
      id: number.phoneNumberId,
      display_phone_number: number.displayPhoneNumber,
      verified_name: number.verifiedName,
    }));
  }

  showTyping(customerId: string): void {
    const { typingMs } = this.#options;
    this.#typingUntilMs.set(customerId, Date.now() + typingMs);
    this.#tellTyping();
    // A little late rather than early, so that whoever looks then finds it gone.
    setTimeout(() => this.#tellTyping(), typingMs + 10).unref();
  }

  /** An arrived message ends the indicator. */
  hideTyping(customerId: string): void {
    if (this.#typingUntilMs.delete(customerId)) this.#tellTyping();
  }

  /** Calls the listener when somebody's typing indicator may have changed; the answer ends that. */
  onTyping(listener: () => void): () => void {
    this.#typingListeners.add(listener);
    return () => this.#typingListeners.delete(listener);
  }

  #tellTyping(): void {
    for (const listener of this.#typingListeners) listener();
  }

  /** The phone of one customer, as JSON. */
  describe(customer: Customer): object {
    const received = this.#state.ledger.listReceived(customer.id);
    const messages = [
      ...this.#state.listCustomerMessages(customer.id).map((message) => this.#describeOwn(message)),
      ...received.map((entry) => this.#describeReceived(entry)),
    ].sort((left, right) => left.at.localeCompare(right.at));
    return {
      id: customer.id,
      name: customer.name,
      user_id: customer.userId,
      ...(customer.username ? { username: customer.username } : {}),
      ...(customer.waId ? { phone: `+${customer.waId}` } : {}),
      unread_count: received.filter(({ readAtMs }) => readAtMs === undefined).length,
      is_typing: (this.#typingUntilMs.get(customer.id) ?? 0) > Date.now(),
      messages,
    };
  }

  #describeOwn(message: CustomerMessage): ChatMessage {
    const isPending = [...this.#state.pendingUpdates.values()].some(
      ({ wamid }) => wamid === message.wamid,
    );
    return {
      id: message.wamid,
      from: 'customer',
      type: message.type,
      content: message.content,
      at: new Date(message.writtenAtMs).toISOString(),
      ...(message.contextMessageId ? { context_message_id: message.contextMessageId } : {}),
      status: message.readAtMs !== undefined ? 'read' : isPending ? 'sent' : 'delivered',
      ...this.#describeBusinessReaction(message.wamid),
      ...(message.editedAtMs === undefined ? {} : { is_edited: true }),
      ...(message.deletedAtMs === undefined ? {} : { is_deleted: true }),
    };
  }

  #describeReceived(entry: LedgerEntry): ChatMessage {
    const reaction = this.#state.reactions.get(entry.wamid);
    return {
      id: entry.wamid,
      from: 'business',
      type: entry.type,
      content: entry.content,
      ...(entry.template
        ? {
            text: entry.template.text,
            ...(entry.template.cards ? { cards: entry.template.cards } : {}),
            quick_replies: entry.template.quickReplies.map(({ text }) => text),
          }
        : {}),
      at: new Date(entry.deliveredAtMs ?? entry.acceptedAtMs).toISOString(),
      ...(entry.contextMessageId ? { context_message_id: entry.contextMessageId } : {}),
      status: entry.readAtMs === undefined ? 'delivered' : 'read',
      ...(reaction === undefined ? {} : { reaction }),
      ...this.#describeBusinessReaction(entry.wamid),
    };
  }

  #describeBusinessReaction(wamid: string): Pick<ChatMessage, 'business_reaction'> {
    const emoji = this.#state.businessReactions.get(wamid);
    return emoji === undefined ? {} : { business_reaction: emoji };
  }
}

/** Throws UnknownCustomerError. */
export function findCustomer(state: SimulatorState, customerId: string): Customer {
  const customer = state.findCustomer(customerId);
  if (!customer) throw new UnknownCustomerError(customerId);
  return customer;
}
