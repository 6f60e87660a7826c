import type { Message } from '../../contract/message.ts';
import { AppError } from '../../errors.ts';
import { groupOfUserId } from '../../whatsapp/phone-number.ts';

/** Meta: older messages cannot be reacted to (the send fails with 131009). */
const REACTABLE_FOR_MS = 30 * 24 * 60 * 60 * 1_000;

export interface ReactionPlace {
  message: Message;
  contact: { userId: string | null; isBlocked: boolean };
  /** The conversation's customer service window: end, if it was ever open. */
  windowExpiresAtMs: number | undefined;
}

/**
 * Throws where Meta would refuse a reaction, or nobody could see one: `contact_blocked`, `conflict`
 * for a message that WhatsApp does not have, `refused_by_meta` for the rest. Meta takes reactions as
 * free messages: in the customer service window only, and in no group.
 */
export function assertReactable(
  { message, contact, windowExpiresAtMs }: ReactionPlace,
  nowMs: number,
): void {
  if (contact.isBlocked) {
    throw new AppError('contact_blocked', 'You have blocked this contact. Unblock them to react.');
  }
  if (message.message_id === null || message.status === 'failed') {
    throw new AppError('conflict', 'This message is not on WhatsApp, so it cannot be reacted to.');
  }
  const sentAt = Date.parse(message.sent_at ?? message.created_at);
  const reasons: readonly [isSo: boolean, words: string][] = [
    [groupOfUserId(contact.userId ?? '') !== undefined, 'WhatsApp takes no reactions in groups.'],
    [message.content.kind === 'notice', 'This is a notice, which nobody can react to.'],
    [message.deleted_at !== null, 'This message was deleted.'],
    [
      nowMs - sentAt > REACTABLE_FOR_MS,
      'WhatsApp takes reactions to messages of the last 30 days only.',
    ],
    [
      windowExpiresAtMs === undefined || windowExpiresAtMs <= nowMs,
      'The 24-hour window is closed: until they write again, WhatsApp takes templates only.',
    ],
  ];
  const reason = reasons.find(([isSo]) => isSo);
  if (reason) throw new AppError('refused_by_meta', reason[1]);
}
