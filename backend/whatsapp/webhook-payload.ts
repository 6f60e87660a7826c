import { REPORTED_STATUSES } from '../contract/message-status.ts';
import type { ReportedStatus } from '../contract/message-status.ts';
import type { MessageError } from '../contract/message.ts';
import { describeError } from '../errors.ts';
import { describeGraphError } from './graph-error.ts';
import { readAmendment } from './webhook-amendment.ts';
import { isDeeperThan } from './json-depth.ts';
import { readContent, readSource } from './kinds/index.ts';
import { isUserId, isWaId, phoneOfWaId } from './phone-number.ts';
import { toStorableText } from './storable-text.ts';
import type {
  IdentityChange,
  IncomingMessage,
  WebhookItem,
  WebhookPerson,
} from './webhook-events.ts';
import {
  asList,
  asObject,
  asText,
  MAX_WAMID_LENGTH,
  readId,
  readTimestampMs,
  WebhookShapeError,
} from './webhook-reader.ts';
import type { WebhookObject } from './webhook-reader.ts';
import { isTemplateField, readTemplateEvent } from './webhook-template.ts';

const MAX_DEPTH = 64;
/** Ten times what Meta batches; each item costs a row, and a body of 4 MB could hold two million. */
const MAX_ITEMS = 10_000;
const MAX_NAME_LENGTH = 400;
const MAX_USERNAME_LENGTH = 100;
/** What is kept of a body that is not JSON; the journal has all of it. */
const MAX_UNREADABLE_LENGTH = 10_000;
/** Types that tell of an event, not of something the customer said. */
const TYPES_OUTSIDE_WINDOW = new Set(['system']);

/**
 * Turns the raw body of a webhook into its items: every message and status of every change of every
 * entry (Meta batches up to 1,000), in their order.
 *
 * It never throws: what cannot be read becomes an item that says so. A body that is not JSON, nests
 * deeper than 64 levels, or has more than 10,000 items, is one `malformed` item with an empty path.
 * Nothing is promised about the fields of `raw`.
 */
export function parseWebhook(rawBody: Buffer): WebhookItem[] {
  const setAsideWhole = (reason: string): WebhookItem[] => {
    const raw = toStorableText(rawBody.toString('utf8', 0, MAX_UNREADABLE_LENGTH));
    return [{ path: '', type: 'malformed', reason, raw }];
  };
  const body = parseBody(rawBody);
  if ('problem' in body) return setAsideWhole(body.problem);
  const root = asObject(body.value);
  if (root?.object !== 'whatsapp_business_account') {
    const reason = `object «${String(asText(root?.object, 60) ?? 'none')}» is not a WhatsApp account`;
    return [{ path: '', type: 'unknown', reason, raw: body.value }];
  }
  if (countItems(root) > MAX_ITEMS) {
    return setAsideWhole(`the body has more than ${MAX_ITEMS} items`);
  }
  return readList(root, 'entry', 'entry', (entry, path) =>
    readList(entry, 'changes', `${path}.changes`, (change, changePath) =>
      readChange(change, changePath, asObject(entry)?.id),
    ),
  );
}

/** All that costs time or rows: a bad entry or change becomes an item, and contacts are all read. */
function countItems(root: WebhookObject): number {
  const entries = asList(root.entry);
  let count = entries.length;
  for (const entry of entries) {
    const changes = asList(asObject(entry)?.changes);
    count += changes.length;
    for (const change of changes) {
      const value = asObject(asObject(change)?.value);
      for (const key of ['messages', 'statuses', 'contacts']) count += asList(value?.[key]).length;
    }
  }
  return count;
}

/** Reads what stands in a list; what should have one and has none is an item that says so. */
function readList(
  parent: unknown,
  key: string,
  path: string,
  read: (element: unknown, path: string) => WebhookItem[],
): WebhookItem[] {
  const list = asObject(parent)?.[key];
  if (!Array.isArray(list)) {
    return [{ path, type: 'malformed', reason: `${key} is not a list`, raw: parent }];
  }
  return list.flatMap((element, index) => read(element, `${path}[${index}]`));
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

function readChange(raw: unknown, path: string, entryId: unknown): WebhookItem[] {
  const change = asObject(raw);
  const field = asText(change?.field, 100);
  const value = asObject(change?.value);
  if (field === undefined || !value) {
    return [{ path, type: 'malformed', reason: 'the change has no field or value', raw }];
  }
  if (isTemplateField(field)) {
    return [
      isolate(`${path}.value`, value, (own) => ({
        type: 'template',
        template: readTemplateEvent(field, own, entryId),
      })),
    ];
  }
  if (field !== 'messages') {
    return [{ path, type: 'unknown', reason: `field «${field}» is not known`, raw }];
  }
  const context = readChangeContext(value);
  const readItems = (
    key: string,
    readItem: (object: WebhookObject, context: ChangeContext) => ItemPart,
  ) =>
    value[key] === undefined
      ? []
      : readList(value, key, `${path}.value.${key}`, (element, itemPath) => [
          isolate(itemPath, element, (object) => readItem(object, context())),
        ]);
  const items = [...readItems('messages', readMessage), ...readItems('statuses', readStatus)];
  if (items.length > 0) return items;
  const reason = asList(value.errors).length > 0 ? 'Meta reports errors' : 'nothing known in it';
  return [{ path: `${path}.value`, type: 'unknown', reason, raw }];
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
  const findProfile = indexProfiles(asList(value.contacts).map(readProfile));
  const businessDigits = asText(metadata?.display_phone_number, 40)?.replace(/\D/g, '') ?? '';
  return () => ({
    phoneNumberId: readId(metadata?.phone_number_id, 'metadata.phone_number_id', 40),
    businessPhone: isWaId(businessDigits) ? phoneOfWaId(businessDigits) : undefined,
    findProfile,
  });
}

/** By id, not by index: contacts may be fewer than messages, and in another order. */
function indexProfiles(profiles: readonly WebhookPerson[]): ChangeContext['findProfile'] {
  const byUserId = new Map<string, WebhookPerson>();
  const byWaId = new Map<string, WebhookPerson>();
  for (const profile of profiles) {
    const { userId, waId } = profile;
    if (userId !== undefined && !byUserId.has(userId)) byUserId.set(userId, profile);
    if (waId !== undefined && !byWaId.has(waId)) byWaId.set(waId, profile);
  }
  return ({ userId, waId }) => byUserId.get(userId ?? '') ?? byWaId.get(waId ?? '') ?? {};
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
  if (message.group_id !== undefined) {
    return { type: 'unknown', reason: 'messages of groups are not known' };
  }
  const change = message.type === 'system' ? readIdentityChange(message) : undefined;
  if (change) {
    const notice = toIncoming(message, change.current, context);
    return {
      type: 'identity',
      change: { ...change, phoneNumberId: context.phoneNumberId, notice },
    };
  }
  const person = readPerson(message.from, message.from_user_id);
  if (person.waId === undefined && person.userId === undefined) {
    throw new WebhookShapeError('from and from_user_id are missing');
  }
  const sender = mergePerson(context.findProfile(person), person);
  const amendment = readAmendment(message);
  if (!amendment) return { type: 'message', message: toIncoming(message, sender, context) };
  return {
    type: 'amendment',
    amendment: {
      ...amendment,
      phoneNumberId: context.phoneNumberId,
      eventMessageId: readId(message.id, 'id', MAX_WAMID_LENGTH),
      sender,
      sentAtMs: readTimestampMs(message.timestamp),
    },
  };
}

function toIncoming(
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
    opensWindow: !TYPES_OUTSIDE_WINDOW.has(String(message.type)),
    isNotice: message.type === 'system',
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
  const previous = readPerson(message.from, system?.previous_user_id);
  const current = readPerson(system?.wa_id, system?.user_id);
  const isKnown = previous.userId !== undefined || previous.waId !== undefined;
  const isTold = current.userId !== undefined || current.waId !== undefined;
  return isKnown && isTold ? { previous, current } : undefined;
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
