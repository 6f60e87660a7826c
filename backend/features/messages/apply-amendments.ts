import type { Message, Reaction } from '../../contract/message.ts';
import type { AmendmentAction } from '../../whatsapp/webhook-events.ts';
import { textOf, typeOf } from '../../whatsapp/kinds/index.ts';

/** Something done to a message, with its place in time. */
export interface Amendment {
  actor: Reaction['by'];
  eventMessageId: string;
  sentAtMs: number;
  action: AmendmentAction;
}

type PlaceInTime = Omit<Amendment, 'actor'>;

/**
 * Whether `a` counts rather than `b`, of one kind. Meta's timestamps are whole seconds. Within one
 * second a reaction taken back stays taken back (who taps twice undoes), and otherwise the event's
 * id decides: any rule will do that does not depend on the order of arrival.
 */
export function isLater(a: PlaceInTime, b: PlaceInTime): boolean {
  if (a.sentAtMs !== b.sentAtMs) return a.sentAtMs > b.sentAtMs;
  if (isTakenBack(a.action) !== isTakenBack(b.action)) return isTakenBack(a.action);
  return a.eventMessageId > b.eventMessageId;
}

function isTakenBack(action: AmendmentAction): boolean {
  return action.kind === 'reaction' && action.emoji === null;
}

/** Of each kind and actor the latest. */
export function pickWinners(amendments: readonly Amendment[]): Amendment[] {
  const winners = new Map<string, Amendment>();
  for (const amendment of amendments) {
    const key = `${amendment.action.kind} ${amendment.actor}`;
    const rival = winners.get(key);
    if (!rival || isLater(amendment, rival)) winners.set(key, amendment);
  }
  return [...winners.values()];
}

/**
 * The message with `winners`, the latest amendments of each kind and actor, laid over it.
 *
 * A message as shown is its original content plus its winners, so the order in which they came does
 * not matter. Editing and deleting do not touch each other: what is shown of a deleted message is
 * the newest edit, also one that Meta delivered after the deletion.
 */
export function applyAmendments(message: Message, winners: readonly Amendment[]): Message {
  return winners.reduce(applyOne, message);
}

function applyOne(message: Message, { actor: by, sentAtMs, action }: Amendment): Message {
  const at = new Date(sentAtMs).toISOString();
  switch (action.kind) {
    case 'edit': {
      const { content } = action;
      return {
        ...message,
        content,
        message_type: typeOf(content),
        message_text: textOf(content),
        edited_at: at,
        original_content: message.original_content ?? message.content,
      };
    }
    case 'deletion':
      return { ...message, deleted_at: at };
    case 'reaction': {
      const { emoji } = action;
      const others = message.reactions.filter((reaction) => reaction.by !== by);
      const reactions = emoji === null ? others : [...others, { emoji, by, at }];
      return { ...message, reactions: reactions.toSorted((a, b) => (a.by < b.by ? -1 : 1)) };
    }
  }
}
