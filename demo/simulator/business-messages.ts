import { isReactable } from './business-reactions.ts';
import { optionsOf } from './embedded-signup/portfolio.ts';
import type { BusinessFiles } from './business-files.ts';
import { FILE_TYPES } from './chats.ts';
import { isObject } from './field-checks.ts';
import type { JsonObject } from './field-checks.ts';
import type { Faults, Fault } from './faults.ts';
import { findRecipient } from './customers.ts';
import type { Customer, Recipient } from './customers.ts';
import type { ShownTemplate } from './fill-template.ts';
import { GraphError } from './graph-error.ts';
import type { HeldAs } from './ledger.ts';
import type { MessageTemplates } from './message-templates.ts';
import type { OpenApiCheck } from './openapi-check.ts';
import type { SimulatorOptions } from './options.ts';
import { RateLimits } from './rate-limits.ts';
import { validateMessagesRequest } from './send-validation.ts';
import type { ReadRequest, SendRequest } from './send-validation.ts';
import type { SetupFaults } from './setup-faults.ts';
import type { SimulatorState } from './simulator-state.ts';
import type { StatusOutbox } from './status-outbox.ts';
import type { ReactionContent } from './ledger.ts';
import { makeWamid } from './wamid.ts';

const READ_RECEIPT_DAYS = 30;
const DAY_MS = 86_400_000;
/** Undeliverable: nobody on WhatsApp has this phone or user id. */
const UNDELIVERABLE = 131026;
/** A parameter's value: the message of a reaction, too. */
const NOT_VALID = 131009;

export interface Outcome {
  /** The JSON of the answer 200. */
  answer: object;
  /** What shall happen to the answer. */
  fault: Fault | undefined;
}

export interface TypingListener {
  (customerId: string): void;
}

/**
 * `POST /{phone-number-id}/messages`. A send is checked field by field, then against Meta's own
 * description, then against faults and limits, and only then accepted: from there on it is in the
 * ledger, whatever becomes of the answer. Like Meta's, this API knows no idempotency: the same
 * request twice is two messages.
 */
export class BusinessMessages {
  readonly #options: Required<SimulatorOptions>;
  readonly #state: SimulatorState;
  readonly #outbox: StatusOutbox;
  readonly #faults: Faults;
  readonly #templates: Pick<MessageTemplates, 'fill'>;
  readonly #setup: SetupFaults;
  readonly #openApi: OpenApiCheck | undefined;
  /** Each number has its own. */
  readonly #limits = new Map<string, RateLimits>();
  readonly #onTyping: TypingListener;
  readonly #files: BusinessFiles;
  #sendRequestCount = 0;

  constructor(parts: {
    options: Required<SimulatorOptions>;
    state: SimulatorState;
    outbox: StatusOutbox;
    faults: Faults;
    templates: Pick<MessageTemplates, 'fill'>;
    setup: SetupFaults;
    openApi: OpenApiCheck | undefined;
    onTyping: TypingListener;
    files: BusinessFiles;
  }) {
    this.#options = parts.options;
    this.#state = parts.state;
    this.#outbox = parts.outbox;
    this.#faults = parts.faults;
    this.#templates = parts.templates;
    this.#setup = parts.setup;
    this.#openApi = parts.openApi;
    this.#onTyping = parts.onTyping;
    this.#files = parts.files;
  }

  /** Requests to send a message so far, accepted or not. */
  get sendRequestCount(): number {
    return this.#sendRequestCount;
  }

  /**
   * Throws a GraphError for what Meta would refuse.
   * @param phoneNumberId the sender; without it, the number from the start
   */
  accept(body: unknown, phoneNumberId?: string): Outcome {
    const request = validateMessagesRequest(body);
    if (request.action === 'read') return this.#read(request);
    this.#sendRequestCount += 1;
    this.#openApi?.check(body);
    const isFile = FILE_TYPES.some((type) => type === request.type);
    if (isFile) this.#files.checkReference(request.type, request.content);
    if (request.type === 'template') this.#checkHeaderFiles(request.content);
    this.#setup.admitSending();
    return this.#send(request, phoneNumberId);
  }

  /** Files of headers are named as in messages of files. */
  #checkHeaderFiles(content: unknown): void {
    for (const { type, ...value } of listHeaderValues((content as JsonObject).components)) {
      const kind = type === 'gif' ? 'video' : String(type);
      const isFile = FILE_TYPES.some((each) => each === kind);
      if (isFile) this.#files.checkReference(kind, value[String(type)] ?? {});
    }
  }

  #read(request: ReadRequest): Outcome {
    const customerId = this.#state.customerMessages.get(request.messageId)?.customerId;
    const customer = this.#state.findCustomer(customerId ?? '');
    const fault = this.#faults.takeRequestFault('read', { customer });
    throwScripted(fault);
    return isWithoutEffect(fault)
      ? { answer: {}, fault }
      : { answer: this.#markRead(request), fault };
  }

  #send(request: SendRequest, phoneNumberId: string | undefined): Outcome {
    const recipient = this.#findRecipient(request);
    const { customer, input } = recipient;
    const sender = optionsOf(this.#options, phoneNumberId);
    if (recipient.waId === sender.displayPhoneNumber.replace(/\D/g, '')) {
      throw new GraphError(131021, { details: 'Recipient phone number cannot be the sender.' });
    }
    if (this.#state.blockedCustomers.has(customer?.id ?? '')) {
      throw new GraphError(130403, { details: 'The recipient is blocked by this number.' });
    }
    const fault = this.#faults.takeRequestFault('send', { customer, input });
    throwScripted(fault);
    if (isWithoutEffect(fault)) return { answer: {}, fault };
    const template =
      request.type === 'template' ? this.#templates.fill(request.content) : undefined;
    if (template?.category === 'AUTHENTICATION' && recipient.by === 'user-id') {
      throw new GraphError(131062, { details: 'One-time codes are sent to phone numbers only.' });
    }
    // Nobody knows whether strangers have a window: they get as far as `failed`. Templates need none.
    const needsWindow = customer !== undefined && !template;
    this.#limitsOf(sender.phoneNumberId).admit(
      customer?.id ?? input,
      needsWindow ? this.#state.findLastWrittenAtMs(customer.id, phoneNumberId) : Date.now(),
    );
    const name = template && String((request.content as JsonObject).name);
    const held =
      template && this.#faults.take('held_template', { customer, input, template: name });
    const heldAs = held?.messageStatus;
    const wamid = this.#record(request, recipient, { template, heldAs }, phoneNumberId);
    return {
      fault,
      answer: {
        messaging_product: 'whatsapp',
        contacts: [
          recipient.by === 'user-id' ? { input, user_id: input } : { input, wa_id: recipient.waId },
        ],
        messages: [{ id: wamid, ...(template ? { message_status: heldAs ?? 'accepted' } : {}) }],
      },
    };
  }

  #limitsOf(phoneNumberId: string): RateLimits {
    const limits = this.#limits.get(phoneNumberId) ?? new RateLimits(this.#options);
    this.#limits.set(phoneNumberId, limits);
    return limits;
  }

  /** Throws 131041 for a group that the business has not made. */
  #findRecipient({ groupId, to, recipient }: SendRequest): Recipient {
    const { groups, businessCountryCode } = this.#options;
    if (groupId === undefined) {
      return findRecipient(this.#state.customers, to, recipient, businessCountryCode);
    }
    if (!groups.some(({ id }) => id === groupId)) {
      throw new GraphError(131041, { details: 'Param to does not name a group of this number.' });
    }
    return { customer: undefined, input: groupId, by: 'group', waId: groupId };
  }

  #record(
    request: SendRequest,
    recipient: Recipient,
    { template, heldAs }: { template: ShownTemplate | undefined; heldAs: HeldAs | undefined },
    phoneNumberId: string | undefined,
  ): string {
    const { customer, input, by, waId } = recipient;
    const failure = this.#faults.take('failed_status', { customer, input });
    const failsWith =
      customer || by === 'group'
        ? (failure?.code ?? this.#findReactionFault(request, customer, phoneNumberId))
        : UNDELIVERABLE;
    const wamid = makeWamid();
    this.#state.record({
      type: 'message_accepted',
      message: {
        wamid,
        ...(phoneNumberId ? { phoneNumberId } : {}),
        input,
        by,
        type: request.type,
        content: request.content,
        ...(template ? { template } : {}),
        ...(heldAs ? { heldAs } : {}),
        acceptedAtMs: Date.now(),
        ...(customer ? { customerId: customer.id } : {}),
        ...(waId === undefined ? {} : { waId }),
        ...(request.contextMessageId ? { contextMessageId: request.contextMessageId } : {}),
        ...(request.callbackData === undefined ? {} : { callbackData: request.callbackData }),
        ...(failsWith === undefined ? {} : { failsWith }),
        ...(this.#faults.take('swapped_statuses', { customer, input })
          ? { hasSwappedStatuses: true }
          : {}),
        ...(this.#faults.take('skipped_delivered', { customer, input })
          ? { hasNoDeliveredStatus: true }
          : {}),
      },
    });
    this.#outbox.advance(wamid);
    return wamid;
  }

  #findReactionFault(
    { type, content }: SendRequest,
    customer: Customer | undefined,
    phoneNumberId: string | undefined,
  ): number | undefined {
    if (type !== 'reaction' || !customer) return undefined;
    const { message_id } = content as ReactionContent;
    return isReactable(this.#state, message_id, customer, phoneNumberId) ? undefined : NOT_VALID;
  }

  /** Marks this message and all earlier ones of the customer as read by the business. */
  #markRead(request: ReadRequest): object {
    const message = this.#state.customerMessages.get(request.messageId);
    const atMs = Date.now();
    if (!message || atMs - message.writtenAtMs > READ_RECEIPT_DAYS * DAY_MS) {
      throw new GraphError(131009, {
        details: 'Param message_id does not name a message that this number received lately.',
      });
    }
    const messages = this.#state.listCustomerMessages(message.customerId);
    const wamids = messages
      .slice(0, messages.findIndex(({ wamid }) => wamid === message.wamid) + 1)
      .filter(({ readAtMs }) => readAtMs === undefined)
      .map(({ wamid }) => wamid);
    if (wamids.length > 0) this.#state.record({ type: 'business_read', wamids, atMs });
    if (request.isTyping) this.#onTyping(message.customerId);
    return { success: true };
  }
}

function throwScripted(fault: Fault | undefined): void {
  if (fault?.kind !== 'error') return;
  const { code = 131000, status, retryAfterSeconds } = fault;
  throw new GraphError(code, {
    details: 'A scripted fault.',
    ...(status === undefined ? {} : { status }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function isWithoutEffect(fault: Fault | undefined): boolean {
  return fault?.kind === 'drop_before_accept' || fault?.kind === 'html_502';
}

/** The values of a template's headers, those of its cards too. */
function listHeaderValues(components: unknown): JsonObject[] {
  const parts = (Array.isArray(components) ? components : []).filter(isObject);
  return parts.flatMap(({ type, parameters, cards }) => [
    ...(Array.isArray(cards) ? cards : [])
      .filter(isObject)
      .flatMap((card) => listHeaderValues(card.components)),
    ...(type === 'header' && Array.isArray(parameters) ? parameters.filter(isObject) : []),
  ]);
}
