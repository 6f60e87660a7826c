import type { Message } from '../../contract/message.ts';
import type { Transaction } from '../../database/database.ts';
import { parseCallbackData } from '../../whatsapp/callback-data.ts';
import type { StatusReport } from '../../whatsapp/webhook-events.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import { keyOf, toArrived } from './amendment-recorder.ts';
import type { AmendmentRecorder } from './amendment-recorder.ts';
import { applyAmendments } from './apply-amendments.ts';
import { applyStatus } from './apply-status.ts';
import type { MessageStore, StoredMessage } from './message-store.ts';
import type { MessageWriter } from './message-writer.ts';
import type { ParkedStatusStore } from './parked-status-store.ts';
import { wamidsByNumber } from './wamids-by-number.ts';

export type StatusOutcome = 'applied' | 'ignored' | 'parked';

/** Called in the transaction in which Meta's word changed an outgoing message's status. */
export type OutgoingSettledListener = (tx: Transaction, message: Message) => Promise<void>;

/**
 * Takes Meta's word on messages that we sent.
 *
 * A status finds its message by wamid, or, when it overtakes Meta's answer to our own send, by the
 * echo of our id, which then also gives the message its wamid. A status that finds none is parked:
 * it is applied as soon as a message with that wamid appears, and dropped after seven days.
 */
export class StatusRecorder {
  readonly #messages: MessageStore;
  readonly #parked: ParkedStatusStore;
  readonly #contacts: ContactService;
  readonly #conversations: Pick<ConversationService, 'setFreeEntryEnd'>;
  readonly #changeLog: ChangeLog;
  readonly #writer: MessageWriter;
  readonly #amendments: AmendmentRecorder;
  readonly #listeners: OutgoingSettledListener[] = [];

  constructor(parts: {
    messages: MessageStore;
    parked: ParkedStatusStore;
    contacts: ContactService;
    conversations: Pick<ConversationService, 'setFreeEntryEnd'>;
    changeLog: ChangeLog;
    writer: MessageWriter;
    amendments: AmendmentRecorder;
  }) {
    this.#messages = parts.messages;
    this.#parked = parts.parked;
    this.#contacts = parts.contacts;
    this.#conversations = parts.conversations;
    this.#changeLog = parts.changeLog;
    this.#writer = parts.writer;
    this.#amendments = parts.amendments;
  }

  onSettled(listener: OutgoingSettledListener): void {
    this.#listeners.push(listener);
  }

  /** Records a batch; the answer is in the same order. */
  async recordAll(
    tx: Transaction,
    reports: readonly StatusReport[],
    nowMs: number,
  ): Promise<StatusOutcome[]> {
    await this.#changeLog.reserve(tx, 0);
    const findMessage = await this.#loadMessages(tx, reports);
    const before = new Map<StoredMessage, Message>();
    const orphans: StatusReport[] = [];
    const outcomes = reports.map((report): StatusOutcome => {
      const stored = findMessage(report);
      if (!stored) {
        orphans.push(report);
        return 'parked';
      }
      const original = stored.message;
      stored.message = applyReport(original, report);
      if (stored.message === original) return 'ignored';
      if (!before.has(stored)) before.set(stored, original);
      return 'applied';
    });
    await this.#parked.park(tx, orphans, nowMs);
    await this.#applyParkedAmendments(tx, before);
    await this.#writer.update(
      tx,
      [...before].map(([after, original]) => ({ before: original, after })),
      nowMs,
    );
    for (const [{ message }, original] of before) {
      if (message.status !== original.status) await this.callListeners(tx, message);
    }
    await this.#learnRecipients(tx, reports, findMessage, nowMs);
    await this.#noteFreeEntries(tx, reports, findMessage, nowMs);
    return outcomes;
  }

  async #loadMessages(
    tx: Transaction,
    reports: readonly StatusReport[],
  ): Promise<(report: StatusReport) => StoredMessage | undefined> {
    const byWamid = new Map<string, StoredMessage>();
    for (const [phoneNumberId, wamids] of wamidsByNumber(reports)) {
      for (const stored of await this.#messages.listByWamids(tx, phoneNumberId, wamids)) {
        byWamid.set(`${phoneNumberId} ${stored.message.message_id}`, stored);
      }
    }
    const known = new Map([...byWamid.values()].map((stored) => [stored.message.id, stored]));
    const echoed = new Set<string>();
    for (const report of reports) {
      const id = parseCallbackData(report.callbackData);
      if (id !== undefined && !byWamid.has(`${report.phoneNumberId} ${report.messageId}`)) {
        echoed.add(id);
      }
    }
    for (const stored of await this.#messages.listByIds(tx, [...echoed])) {
      if (!known.has(stored.message.id)) known.set(stored.message.id, stored);
    }
    return (report) => {
      const stored =
        byWamid.get(`${report.phoneNumberId} ${report.messageId}`) ??
        known.get(parseCallbackData(report.callbackData) ?? '');
      const isOurs =
        stored?.message.direction === 'outgoing' &&
        stored.message.phone_number_id === report.phoneNumberId;
      return isOurs ? stored : undefined;
    };
  }

  /** A message that has got its wamid by an echo: what was done to it may wait under that wamid. */
  async #applyParkedAmendments(
    tx: Transaction,
    before: ReadonlyMap<StoredMessage, Message>,
  ): Promise<void> {
    const named = [...before].filter(([, original]) => original.message_id === null);
    if (named.length === 0) return;
    const arrived = named.map(([{ message }]) => toArrived(message));
    const amendments = await this.#amendments.takeParked(tx, arrived);
    for (const [stored] of named) {
      const key = keyOf(stored.message.phone_number_id, stored.message.message_id ?? '');
      stored.message = applyAmendments(stored.message, amendments.get(key) ?? []);
    }
  }

  /** Tells the listeners; for statuses that were parked and are applied later. */
  async callListeners(tx: Transaction, message: Message): Promise<void> {
    for (const listener of this.#listeners) await listener(tx, message);
  }

  async #noteFreeEntries(
    tx: Transaction,
    reports: readonly StatusReport[],
    findMessage: (report: StatusReport) => StoredMessage | undefined,
    nowMs: number,
  ): Promise<void> {
    for (const report of reports) {
      const stored = findMessage(report);
      const endMs = report.freeEntryExpiresAtMs;
      if (!stored || endMs === undefined) continue;
      if (await this.#conversations.setFreeEntryEnd(tx, stored.conversationId, endMs)) {
        await this.#contacts.appendUpdated(tx, stored.message.contact_id, nowMs);
      }
    }
  }

  /** Statuses tell user ids and usernames of people whom we know by phone only. */
  async #learnRecipients(
    tx: Transaction,
    reports: readonly StatusReport[],
    findMessage: (report: StatusReport) => StoredMessage | undefined,
    nowMs: number,
  ): Promise<void> {
    const learnt = new Set<string>();
    for (const report of reports) {
      const contactId = findMessage(report)?.message.contact_id;
      const { userId, username } = report.recipient;
      const isNews = userId !== undefined || username !== undefined;
      if (contactId === undefined || !isNews || learnt.has(contactId)) continue;
      learnt.add(contactId);
      const news = { userId, username };
      if (await this.#contacts.learn(tx, contactId, news, nowMs)) {
        await this.#contacts.appendUpdated(tx, contactId, nowMs);
      }
    }
  }
}

function applyReport(message: Message, report: StatusReport): Message {
  if (message.message_id === null) {
    return { ...applyStatus(message, report), message_id: report.messageId };
  }
  // A person has sent it again: the first attempt's failure says nothing of the second one.
  const isOfAnotherAttempt =
    message.message_id !== report.messageId || ['queued', 'sending'].includes(message.status);
  if (isOfAnotherAttempt && report.status === 'failed') return message;
  return applyStatus(message, report);
}
