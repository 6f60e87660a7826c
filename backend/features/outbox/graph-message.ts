import type { Message } from '../../contract/message.ts';
import { toCallbackData, toReactionCallbackData } from '../../whatsapp/callback-data.ts';
import { toGraphContent } from '../../whatsapp/kinds/index.ts';
import { groupOfUserId } from '../../whatsapp/phone-number.ts';
import type { MetaCopies } from '../../whatsapp/kinds/index.ts';
import type { ContactRecord } from '../contacts/contact-service.ts';

/**
 * The body of `POST /{phone-number-id}/messages`.
 *
 * A phone number goes into `to`, always with its plus: without it Meta may prepend the business's
 * own country code and reach a stranger. People without one are addressed by their business-scoped
 * user id in `recipient`. Our id rides along and comes back in every status. Throws when the
 * contact has neither, when messages of this kind cannot be sent, and where a file has no copy.
 */
export function toGraphMessage(
  message: Message,
  contact: ContactRecord,
  copies: MetaCopies,
): object {
  return {
    messaging_product: 'whatsapp',
    ...toRecipient(contact),
    ...toGraphContent(message.content, copies),
    ...(message.reply_to_message_id === null
      ? {}
      : { context: { message_id: message.reply_to_message_id } }),
    biz_opaque_callback_data: toCallbackData(message.id),
  };
}

/** The same of a reaction: `wamid` names the message, an empty emoji takes the reaction back. */
export function toGraphReaction(
  reaction: { wamid: string; emoji: string; orderId: string },
  contact: ContactRecord,
): object {
  return {
    messaging_product: 'whatsapp',
    ...toRecipient(contact),
    type: 'reaction',
    reaction: { message_id: reaction.wamid, emoji: reaction.emoji },
    biz_opaque_callback_data: toReactionCallbackData(reaction.orderId),
  };
}

function toRecipient(contact: ContactRecord): object {
  const group = groupOfUserId(contact.userId ?? '');
  if (group !== undefined) return { recipient_type: 'group', to: group };
  return { recipient_type: 'individual', ...toPerson(contact) };
}

function toPerson(contact: ContactRecord): { to: string } | { recipient: string } {
  if (contact.phoneNumber !== null) return { to: contact.phoneNumber };
  if (contact.waId !== null) return { to: `+${contact.waId}` };
  if (contact.userId !== null) return { recipient: contact.userId };
  throw new Error('This contact has neither a phone number nor a user id.');
}
