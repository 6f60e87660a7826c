import { REPORTED_STATUSES } from '../contract/message-status.ts';
import type { ReportedStatus } from '../contract/message-status.ts';
import type { MessageError } from '../contract/message.ts';
import { describeError } from '../errors.ts';
import { describeGraphError } from './graph-error.ts';
import { isDeeperThan } from './json-depth.ts';
import { readContent, readSource } from './kinds/index.ts';
import { isUserId, isWaId, phoneOfWaId } from './phone-number.ts';
import { toStorableText } from './storable-text.ts';
import type { WebhookItem, WebhookPerson } from './webhook-events.ts';
import {
  asList,
  asObject,
  asText,
  readId,
  readTimestampMs,
  WebhookShapeError,
} from './webhook-reader.ts';
import type { WebhookObject } from './webhook-reader.ts';

const MAX_DEPTH = 64;
const MAX_WAMID_LENGTH = 200;
const MAX_NAME_LENGTH = 400;
const MAX_USERNAME_LENGTH = 100;
/** What is kept of a body that is not JSON; the journal has all of it. */
const MAX_UNREADABLE_LENGTH = 10_000;
/** Types that tell of an event, not of something the customer said. */
const TYPES_OUTSIDE_WINDOW = new Set(['reaction', 'system']);

/**
 * Turns the raw body of a webhook into its items: every message and status of every change of every
 * entry (Meta batches up to 1,000), in their order.
 *
 * It never throws: what cannot be read becomes an item that says so. A body that is not JSON, or
 * nests deeper than 64 levels, is one `malformed` item with an empty path. Nothing is promised about
 * the fields of `raw`.
 */
export function parseWebhook(rawBody: Buffer): WebhookItem[] {
  const body = parseBody(rawBody);
  if ('problem' in body) {
    const raw = toStorableText(rawBody.toString('utf8', 0, MAX_UNREADABLE_LENGTH));
    return [{ path: '', type: 'malformed', reason: body.problem, raw }];
  }
  const root = asObject(body.value);
  if (root?.object !== 'whatsapp_business_account') {
    const reason = `object «${String(asText(root?.object, 60) ?? 'none')}» is not a WhatsApp account`;
    return [{ path: '', type: 'unknown', reason, raw: body.value }];
  }
  return asList(root.entry).flatMap((entry, entryIndex) =>
    asList(asObject(entry)?.changes).flatMap((change, changeIndex) =>
      readChange(change, `entry[${entryIndex}].changes[${changeIndex}]`),
    ),
  );
}

function parseBody(rawBody: Buffer): { value: unknown } | { problem: string } {
  if (isDeeperThan(rawBody, MAX_DEPTH)) {
    return { problem: `the body nests deeper than ${MAX_DEPTH} levels` };
  }
  try {
    return { value: JSON.parse(rawBody.toString('utf8')) };
  } catch {
    return { problem: 'the body is not valid JSON' };
  }
}

function readChange(raw: unknown, path: string): WebhookItem[] {
  const change = asObject(raw);
  const field = asText(change?.field, 100);
  const value = asObject(change?.value);
  if (field === undefined || !value) {
    return [{ path, type: 'malformed', reason: 'the change has no field or value', raw }];
  }
  if (field !== 'messages') {
    return [{ path, type: 'unknown', reason: `field «${field}» is not known`, raw }];
  }
  const messages = asList(value.messages);
  const statuses = asList(value.statuses);
  if (messages.length + statuses.length === 0) {
    const reason = asList(value.errors).length > 0 ? 'Meta reports errors' : 'nothing known in it';
    return [{ path: `${path}.value`, type: 'unknown', reason, raw }];
  }
  const context = readChangeContext(value);
  return [
    ...messages.map((message, index) =>
      isolate(`${path}.value.messages[${index}]`, message, (object) =>
        readMessage(object, context()),
      ),
    ),
    ...statuses.map((status, index) =>
      isolate(`${path}.value.statuses[${index}]`, status, (object) =>
        readStatus(object, context()),
      ),
    ),
  ];
}

type ItemPart = WebhookItem extends infer Item
  ? Item extends WebhookItem
    ? Omit<Item, 'path' | 'raw'>
    : never
  : never;

/** Reads one item; whatever goes wrong in it stays in it. */
function isolate(
  path: string,
  raw: unknown,
  read: (object: WebhookObject) => ItemPart,
): WebhookItem {
  try {
    const object = asObject(raw);
    if (!object) throw new WebhookShapeError('not an object');
    return { ...read(object), path, raw } as WebhookItem;
  } catch (error) {
    return { path, type: 'malformed', reason: describeError(error), raw };
  }
}

interface ChangeContext {
  phoneNumberId: string;
  businessPhone: string | undefined;
  findProfile: (person: WebhookPerson) => WebhookPerson;
}

/** What the items of a change share; a missing number is told by each item. */
function readChangeContext(value: WebhookObject): () => ChangeContext {
  const metadata = asObject(value.metadata);
  const profiles = asList(value.contacts).map(readProfile);
  const businessDigits = asText(metadata?.display_phone_number, 40)?.replace(/\D/g, '') ?? '';
  return () => ({
    phoneNumberId: readId(metadata?.phone_number_id, 'metadata.phone_number_id', 40),
    businessPhone: isWaId(businessDigits) ? phoneOfWaId(businessDigits) : undefined,
    // By id, not by index: contacts may be fewer than messages, and in another order.
    findProfile: (person) =>
      profiles.find(({ userId }) => userId !== undefined && userId === person.userId) ??
      profiles.find(({ waId }) => waId !== undefined && waId === person.waId) ??
      {},
  });
}

function readProfile(raw: unknown): WebhookPerson {
  const contact = asObject(raw);
  const profile = asObject(contact?.profile);
  return {
    ...readPerson(contact?.wa_id, contact?.user_id),
    profileName: asText(profile?.name, MAX_NAME_LENGTH),
    // Some of Meta's examples print usernames with an @, which is no part of them.
    username: asText(profile?.username, MAX_USERNAME_LENGTH)?.replace(/^@/, ''),
  };
}

/** Phone fields are omitted for people who hide their number; some senders put a user id there. */
function readPerson(phone: unknown, userId: unknown): WebhookPerson {
  const phoneText = asText(phone, 160)?.replace(/^\+/, '');
  const ids = [asText(userId, 160), phoneText].filter((id) => id !== undefined);
  return {
    waId: phoneText !== undefined && isWaId(phoneText) ? phoneText : undefined,
    userId: ids.find(isUserId),
  };
}

function readMessage(message: WebhookObject, context: ChangeContext): ItemPart {
  if (message.type === 'system') {
    const change = readIdentityChange(message, context.phoneNumberId);
    if (change) return change;
  }
  if (message.group_id !== undefined) {
    return { type: 'unknown', reason: 'messages of groups are not known' };
  }
  const person = readPerson(message.from, message.from_user_id);
  if (person.waId === undefined && person.userId === undefined) {
    throw new WebhookShapeError('from and from_user_id are missing');
  }
  const content = readContent(message);
  return {
    type: 'message',
    message: {
      phoneNumberId: context.phoneNumberId,
      businessPhone: context.businessPhone,
      messageId: readId(message.id, 'id', MAX_WAMID_LENGTH),
      sender: mergePerson(context.findProfile(person), person),
      content,
      media: readSource(message, content),
      sentAtMs: readTimestampMs(message.timestamp),
      replyToMessageId: readReplyId(message),
      opensWindow: !TYPES_OUTSIDE_WINDOW.has(String(message.type)),
    },
  };
}

function readReplyId(message: WebhookObject): string | undefined {
  const id = asText(asObject(message.context)?.id);
  return id !== undefined && id.length <= MAX_WAMID_LENGTH ? id : undefined;
}

function readIdentityChange(message: WebhookObject, phoneNumberId: string): ItemPart | undefined {
  const system = asObject(message.system);
  const previous = readPerson(message.from, system?.previous_user_id);
  const current = readPerson(system?.wa_id, system?.user_id);
  const isKnown = previous.userId !== undefined || previous.waId !== undefined;
  const isTold = current.userId !== undefined || current.waId !== undefined;
  if (!isKnown || !isTold) return undefined;
  return { type: 'identity', change: { phoneNumberId, previous, current } };
}

function readStatus(status: WebhookObject, context: ChangeContext): ItemPart {
  const name = asText(status.status, 40);
  if (!REPORTED_STATUSES.includes(name as ReportedStatus)) {
    return { type: 'unknown', reason: `status «${name ?? 'none'}» is not known` };
  }
  const isToGroup = status.recipient_type === 'group';
  const person = isToGroup ? {} : readPerson(status.recipient_id, status.recipient_user_id);
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
    },
  };
}

function readError(errors: unknown): MessageError {
  const error = asObject(asList(errors)[0]);
  return describeGraphError(
    Number.isSafeInteger(error?.code) ? (error?.code as number) : null,
    asText(error?.title) ?? asText(error?.message),
    asText(asObject(error?.error_data)?.details) ?? asText(error?.error_data),
  );
}

/** `known` where it says something, else what the profile says. */
function mergePerson(profile: WebhookPerson, known: WebhookPerson): WebhookPerson {
  return {
    userId: known.userId ?? profile.userId,
    waId: known.waId ?? profile.waId,
    username: profile.username,
    profileName: profile.profileName,
  };
}
