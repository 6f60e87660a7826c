import type { Knex } from 'knex';
import type { Message } from '../../contract/message.ts';
import type { Transaction } from '../../database/database.ts';
import type { MediaSource } from '../../whatsapp/kinds/index.ts';
import type { MediaStore } from './media-store.ts';

/** Meta keeps the files of incoming messages this long (since October 2025). */
const KEPT_BY_META_MS = 7 * 24 * 60 * 60 * 1_000;

/** A stored message and where its file is to be had. */
export interface MessageWithSource {
  message: Message;
  source: MediaSource;
}

/**
 * What messages need to know of files.
 *
 * A message's content names its file by our id; where the file stands is in the table `media` and
 * is put into the content whenever a message is read. So a file may arrive while somebody else
 * rewrites the content (an edit, a status), and neither undoes the other's work.
 */
export class MediaRegister {
  readonly #store: MediaStore;

  constructor(parts: { store: MediaStore }) {
    this.#store = parts.store;
  }

  /** Notes files to be fetched, in the transaction that stores their messages. */
  async add(tx: Transaction, files: readonly MessageWithSource[], nowMs: number): Promise<void> {
    const rows = files.flatMap(({ message, source }) => {
      if (!('media' in message.content)) return [];
      const { media } = message.content;
      // The webhook may be late (an outage of ours), and Meta counts from the message.
      const sentAtMs = message.sent_at === null ? nowMs : Date.parse(message.sent_at);
      return [
        {
          id: media.id,
          messageId: message.id,
          phoneNumberId: message.phone_number_id,
          metaId: source.metaId,
          sha256: source.sha256,
          mimeType: media.mime_type,
          fileName: media.file_name,
          expiresAtMs: sentAtMs + KEPT_BY_META_MS,
        },
      ];
    });
    await this.#store.insert(tx, rows, nowMs);
  }

  /** Puts where each file stands now into the messages that have one. In place. */
  async fill(db: Knex, messages: readonly Message[]): Promise<void> {
    const withFile = messages
      .flatMap(({ content, original_content }) => [content, original_content])
      .filter((content) => content !== null && 'media' in content);
    const ids = new Set(withFile.map(({ media }) => media.id));
    const records = await this.#store.listByIds(db, [...ids]);
    const mediaById = new Map(records.map(({ media }) => [media.id, media]));
    for (const content of withFile) {
      content.media = mediaById.get(content.media.id) ?? content.media;
    }
  }
}
