import type { Knex } from 'knex';
import type { Transaction } from '../../database/database.ts';
import type { ContactHolding, ContactMove } from '../contacts/contact-service.ts';
import { previewOf } from '../../whatsapp/kinds/index.ts';
import type {
  ConversationRecord,
  ConversationService,
} from '../conversations/conversation-service.ts';
import type { MessageRow, MessageStore } from './message-store.ts';

const MESSAGES = 'whatsapp_messages';
const MOVED = 'merged_messages';
/** Of what others keep rows of, so many at once. */
const TOLD_AT_ONCE = 1_000;
const WINDOW_MS = 24 * 60 * 60 * 1_000;
/** The moment by which the conversation list is ordered: Meta's for what came, ours for what went. */
const MOMENT = `CASE WHEN direction = 'incoming' THEN sent_at ELSE created_at END`;

/** What we sent to `fromId` is `intoId`'s now, in the transaction in which it becomes so. */
export interface OutgoingMove {
  messageIds: readonly number[];
  fromId: string;
  intoId: string;
}

export type OutgoingMovedListener = (tx: Transaction, move: OutgoingMove) => Promise<void>;

/**
 * Takes messages along when contacts are merged, and back, and tells whoever keeps rows of those
 * that we sent (the outbox).
 *
 * The absorbed contact's conversations stay, empty, and `merged_messages` notes what was in them. What
 * conversations show (last message, unread, window) is counted anew from the messages of both, so it
 * is the same as if everything had been written to one contact from the start.
 */
export class MessageMover implements ContactHolding {
  readonly #messages: MessageStore;
  readonly #conversations: ConversationService;
  readonly #movedListeners: OutgoingMovedListener[] = [];

  constructor(parts: { messages: MessageStore; conversations: ConversationService }) {
    this.#messages = parts.messages;
    this.#conversations = parts.conversations;
  }

  onOutgoingMoved(listener: OutgoingMovedListener): void {
    this.#movedListeners.push(listener);
  }

  async moveAll(tx: Transaction, { mergeId, fromId, intoId, nowMs }: ContactMove): Promise<void> {
    for (const from of await this.#conversations.listOfContact(tx, fromId)) {
      const into = await this.#conversations.ensure(tx, intoId, from.phoneNumberId, nowMs);
      const place = { conversation_id: from.id };
      await tx(tx.raw('?? (??, ??)', [MOVED, 'merge_id', 'message_id'])).insert(
        tx(MESSAGES)
          .select(tx.raw('CAST(? AS VARCHAR(40))', [mergeId]), 'id')
          .where(place),
      );
      const sentIds = await pluckOutgoing(tx(MESSAGES).where(place));
      await tx(MESSAGES).where(place).update({ conversation_id: into.id, contact_id: intoId });
      await this.#tellMoved(tx, sentIds, fromId, intoId);
      const freeEntryExpiresAtMs = latest(from.freeEntryExpiresAtMs, into.freeEntryExpiresAtMs);
      await this.#countAnew(tx, [from, { ...into, freeEntryExpiresAtMs }]);
    }
  }

  async moveBack(tx: Transaction, { mergeId, fromId, intoId }: ContactMove): Promise<void> {
    for (const from of await this.#conversations.listOfContact(tx, fromId)) {
      const into = await this.#conversations.find(tx, intoId, from.phoneNumberId);
      if (!into) continue;
      const moved = () =>
        tx(MESSAGES)
          .where({ conversation_id: into.id })
          .whereIn('id', tx(MOVED).select('message_id').where({ merge_id: mergeId }));
      const sentIds = await pluckOutgoing(moved());
      await moved().update({ conversation_id: from.id, contact_id: fromId });
      await this.#tellMoved(tx, sentIds, intoId, fromId);
      await this.#countAnew(tx, [from, into]);
    }
    await tx(MOVED).where({ merge_id: mergeId }).delete();
  }

  async #tellMoved(
    tx: Transaction,
    sentIds: readonly number[],
    fromId: string,
    intoId: string,
  ): Promise<void> {
    for (let from = 0; from < sentIds.length; from += TOLD_AT_ONCE) {
      const messageIds = sentIds.slice(from, from + TOLD_AT_ONCE);
      for (const listener of this.#movedListeners)
        await listener(tx, { messageIds, fromId, intoId });
    }
  }

  async #countAnew(tx: Transaction, threads: readonly ConversationRecord[]): Promise<void> {
    for (const thread of threads) {
      const own = { conversation_id: thread.id };
      const [unread] = await tx(MESSAGES)
        .where({ ...own, direction: 'incoming', is_read: false })
        .count<{ total: number | string }[]>({ total: '*' });
      const [opened] = (await tx(MESSAGES)
        .where({ ...own, direction: 'incoming' })
        // Meta's notices about customers open no window.
        .whereNot({ message_type: 'system' })
        .max({ at: 'sent_at' })) as { at: number | null }[];
      const last = await tx(MESSAGES)
        .where(own)
        .orderByRaw(`${MOMENT} DESC, id DESC`)
        .first<MessageRow | undefined>();
      const [stored] = last ? await this.#messages.toStored(tx, [last]) : [];
      const message = stored?.message;
      await this.#conversations.replaceFigures(tx, {
        ...thread,
        unreadCount: Number(unread?.total ?? 0),
        windowExpiresAtMs: opened?.at == null ? undefined : Number(opened.at) + WINDOW_MS,
        lastMessageAtMs:
          last && (last.direction === 'incoming' ? (last.sent_at ?? undefined) : last.created_at),
        lastMessage: message && {
          id: Number(message.id),
          kind: message.content.kind,
          preview: previewOf(message.content),
          direction: message.direction,
          status: message.status,
        },
      });
    }
  }
}

async function pluckOutgoing(messages: Knex.QueryBuilder): Promise<number[]> {
  return messages.where({ direction: 'outgoing' }).pluck('id');
}

function latest(...moments: (number | undefined)[]): number | undefined {
  return moments.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a));
}
