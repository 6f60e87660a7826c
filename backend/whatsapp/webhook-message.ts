import { REPORTED_STATUSES } from '../contract/message-status.ts';
import type { ReportedStatus } from '../contract/message-status.ts';
import type { MessageError } from '../contract/message.ts';
import { describeGraphError } from './graph-error.ts';
import { readContent, readSource } from './kinds/index.ts';
import { phoneOfWaId, userIdOfGroup } from './phone-number.ts';
import { readProvenance } from './provenance.ts';
import { isAmendment, readAmendment } from './webhook-amendment.ts';
import type { IdentityChange, IncomingMessage, WebhookPerson } from './webhook-events.ts';
import type { ItemPart } from './webhook-list.ts';
import { mergePerson, readPerson } from './webhook-people.ts';
import type { ChangeContext } from './webhook-people.ts';
import {
  asList,
  asObject,
  asText,
  isTimestamp,
  MAX_WAMID_LENGTH,
  readId,
  readTimestampMs,
  WebhookShapeError,
} from './webhook-reader.ts';
import type { WebhookObject } from './webhook-reader.ts';

const MAX_GROUP_ID_LENGTH = 150;
/** Types that tell of an event, not of something the customer said. */
const TYPES_OUTSIDE_WINDOW = new Set(['system']);

/** An element of `value.messages`. Throws WebhookShapeError where a field is missing. */
export function readMessage(message: WebhookObject, context: ChangeContext): ItemPart {
  const change = message.type === 'system' ? readIdentityChange(message) : undefined;
  if (change) {
    const notice = toIncoming(message, change.current, context);
    return {
      type: 'identity',
      change: { ...change, phoneNumberId: context.phoneNumberId, notice },
    };
  }
  const person = readPerson(message.from, message.from_user_id, message.from_parent_user_id);
  if (person.waId === undefined && person.userId === undefined) {
    throw new WebhookShapeError('from and from_user_id are missing');
  }
  const sender = mergePerson(context.findProfile(person), person);
  if (message.group_id !== undefined) return readGroupMessage(message, sender, context);
  if (isAmendment(message)) return readAmendment(message, { sender, by: 'customer' }, context);
  return { type: 'message', message: toIncoming(message, sender, context) };
}

/** The message by the customer `sender`, as it is stored. */
export function toIncoming(
  message: WebhookObject,
  sender: WebhookPerson,
  context: ChangeContext,
): IncomingMessage {
  const content = readContent(message);
  return {
    phoneNumberId: context.phoneNumberId,
    businessPhone: context.businessPhone,
    messageId: readId(message.id, 'id', MAX_WAMID_LENGTH),
    sender,
    content,
    media: readSource(message, content),
    sentAtMs: readTimestampMs(message.timestamp),
    replyToMessageId: readReplyId(message),
    provenance: readProvenance(message),
    opensWindow: !TYPES_OUTSIDE_WINDOW.has(String(message.type)),
    isNotice: message.type === 'system',
  };
}

/** A group is filed as a partner of its own, and each message says who of it wrote. */
function readGroupMessage(
  message: WebhookObject,
  { profileName, username, waId, userId }: WebhookPerson,
  context: ChangeContext,
): ItemPart {
  const groupId = readId(message.group_id, 'group_id', MAX_GROUP_ID_LENGTH);
  const sender = { userId: userIdOfGroup(groupId) };
  const participant = {
    name: profileName ?? username ?? null,
    phone_number: waId === undefined ? null : phoneOfWaId(waId),
    user_id: userId ?? null,
  };
  if (isAmendment(message)) {
    return readAmendment(message, { sender, by: 'customer', participant }, context);
  }
  const incoming = toIncoming(message, sender, context);
  return {
    type: 'message',
    message: {
      ...incoming,
      opensWindow: false,
      provenance: { ...incoming.provenance, participant },
    },
  };
}

function readReplyId(message: WebhookObject): string | undefined {
  const id = asText(asObject(message.context)?.id);
  return id !== undefined && id.length <= MAX_WAMID_LENGTH ? id : undefined;
}

function readIdentityChange(
  message: WebhookObject,
): Pick<IdentityChange, 'previous' | 'current'> | undefined {
  const system = asObject(message.system);
  const previous = readPerson(
    message.from,
    system?.previous_user_id,
    system?.previous_parent_user_id,
  );
  const current = readPerson(system?.wa_id, system?.user_id, system?.parent_user_id);
  const isKnown = previous.userId !== undefined || previous.waId !== undefined;
  const isTold = current.userId !== undefined || current.waId !== undefined;
  return isKnown && isTold ? { previous, current } : undefined;
}

/** An element of `value.statuses`. Throws WebhookShapeError where a field is missing. */
export function readStatus(status: WebhookObject, context: ChangeContext): ItemPart {
  const name = asText(status.status, 40);
  if (!REPORTED_STATUSES.includes(name as ReportedStatus)) {
    return { type: 'unknown', reason: `status «${name ?? 'none'}» is not known` };
  }
  const isToGroup = status.recipient_type === 'group';
  const person = isToGroup
    ? {}
    : readPerson(
        status.recipient_id,
        status.recipient_user_id,
        // Two older names of the field beside today's.
        status.recipient_parent_user_id ?? status.parent_recipient_user_id ?? status.parent_user_id,
      );
  return {
    type: 'status',
    status: {
      phoneNumberId: context.phoneNumberId,
      messageId: readId(status.id, 'id', MAX_WAMID_LENGTH),
      status: name as ReportedStatus,
      reportedAtMs: readTimestampMs(status.timestamp),
      recipient: mergePerson(context.findProfile(person), person),
      callbackData: asText(status.biz_opaque_callback_data, 512),
      error: name === 'failed' ? readError(status.errors) : undefined,
      freeEntryExpiresAtMs: readFreeEntryEnd(status),
    },
  };
}

/** Meta tells `conversation` only in free entry points (since v24). */
function readFreeEntryEnd({ conversation }: WebhookObject): number | undefined {
  const told = asObject(conversation);
  if (asObject(told?.origin)?.type !== 'referral_conversion') return undefined;
  const seconds = told?.expiration_timestamp;
  // How far the message came counts, whatever stands here.
  return isTimestamp(seconds) ? readTimestampMs(seconds) : undefined;
}

function readError(errors: unknown): MessageError {
  const error = asObject(asList(errors)[0]);
  return describeGraphError(
    Number.isSafeInteger(error?.code) ? (error?.code as number) : null,
    asText(error?.title) ?? asText(error?.message),
    asText(asObject(error?.error_data)?.details) ?? asText(error?.error_data),
  );
}
