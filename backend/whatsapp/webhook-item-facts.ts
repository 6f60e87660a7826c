import { isUserId, isWaId } from './phone-number.ts';
import type { WebhookItem, WebhookPerson } from './webhook-events.ts';
import { asObject, asText } from './webhook-reader.ts';

const MAX_WAMID_LENGTH = 200;
const MAX_KIND_LENGTH = 40;
const MAX_NUMBER_ID_LENGTH = 40;

/** What an item of a webhook can be found by, and how it is called in a list. */
export interface WebhookItemFacts {
  /** The business number. */
  phoneNumberId?: string | undefined;
  /** wamid of the message that it is, or is about. */
  messageId?: string | undefined;
  /** The customer. */
  person?: WebhookPerson | undefined;
  /** A message's kind, a status's name. */
  kind?: string | undefined;
}

type FactReaders = {
  [Type in WebhookItem['type']]: (item: Extract<WebhookItem, { type: Type }>) => WebhookItemFacts;
};

const FACTS = {
  message: ({ message }) => ({
    phoneNumberId: message.phoneNumberId,
    messageId: message.messageId,
    person: message.sender,
    kind:
      message.content.kind === 'unsupported' ? message.content.original_type : message.content.kind,
  }),
  amendment: ({ amendment }) => ({
    phoneNumberId: amendment.phoneNumberId,
    messageId: amendment.targetMessageId,
    person: amendment.sender,
    kind: amendment.action.kind,
  }),
  status: ({ status }) => ({
    phoneNumberId: status.phoneNumberId,
    messageId: status.messageId,
    person: status.recipient,
    kind: status.status,
  }),
  identity: ({ change }) => ({
    phoneNumberId: change.phoneNumberId,
    person: { ...change.previous, ...withoutGaps(change.current) },
  }),
  template: ({ template }) => ({ kind: template.change.status ?? 'template' }),
  preference: ({ preference }) => ({
    phoneNumberId: preference.phoneNumberId,
    person: preference.person,
    kind: preference.isStopped ? 'marketing stop' : 'marketing resume',
  }),
  phone_contact: ({ contact }) => ({
    phoneNumberId: contact.phoneNumberId,
    person: contact.person,
  }),
  group: ({ group }) => ({ phoneNumberId: group.phoneNumberId, person: group.person }),
  account: ({ notice }) => ({
    phoneNumberId: notice.phoneNumberId,
    kind: notice.event.slice(0, MAX_KIND_LENGTH),
  }),
  unknown: ({ raw }) => guess(raw),
  malformed: ({ raw }) => guess(raw),
} satisfies FactReaders;

/** The facts of one item; an entry in the table above for each type of item. */
export function readItemFacts(item: WebhookItem): WebhookItemFacts {
  return (FACTS[item.type] as (item: WebhookItem) => WebhookItemFacts)(item);
}

/** What can be made out of an item that could not be read, so that it is found none the less. */
function guess(raw: unknown): WebhookItemFacts {
  const item = asObject(raw);
  const phone = asText(item?.from ?? item?.recipient_id, 160)?.replace(/^\+/, '') ?? '';
  const userId = asText(item?.from_user_id ?? item?.recipient_user_id, 160) ?? '';
  const messageId = asText(item?.id);
  return {
    messageId:
      messageId !== undefined && messageId.length <= MAX_WAMID_LENGTH ? messageId : undefined,
    phoneNumberId: asText(
      asObject(asObject(item?.value)?.metadata)?.phone_number_id,
      MAX_NUMBER_ID_LENGTH,
    ),
    person: {
      waId: isWaId(phone) ? phone : undefined,
      userId: [userId, phone].find(isUserId),
    },
    kind: asText(item?.type ?? item?.status ?? item?.field, MAX_KIND_LENGTH),
  };
}

function withoutGaps(person: WebhookPerson): WebhookPerson {
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== undefined));
}
