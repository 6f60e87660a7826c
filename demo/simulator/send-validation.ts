import { isObject, rejectUnknownKeys, requireObject, requireString } from './field-checks.ts';
import type { JsonObject } from './field-checks.ts';
import { GraphError } from './graph-error.ts';
import { findMessageKind } from './kinds/index.ts';

export interface SendRequest {
  action: 'send';
  to?: string;
  recipient?: string;
  /** Set in place of both. */
  groupId?: string;
  type: string;
  content: unknown;
  contextMessageId?: string;
  callbackData?: string;
}

export interface ReadRequest {
  action: 'read';
  messageId: string;
  isTyping: boolean;
}

const ENVELOPE_KEYS = [
  'messaging_product',
  'recipient_type',
  'to',
  'recipient',
  'type',
  'context',
  'biz_opaque_callback_data',
];
const GROUP_TYPES = new Set(['text', 'image', 'video', 'audio', 'document', 'sticker', 'template']);
const READ_KEYS = ['messaging_product', 'status', 'message_id', 'typing_indicator'];
const MAX_CALLBACK_DATA_CHARACTERS = 512;
/** Two letters of a country, a dot, and up to 128 letters and digits; `ENT.` marks a parent's id. */
const USER_ID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;
const PHONE = /^\+?[\d\s().-]+$/;

/** Checks every field of a body for `POST /{phone-number-id}/messages`; throws as Meta answers. */
export function validateMessagesRequest(body: unknown): SendRequest | ReadRequest {
  if (!isObject(body)) {
    throw new GraphError(100, { details: 'The body must be a JSON object.' });
  }
  const product = requireString(body.messaging_product, 'messaging_product');
  if (product !== 'whatsapp') {
    throw new GraphError(100, {
      details: "Param messaging_product must be one of {WHATSAPP} - got '" + product + "'.",
    });
  }
  return 'status' in body ? validateRead(body) : validateSend(body);
}

function validateRead(body: JsonObject): ReadRequest {
  rejectUnknownKeys(body, READ_KEYS, 'messages');
  if (body.status !== 'read') {
    throw new GraphError(131009, { details: 'Param status must be "read".' });
  }
  const messageId = requireString(body.message_id, 'message_id');
  if (body.typing_indicator === undefined) return { action: 'read', messageId, isTyping: false };
  const indicator = requireObject(body.typing_indicator, 'typing_indicator');
  rejectUnknownKeys(indicator, ['type'], 'typing_indicator');
  if (indicator.type !== 'text') {
    throw new GraphError(131009, { details: 'Param typing_indicator[\'type\'] must be "text".' });
  }
  return { action: 'read', messageId, isTyping: true };
}

function validateSend(body: JsonObject): SendRequest {
  const type = body.type === undefined ? 'text' : requireString(body.type, 'type');
  const kind = findMessageKind(type);
  if (!kind) {
    throw new GraphError(131051, { details: `Message type '${type}' is not supported.` });
  }
  rejectUnknownKeys(body, [...ENVELOPE_KEYS, type], 'messages');
  const recipientType = body.recipient_type ?? 'individual';
  if (recipientType !== 'individual' && recipientType !== 'group') {
    throw new GraphError(100, {
      details: 'Param recipient_type must be one of {INDIVIDUAL, GROUP}.',
    });
  }
  const addressed = recipientType === 'group' ? validateGroup(body, type) : validateRecipient(body);
  kind.validate(body[type]);
  if (kind.isAboutMessage && body.context !== undefined) {
    throw new GraphError(100, { details: `Param context is not allowed with type '${type}'.` });
  }
  return {
    action: 'send',
    ...addressed,
    type,
    content: body[type],
    ...validateContext(body.context),
    ...validateCallbackData(body.biz_opaque_callback_data),
  };
}

function validateRecipient({ to, recipient }: JsonObject): { to?: string; recipient?: string } {
  if (to === undefined && recipient === undefined) {
    throw new GraphError(131008, { details: "Parameter 'to' or 'recipient' is mandatory." });
  }
  const addressed: { to?: string; recipient?: string } = {};
  if (recipient !== undefined) {
    addressed.recipient = requireString(recipient, 'recipient');
    if (!USER_ID.test(addressed.recipient)) {
      throw new GraphError(131009, {
        details: 'Param recipient is not a business-scoped user id.',
      });
    }
  }
  if (to !== undefined) {
    addressed.to = requireString(to, 'to');
    const digits = addressed.to.replace(/\D/g, '');
    if (!PHONE.test(addressed.to) || digits.length < 7 || digits.length > 15) {
      throw new GraphError(131009, { details: 'Param to is not a phone number.' });
    }
  }
  return addressed;
}

/** Groups take text, media and templates: https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/groups-messaging */
function validateGroup({ to, recipient }: JsonObject, type: string): { groupId: string } {
  if (recipient !== undefined) {
    throw new GraphError(100, { details: 'Param recipient does not name a group.' });
  }
  if (!GROUP_TYPES.has(type)) {
    throw new GraphError(131051, { details: `Message type '${type}' is not supported in groups.` });
  }
  return { groupId: requireString(to, 'to') };
}

function validateContext(context: unknown): { contextMessageId?: string } {
  if (context === undefined) return {};
  const object = requireObject(context, 'context');
  rejectUnknownKeys(object, ['message_id'], 'context');
  return { contextMessageId: requireString(object.message_id, "context['message_id']") };
}

function validateCallbackData(data: unknown): { callbackData?: string } {
  if (data === undefined) return {};
  if (typeof data !== 'string' || [...data].length > MAX_CALLBACK_DATA_CHARACTERS) {
    throw new GraphError(100, {
      details: `Param biz_opaque_callback_data must be a string of at most ${MAX_CALLBACK_DATA_CHARACTERS} characters.`,
    });
  }
  return { callbackData: data };
}
