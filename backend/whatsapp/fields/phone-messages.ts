import type { IncomingMessage, WebhookPerson } from '../webhook-events.ts';
import { isAmendment, readAmendment } from '../webhook-amendment.ts';
import type { ItemPart } from '../webhook-list.ts';
import { toIncoming } from '../webhook-message.ts';
import { mergePerson, readPerson } from '../webhook-people.ts';
import type { ChangeContext } from '../webhook-people.ts';
import { WebhookShapeError } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';
import { readElements } from './field-reader.ts';
import type { FieldReader } from './field-reader.ts';

/**
 * The field `smb_message_echoes`: what the business writes in the WhatsApp Business app on its
 * phone, while the number is also connected here. It counts as sent by the business.
 */
export const readEchoes: FieldReader = (change) => {
  const items = readElements(change, 'message_echoes', (message, context) => {
    if (isAmendment(message)) return readForeignAmendment(message, context, { isOutgoing: true });
    const foreign = { direction: 'outgoing', status: 'sent', origin: 'phone_app' } as const;
    return { type: 'message', message: readForeign(message, context, foreign) };
  });
  if (items.length > 0) return items;
  return [{ path: change.path, type: 'unknown', reason: 'no echoes in it', raw: change.raw }];
};

/** What was done on the phone, or before this number was connected, to a message. */
export function readForeignAmendment(
  message: WebhookObject,
  context: ChangeContext,
  { isOutgoing, customer = {} }: { isOutgoing: boolean; customer?: WebhookPerson },
): ItemPart {
  const sender = mergePerson(customer, readCustomer(message, isOutgoing));
  return readAmendment(message, { sender, by: isOutgoing ? 'business' : 'customer' }, context);
}

function readCustomer(message: WebhookObject, isOutgoing: boolean): WebhookPerson {
  return isOutgoing
    ? readPerson(message.to, message.to_user_id)
    : readPerson(message.from, message.from_user_id);
}

/**
 * A message that this server neither sent nor was told of when it was written. `customer` helps
 * where the message itself does not name them. Throws WebhookShapeError.
 */
export function readForeign(
  message: WebhookObject,
  context: ChangeContext,
  foreign: NonNullable<IncomingMessage['foreign']>,
  customer: WebhookPerson = {},
): IncomingMessage {
  const isOutgoing = foreign.direction === 'outgoing';
  const person = mergePerson(customer, readCustomer(message, isOutgoing));
  if (person.waId === undefined && person.userId === undefined) {
    throw new WebhookShapeError(`${isOutgoing ? 'to and to_user_id are' : 'from is'} missing`);
  }
  const known = mergePerson(context.findProfile(person), person);
  return { ...toIncoming(message, known, context), opensWindow: false, foreign };
}
