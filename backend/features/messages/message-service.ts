import type { Knex } from 'knex';
import { advanceStatus } from '../../contract/message-status.ts';
import type { MessageStatus } from '../../contract/message-status.ts';
import type { Message, MessageError, RefusedReaction } from '../../contract/message.ts';
import type { Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type {
  IncomingMessage,
  MessageAmendment,
  StatusReport,
} from '../../whatsapp/webhook-events.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { MediaRegister } from '../media/media-register.ts';
import type { StatsService } from '../stats/stats-service.ts';
import { AmendmentRecorder, toArrived } from './amendment-recorder.ts';
import type { AmendmentOutcome } from './amendment-recorder.ts';
import type { AmendmentStore } from './amendment-store.ts';
import { applyAmendments } from './apply-amendments.ts';
import { applyStatus } from './apply-status.ts';
import { MessageMover } from './message-mover.ts';
import type { OutgoingMovedListener } from './message-mover.ts';
import { MessageReceiver } from './message-receiver.ts';
import type { ReceiveOutcome } from './message-receiver.ts';
import type { IncomingReference, MessageStore, StoredMessage } from './message-store.ts';
import { MessageWriter } from './message-writer.ts';
import { toNewMessage } from './outgoing-draft.ts';
import type { OutgoingDraft } from './outgoing-draft.ts';
import { OwnReactions } from './own-reactions.ts';
import type { OwnReaction } from './own-reactions.ts';
import type { ParkedStatusStore } from './parked-status-store.ts';
import { StatusRecorder } from './status-recorder.ts';
import type { OutgoingSettledListener, StatusOutcome } from './status-recorder.ts';

export type { AmendmentOutcome } from './amendment-recorder.ts';
export type { ReceiveOutcome } from './message-receiver.ts';
export type { IncomingReference } from './message-store.ts';
export type { OutgoingDraft } from './outgoing-draft.ts';
export type { OwnReaction } from './own-reactions.ts';
export type { OutgoingSettledListener, StatusOutcome } from './status-recorder.ts';

/** Statuses and amendments of unknown messages are kept this long. */
const PARKED_FOR_MS = 7 * 24 * 60 * 60 * 1_000;

/** Meta's answer to a send. */
export interface Acceptance {
  wamid: string;
  waId?: string | undefined;
  userId?: string | undefined;
  /** Why Meta has not sent it yet, in its own word. */
  hold?: string | undefined;
  nowMs: number;
}

/**
 * Messages and their lives.
 *
 * Every method that writes takes the caller's transaction, appends its change there, and leaves the
 * waking of the feed to the caller, after the commit. Lock order on PostgreSQL: the change log's
 * counter comes first, then rows; a caller that also locks rows of its own (the outbox's queue) does
 * well to call here before it.
 */
export class MessageService {
  readonly #messages: MessageStore;
  readonly #parked: ParkedStatusStore;
  readonly #amendmentStore: AmendmentStore;
  readonly #contacts: ContactService;
  readonly #changeLog: ChangeLog;
  readonly #writer: MessageWriter;
  readonly #amendments: AmendmentRecorder;
  readonly #ownReactions: OwnReactions;
  readonly #receiver: MessageReceiver;
  readonly #statuses: StatusRecorder;
  readonly #mover: MessageMover;
  readonly #statusListeners: ((phoneNumberIds: ReadonlySet<string>) => void)[] = [];

  constructor(parts: {
    messages: MessageStore;
    parked: ParkedStatusStore;
    amendments: AmendmentStore;
    contacts: ContactService;
    conversations: ConversationService;
    stats: StatsService;
    media: Pick<MediaRegister, 'add'>;
    changeLog: ChangeLog;
  }) {
    this.#messages = parts.messages;
    this.#parked = parts.parked;
    this.#amendmentStore = parts.amendments;
    this.#contacts = parts.contacts;
    this.#changeLog = parts.changeLog;
    this.#writer = new MessageWriter(parts);
    this.#amendments = new AmendmentRecorder({ ...parts, writer: this.#writer });
    this.#ownReactions = new OwnReactions({ ...parts, writer: this.#writer });
    const own = { writer: this.#writer, amendments: this.#amendments };
    this.#receiver = new MessageReceiver({ ...parts, ...own });
    this.#statuses = new StatusRecorder({ ...parts, ...own });
    this.#mover = new MessageMover(parts);
    parts.contacts.addHolding(this.#mover);
  }

  /** Stores what a customer wrote; a message that is stored already changes nothing. */
  async receive(tx: Transaction, event: IncomingMessage, nowMs: number): Promise<ReceiveOutcome> {
    const [outcome = 'duplicate'] = await this.receiveAll(tx, [event], nowMs);
    return outcome;
  }

  /** `receive` for a batch in few statements; the answer is in the same order. */
  async receiveAll(
    tx: Transaction,
    events: readonly IncomingMessage[],
    nowMs: number,
  ): Promise<ReceiveOutcome[]> {
    return this.#receiver.receiveAll(tx, events, nowMs);
  }

  /** Takes Meta's word on a message we sent; statuses of unknown messages are parked. */
  async recordStatus(tx: Transaction, report: StatusReport, nowMs: number): Promise<StatusOutcome> {
    const [outcome = 'ignored'] = await this.recordStatuses(tx, [report], nowMs);
    return outcome;
  }

  /** `recordStatus` for a batch in few statements; the answer is in the same order. */
  async recordStatuses(
    tx: Transaction,
    reports: readonly StatusReport[],
    nowMs: number,
  ): Promise<StatusOutcome[]> {
    const outcomes = await this.#statuses.recordAll(tx, reports, nowMs);
    const numbers = new Set(reports.map(({ phoneNumberId }) => phoneNumberId));
    for (const listener of this.#statusListeners) listener(numbers);
    return outcomes;
  }

  /**
   * Takes reactions, edits and deletions by customers, a batch in few statements; the answer is in
   * the same order. Those of unknown messages are parked.
   */
  async recordAmendments(
    tx: Transaction,
    amendments: readonly MessageAmendment[],
    nowMs: number,
  ): Promise<AmendmentOutcome[]> {
    return this.#amendments.recordAll(tx, amendments, nowMs);
  }

  /** The business's reaction that counts, or its removal; undefined where it has never reacted. */
  async findOwnReaction(tx: Transaction, message: Message): Promise<OwnReaction | undefined> {
    return this.#ownReactions.find(tx, message);
  }

  /**
   * Puts the business's reaction in the place of the one that counts; undefined: it has none.
   * `refused` tells operators what WhatsApp did not take.
   */
  async putOwnReaction(
    tx: Transaction,
    id: string,
    reaction: OwnReaction | undefined,
    nowMs: number,
    refused?: RefusedReaction,
  ): Promise<Message> {
    return this.#ownReactions.put(tx, id, reaction, nowMs, refused);
  }

  /**
   * Calls `listener` in the transaction in which a webhook changed an outgoing message's status
   * (also when a parked status did so after Meta's answer).
   */
  onOutgoingSettled(listener: OutgoingSettledListener): void {
    this.#statuses.onSettled(listener);
  }

  /** Calls `listener` inside the transaction in which contacts are merged, or a merge is undone. */
  onOutgoingMoved(listener: OutgoingMovedListener): void {
    this.#mover.onOutgoingMoved(listener);
  }

  /** Stores a message to be sent, as `queued`. */
  async createOutgoing(tx: Transaction, draft: OutgoingDraft): Promise<Message> {
    const [message] = await this.createOutgoingAll(tx, [draft], draft.nowMs);
    if (!message) throw new Error('The message was not stored.');
    return message;
  }

  /** `createOutgoing` for a batch in few statements; the answer is in the same order. */
  async createOutgoingAll(
    tx: Transaction,
    drafts: readonly OutgoingDraft[],
    nowMs: number,
  ): Promise<Message[]> {
    const stored = await this.#writer.create(tx, drafts.map(toNewMessage), nowMs);
    return stored.map(({ message }) => message);
  }

  /** Calls `listener` with the business numbers of every batch of statuses, known messages or not. */
  onStatusesReceived(listener: (phoneNumberIds: ReadonlySet<string>) => void): void {
    this.#statusListeners.push(listener);
  }

  /**
   * Whether Meta accepted a message of this number in the given span (ms since 1970, both ends
   * excluded) and nothing was heard of it since.
   */
  async hasUnreported(
    db: Knex,
    phoneNumberId: string,
    span: { afterMs: number; beforeMs: number },
  ): Promise<boolean> {
    return this.#messages.hasUnreported(db, phoneNumberId, span);
  }

  /** The message that was made under the sender's own key, if there is one. */
  async findByClientMessageId(
    db: Knex,
    phoneNumberIds: readonly string[],
    clientMessageId: string,
  ): Promise<Message | undefined> {
    const key = toStorableText(clientMessageId);
    const stored = await this.#messages.findByClientMessageId(db, phoneNumberIds, key);
    return stored?.message;
  }

  /** A message by our id; throws `not_found`. */
  async getMessage(db: Knex, id: string): Promise<Message> {
    return (await this.#getStored(db, id)).message;
  }

  /** queued → sending: commit this before any byte leaves. */
  async recordSending(tx: Transaction, id: string): Promise<Message> {
    return this.#move(tx, id, ['queued'], 'sending');
  }

  /** sending → queued: the request provably never left, or Meta refused it for now. */
  async recordRequeued(tx: Transaction, id: string): Promise<Message> {
    return this.#move(tx, id, ['sending'], 'queued');
  }

  /** sending → unknown: no answer came that proves anything. */
  async recordUnknown(tx: Transaction, id: string): Promise<Message> {
    return this.#move(tx, id, ['queued', 'sending'], 'unknown');
  }

  /** failed or unknown → queued, because a person asks for another try. */
  async recordHeldForRetry(tx: Transaction, id: string): Promise<Message> {
    return this.#move(tx, id, ['failed', 'unknown'], 'queued');
  }

  /**
   * Meta has taken the message: it is `sent`, or `held` where Meta says so, and has its wamid. Statuses
   * and reactions that came earlier are applied, and the contact learns the identifiers in Meta's answer.
   */
  async recordAccepted(tx: Transaction, id: string, acceptance: Acceptance): Promise<Message> {
    const { wamid, waId, userId, hold, nowMs } = acceptance;
    await this.#changeLog.reserve(tx, 0);
    const stored = await this.#getStored(tx, id);
    const before = stored.message;
    const accepted: Message = {
      ...before,
      message_id: wamid,
      ...(hold === undefined
        ? {
            status: advanceStatus(before.status, 'sent'),
            sent_at: before.sent_at ?? new Date(nowMs).toISOString(),
          }
        : { status: advanceStatus(before.status, 'held'), hold }),
    };
    // Of an earlier attempt.
    if (hold === undefined) delete accepted.hold;
    // First, because what is parked names its sender as Meta does.
    const told = { waId, userId, ...((waId ?? userId) ? { toldAtMs: nowMs } : {}) };
    const isNews = await this.#contacts.learn(tx, before.contact_id, told, nowMs);
    const steps = await this.#parked.take(tx, before.phone_number_id, wamid);
    const amendments = await this.#amendments.takeParked(tx, [toArrived(accepted)]);
    stored.message = [...amendments.values()].reduce(
      applyAmendments,
      steps.reduce(applyStatus, accepted),
    );
    if (JSON.stringify(stored.message) !== JSON.stringify(before)) {
      await this.#writer.update(tx, [{ before, after: stored }], nowMs);
    }
    if (stored.message.status !== accepted.status) {
      await this.#statuses.callListeners(tx, stored.message);
    }
    if (isNews) await this.#contacts.appendUpdated(tx, before.contact_id, nowMs);
    return stored.message;
  }

  /** Meta refused it for good; a proof of delivery that came earlier stands. */
  async recordFailed(
    tx: Transaction,
    id: string,
    error: MessageError,
    nowMs: number,
  ): Promise<Message> {
    await this.#changeLog.reserve(tx, 0);
    const stored = await this.#getStored(tx, id);
    const before = stored.message;
    stored.message = applyStatus(before, { status: 'failed', reportedAtMs: nowMs, error });
    if (stored.message !== before)
      await this.#writer.update(tx, [{ before, after: stored }], nowMs);
    return stored.message;
  }

  /** Tells screens where a message's file stands now. */
  async appendMediaChanged(tx: Transaction, id: string, nowMs: number): Promise<void> {
    const { message } = await this.#getStored(tx, id);
    await this.#changeLog.append(tx, [{ type: 'message.media_changed', message }], nowMs);
  }

  /**
   * Marks everything of these conversations read. Returns the newest message of each that was
   * unread, which is the one to tell Meta about. Appends no change of its own.
   */
  async markRead(
    tx: Transaction,
    conversationIds: readonly string[],
    nowMs: number,
  ): Promise<IncomingReference[]> {
    const newest = await this.#messages.listNewestUnread(tx, conversationIds);
    if (newest.length > 0) await this.#messages.markRead(tx, conversationIds, nowMs);
    return newest;
  }

  /** The newest message that came in a conversation, for Meta; undefined where there is none. */
  async findNewestReceived(db: Knex, conversationId: string): Promise<string | undefined> {
    return this.#messages.findNewestReceived(db, conversationId);
  }

  /** Drops statuses and amendments parked for more than seven days; returns how many. */
  async deleteOldParked(tx: Transaction, nowMs: number): Promise<number> {
    const beforeMs = nowMs - PARKED_FOR_MS;
    const statuses = await this.#parked.deleteBefore(tx, beforeMs);
    return statuses + (await this.#amendmentStore.deleteParkedBefore(tx, beforeMs));
  }

  async #getStored(db: Knex, id: string): Promise<StoredMessage> {
    const [stored] = /^\d{1,15}$/.test(id) ? await this.#messages.listByIds(db, [id]) : [];
    if (!stored) throw new AppError('not_found', `There is no message «${id}».`);
    return stored;
  }

  /** The outbox's own steps; a message that stands elsewhere by now (Meta's word) is left alone. */
  async #move(
    tx: Transaction,
    id: string,
    from: readonly MessageStatus[],
    to: MessageStatus,
    nowMs = Date.now(),
  ): Promise<Message> {
    await this.#changeLog.reserve(tx, 0);
    const stored = await this.#getStored(tx, id);
    const before = stored.message;
    if (before.direction !== 'outgoing' || !from.includes(before.status)) return before;
    stored.message = { ...before, status: to, error: null };
    await this.#writer.update(tx, [{ before, after: stored }], nowMs);
    return stored.message;
  }
}
