import { readContent } from './kinds/index.ts';
import type { AmendmentAction, AmendmentAuthor } from './webhook-events.ts';
import type { ItemPart } from './webhook-list.ts';
import {
  asObject,
  asText,
  MAX_WAMID_LENGTH,
  readId,
  readTimestampMs,
  WebhookShapeError,
} from './webhook-reader.ts';
import type { WebhookObject } from './webhook-reader.ts';

/** Emoji joined of many people and skin tones take about 40 units; beyond this it is no emoji. */
const MAX_EMOJI_LENGTH = 100;

interface AmendmentPart {
  targetMessageId: string;
  action: AmendmentAction;
}

/** Meta's types that are about another message, each with how it is read. */
const READERS = new Map<string, (message: WebhookObject) => AmendmentPart>([
  ['reaction', readReaction],
  ['edit', readEdit],
  ['revoke', readDeletion],
]);

export const AMENDMENT_TYPES: readonly string[] = [...READERS.keys()];

/** Whether the message is about another one. */
export function isAmendment({ type }: WebhookObject): boolean {
  return READERS.has(String(type));
}

/**
 * Reads a reaction, an edit or a deletion by `author`. Meta sends `edit` and `revoke` for numbers
 * that are also in the WhatsApp Business app. Throws WebhookShapeError where a field is missing.
 */
export function readAmendment(
  message: WebhookObject,
  author: AmendmentAuthor,
  { phoneNumberId }: { phoneNumberId: string },
): ItemPart {
  const read = READERS.get(String(message.type));
  if (!read) throw new WebhookShapeError('type is not about another message');
  return {
    type: 'amendment',
    amendment: {
      ...author,
      ...read(message),
      phoneNumberId,
      eventMessageId: readId(message.id, 'id', MAX_WAMID_LENGTH),
      sentAtMs: readTimestampMs(message.timestamp),
    },
  };
}

/** A reaction taken back comes without `emoji`, in some senders' webhooks with an empty one. */
function readReaction(message: WebhookObject): AmendmentPart {
  const reaction = asObject(message.reaction);
  return {
    targetMessageId: readId(reaction?.message_id, 'reaction.message_id', MAX_WAMID_LENGTH),
    action: { kind: 'reaction', emoji: asText(reaction?.emoji, MAX_EMOJI_LENGTH) ?? null },
  };
}

function readEdit(message: WebhookObject): AmendmentPart {
  const edit = asObject(message.edit);
  const edited = asObject(edit?.message);
  if (!edited) throw new WebhookShapeError('edit.message is missing');
  return {
    targetMessageId: readId(
      edit?.original_message_id,
      'edit.original_message_id',
      MAX_WAMID_LENGTH,
    ),
    action: { kind: 'edit', content: readContent(edited) },
  };
}

function readDeletion(message: WebhookObject): AmendmentPart {
  const id = asObject(message.revoke)?.original_message_id;
  return {
    targetMessageId: readId(id, 'revoke.original_message_id', MAX_WAMID_LENGTH),
    action: { kind: 'deletion' },
  };
}
