import type { Transaction } from '../../database/database.ts';
import { phoneOfWaId } from '../../whatsapp/phone-number.ts';
import type { IncomingMessage } from '../../whatsapp/webhook-events.ts';
import { readSharedPhone } from '../contacts/contact-identity.ts';
import type { ContactIdentity } from '../contacts/contact-identity.ts';
import type { ContactRecord, ContactService } from '../contacts/contact-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import { keyOf } from './amendment-recorder.ts';
import type { AmendmentRecorder } from './amendment-recorder.ts';
import { applyStatus } from './apply-status.ts';
import type { Amendment } from './apply-amendments.ts';
import type { MessageStore } from './message-store.ts';
import type { MessageWriter, NewMessage } from './message-writer.ts';
import type { ParkedStatusStore } from './parked-status-store.ts';
import { wamidsByNumber } from './wamids-by-number.ts';

const WINDOW_MS = 24 * 60 * 60 * 1_000;
/** Timestamps may be ahead of our clock by this much; beyond it ours is taken. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1_000;
/** History stands before all that came by webhook, in the order of Meta's time. */
const HISTORY_BEFORE = 100_000_000_000_000;

export type ReceiveOutcome = 'stored' | 'duplicate';

/**
 * Stores what customers write.
 *
 * A message is stored once per business number and wamid, however often Meta delivers it: with the
 * change log's counter taken, what is stored is looked up, and what is there is left alone; the
 * unique index stands behind that. Order in a conversation is the order of storing; Meta's
 * timestamps decide only what is shown as the last message, and the customer service window.
 *
 * What the business wrote on its phone, and history from before the number was connected, come the
 * same way. They are read already, open no window, and history stands before everything else.
 */
export class MessageReceiver {
  readonly #messages: MessageStore;
  readonly #contacts: ContactService;
  readonly #changeLog: ChangeLog;
  readonly #writer: MessageWriter;
  readonly #amendments: AmendmentRecorder;
  readonly #parked: ParkedStatusStore;

  constructor(parts: {
    messages: MessageStore;
    contacts: ContactService;
    changeLog: ChangeLog;
    writer: MessageWriter;
    amendments: AmendmentRecorder;
    parked: ParkedStatusStore;
  }) {
    this.#messages = parts.messages;
    this.#contacts = parts.contacts;
    this.#changeLog = parts.changeLog;
    this.#writer = parts.writer;
    this.#amendments = parts.amendments;
    this.#parked = parts.parked;
  }

  /** Stores a batch; the answer is in the same order. */
  async receiveAll(
    tx: Transaction,
    events: readonly IncomingMessage[],
    nowMs: number,
  ): Promise<ReceiveOutcome[]> {
    await this.#changeLog.reserve(tx, 0);
    const seen = await this.#listStored(tx, events);
    const isNew = events.map((event) => {
      const key = keyOf(event.phoneNumberId, event.messageId);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    const fresh = events.filter((_, index) => isNew[index]);
    const contacts = await this.#contacts.findOrCreateAll(
      tx,
      fresh.map((event) => toIdentity(event, nowMs)),
      nowMs,
    );
    const arrivals = fresh.map((event, index) => {
      const contact = contacts[index];
      if (!contact) throw new Error('A sender has no contact.');
      return { event, contact };
    });
    const amendments = await this.#amendments.takeParked(
      tx,
      arrivals.map(({ event, contact }) => ({
        phoneNumberId: event.phoneNumberId,
        messageId: event.messageId,
        contactId: contact.id,
        direction: event.foreign?.direction ?? 'incoming',
        participant: event.provenance?.participant,
      })),
    );
    const drafts: NewMessage[] = [];
    for (const { event, contact } of arrivals) {
      const key = keyOf(event.phoneNumberId, event.messageId);
      const draft = toDraft(event, contact, amendments.get(key), nowMs);
      if (event.foreign?.direction === 'outgoing') await this.#applyParked(tx, draft);
      drafts.push(draft);
    }
    await this.#writer.create(tx, drafts, nowMs);
    await this.#contacts.blockAgain(tx, contacts, nowMs);
    return isNew.map((fits) => (fits ? 'stored' : 'duplicate'));
  }

  /** Statuses of what was written on the phone may overtake it. */
  async #applyParked(tx: Transaction, draft: NewMessage): Promise<void> {
    const { phone_number_id, message_id } = draft.message;
    const steps = await this.#parked.take(tx, phone_number_id, message_id ?? '');
    draft.message = steps.reduce(applyStatus, draft.message);
  }

  async #listStored(tx: Transaction, events: readonly IncomingMessage[]): Promise<Set<string>> {
    const stored = new Set<string>();
    for (const [phoneNumberId, wamids] of wamidsByNumber(events)) {
      for (const messageId of await this.#messages.listKnownWamids(tx, phoneNumberId, wamids)) {
        stored.add(keyOf(phoneNumberId, messageId));
      }
    }
    return stored;
  }
}

function momentOf({ sentAtMs }: IncomingMessage, nowMs: number): number {
  return sentAtMs > nowMs + CLOCK_TOLERANCE_MS ? nowMs : sentAtMs;
}

/** Who wrote; somebody who answers our request for their phone number tells it on the card. */
function toIdentity(event: IncomingMessage, nowMs: number): ContactIdentity {
  const { sender, content } = event;
  const isAnswer = content.kind === 'contacts' && content.is_answer_to_request === true;
  return {
    ...sender,
    sharedPhone: isAnswer ? readSharedPhone(content.contacts) : undefined,
    toldAtMs: momentOf(event, nowMs),
  };
}

function toDraft(
  event: IncomingMessage,
  contact: ContactRecord,
  amendments: readonly Amendment[] | undefined,
  nowMs: number,
): NewMessage {
  const atMs = momentOf(event, nowMs);
  const { foreign } = event;
  const isOutgoing = foreign?.direction === 'outgoing';
  const customerPhone =
    event.sender.waId === undefined ? contact.phoneNumber : phoneOfWaId(event.sender.waId);
  const businessPhone = event.businessPhone ?? null;
  const provenance = { ...event.provenance, ...(foreign ? { origin: foreign.origin } : {}) };
  return {
    atMs,
    amendments,
    windowExpiresAtMs: event.opensWindow ? atMs + WINDOW_MS : undefined,
    // An answer within this time to who came by an advertisement opens the free entry point.
    freeEntryOfferedUntilMs: event.provenance?.referral && !foreign ? atMs + WINDOW_MS : undefined,
    media: event.media,
    message: {
      message_id: event.messageId,
      client_message_id: null,
      phone_number_id: event.phoneNumberId,
      contact_id: contact.id,
      direction: isOutgoing ? 'outgoing' : 'incoming',
      from_phone: isOutgoing ? businessPhone : customerPhone,
      to_phone: isOutgoing ? customerPhone : businessPhone,
      content: event.content,
      status: foreign?.status ?? 'received',
      error: null,
      // Of people who are blocked here, and at WhatsApp not yet, nobody has to answer anything.
      is_read: !isOutgoing && (event.isNotice || foreign !== undefined || contact.isBlocked),
      reply_to_message_id: event.replyToMessageId ?? null,
      sent_by: null,
      broadcast_id: null,
      ...(Object.keys(provenance).length > 0 ? { provenance } : {}),
      ...(foreign?.origin === 'history' ? { position: atMs - HISTORY_BEFORE } : {}),
      created_at: new Date(nowMs).toISOString(),
      sent_at: new Date(atMs).toISOString(),
      delivered_at: null,
      read_at: null,
    },
  };
}
