import { EventEmitter } from 'node:events';
import type { Customer } from './customers.ts';
import type { StateJournal } from './state-journal.ts';

/** A message that a customer wrote. */
export interface CustomerMessage {
  wamid: string;
  customerId: string;
  kind: string;
  /** As under the kind's key in the webhook, for example `{ body }`. */
  content: object;
  contextWamid: string | null;
  /** Milliseconds since 1970. */
  writtenAtMs: number;
}

/** A message of the business that WhatsApp accepted. */
export interface BusinessMessage {
  wamid: string;
  /** Null when nobody on WhatsApp has the number or user id. */
  customerId: string | null;
  /** As it was dialled: digits, or a user id. */
  address: string;
  isAddressedByPhone: boolean;
  kind: string;
  content: object;
  contextWamid: string | null;
  bizOpaqueCallbackData: string | null;
  acceptedAtMs: number;
}

/** How far a message of the business has come. Each time is null until then. */
export interface BusinessMessageProgress extends BusinessMessage {
  /** WhatsApp reported `sent`. */
  sentAtMs: number | null;
  /** The customer's phone has it. */
  receivedAtMs: number | null;
  readAtMs: number | null;
  failedAtMs: number | null;
  errorCode: number | null;
}

/** How far a customer's message has come. */
export interface CustomerMessageProgress extends CustomerMessage {
  /** The business's webhook answered 200 to it. */
  deliveredAtMs: number | null;
  /** The business sent a read receipt for it or for a later one. */
  readAtMs: number | null;
}

/** Something to tell the business: an element of `value.messages` or `value.statuses`. */
export interface WebhookUpdate {
  id: number;
  field: 'messages' | 'statuses';
  item: object;
  /** The element of `value.contacts` that belongs to it. */
  contact: object | null;
  customerId: string | null;
  wamid: string;
  queuedAtMs: number;
}

export type SimulatorEvent =
  | { type: 'customer.added'; customer: Customer }
  | { type: 'message.written'; message: CustomerMessage }
  | { type: 'message.accepted'; message: BusinessMessage }
  | { type: 'message.sent'; wamid: string; atMs: number }
  | { type: 'message.received'; wamid: string; atMs: number }
  | { type: 'message.read'; wamid: string; atMs: number }
  | { type: 'message.failed'; wamid: string; atMs: number; code: number }
  | { type: 'message.read_by_business'; wamid: string; atMs: number }
  | { type: 'update.queued'; update: WebhookUpdate }
  | { type: 'updates.answered'; ids: number[]; atMs: number }
  | { type: 'updates.dropped'; ids: number[] }
  | { type: 'webhook.set'; url: string; verifyToken: string }
  | { type: 'subscription.changed'; isSubscribed: boolean; overrideUrl: string | null };

export interface SimulatorChange {
  events: readonly SimulatorEvent[];
}

/**
 * All that this world remembers, as a fold over its events.
 *
 * `record` is the only way in: it appends the events to the journal in one write, applies them, and
 * then tells the listeners. A restart applies the journal's events again and arrives at the same
 * state, so nothing is kept twice and nothing can be forgotten by one of the two.
 */
export class SimulatorState {
  readonly customers = new Map<string, Customer>();
  readonly customersByPhone = new Map<string, Customer>();
  readonly customersByUserId = new Map<string, Customer>();
  readonly customerMessages = new Map<string, CustomerMessageProgress>();
  readonly businessMessages = new Map<string, BusinessMessageProgress>();
  /** Both directions, in the order of the phone's screen. */
  readonly chats = new Map<string, (CustomerMessageProgress | BusinessMessageProgress)[]>();
  /** Updates that no 200 has answered, in their order. */
  readonly pendingUpdates = new Map<number, WebhookUpdate>();
  webhook: { url: string; verifyToken: string } | undefined;
  subscription: { isSubscribed: boolean; overrideUrl: string | null } | undefined;
  /** Messages that phones received, by month (`2026-11`): Meta gives so many away. */
  readonly receivedPerMonth = new Map<string, number>();
  readonly #journal: StateJournal;
  readonly #emitter = new EventEmitter();
  #lastUpdateId = 0;
  #eventCount = 0;

  constructor(journal: StateJournal, past: readonly SimulatorEvent[]) {
    this.#journal = journal;
    this.#emitter.setMaxListeners(0);
    for (const event of past) this.#apply(event);
  }

  /** How many events made this state. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** Journals the events in one write, applies them, tells the listeners. */
  record(...events: SimulatorEvent[]): void {
    this.#journal.append(events);
    for (const event of events) this.#apply(event);
    this.#emitter.emit('change', { events } satisfies SimulatorChange);
  }

  /** Returns the function that ends the subscription. */
  onChange(listener: (change: SimulatorChange) => void): () => void {
    this.#emitter.on('change', listener);
    return () => this.#emitter.off('change', listener);
  }

  nextUpdateId(): number {
    this.#lastUpdateId += 1;
    return this.#lastUpdateId;
  }

  #apply(event: SimulatorEvent): void {
    this.#eventCount += 1;
    switch (event.type) {
      case 'customer.added':
        return this.#addCustomer(event.customer);
      case 'message.written': {
        const message = { ...event.message, deliveredAtMs: null, readAtMs: null };
        this.customerMessages.set(message.wamid, message);
        this.#chatOf(message.customerId).push(message);
        return;
      }
      case 'message.accepted':
        this.businessMessages.set(event.message.wamid, {
          ...event.message,
          sentAtMs: null,
          receivedAtMs: null,
          readAtMs: null,
          failedAtMs: null,
          errorCode: null,
        });
        return;
      case 'message.sent':
        return this.#update(event.wamid, { sentAtMs: event.atMs });
      case 'message.received':
        return this.#receive(event.wamid, event.atMs);
      case 'message.read':
        return this.#update(event.wamid, { readAtMs: event.atMs });
      case 'message.failed':
        return this.#update(event.wamid, { failedAtMs: event.atMs, errorCode: event.code });
      case 'message.read_by_business':
        return this.#markReadByBusiness(event.wamid, event.atMs);
      case 'update.queued':
        this.pendingUpdates.set(event.update.id, event.update);
        this.#lastUpdateId = Math.max(this.#lastUpdateId, event.update.id);
        return;
      case 'updates.answered':
        return this.#answer(event.ids, event.atMs);
      case 'updates.dropped':
        for (const id of event.ids) this.pendingUpdates.delete(id);
        return;
      case 'webhook.set':
        this.webhook = { url: event.url, verifyToken: event.verifyToken };
        return;
      case 'subscription.changed':
        this.subscription = { isSubscribed: event.isSubscribed, overrideUrl: event.overrideUrl };
        return;
    }
  }

  #addCustomer(customer: Customer): void {
    this.customers.set(customer.id, customer);
    this.customersByUserId.set(customer.userId, customer);
    for (const phone of [customer.phone, ...(customer.dialledAs ?? [])]) {
      if (phone !== undefined) this.customersByPhone.set(phone, customer);
    }
  }

  #chatOf(customerId: string): (CustomerMessageProgress | BusinessMessageProgress)[] {
    const chat = this.chats.get(customerId) ?? [];
    this.chats.set(customerId, chat);
    return chat;
  }

  #update(wamid: string, change: Partial<BusinessMessageProgress>): void {
    const message = this.businessMessages.get(wamid);
    if (message) Object.assign(message, change);
  }

  #receive(wamid: string, atMs: number): void {
    const message = this.businessMessages.get(wamid);
    if (!message || message.receivedAtMs !== null || message.customerId === null) return;
    message.receivedAtMs = atMs;
    this.#chatOf(message.customerId).push(message);
    const month = new Date(atMs).toISOString().slice(0, 7);
    this.receivedPerMonth.set(month, (this.receivedPerMonth.get(month) ?? 0) + 1);
  }

  /** A read receipt covers the messages before it too. */
  #markReadByBusiness(wamid: string, atMs: number): void {
    const last = this.customerMessages.get(wamid);
    if (!last) return;
    for (const message of this.#chatOf(last.customerId)) {
      if (!('writtenAtMs' in message)) continue;
      message.readAtMs ??= atMs;
      if (message === last) return;
    }
  }

  #answer(ids: readonly number[], atMs: number): void {
    for (const id of ids) {
      const update = this.pendingUpdates.get(id);
      if (!update) continue;
      this.pendingUpdates.delete(id);
      const message = this.customerMessages.get(update.wamid);
      if (message && update.field === 'messages') message.deliveredAtMs ??= atMs;
    }
  }
}
