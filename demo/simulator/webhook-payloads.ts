import { createHmac } from 'node:crypto';
import type { Customer } from './customers.ts';
import { toStatusError } from './graph-errors.ts';
import type { ResolvedOptions } from './simulator-options.ts';
import type { BusinessMessage, CustomerMessage, WebhookUpdate } from './state.ts';

export type ReportedStatus = 'sent' | 'delivered' | 'read' | 'failed';

/** An element of `value.messages`. People who hide their number have no `from`. */
export function toMessageItem(message: CustomerMessage, customer: Customer, business: string) {
  return {
    ...(message.contextWamid === null
      ? {}
      : { context: { from: business, id: message.contextWamid } }),
    ...(customer.phone === undefined ? {} : { from: customer.phone }),
    from_user_id: customer.userId,
    id: message.wamid,
    timestamp: toSeconds(message.writtenAtMs),
    type: message.kind,
    [message.kind]: message.content,
  };
}

/** The element of `value.contacts` beside a customer's message. */
export function toSenderContact(customer: Customer): object {
  return {
    profile: {
      name: customer.name,
      ...(customer.username === undefined ? {} : { username: customer.username }),
    },
    ...(customer.phone === undefined ? {} : { wa_id: customer.phone }),
    user_id: customer.userId,
  };
}

/** The element of `value.contacts` beside a status; the username only comes once delivered. */
export function toRecipientContact(customer: Customer, status: ReportedStatus): object {
  const hasUsername = status !== 'sent' && customer.username !== undefined;
  return {
    profile: { name: customer.name, ...(hasUsername ? { username: customer.username } : {}) },
    ...(customer.phone === undefined ? {} : { wa_id: customer.phone }),
    user_id: customer.userId,
  };
}

/** Where Meta says what a message costs; on one of its statuses. */
export interface Pricing {
  billable: boolean;
  pricing_model: 'PMP';
  type: 'regular' | 'free_customer_service';
  category: 'service';
}

/** An element of `value.statuses`. */
export function toStatusItem(report: {
  message: BusinessMessage;
  customer: Customer | undefined;
  status: ReportedStatus;
  atMs: number;
  pricing?: Pricing | undefined;
  errorCode?: number | undefined;
}): object {
  const { message, customer, status } = report;
  const phone = message.isAddressedByPhone ? (customer?.phone ?? message.address) : customer?.phone;
  // A failure names the person only in the way in which the business did.
  const isUserIdTold = status !== 'failed' || !message.isAddressedByPhone;
  const isPhoneTold = status !== 'failed' || message.isAddressedByPhone;
  const userId = customer?.userId ?? (message.isAddressedByPhone ? undefined : message.address);
  return {
    id: message.wamid,
    status,
    timestamp: toSeconds(report.atMs),
    ...(isPhoneTold && phone !== undefined ? { recipient_id: phone } : {}),
    ...(isUserIdTold && userId !== undefined ? { recipient_user_id: userId } : {}),
    ...(message.bizOpaqueCallbackData === null
      ? {}
      : { biz_opaque_callback_data: message.bizOpaqueCallbackData }),
    ...(report.pricing === undefined ? {} : { pricing: report.pricing }),
    ...(report.errorCode === undefined ? {} : { errors: [toStatusError(report.errorCode)] }),
  };
}

/**
 * One POST for many updates: one entry for the account, a change for each run of updates of the same
 * field, every person once per change.
 */
export function toEnvelope(updates: readonly WebhookUpdate[], options: ResolvedOptions): object {
  const runs: WebhookUpdate[][] = [];
  for (const update of updates) {
    const run = runs.at(-1);
    if (run && run[0]?.field === update.field) run.push(update);
    else runs.push([update]);
  }
  const changes = runs.map((run) => ({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: {
        display_phone_number: options.displayPhoneNumber.replace(/\D/g, ''),
        phone_number_id: options.phoneNumberId,
      },
      ...withContacts(run),
      [run[0]?.field ?? 'messages']: run.map(({ item }) => item),
    },
  }));
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: options.businessAccountId, changes }],
  };
}

function withContacts(run: readonly WebhookUpdate[]): { contacts?: object[] } {
  const byText = new Map<string, object>();
  for (const { contact } of run) {
    if (contact !== null) byText.set(JSON.stringify(contact), contact);
  }
  return byText.size === 0 ? {} : { contacts: [...byText.values()] };
}

/** JSON in Meta's spelling: non-ASCII as `\u00e4` in lowercase hex, and `/` as `\/`. */
export function toMetaJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/');
}

/** The value of `X-Hub-Signature-256` for exactly these bytes. */
export function signBody(body: string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body, 'utf8').digest('hex')}`;
}

function toSeconds(ms: number): string {
  return String(Math.floor(ms / 1_000));
}
