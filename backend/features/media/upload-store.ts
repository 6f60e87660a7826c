import type { Knex } from 'knex';
import type { Media, MediaState } from '../../contract/media.ts';
import type { Transaction } from '../../database/database.ts';
import { toMedia, toPictureColumns } from './media-store.ts';
import type { PictureColumns } from './media-store.ts';
import type { PictureSize } from './picture-size.ts';
import type { ThumbnailOutcome } from './thumbnail-maker.ts';

interface UploadRow extends PictureColumns {
  id: string;
  message_id: number | null;
  sha256: string | null;
  mime_type: string;
  file_name: string | null;
  state: MediaState;
  due_at: number;
  sniffed_type: string | null;
  size_bytes: number | null;
  created_at: number;
  finished_at: number | null;
  copy_id: string | null;
  copy_phone_number_id: string | null;
  copy_expires_at: number | null;
}

/** A file that is here and may be sent. */
export interface SendableFile {
  media: Media;
  copy: MetaCopy | undefined;
}

/** What Meta calls the copy of a file that it was given, for one number and for a time. */
export interface MetaCopy {
  id: string;
  phoneNumberId: string;
  expiresAtMs: number;
}

/** What is known of a file after its last byte. */
export interface StoredFacts extends Partial<PictureSize> {
  type: string;
  sizeBytes: number;
  /** Lowercase hex. */
  sha256: string;
}

const TABLE = 'media';
/** A literal rather than a binding, so that the planner sees that the partial index fits. */
const IS_UNSENT = 'message_id IS NULL';

/**
 * The table `media`, as far as files are to be sent. A row is `gone` until its file's last byte is
 * here, so that whatever an upload leaves behind when it breaks off has a row to be removed by.
 */
export class UploadStore {
  async insert(
    tx: Transaction,
    upload: { id: string; fileName: string | undefined; told: string },
    nowMs: number,
  ): Promise<void> {
    const row: Partial<UploadRow> = {
      ...{ id: upload.id, mime_type: upload.told, file_name: upload.fileName ?? null },
      ...{ state: 'gone', due_at: nowMs, created_at: nowMs },
    };
    await tx(TABLE).insert(row);
  }

  /** False when the row was removed meanwhile. */
  async markReady(
    tx: Transaction,
    id: string,
    facts: StoredFacts & { thumbnail: ThumbnailOutcome },
    nowMs: number,
  ): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ id })
      .whereRaw(IS_UNSENT)
      .update({
        ...{ state: 'ready', finished_at: nowMs, sniffed_type: facts.type, sha256: facts.sha256 },
        ...{ size_bytes: facts.sizeBytes, ...toPictureColumns(facts) },
      });
    return count > 0;
  }

  /** Those of these files that are here. */
  async listSendable(db: Knex, ids: readonly string[]): Promise<SendableFile[]> {
    if (ids.length === 0) return [];
    const rows: UploadRow[] = await db(TABLE).whereIn('id', ids).where({ state: 'ready' });
    return rows.map((row) => ({
      media: toMedia(row),
      copy:
        row.copy_id === null
          ? undefined
          : {
              id: row.copy_id,
              phoneNumberId: row.copy_phone_number_id ?? '',
              expiresAtMs: row.copy_expires_at ?? 0,
            },
    }));
  }

  async setFileName(tx: Transaction, id: string, fileName: string): Promise<void> {
    await tx(TABLE).where({ id }).update({ file_name: fileName });
  }

  /** A message has taken the file, which stays from now on. False when it is not here. */
  async keep(tx: Transaction, id: string, messageId: string): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ id, state: 'ready' })
      .update({ message_id: tx.raw('COALESCE(message_id, ?)', [Number(messageId)]) });
    return count > 0;
  }

  async setCopy(tx: Transaction, id: string, copy: MetaCopy | undefined): Promise<void> {
    await tx(TABLE)
      .where({ id })
      .update({
        copy_id: copy?.id ?? null,
        copy_phone_number_id: copy?.phoneNumberId ?? null,
        copy_expires_at: copy?.expiresAtMs ?? null,
      });
  }

  /** Files that no message took in time: from here on none can. Returns their ids. */
  async retireUnsent(tx: Transaction, beforeMs: number, limit: number): Promise<string[]> {
    const ids: string[] = await tx(TABLE)
      .whereRaw(IS_UNSENT)
      .where('created_at', '<', beforeMs)
      .orderBy('created_at')
      .limit(limit)
      .pluck('id');
    if (ids.length > 0) {
      await tx(TABLE).whereIn('id', ids).whereRaw(IS_UNSENT).update({ state: 'gone' });
    }
    return tx(TABLE).whereIn('id', ids).whereRaw(IS_UNSENT).pluck('id');
  }

  async deleteRetired(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx(TABLE).whereIn('id', ids).whereRaw(IS_UNSENT).where({ state: 'gone' }).delete();
  }
}
