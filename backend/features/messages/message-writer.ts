import type { SequencedChange } from '../../contract/feed.ts';
import type { Message } from '../../contract/message.ts';
import type { Transaction } from '../../database/database.ts';
import { previewOf, textOf, typeOf } from '../../whatsapp/kinds/index.ts';
import type { MediaSource } from '../../whatsapp/kinds/index.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import { toContact } from '../contacts/to-contact.ts';
import type {
  ConversationActivity,
  ConversationService,
} from '../conversations/conversation-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { MediaRegister } from '../media/media-register.ts';
import type { StatsService } from '../stats/stats-service.ts';
import { applyAmendments } from './apply-amendments.ts';
import type { Amendment } from './apply-amendments.ts';
import type { MessageStore, StoredMessage } from './message-store.ts';

export interface MessageWriterParts {
  messages: MessageStore;
  contacts: ContactService;
  conversations: ConversationService;
  stats: StatsService;
  media: Pick<MediaRegister, 'add'>;
  changeLog: ChangeLog;
}

/** Meta: more than 24 hours have passed since the customer last replied. */
const WINDOW_CLOSED = 131_047;
/** Meta: the customer has stopped marketing messages of this business. */
const NO_MARKETING = 131_050;

/** A message that is not stored yet; its id, type and text follow from the rest. */
export interface NewMessage {
  message: Omit<
    Message,
    | 'id'
    | 'message_type'
    | 'message_text'
    | 'reactions'
    | 'edited_at'
    | 'original_content'
    | 'deleted_at'
  >;
  /** What was done to it before it came. */
  amendments?: readonly Amendment[] | undefined;
  /** Moment for the order of the conversation list. */
  atMs: number;
  /** End of the customer service window it opens. */
  windowExpiresAtMs: number | undefined;
  /** Until when an answer to it opens the free entry point. */
  freeEntryOfferedUntilMs?: number | undefined;
  /** Where its file is to be had; undefined for messages without one. */
  media?: MediaSource | undefined;
}

/**
 * Stores messages with all that follows from them: conversation, contact, figures and changes.
 *
 * A batch of any size takes about ten statements. Everything comes after the change log's counter
 * was taken, so writers on PostgreSQL queue at one place and no row is ever awaited crosswise.
 */
export class MessageWriter {
  readonly #parts: MessageWriterParts;

  constructor(parts: MessageWriterParts) {
    this.#parts = parts;
  }

  /** Stores new messages, which take the next numbers of the feed in their order. */
  async create(
    tx: Transaction,
    drafts: readonly NewMessage[],
    nowMs: number,
  ): Promise<StoredMessage[]> {
    if (drafts.length === 0) return [];
    const { messages, contacts, conversations, stats, media, changeLog } = this.#parts;
    const firstId = await changeLog.reserve(tx, drafts.length);
    const created = drafts.map((draft, index) => toMessage(draft, firstId + index));
    const activities = foldActivities(drafts, created);
    const threads = await conversations.recordActivity(tx, activities, nowMs);
    const people = await contacts.recordActivity(tx, foldByContact(activities), nowMs);
    const threadOf = new Map(threads.map((thread) => [keyOf(thread), thread]));
    const personOf = new Map(people.map((person) => [person.id, person]));
    const threadsOf = await conversations.listOfContacts(tx, [...personOf.keys()]);
    const stored = created.map((message): StoredMessage => {
      const thread = threadOf.get(keyOfMessage(message));
      if (!thread) throw new Error('A message has no conversation.');
      return { message, conversationId: thread.id };
    });
    await messages.insert(tx, stored);
    await media.add(
      tx,
      created.flatMap((message, index) => {
        const source = drafts[index]?.media;
        return source ? [{ message, source }] : [];
      }),
      nowMs,
    );
    await stats.count(
      tx,
      created.map((message) => ({ message: toCounted(message), to: message.status })),
    );
    const unreadCount = await contacts.getUnreadTotal(tx);
    const changes = created.map((message): SequencedChange => {
      const person = personOf.get(message.contact_id);
      if (!person) throw new Error('A message has no contact.');
      return {
        seq: Number(message.id),
        type: 'message.created',
        message,
        contact: toContact(person, threadsOf.get(person.id) ?? []),
        unread_count: unreadCount,
      };
    });
    await changeLog.appendAt(tx, changes, nowMs);
    return stored;
  }

  /** Writes messages that have come further; `before` is what they were. */
  async update(
    tx: Transaction,
    updates: readonly { before: Message; after: StoredMessage }[],
    nowMs: number,
  ): Promise<void> {
    if (updates.length === 0) return;
    const { messages, conversations, stats, changeLog } = this.#parts;
    for (const { before, after } of updates) {
      await messages.update(tx, after);
      if (isAmended(before, after.message)) await messages.updateContent(tx, after);
      if (before.status === after.message.status) continue;
      await conversations.setLastStatus(tx, {
        conversationId: after.conversationId,
        id: Number(after.message.id),
        status: after.message.status,
      });
      await this.#noteConsequences(tx, before, after, nowMs);
    }
    await stats.count(
      tx,
      updates
        .filter(({ before, after }) => before.status !== after.message.status)
        .map(({ before, after }) => ({
          message: toCounted(before),
          from: before.status,
          to: after.message.status,
        })),
    );
    await changeLog.append(
      tx,
      updates.map(({ after }) => ({ type: 'message.status_changed', message: after.message })),
      nowMs,
    );
  }

  /**
   * What Meta's answer tells besides the status: a refusal because of a closed window overrules our
   * clock, one because of marketing is the customer's word, and the first answer to who came by an
   * advertisement opens the free entry point.
   */
  async #noteConsequences(
    tx: Transaction,
    before: Message,
    { message, conversationId }: StoredMessage,
    nowMs: number,
  ): Promise<void> {
    const { conversations, contacts } = this.#parts;
    const atMs = message.sent_at === null ? nowMs : Date.parse(message.sent_at);
    let isNews = false;
    const refusal = message.status === 'failed' ? message.error?.code : undefined;
    if (refusal === WINDOW_CLOSED) {
      isNews = await conversations.closeWindow(tx, conversationId, atMs);
    } else if (refusal === NO_MARKETING) {
      await contacts.stopMarketing(tx, message.contact_id, { atMs, nowMs });
    } else if (before.sent_at === null && message.sent_at !== null) {
      isNews = await conversations.openFreeEntry(tx, conversationId, atMs);
    }
    if (isNews) await contacts.appendUpdated(tx, message.contact_id, nowMs);
  }

  /** Writes messages to which something was done; `before` is what they were. */
  async amend(
    tx: Transaction,
    updates: readonly { before: Message; after: StoredMessage }[],
    nowMs: number,
  ): Promise<void> {
    const { messages, conversations, changeLog } = this.#parts;
    for (const { before, after } of updates) {
      await messages.updateContent(tx, after);
      const { id, content } = after.message;
      if (content === before.content) continue;
      await conversations.setLastPreview(tx, {
        conversationId: after.conversationId,
        id: Number(id),
        kind: content.kind,
        preview: previewOf(content),
      });
    }
    await changeLog.append(
      tx,
      updates.map(({ after: { message } }) => ({
        type: 'message.amended',
        message,
        preview: previewOf(message.content),
      })),
      nowMs,
    );
  }
}

function toMessage({ message, amendments = [] }: NewMessage, id: number): Message {
  const original: Message = {
    ...message,
    id: String(id),
    message_type: typeOf(message.content),
    message_text: textOf(message.content),
    reactions: [],
    edited_at: null,
    original_content: null,
    deleted_at: null,
  };
  return applyAmendments(original, amendments);
}

function isAmended(before: Message, after: Message): boolean {
  return (
    after.content !== before.content ||
    after.reactions !== before.reactions ||
    after.deleted_at !== before.deleted_at
  );
}

/** One activity per conversation: several messages of a batch may belong to one. */
function foldActivities(
  drafts: readonly NewMessage[],
  created: readonly Message[],
): ConversationActivity[] {
  const folded = new Map<string, ConversationActivity>();
  drafts.forEach(({ atMs, windowExpiresAtMs, freeEntryOfferedUntilMs }, index) => {
    const message = created[index];
    if (!message) return;
    const key = keyOfMessage(message);
    const earlier = folded.get(key);
    const isNewest = !earlier || atMs >= earlier.lastMessageAtMs;
    folded.set(key, {
      phoneNumberId: message.phone_number_id,
      contactId: message.contact_id,
      newlyUnread:
        (earlier?.newlyUnread ?? 0) +
        (message.direction === 'incoming' && !message.is_read ? 1 : 0),
      windowExpiresAtMs: latest(earlier?.windowExpiresAtMs, windowExpiresAtMs),
      freeEntryOfferedUntilMs: latest(earlier?.freeEntryOfferedUntilMs, freeEntryOfferedUntilMs),
      lastMessageAtMs: isNewest ? atMs : earlier.lastMessageAtMs,
      lastMessage: isNewest
        ? {
            id: Number(message.id),
            kind: message.content.kind,
            preview: previewOf(message.content),
            direction: message.direction,
            status: message.status,
          }
        : earlier.lastMessage,
    });
  });
  return [...folded.values()];
}

function foldByContact(activities: readonly ConversationActivity[]) {
  const folded = new Map<
    string,
    { contactId: string; newlyUnread: number; lastMessageAtMs: number }
  >();
  for (const { contactId, newlyUnread, lastMessageAtMs } of activities) {
    const earlier = folded.get(contactId);
    folded.set(contactId, {
      contactId,
      newlyUnread: newlyUnread + (earlier?.newlyUnread ?? 0),
      lastMessageAtMs: Math.max(lastMessageAtMs, earlier?.lastMessageAtMs ?? 0),
    });
  }
  return [...folded.values()];
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

function keyOf(thread: { phoneNumberId: string; contactId: string }): string {
  return `${thread.phoneNumberId} ${thread.contactId}`;
}

function keyOfMessage(message: Message): string {
  return `${message.phone_number_id} ${message.contact_id}`;
}

function toCounted(message: Message) {
  return {
    phoneNumberId: message.phone_number_id,
    direction: message.direction,
    createdAtMs: Date.parse(message.created_at),
  };
}
