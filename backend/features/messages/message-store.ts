import type { Knex } from 'knex';
import type { MessageContent } from '../../contract/message-content.ts';
import type { MessageStatus } from '../../contract/message-status.ts';
import type {
  Message,
  MessageDirection,
  MessageError,
  Reaction,
  RefusedReaction,
} from '../../contract/message.ts';
import type { Provenance } from '../../contract/provenance.ts';
import type { Transaction } from '../../database/database.ts';
import type { MediaRegister } from '../media/media-register.ts';

/** A message and what the wire does not show of it. */
export interface StoredMessage {
  message: Message;
  conversationId: string;
}

/** The wamid of an incoming message, with the business number it came to. */
export interface IncomingReference {
  phoneNumberId: string;
  messageId: string;
}

export interface MessageRow {
  id: number;
  conversation_id: string;
  phone_number_id: string;
  contact_id: string;
  message_id: string | null;
  client_message_id: string | null;
  direction: MessageDirection;
  from_phone: string | null;
  to_phone: string | null;
  message_type: string;
  message_text: string | null;
  content: string;
  status: MessageStatus;
  hold: string | null;
  error: string | null;
  is_read: boolean | number;
  reply_to_message_id: string | null;
  sent_by_id: string | null;
  sent_by_name: string | null;
  broadcast_id: string | null;
  provenance: string | null;
  position: number;
  created_at: number;
  sent_at: number | null;
  delivered_at: number | null;
  read_at: number | null;
  reactions: string;
  refused_reaction: string | null;
  edited_at: number | null;
  original_content: string | null;
  deleted_at: number | null;
}

const TABLE = 'whatsapp_messages';
/** Meets the partial index on unread messages word by word. */
const IS_UNREAD = "direction = 'incoming' AND is_read = false";
const ROWS_PER_INSERT = 100;

/** The table `whatsapp_messages`. Messages are read with what is known of their files. */
export class MessageStore {
  readonly #media: Pick<MediaRegister, 'fill'>;

  constructor(parts: { media: Pick<MediaRegister, 'fill'> }) {
    this.#media = parts.media;
  }

  async insert(tx: Transaction, messages: readonly StoredMessage[]): Promise<void> {
    const rows = messages.map(toRow);
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      const some = rows.slice(start, start + ROWS_PER_INSERT);
      await tx(TABLE).insert(some.every(isAsWritten) ? some.map(withoutDefaults) : some);
    }
  }

  /** Writes how far a message has come. */
  async update(tx: Transaction, stored: StoredMessage): Promise<void> {
    const row = toRow(stored);
    await tx(TABLE).where({ id: row.id }).update({
      message_id: row.message_id,
      status: row.status,
      hold: row.hold,
      error: row.error,
      is_read: row.is_read,
      sent_at: row.sent_at,
      delivered_at: row.delivered_at,
      read_at: row.read_at,
    });
  }

  /** Writes what a message says, and what has been done to it. */
  async updateContent(tx: Transaction, stored: StoredMessage): Promise<void> {
    const row = toRow(stored);
    await tx(TABLE).where({ id: row.id }).update({
      message_type: row.message_type,
      message_text: row.message_text,
      content: row.content,
      reactions: row.reactions,
      refused_reaction: row.refused_reaction,
      edited_at: row.edited_at,
      original_content: row.original_content,
      deleted_at: row.deleted_at,
    });
  }

  async listByIds(db: Knex, ids: readonly string[]): Promise<StoredMessage[]> {
    if (ids.length === 0) return [];
    return this.toStored(db, await db(TABLE).whereIn('id', ids.map(Number)));
  }

  async listByWamids(
    db: Knex,
    phoneNumberId: string,
    wamids: readonly string[],
  ): Promise<StoredMessage[]> {
    const rows: MessageRow[] = await db(TABLE)
      .where({ phone_number_id: phoneNumberId })
      .whereIn('message_id', wamids);
    return this.toStored(db, rows);
  }

  /** Those of `wamids` that are stored already. */
  async listKnownWamids(
    db: Knex,
    phoneNumberId: string,
    wamids: readonly string[],
  ): Promise<string[]> {
    const rows: { message_id: string }[] = await db(TABLE)
      .select('message_id')
      .where({ phone_number_id: phoneNumberId })
      .whereIn('message_id', wamids);
    return rows.map((row) => row.message_id);
  }

  /** Whether an accepted message of the span is still only accepted; see the index on `sent`. */
  async hasUnreported(
    db: Knex,
    phoneNumberId: string,
    { afterMs, beforeMs }: { afterMs: number; beforeMs: number },
  ): Promise<boolean> {
    const row: unknown = await db(TABLE)
      .where({ phone_number_id: phoneNumberId })
      .whereRaw("status = 'sent'")
      .where('sent_at', '>', afterMs)
      .where('sent_at', '<', beforeMs)
      .first('id');
    return row !== undefined;
  }

  async findByClientMessageId(
    db: Knex,
    phoneNumberIds: readonly string[],
    clientMessageId: string,
  ): Promise<StoredMessage | undefined> {
    const row = await db(TABLE)
      .where({ client_message_id: clientMessageId })
      .whereIn('phone_number_id', phoneNumberIds)
      .first<MessageRow | undefined>();
    return row && (await this.toStored(db, [row]))[0];
  }

  /** The messages of rows that a query of one's own has found. */
  async toStored(db: Knex, rows: readonly MessageRow[]): Promise<StoredMessage[]> {
    const stored = rows.map(toStoredMessage);
    await this.#media.fill(
      db,
      stored.map(({ message }) => message),
    );
    return stored;
  }

  /** The newest unread message of each conversation. */
  async listNewestUnread(
    db: Knex,
    conversationIds: readonly string[],
  ): Promise<IncomingReference[]> {
    const rows: { phone_number_id: string; message_id: string | null }[] = await db(TABLE)
      .select('phone_number_id', 'message_id')
      .whereIn('id', (newest) =>
        newest
          .from(TABLE)
          .max('id')
          .whereIn('conversation_id', conversationIds)
          .whereRaw(IS_UNREAD)
          .groupBy('conversation_id'),
      );
    return rows.flatMap(({ phone_number_id, message_id }) =>
      message_id === null ? [] : [{ phoneNumberId: phone_number_id, messageId: message_id }],
    );
  }

  /** The newest message that came in a conversation; undefined where there is none that Meta knows. */
  async findNewestReceived(db: Knex, conversationId: string): Promise<string | undefined> {
    const row = await db(TABLE)
      .where({ conversation_id: conversationId, direction: 'incoming' })
      .whereNotNull('message_id')
      .orderBy('id', 'desc')
      .first<{ message_id: string } | undefined>('message_id');
    return row?.message_id;
  }

  async markRead(
    tx: Transaction,
    conversationIds: readonly string[],
    nowMs: number,
  ): Promise<void> {
    await tx(TABLE)
      .whereIn('conversation_id', conversationIds)
      .whereRaw(IS_UNREAD)
      .update({ is_read: true, read_at: nowMs });
  }
}

function isAsWritten(row: MessageRow): boolean {
  return row.reactions === '[]' && row.edited_at === null && row.deleted_at === null;
}

/** Hardly any message is amended before it comes: a batch is spared the columns it leaves empty. */
function withoutDefaults(row: MessageRow): Partial<MessageRow> {
  const { reactions: _r, refused_reaction: _f, ...others } = row;
  const { edited_at: _e, original_content: _o, deleted_at: _d, ...written } = others;
  return written;
}

function toRow({ message, conversationId }: StoredMessage): MessageRow {
  return {
    id: Number(message.id),
    conversation_id: conversationId,
    phone_number_id: message.phone_number_id,
    contact_id: message.contact_id,
    message_id: message.message_id,
    client_message_id: message.client_message_id,
    direction: message.direction,
    from_phone: message.from_phone,
    to_phone: message.to_phone,
    message_type: message.message_type,
    message_text: message.message_text,
    content: JSON.stringify(message.content),
    status: message.status,
    hold: message.hold ?? null,
    error: message.error && JSON.stringify(message.error),
    is_read: message.is_read,
    reply_to_message_id: message.reply_to_message_id,
    sent_by_id: message.sent_by?.id ?? null,
    sent_by_name: message.sent_by?.name ?? null,
    broadcast_id: message.broadcast_id,
    provenance: message.provenance ? JSON.stringify(message.provenance) : null,
    position: message.position ?? Number(message.id),
    created_at: Date.parse(message.created_at),
    sent_at: toMs(message.sent_at),
    delivered_at: toMs(message.delivered_at),
    read_at: toMs(message.read_at),
    reactions: JSON.stringify(message.reactions),
    refused_reaction: message.refused_reaction ? JSON.stringify(message.refused_reaction) : null,
    edited_at: toMs(message.edited_at),
    original_content: message.original_content && JSON.stringify(message.original_content),
    deleted_at: toMs(message.deleted_at),
  };
}

function toStoredMessage(row: MessageRow): StoredMessage {
  return {
    conversationId: row.conversation_id,
    message: {
      id: String(row.id),
      message_id: row.message_id,
      client_message_id: row.client_message_id,
      phone_number_id: row.phone_number_id,
      contact_id: row.contact_id,
      direction: row.direction,
      from_phone: row.from_phone,
      to_phone: row.to_phone,
      message_type: row.message_type,
      message_text: row.message_text,
      content: JSON.parse(row.content) as MessageContent,
      status: row.status,
      ...(row.hold === null ? {} : { hold: row.hold }),
      error: row.error === null ? null : (JSON.parse(row.error) as MessageError),
      is_read: Boolean(row.is_read),
      reply_to_message_id: row.reply_to_message_id,
      sent_by:
        row.sent_by_id === null ? null : { id: row.sent_by_id, name: row.sent_by_name ?? '' },
      broadcast_id: row.broadcast_id,
      ...(row.provenance === null ? {} : { provenance: JSON.parse(row.provenance) as Provenance }),
      ...(row.position === row.id ? {} : { position: row.position }),
      created_at: new Date(row.created_at).toISOString(),
      sent_at: toIso(row.sent_at),
      delivered_at: toIso(row.delivered_at),
      read_at: toIso(row.read_at),
      reactions: JSON.parse(row.reactions) as Reaction[],
      ...(row.refused_reaction === null
        ? {}
        : { refused_reaction: JSON.parse(row.refused_reaction) as RefusedReaction }),
      edited_at: toIso(row.edited_at),
      original_content:
        row.original_content === null ? null : (JSON.parse(row.original_content) as MessageContent),
      deleted_at: toIso(row.deleted_at),
    },
  };
}

function toMs(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}

function toIso(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
