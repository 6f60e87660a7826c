import type { Message } from '../../contract/message.ts';
import type { Participant } from '../../contract/provenance.ts';
import type { Transaction } from '../../database/database.ts';
import type { MessageAmendment } from '../../whatsapp/webhook-events.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { AmendmentStore, StoredAmendment } from './amendment-store.ts';
import { actorOf, applyAmendments, isLater, pickWinners } from './apply-amendments.ts';
import type { Amendment, AmendmentActor } from './apply-amendments.ts';
import type { MessageStore, StoredMessage } from './message-store.ts';
import type { MessageWriter } from './message-writer.ts';
import { wamidsByNumber } from './wamids-by-number.ts';

const BUSINESS = 'business' satisfies AmendmentActor;

/** `refused`: the sender may not do that; in words why. */
export type AmendmentOutcome = 'applied' | 'ignored' | 'parked' | { refused: string };

/** A message that has just got its wamid, by being stored or by Meta's answer. */
export interface ArrivedMessage {
  phoneNumberId: string;
  messageId: string;
  contactId: string;
  direction: Message['direction'];
  /** Who of a group wrote it. */
  participant: Participant | undefined;
}

/**
 * Reactions, edits and deletions.
 *
 * Of each kind only the latest by Meta's time counts, and that one is kept. So the message as shown,
 * its original content with what counts laid over it, is the same in whatever order, and however
 * often, Meta delivers. What is about a message that is not here yet is parked under its sender's
 * ids: it is applied in the transaction in which the message appears, and dropped after seven days.
 *
 * Both sides of a conversation may react, and edit or delete what they wrote themselves: the customer,
 * each participant of a group, and the business in the app on its phone. Anything else is refused;
 * where it was parked it is dropped when the message appears.
 */
export class AmendmentRecorder {
  readonly #amendments: AmendmentStore;
  readonly #messages: MessageStore;
  readonly #contacts: ContactService;
  readonly #changeLog: ChangeLog;
  readonly #writer: MessageWriter;

  constructor(parts: {
    amendments: AmendmentStore;
    messages: MessageStore;
    contacts: ContactService;
    changeLog: ChangeLog;
    writer: MessageWriter;
  }) {
    this.#amendments = parts.amendments;
    this.#messages = parts.messages;
    this.#contacts = parts.contacts;
    this.#changeLog = parts.changeLog;
    this.#writer = parts.writer;
  }

  /** Records a batch; the answer is in the same order. */
  async recordAll(
    tx: Transaction,
    events: readonly MessageAmendment[],
    nowMs: number,
  ): Promise<AmendmentOutcome[]> {
    await this.#changeLog.reserve(tx, 0);
    const { targets, known } = await this.#load(tx, events);
    const senders = await this.#contacts.findAll(
      tx,
      events.map(({ sender }) => sender),
    );
    const changed = new Map<string, StoredAmendment>();
    const touched = new Map<StoredMessage, Amendment[]>();
    const outcomes = events.map((event, index): AmendmentOutcome => {
      const target = targets.get(keyOf(event.phoneNumberId, event.targetMessageId));
      if (target) {
        const refused = findRefusal(toArrived(target.message), event, senders[index]?.id);
        if (refused !== undefined) return { refused };
      }
      const amendment = target ? toApplied(event) : toParked(event, nowMs);
      const key = slotOf(amendment);
      const rival = known.get(key);
      if (rival && !isLater(amendment, rival)) return target ? 'ignored' : 'parked';
      known.set(key, amendment);
      changed.set(key, amendment);
      if (!target) return 'parked';
      const own = { ...amendment, actor: actorOf(event.by, event.participant) };
      touched.set(target, [...(touched.get(target) ?? []), own]);
      return 'applied';
    });
    await this.#amendments.save(tx, [...changed.values()]);
    const updates = [...touched].map(([stored, amendments]) => {
      const before = stored.message;
      stored.message = applyAmendments(before, pickWinners(amendments));
      return { before, after: stored };
    });
    await this.#writer.amend(tx, updates, nowMs);
    return outcomes;
  }

  /**
   * What counts of that which waited for these messages, by `keyOf`; it waits no longer. The caller
   * lays it over the messages in the same transaction.
   */
  async takeParked(
    tx: Transaction,
    arrived: readonly ArrivedMessage[],
  ): Promise<Map<string, Amendment[]>> {
    const taken = new Map<string, Amendment[]>();
    const messages = new Map(
      arrived.map((message) => [keyOf(message.phoneNumberId, message.messageId), message]),
    );
    for (const [phoneNumberId, wamids] of wamidsByNumber(arrived)) {
      const parked = await this.#amendments.listParked(tx, phoneNumberId, wamids);
      if (parked.length === 0) continue;
      const senders = await this.#contacts.findAll(
        tx,
        parked.map(({ sender }) => sender ?? {}),
      );
      parked.forEach((stored, index) => {
        const { targetMessageId, eventMessageId, sentAtMs, action, participant } = stored;
        const key = keyOf(phoneNumberId, targetMessageId);
        const message = messages.get(key);
        const by = stored.actor === BUSINESS ? BUSINESS : 'customer';
        const deed = { by, action, participant } as const;
        if (!message || findRefusal(message, deed, senders[index]?.id) !== undefined) return;
        const actor = actorOf(by, participant);
        const amendment: Amendment = { actor, participant, eventMessageId, sentAtMs, action };
        taken.set(key, pickWinners([...(taken.get(key) ?? []), amendment]));
      });
      await this.#amendments.deleteParked(tx, phoneNumberId, wamids);
      await this.#amendments.save(
        tx,
        wamids.flatMap((targetMessageId) =>
          (taken.get(keyOf(phoneNumberId, targetMessageId)) ?? []).map((amendment) => ({
            ...amendment,
            participant: amendment.participant,
            phoneNumberId,
            targetMessageId,
            sender: undefined,
            parkedAtMs: undefined,
          })),
        ),
      );
    }
    return taken;
  }

  async #load(tx: Transaction, events: readonly MessageAmendment[]) {
    const targets = new Map<string, StoredMessage>();
    const known = new Map<string, StoredAmendment>();
    const references = events.map(({ phoneNumberId, targetMessageId }) => ({
      phoneNumberId,
      messageId: targetMessageId,
    }));
    for (const [phoneNumberId, wamids] of wamidsByNumber(references)) {
      for (const stored of await this.#messages.listByWamids(tx, phoneNumberId, wamids)) {
        targets.set(keyOf(phoneNumberId, stored.message.message_id ?? ''), stored);
      }
      for (const stored of await this.#amendments.list(tx, phoneNumberId, wamids)) {
        known.set(slotOf(stored), stored);
      }
    }
    return { targets, known };
  }
}

/** Names a message by its number and wamid. */
export function keyOf(phoneNumberId: string, messageId: string): string {
  return `${phoneNumberId} ${messageId}`;
}

/** Where only one amendment can be: the table's primary key. */
function slotOf({ phoneNumberId, targetMessageId, actor, action }: StoredAmendment): string {
  return `${keyOf(phoneNumberId, targetMessageId)} ${action.kind} ${actor}`;
}

/** The number is the business's own, so it needs no proof of being in that conversation. */
function findRefusal(
  message: ArrivedMessage,
  { by, action, participant }: Pick<MessageAmendment, 'by' | 'action' | 'participant'>,
  senderId: string | undefined,
): string | undefined {
  if (by === 'customer' && senderId !== message.contactId) {
    return `the ${action.kind} is not by the customer of that conversation`;
  }
  if (action.kind === 'reaction') return undefined;
  if (message.direction !== (by === 'customer' ? 'incoming' : 'outgoing')) {
    return `the ${action.kind} is of a message that the ${by} did not write`;
  }
  if (by === 'customer' && !isSameParticipant(message.participant, participant)) {
    return `the ${action.kind} is of a message that somebody else in the group wrote`;
  }
  return undefined;
}

function isSameParticipant(a: Participant | undefined, b: Participant | undefined): boolean {
  if (!a || !b) return a === b;
  if (a.user_id && b.user_id) return a.user_id === b.user_id;
  return a.phone_number !== null && a.phone_number === b.phone_number;
}

/** A stored message that has its wamid. */
export function toArrived(message: Message): ArrivedMessage {
  return {
    phoneNumberId: message.phone_number_id,
    messageId: message.message_id ?? '',
    contactId: message.contact_id,
    direction: message.direction,
    participant: message.provenance?.participant,
  };
}

function toApplied({ sender: _sender, by, ...event }: MessageAmendment): StoredAmendment {
  const { participant } = event;
  const actor = actorOf(by, participant);
  return { ...event, participant, actor, sender: undefined, parkedAtMs: undefined };
}

function toParked({ sender, by, ...event }: MessageAmendment, nowMs: number): StoredAmendment {
  const { userId, waId } = sender;
  const { participant } = event;
  const named = actorOf(by, participant);
  // Both ids: whoever is named once by both and once by one is judged by each, as if nothing waited.
  const ids = [userId, waId].filter((id) => id !== undefined).join(' ');
  const actor = named === 'customer' ? ids : named;
  return { ...event, participant, actor, sender: { userId, waId }, parkedAtMs: nowMs };
}
