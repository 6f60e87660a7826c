import type { Message } from '../../contract/message.ts';
import type { Transaction } from '../../database/database.ts';
import type { AmendmentAction, MessageAmendment } from '../../whatsapp/webhook-events.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { AmendmentStore, StoredAmendment } from './amendment-store.ts';
import { applyAmendments, isLater, pickWinners } from './apply-amendments.ts';
import type { Amendment } from './apply-amendments.ts';
import type { MessageStore, StoredMessage } from './message-store.ts';
import type { MessageWriter } from './message-writer.ts';
import { wamidsByNumber } from './wamids-by-number.ts';

/** `refused`: the sender may not do that; in words why. */
export type AmendmentOutcome = 'applied' | 'ignored' | 'parked' | { refused: string };

/** A message that has just got its wamid, by being stored or by Meta's answer. */
export interface ArrivedMessage {
  phoneNumberId: string;
  messageId: string;
  contactId: string;
  direction: Message['direction'];
}

/**
 * Reactions, edits and deletions.
 *
 * Of each kind only the latest by Meta's time counts, and that one is kept. So the message as shown,
 * its original content with what counts laid over it, is the same in whatever order, and however
 * often, Meta delivers. What is about a message that is not here yet is parked under its sender's
 * ids: it is applied in the transaction in which the message appears, and dropped after seven days.
 *
 * Only the customer of the conversation may react, and edit or delete what they wrote themselves;
 * anything else is refused. What was parked by somebody else is dropped when the message appears.
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
        const refused = findRefusal(toArrived(target.message), event.action, senders[index]?.id);
        if (refused !== undefined) return { refused };
      }
      const amendment = target ? toApplied(event) : toParked(event, nowMs);
      const key = slotOf(amendment);
      const rival = known.get(key);
      if (rival && !isLater(amendment, rival)) return target ? 'ignored' : 'parked';
      known.set(key, amendment);
      changed.set(key, amendment);
      if (!target) return 'parked';
      const own: Amendment = { ...amendment, actor: 'customer' };
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
      parked.forEach(({ targetMessageId, eventMessageId, sentAtMs, action }, index) => {
        const key = keyOf(phoneNumberId, targetMessageId);
        const message = messages.get(key);
        if (!message || findRefusal(message, action, senders[index]?.id) !== undefined) return;
        const amendment: Amendment = { actor: 'customer', eventMessageId, sentAtMs, action };
        taken.set(key, pickWinners([...(taken.get(key) ?? []), amendment]));
      });
      await this.#amendments.deleteParked(tx, phoneNumberId, wamids);
      await this.#amendments.save(
        tx,
        wamids.flatMap((targetMessageId) =>
          (taken.get(keyOf(phoneNumberId, targetMessageId)) ?? []).map((amendment) => ({
            ...amendment,
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

function findRefusal(
  message: ArrivedMessage,
  action: AmendmentAction,
  senderId: string | undefined,
): string | undefined {
  if (senderId !== message.contactId) {
    return `the ${action.kind} is not by the customer of that conversation`;
  }
  if (action.kind !== 'reaction' && message.direction !== 'incoming') {
    return `the ${action.kind} is of a message that the customer did not write`;
  }
  return undefined;
}

/** A stored message that has its wamid. */
export function toArrived(message: Message): ArrivedMessage {
  return {
    phoneNumberId: message.phone_number_id,
    messageId: message.message_id ?? '',
    contactId: message.contact_id,
    direction: message.direction,
  };
}

function toApplied({ sender: _sender, ...event }: MessageAmendment): StoredAmendment {
  return { ...event, actor: 'customer', sender: undefined, parkedAtMs: undefined };
}

function toParked({ sender, ...event }: MessageAmendment, nowMs: number): StoredAmendment {
  const { userId, waId } = sender;
  // Both ids: whoever is named once by both and once by one is judged by each, as if nothing waited.
  const actor = [userId, waId].filter((id) => id !== undefined).join(' ');
  return { ...event, actor, sender: { userId, waId }, parkedAtMs: nowMs };
}
