import type { Knex } from 'knex';
import type { Transaction } from '../../database/database.ts';
import { MAX_THUMBNAIL_TRIES, toPictureColumns } from './media-store.ts';
import type { PictureSize } from './picture-size.ts';
import type { Thumbnail } from './thumbnail-maker.ts';

/** A picture that is here and has no thumbnail. */
export interface LackingPicture extends Partial<PictureSize> {
  id: string;
  messageId: string;
  /** By its own bytes. */
  type: string;
  sizeBytes: number;
  /** Which try it is to be: whoever finds another number in the row came too late. */
  tries: number;
}

interface LackingRow {
  id: string;
  message_id: number;
  sniffed_type: string;
  size_bytes: number | null;
  width: number | null;
  height: number | null;
  thumbnail_tries: number;
}

const TABLE = 'media';
/** Word by word as in the partial index. */
const IS_LACKING = `state = 'ready' AND thumbnail_bytes IS NULL AND thumbnail_tries < 3
  AND sniffed_type IN ('image/jpeg', 'image/png', 'image/webp')`;

/**
 * The table `media`, as far as thumbnails are made later. While a picture is here its `due_at` says when
 * that is tried (again).
 */
export class LackingThumbnailStore {
  /** The newest that is due; undefined: there is none. What no message has taken yet may still go. */
  async findNext(db: Knex, nowMs: number): Promise<LackingPicture | undefined> {
    const row = await db(TABLE)
      .whereRaw(IS_LACKING)
      .whereNotNull('message_id')
      .where('due_at', '<=', nowMs)
      .orderBy('id', 'desc')
      .first<LackingRow | undefined>();
    return row && toPicture(row);
  }

  /** Counts a try before it is made, so that one that ends the process counts, too. False: another's. */
  async claim(tx: Transaction, { id, tries }: LackingPicture, retryAtMs: number): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ id, thumbnail_tries: tries - 1 })
      .whereRaw(IS_LACKING)
      .update({ thumbnail_tries: tries, due_at: retryAtMs });
    return count === 1;
  }

  /** Writes the thumbnail, or that none is needed. False: not ours any more. */
  async settle(
    tx: Transaction,
    { id, tries }: LackingPicture,
    thumbnail: Thumbnail | 'needless',
  ): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ id, state: 'ready', thumbnail_tries: tries })
      .update(
        thumbnail === 'needless'
          ? { thumbnail_tries: MAX_THUMBNAIL_TRIES }
          : toPictureColumns({ thumbnail }),
      );
    return count === 1;
  }
}

function toPicture(row: LackingRow): LackingPicture {
  return {
    id: row.id,
    messageId: String(row.message_id),
    type: row.sniffed_type,
    sizeBytes: row.size_bytes ?? 0,
    ...(row.width === null || row.height === null ? {} : { width: row.width, height: row.height }),
    tries: row.thumbnail_tries + 1,
  };
}
