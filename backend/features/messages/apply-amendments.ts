import type { MessageContent } from '../../contract/message-content.ts';
import type { Message, Reaction } from '../../contract/message.ts';
import type { Participant } from '../../contract/provenance.ts';
import type { AmendmentAction } from '../../whatsapp/webhook-events.ts';
import { textOf, typeOf } from '../../whatsapp/kinds/index.ts';

/** Something done to a message, with its place in time. */
export interface Amendment {
  actor: AmendmentActor;
  /** Who of a group. */
  participant?: Participant | undefined;
  eventMessageId: string;
  sentAtMs: number;
  action: AmendmentAction;
}

/** Whose amendments replace each other; in a group every participant's do. */
export type AmendmentActor = 'customer' | 'business' | `participant:${string}`;

export function actorOf(by: Reaction['by'], participant: Participant | undefined): AmendmentActor {
  if (!participant) return by;
  return `participant:${participant.user_id ?? participant.phone_number ?? ''}`;
}

type PlaceInTime = Pick<Amendment, 'eventMessageId' | 'sentAtMs' | 'action'>;

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

function applyOne(message: Message, { actor, participant, sentAtMs, action }: Amendment): Message {
  const at = new Date(sentAtMs).toISOString();
  switch (action.kind) {
    case 'edit': {
      const original = message.original_content ?? message.content;
      const content = keepFile(original, action.content);
      return {
        ...message,
        content,
        message_type: typeOf(content),
        message_text: textOf(content),
        edited_at: at,
        original_content: original,
      };
    }
    case 'deletion':
      return { ...message, deleted_at: at };
    case 'reaction': {
      const { emoji, sentBy } = action;
      const others = message.reactions.filter((reaction) => reactorOf(reaction) !== actor);
      const by = actor === 'business' ? 'business' : 'customer';
      const who = {
        ...(participant ? { participant } : {}),
        ...(sentBy ? { sent_by: sentBy } : {}),
      };
      const reactions = emoji === null ? others : [...others, { emoji, by, at, ...who } as const];
      const { refused_reaction, ...unmarked } = message;
      return {
        ...unmarked,
        // Of the business's last try only.
        ...(by === 'customer' && refused_reaction ? { refused_reaction } : {}),
        reactions: reactions.toSorted((a, b) => (reactorOf(a) < reactorOf(b) ? -1 : 1)),
      };
    }
  }
}

function reactorOf({ by, participant }: Reaction): AmendmentActor {
  return actorOf(by, participant);
}

/** An edit changes what is said about a file, never the file: that one is fetched already. */
function keepFile(original: MessageContent, edited: MessageContent): MessageContent {
  return 'media' in original && 'media' in edited ? { ...edited, media: original.media } : edited;
}
