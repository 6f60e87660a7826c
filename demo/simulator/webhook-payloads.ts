import type { Customer } from './customers.ts';
import { GraphError } from './graph-error.ts';
import type { DeliveryStatus, LedgerEntry } from './ledger.ts';
import { optionsOf } from './embedded-signup/portfolio.ts';
import type { SimulatorOptions } from './options.ts';
import type { CustomerMessage } from './customer-message.ts';

/** One message, one status, or one change of the account, as a webhook will tell it. */
export interface WebhookUpdate {
  id: string;
  list: 'messages' | 'statuses' | 'account';
  /** With `account`: the field, whose value `item` is. */
  field?: string;
  item: Record<string, unknown>;
  /** Missing for statuses `failed`, as at Meta. */
  contact?: Record<string, unknown>;
  /** Whom it is about; only the simulator's faults look at this. */
  customerId?: string;
  wamid: string;
  /** The business's number; missing: the one from the start. */
  phoneNumberId?: string;
}

type BusinessNumber = Pick<
  Required<SimulatorOptions>,
  'businessAccountId' | 'phoneNumberId' | 'displayPhoneNumber' | 'freeServiceMessages'
>;

const seconds = (ms: number) => String(Math.floor(ms / 1_000));
const digits = (phone: string) => phone.replace(/\D/g, '');

/** Omitted, never empty, where the customer's phone may not be known. */
function describeContact(customer: Customer, isUsernameShown: boolean): Record<string, unknown> {
  return {
    profile: {
      name: customer.name,
      ...(isUsernameShown && customer.username ? { username: customer.username } : {}),
    },
    ...(customer.waId ? { wa_id: customer.waId } : {}),
    user_id: customer.userId,
  };
}

/** Whose number the business has dialled has nothing to withhold in that message's statuses. */
function dialled(customer: Customer, { by, waId }: LedgerEntry): Customer {
  return by === 'phone' && waId !== undefined ? { ...customer, waId } : customer;
}

/** What a customer wrote, as an item of `value.messages`. */
export function describeMessage(
  message: CustomerMessage,
  customer: Customer,
  number: BusinessNumber,
  isReplyToBusiness: boolean,
): Omit<WebhookUpdate, 'id'> {
  return {
    list: 'messages',
    customerId: customer.id,
    wamid: message.wamid,
    ...(message.phoneNumberId ? { phoneNumberId: message.phoneNumberId } : {}),
    // Meta's notices about a customer come without `contacts`.
    ...(message.type === 'system' ? {} : { contact: describeContact(customer, true) }),
    item: {
      ...message.extra,
      ...describeContext(message, customer, number, isReplyToBusiness),
      ...describeSender(customer),
      from_user_id: customer.userId,
      id: message.wamid,
      timestamp: seconds(message.writtenAtMs),
      type: message.type,
      [message.type]: message.content,
    },
  };
}

/** `context` of a message that is a reply, else nothing. */
export function describeContext(
  { contextMessageId }: CustomerMessage,
  customer: Customer,
  number: BusinessNumber,
  isReplyToBusiness: boolean,
): object {
  if (!contextMessageId) return {};
  const quoted = isReplyToBusiness
    ? { from: digits(number.displayPhoneNumber) }
    : describeSender(customer);
  return { context: { ...quoted, id: contextMessageId } };
}

function describeSender(customer: Customer): { from?: string } {
  return customer.waId ? { from: customer.waId } : {};
}

/**
 * A status, as an item of `value.statuses`. `recipient_id` stands there only if the message went to a
 * phone or a group; a username is told from `delivered` on; `pricing` stands on `delivered` alone, or on `read` where no
 * `delivered` is told; `failed` has `errors`, and neither contact nor pricing.
 * @param deliveredThisMonth messages delivered before this one, for the free allowance
 */
export function describeStatus(
  entry: LedgerEntry,
  status: DeliveryStatus,
  atMs: number,
  customer: Customer | undefined,
  number: BusinessNumber,
  deliveredThisMonth: number,
): Omit<WebhookUpdate, 'id'> {
  const isFailed = status === 'failed';
  const userId = entry.by === 'user-id' ? entry.input : customer?.userId;
  const isUserIdTold = isFailed ? entry.by === 'user-id' : userId !== undefined;
  const isPriced = status === (entry.hasNoDeliveredStatus ? 'read' : 'delivered');
  // Only service messages have an allowance.
  const isFree = !entry.template && deliveredThisMonth < number.freeServiceMessages;
  return {
    list: 'statuses',
    wamid: entry.wamid,
    ...(entry.phoneNumberId ? { phoneNumberId: entry.phoneNumberId } : {}),
    ...(customer ? { customerId: customer.id } : {}),
    ...(customer && !isFailed
      ? { contact: describeContact(dialled(customer, entry), status !== 'sent') }
      : {}),
    item: {
      id: entry.wamid,
      status,
      timestamp: seconds(atMs),
      ...(entry.by === 'user-id' ? {} : { recipient_id: entry.waId }),
      ...(entry.by === 'group' ? { recipient_type: 'group' } : {}),
      ...(isUserIdTold ? { recipient_user_id: userId } : {}),
      ...(entry.callbackData === undefined ? {} : { biz_opaque_callback_data: entry.callbackData }),
      ...(isPriced
        ? {
            pricing: {
              billable: !isFree,
              pricing_model: 'PMP',
              type: isFree ? 'free_customer_service' : 'regular',
              category: entry.template?.category.toLowerCase() ?? 'service',
            },
          }
        : {}),
      ...(isFailed ? { errors: [new GraphError(entry.failsWith ?? 131000).toWebhookError()] } : {}),
    },
  };
}

/**
 * The body of one webhook for many updates, in their order: neighbours of one kind and number share a
 * `change`, whose `contacts` name each person once, so that they can't be matched by index; neighbours
 * of one account share an `entry`. What is told of the account has a change of its own.
 */
export function describeBatch(
  updates: readonly WebhookUpdate[],
  options: Required<SimulatorOptions>,
): object {
  const changes: Change[] = [];
  for (const update of updates) {
    const { list, field = 'messages', phoneNumberId } = update;
    const last = changes.at(-1);
    const isShared =
      last?.list === list && list !== 'account' && last.phoneNumberId === phoneNumberId;
    const change: Change = isShared
      ? last
      : { list, field, phoneNumberId, contacts: new Map(), items: [] };
    if (change !== last) changes.push(change);
    change.items.push(update.item);
    if (update.contact) change.contacts.set(update.contact.user_id, update.contact);
  }
  const entries: { id: string; changes: object[] }[] = [];
  for (const change of changes) {
    const number = optionsOf(options, change.phoneNumberId);
    const described = { field: change.field, value: describeChange(change, number) };
    const last = entries.at(-1);
    if (last?.id === number.businessAccountId) last.changes.push(described);
    else entries.push({ id: number.businessAccountId, changes: [described] });
  }
  return { object: 'whatsapp_business_account', entry: entries };
}

interface Change {
  list: string;
  field: string;
  phoneNumberId: string | undefined;
  contacts: Map<unknown, object>;
  items: object[];
}

function describeChange({ list, contacts, items }: Change, number: BusinessNumber): unknown {
  if (list === 'account') return items[0];
  return {
    messaging_product: 'whatsapp',
    metadata: {
      display_phone_number: digits(number.displayPhoneNumber),
      phone_number_id: number.phoneNumberId,
    },
    ...(contacts.size > 0 ? { contacts: [...contacts.values()] } : {}),
    [list]: items,
  };
}
