import type { MessageError, RefusedReaction } from '../../contract/message.ts';
import type { ReactionOrder } from './reaction-order-store.ts';

/** Meta says it of a message that is too old, deleted, or not there (and of much else elsewhere). */
const NOT_REACTABLE = 131_009;

/** What operators are told of an order that WhatsApp did not take. */
export function toRefusedReaction(
  { emoji, orderedBy, orderedAtMs }: ReactionOrder,
  error: MessageError,
): RefusedReaction {
  return {
    emoji: emoji ?? '',
    sent_by: orderedBy,
    at: new Date(orderedAtMs).toISOString(),
    error:
      error.code === NOT_REACTABLE
        ? {
            ...error,
            title: 'WhatsApp cannot react to this message',
            details: 'It is older than 30 days, was deleted, or is not on WhatsApp any more.',
          }
        : error,
  };
}
