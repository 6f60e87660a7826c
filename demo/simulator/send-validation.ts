import { GraphApiError, invalidParameter } from './graph-errors.ts';
import { findMessageKind, messageKinds } from './kinds/index.ts';
import type { ResolvedOptions } from './simulator-options.ts';

const MAX_CALLBACK_DATA = 512;

/** The envelope's own keys; the kind's key comes on top. */
const ENVELOPE_KEYS = [
  'messaging_product',
  'recipient_type',
  'to',
  'recipient',
  'type',
  'context',
  'biz_opaque_callback_data',
  'recipient_identity_key_hash',
  'messaging_account_id',
];

/** A send that is well-formed. Whether it can be delivered is another question. */
export interface CheckedSend {
  kind: string;
  content: object;
  /** `to` or `recipient` as it was given. */
  input: string;
  /** Digits of the number that is really dialled, or the user id. */
  address: string;
  isAddressedByPhone: boolean;
  contextWamid: string | null;
  bizOpaqueCallbackData: string | null;
}

/** Checks every field of `POST /{number}/messages`. Throws GraphApiError as Meta refuses. */
export function checkSend(body: unknown, options: ResolvedOptions): CheckedSend {
  const message = readObject(body, 'body');
  checkMessagingProduct(message);
  checkRecipientType(message.recipient_type);
  const type = message.type ?? 'text';
  const kind = typeof type === 'string' ? findMessageKind(type) : undefined;
  if (typeof type !== 'string' || !kind) {
    const known = Object.keys(messageKinds).map((name) => name.toUpperCase());
    throw invalidParameter(`Param type must be one of {${known.join(', ')}} - got "${String(type)}".`);
  }
  checkKeys(message, [...ENVELOPE_KEYS, type]);
  checkText(message, 'recipient_identity_key_hash');
  checkMessagingAccount(message.messaging_account_id, options);
  if (message[type] === undefined) {
    throw new GraphApiError({
      code: 131008,
      details: `Parameter '${type}' is mandatory for type '${type}'`,
    });
  }
  return {
    kind: type,
    content: kind.accept(message[type]),
    ...readRecipient(message, options),
    contextWamid: readContext(message.context),
    bizOpaqueCallbackData: readCallbackData(message.biz_opaque_callback_data),
  };
}

export function checkMessagingProduct(message: Record<string, unknown>): void {
  if (message.messaging_product === undefined) {
    throw invalidParameter('The parameter messaging_product is required.');
  }
  if (message.messaging_product !== 'whatsapp') {
    throw invalidParameter('Param messaging_product must be one of {WHATSAPP}.');
  }
}

/** An object that is not an array, or 100. */
export function readObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidParameter(`Param ${name} must be a JSON object.`);
  }
  return value as Record<string, unknown>;
}

/** 100 for a key that is not among the allowed ones. */
export function checkKeys(
  value: Record<string, unknown>,
  allowed: readonly string[],
  name?: string,
): void {
  const unknown = Object.keys(value).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    throw invalidParameter(
      `Unexpected key "${unknown}"${name === undefined ? '' : ` on param "${name}"`}.`,
    );
  }
}

function checkRecipientType(recipientType: unknown): void {
  if (recipientType === undefined || recipientType === 'individual') return;
  if (recipientType === 'group') {
    throw new GraphApiError({
      code: 10,
      details: 'Groups are open to official business accounts only.',
    });
  }
  throw invalidParameter('Param recipient_type must be one of {INDIVIDUAL, GROUP}.');
}

function checkText(message: Record<string, unknown>, name: string): void {
  const value = message[name];
  if (value !== undefined && typeof value !== 'string') {
    throw invalidParameter(`Param ${name} must be a string.`);
  }
}

function checkMessagingAccount(id: unknown, options: ResolvedOptions): void {
  if (id !== undefined && id !== options.businessAccountId) {
    throw invalidParameter('Param messaging_account_id is not an account of this number.');
  }
}

/** `to` wins when both are given. */
function readRecipient(message: Record<string, unknown>, options: ResolvedOptions) {
  checkText(message, 'to');
  checkText(message, 'recipient');
  const { to, recipient } = message;
  if (typeof to === 'string' && to !== '') {
    return { input: to, address: toDialled(to, options), isAddressedByPhone: true };
  }
  if (typeof recipient === 'string' && recipient !== '') {
    if (!/^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/.test(recipient)) {
      throw new GraphApiError({ code: 131009, details: 'Recipient is not a valid user id.' });
    }
    return { input: recipient, address: recipient, isAddressedByPhone: false };
  }
  throw invalidParameter('The parameter to is required.');
}

/**
 * Meta reads spaces, hyphens and parentheses over. A number without its plus gets the country code
 * of the business in front, and so reaches a stranger or nobody: «always prefix +».
 */
function toDialled(to: string, options: ResolvedOptions): string {
  const text = to.trim();
  const digits = text.replace(/\D/g, '');
  if (!/^\+?[\d\s().-]+$/.test(text) || digits.length < 5 || digits.startsWith('00')) {
    throw invalidParameter('Param to must be a phone number: +1 555 010 0999.');
  }
  const dialled = text.startsWith('+') ? digits : `${options.businessCountryCode}${digits}`;
  if (dialled.length > 20) throw invalidParameter('Param to is too long for a phone number.');
  return dialled;
}

function readContext(context: unknown): string | null {
  if (context === undefined) return null;
  const { message_id: id, ...rest } = readObject(context, 'context');
  checkKeys(rest, [], 'context');
  if (id === undefined) throw invalidParameter("The parameter context['message_id'] is required.");
  if (typeof id !== 'string' || !id.startsWith('wamid.')) {
    throw new GraphApiError({ code: 131009, details: 'Invalid context message_id.' });
  }
  return id;
}

function readCallbackData(data: unknown): string | null {
  if (data === undefined) return null;
  if (typeof data !== 'string') {
    throw invalidParameter('Param biz_opaque_callback_data must be a string.');
  }
  if ([...data].length > MAX_CALLBACK_DATA) {
    throw invalidParameter(
      `Param biz_opaque_callback_data must be at most ${MAX_CALLBACK_DATA} characters long.`,
    );
  }
  return data;
}
