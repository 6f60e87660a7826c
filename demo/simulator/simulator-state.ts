import { BusinessProfile } from './business-profile.ts';
import type { AccountChange, NumberChange, OwnToken } from './business-profile.ts';
import type { CustomerMessage, MediaObject } from './customer-message.ts';
import type { Customer } from './customers.ts';
import type { AppFile, BusinessFile, CallbackState } from './stored-objects.ts';
import { StateJournal } from './state-journal.ts';
import { Ledger } from './ledger.ts';
import type { BusinessMessage, DeliveryStatus } from './ledger.ts';
import type { Token } from './token.ts';
import { TEMPLATE_SAMPLES } from './template-samples.ts';
import type { MessageTemplate } from './template.ts';
import { portfolioAccountOf } from './embedded-signup/portfolio.ts';
import { SignupState } from './embedded-signup/signup-state.ts';
import type { SignupChange } from './embedded-signup/signup-state.ts';
import type { WebhookUpdate } from './webhook-payloads.ts';

/**
 * Each carries the webhook's updates that it causes, so that neither is ever written without the
 * other.
 */
export type SimulatorEvent = { updates?: WebhookUpdate[] } & (
  | { type: 'customer_wrote'; message: CustomerMessage }
  /** An empty emoji: the reaction was taken back. */
  | { type: 'customer_reacted'; messageId: string; emoji: string }
  | { type: 'customer_edited'; messageId: string; content: unknown; atMs: number }
  | { type: 'customer_deleted'; messageId: string; atMs: number }
  | { type: 'customer_changed'; customer: Customer }
  | { type: 'customer_blocked'; customerId: string; isBlocked: boolean }
  | { type: 'media_stored'; media: MediaObject }
  | { type: 'file_uploaded'; file: BusinessFile }
  | { type: 'app_file_uploaded'; file: AppFile }
  | { type: 'business_read'; wamids: string[]; atMs: number }
  | { type: 'message_accepted'; message: BusinessMessage }
  | { type: 'status_reached'; wamid: string; status: DeliveryStatus; atMs: number }
  | { type: 'template_saved'; template: MessageTemplate }
  | { type: 'templates_deleted'; ids: string[]; name: string; atMs: number }
  | { type: 'signup'; change: SignupChange }
  | { type: 'webhook_answered'; updateIds: string[] }
  | { type: 'subscription_changed'; isSubscribed: boolean }
  | { type: 'callbacks_changed'; callbacks: CallbackState }
  | { type: 'token_issued'; token: Token }
  | { type: 'business_changed'; number?: NumberChange; account?: AccountChange; token?: OwnToken }
);

/**
 * All that the simulator knows, and the only place where it changes: an event is written to the
 * journal, applied, and then told to the listeners. A start applies the journal's events in the same
 * way, which brings back the chats, the ledger and the webhooks that nobody has answered yet.
 */
export class SimulatorState {
  readonly ledger = new Ledger();
  readonly signup = new SignupState();
  readonly customerMessages = new Map<string, CustomerMessage>();
  /** Customers' emoji, by the business's message. */
  readonly reactions = new Map<string, string>();
  /** Whom the business has blocked: they reach it no more, nor it them. */
  readonly blockedCustomers = new Set<string>();
  /** Files that customers have sent, by their ids. */
  readonly mediaObjects = new Map<string, MediaObject>();
  /** Files that the business has uploaded, by their ids. */
  readonly businessFiles = new Map<string, BusinessFile>();
  /** Files that the business has given to its app, by their handles. */
  readonly appFiles = new Map<string, AppFile>();
  /** Updates that the business's server hasn't answered with 200 yet, oldest first. */
  readonly pendingUpdates = new Map<string, WebhookUpdate>();
  /** By id; the fictional ones of the beginning are there from the start. */
  readonly templates = new Map(TEMPLATE_SAMPLES.map((template) => [template.id, template]));
  /** When all templates of a name were deleted: it is locked for a while. */
  readonly deletedTemplateNames = new Map<string, number>();
  #customers: readonly Customer[];
  #isSubscribed: boolean;
  #callbacks: CallbackState = { app: undefined, fields: [], override: undefined };
  readonly #hasWebhooks: () => boolean;
  readonly #profile: BusinessProfile;
  readonly #lastWrittenAtMs = new Map<string, number>();
  readonly #journal: StateJournal<SimulatorEvent>;
  readonly #listeners = new Set<(event: SimulatorEvent) => void>();

  /**
   * @param hasWebhooks whether what happens reaches anybody's server, apart from the subscription
   * @param isSubscribed whether the account has the app from the start
   */
  constructor(
    customers: readonly Customer[],
    stateFile: string,
    hasWebhooks: () => boolean = () => true,
    isSubscribed = true,
    profile = new BusinessProfile(),
  ) {
    this.#customers = customers;
    this.#profile = profile;
    this.#hasWebhooks = hasWebhooks;
    this.#isSubscribed = isSubscribed;
    this.#journal = new StateJournal(stateFile);
    for (const event of this.#journal.open()) this.#apply(event);
  }

  /**
   * Whether the app is in the account's `subscribed_apps`. While it isn't, things happen without any
   * webhook, and none comes later.
   */
  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  /** Where webhooks go. */
  get callbacks(): CallbackState {
    return this.#callbacks;
  }

  /** As they are now. */
  get customers(): readonly Customer[] {
    return this.#customers;
  }

  record(given: SimulatorEvent): void {
    // Who is blocked is told nothing of it, and nothing of theirs reaches the business.
    const updates = given.updates?.filter(
      (update) =>
        this.#isHeard(update) &&
        (update.list === 'statuses' || !this.blockedCustomers.has(update.customerId ?? '')),
    );
    const event = updates ? { ...given, updates } : given;
    this.#journal.append(event);
    this.#apply(event);
    for (const listener of this.#listeners) listener(event);
  }

  /** Whether the app gets the webhooks of the number's account. */
  #isHeard({ phoneNumberId }: WebhookUpdate): boolean {
    const account = phoneNumberId === undefined ? undefined : portfolioAccountOf(phoneNumberId);
    const isSubscribed =
      account === undefined ? this.#isSubscribed : this.signup.isSubscribed(account);
    return isSubscribed && this.#hasWebhooks();
  }

  /** Calls the listener after every event; the answer ends that. */
  onEvent(listener: (event: SimulatorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  findCustomer(id: string): Customer | undefined {
    return this.customers.find((customer) => customer.id === id);
  }

  listCustomerMessages(customerId: string): CustomerMessage[] {
    return [...this.customerMessages.values()].filter(
      (message) => message.customerId === customerId,
    );
  }

  /** When the customer last wrote to this number, which opens the service window; undefined: never. */
  findLastWrittenAtMs(customerId: string, phoneNumberId?: string): number | undefined {
    return this.#lastWrittenAtMs.get(`${customerId} ${phoneNumberId ?? ''}`);
  }

  close(): void {
    this.#listeners.clear();
    this.#journal.close();
  }

  #apply(event: SimulatorEvent): void {
    for (const update of event.updates ?? []) this.pendingUpdates.set(update.id, update);
    if (event.type === 'customer_wrote') {
      const { message } = event;
      this.customerMessages.set(message.wamid, { ...message });
      // A notice about the customer is nothing that they wrote.
      if (message.type !== 'system' && !this.blockedCustomers.has(message.customerId)) {
        const pair = `${message.customerId} ${message.phoneNumberId ?? ''}`;
        this.#lastWrittenAtMs.set(pair, message.writtenAtMs);
      }
    } else if (event.type === 'customer_reacted') {
      if (event.emoji) this.reactions.set(event.messageId, event.emoji);
      else this.reactions.delete(event.messageId);
    } else if (event.type === 'customer_edited') {
      const message = this.customerMessages.get(event.messageId);
      if (message) Object.assign(message, { content: event.content, editedAtMs: event.atMs });
    } else if (event.type === 'customer_deleted') {
      const message = this.customerMessages.get(event.messageId);
      if (message) message.deletedAtMs = event.atMs;
    } else if (event.type === 'customer_changed') {
      const { customer } = event;
      this.#customers = this.#customers.map((one) => (one.id === customer.id ? customer : one));
    } else if (event.type === 'customer_blocked') {
      if (event.isBlocked) this.blockedCustomers.add(event.customerId);
      else this.blockedCustomers.delete(event.customerId);
    } else if (event.type === 'media_stored') {
      this.mediaObjects.set(event.media.id, event.media);
    } else if (event.type === 'file_uploaded') {
      this.businessFiles.set(event.file.id, event.file);
    } else if (event.type === 'app_file_uploaded') {
      this.appFiles.set(event.file.handle, event.file);
    } else if (event.type === 'business_read') {
      for (const wamid of event.wamids) {
        const message = this.customerMessages.get(wamid);
        if (message) message.readAtMs ??= event.atMs;
      }
    } else if (event.type === 'message_accepted') {
      this.ledger.add(event.message);
    } else if (event.type === 'status_reached') {
      this.ledger.reach(event.wamid, event.status, event.atMs);
    } else if (event.type === 'template_saved') {
      this.templates.set(event.template.id, event.template);
    } else if (event.type === 'templates_deleted') {
      for (const id of event.ids) this.templates.delete(id);
      const names = [...this.templates.values()].map(({ name }) => name);
      if (!names.includes(event.name)) this.deletedTemplateNames.set(event.name, event.atMs);
    } else if (event.type === 'signup') {
      this.signup.apply(event.change);
    } else if (event.type === 'token_issued') {
      this.#profile.issued.push(event.token);
    } else if (event.type === 'business_changed') {
      this.#profile.apply(event);
    } else if (event.type === 'subscription_changed') {
      this.#isSubscribed = event.isSubscribed;
    } else if (event.type === 'callbacks_changed') {
      this.#callbacks = event.callbacks;
    } else {
      for (const id of event.updateIds) this.pendingUpdates.delete(id);
    }
  }
}
