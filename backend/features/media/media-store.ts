import type { Knex } from 'knex';
import type { Media, MediaState } from '../../contract/media.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { freeFromTheFuture } from '../../database/free-from-the-future.ts';
import type { WaitingRows } from '../../database/free-from-the-future.ts';
import type { PictureSize } from './picture-size.ts';
import type { ThumbnailOutcome } from './thumbnail-maker.ts';

/** As a file that came with a message has it; files of ours are UploadStore's. */
interface MediaRow {
  id: string;
  message_id: number;
  phone_number_id: string;
  meta_id: string;
  sha256: string | null;
  mime_type: string;
  file_name: string | null;
  state: MediaState;
  attempts: number;
  due_at: number;
  lease_token: number;
  expires_at: number;
  error: string | null;
  sniffed_type: string | null;
  size_bytes: number | null;
  width: number | null;
  height: number | null;
  thumbnail_width: number | null;
  thumbnail_height: number | null;
  thumbnail_bytes: number | null;
  thumbnail_tries: number;
  created_at: number;
  finished_at: number | null;
}

export type PictureColumns = Pick<
  MediaRow,
  | 'width'
  | 'height'
  | 'thumbnail_width'
  | 'thumbnail_height'
  | 'thumbnail_bytes'
  | 'thumbnail_tries'
>;

/** A file that a message came with, to be fetched. */
export interface NewMedia {
  id: string;
  messageId: string;
  phoneNumberId: string;
  metaId: string;
  /** Lowercase hex. */
  sha256: string | undefined;
  mimeType: string;
  fileName: string | undefined;
  expiresAtMs: number;
}

/** A file whose turn to be fetched has come. */
export interface MediaItem extends NewMedia {
  /** Attempts that have ended. */
  attempts: number;
  leaseToken: number;
}

/** A file as it is shown and served. */
export interface MediaRecord {
  media: Media;
  messageId: string;
  /** Of the thumbnail; 0 where there is none. */
  thumbnailBytes: number;
}

/** What is known of a file that is here. */
export interface ReadyMedia extends Partial<PictureSize> {
  state: 'ready';
  type: string;
  sizeBytes: number;
  thumbnail: ThumbnailOutcome;
}

/** How the fetching of a file ended. */
export type MediaEnd = ReadyMedia | { state: 'gone' | 'failed'; error: string };

const TABLE = 'media';
/** A literal rather than a binding, so that the planner sees that the partial index fits. */
const IS_PENDING = `state = 'pending'`;
/** After so many tries a picture stays without a thumbnail; the partial index has it, too. */
export const MAX_THUMBNAIL_TRIES = 3;
const MAX_ERROR_LENGTH = 500;
const WAITING: WaitingRows = {
  table: TABLE,
  column: 'due_at',
  where: IS_PENDING,
  // Tries end with Meta's seven days, but none is further off than a day.
  longestWaitMs: 25 * 60 * 60_000,
};

/** The table `media`. */
export class MediaStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async insert(tx: Transaction, files: readonly NewMedia[], nowMs: number): Promise<void> {
    if (files.length === 0) return;
    await tx(TABLE).insert(
      files.map((file) => ({
        id: file.id,
        message_id: Number(file.messageId),
        phone_number_id: file.phoneNumberId,
        meta_id: file.metaId,
        sha256: file.sha256 ?? null,
        mime_type: file.mimeType,
        file_name: file.fileName ?? null,
        state: 'pending',
        due_at: nowMs,
        expires_at: file.expiresAtMs,
        created_at: nowMs,
      })),
    );
  }

  async listByIds(db: Knex, ids: readonly string[]): Promise<MediaRecord[]> {
    if (ids.length === 0) return [];
    const rows: MediaRow[] = await db(TABLE).whereIn('id', ids);
    return rows.map(toRecord);
  }

  /**
   * Claims due files, the longest waiting first, and keeps them from other workers until the lease
   * ends: a lease is a `due_at` in the future, so what a dead worker held is due by itself.
   */
  async claimDue(
    tx: Transaction,
    options: { nowMs: number; limit: number; leaseUntilMs: number },
  ): Promise<MediaItem[]> {
    const rows = await this.#database.dialect.claimDue<MediaRow>(tx, TABLE, {
      nowMs: options.nowMs,
      limit: options.limit,
      orderBy: 'due_at',
      where: (query) => void query.whereRaw(IS_PENDING),
    });
    const items = rows.map(toItem);
    for (const item of items) {
      await tx(TABLE)
        .where({ id: item.id })
        .update({ due_at: options.leaseUntilMs, lease_token: item.leaseToken });
    }
    return items;
  }

  /** See `freeFromTheFuture`. */
  async freeFromTheFuture(nowMs: number): Promise<void> {
    await freeFromTheFuture(this.#database, WAITING, nowMs);
  }

  /** When the next file is due (ms); undefined when none waits. A cheap look before a claim. */
  async findNextDueAt(): Promise<number | undefined> {
    const row = await this.#database
      .read(TABLE)
      .whereRaw(IS_PENDING)
      .orderBy('due_at')
      .first<{ due_at: number } | undefined>('due_at');
    return row?.due_at;
  }

  /** Moves the next try, which is also how a lease is prolonged or given back. False: not ours any more. */
  async setDue(
    tx: Transaction,
    item: MediaItem,
    change: { dueAtMs: number; attempts?: number; error?: string },
  ): Promise<boolean> {
    return this.#updateLeased(tx, item, {
      due_at: change.dueAtMs,
      ...(change.attempts === undefined ? {} : { attempts: change.attempts }),
      ...(change.error === undefined ? {} : { error: change.error.slice(0, MAX_ERROR_LENGTH) }),
    });
  }

  /** Ends the fetching. False: not ours any more. */
  async finish(tx: Transaction, item: MediaItem, end: MediaEnd, nowMs: number): Promise<boolean> {
    return this.#updateLeased(tx, item, {
      state: end.state,
      finished_at: nowMs,
      ...(end.state === 'ready'
        ? {
            sniffed_type: end.type,
            size_bytes: end.sizeBytes,
            ...toPictureColumns(end),
            error: null,
          }
        : { error: end.error.slice(0, MAX_ERROR_LENGTH), attempts: item.attempts + 1 }),
    });
  }

  /** `failed` or `gone` → `pending`, due now, with all its tries. False: it stands elsewhere. */
  async putBack(tx: Transaction, id: string, nowMs: number): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ id })
      // Files of ours are not to be had from Meta.
      .whereNotNull('meta_id')
      .whereIn('state', ['failed', 'gone'])
      .update({ state: 'pending', attempts: 0, due_at: nowMs, finished_at: null });
    return count > 0;
  }

  /** Writes only for whoever holds the newest lease of a file that is still to be fetched. */
  async #updateLeased(
    tx: Transaction,
    { id, leaseToken }: MediaItem,
    values: Partial<MediaRow>,
  ): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ id, lease_token: leaseToken, state: 'pending' })
      .update(values);
    return count > 0;
  }
}

function toItem(row: MediaRow): MediaItem {
  return {
    id: row.id,
    messageId: String(row.message_id),
    phoneNumberId: row.phone_number_id,
    metaId: row.meta_id,
    sha256: row.sha256 ?? undefined,
    mimeType: row.mime_type,
    fileName: row.file_name ?? undefined,
    expiresAtMs: row.expires_at,
    attempts: row.attempts,
    leaseToken: row.lease_token + 1,
  };
}

function toRecord(row: MediaRow): MediaRecord {
  return {
    messageId: String(row.message_id),
    media: toMedia(row),
    thumbnailBytes: row.thumbnail_bytes ?? 0,
  };
}

/** The columns that say how large a picture is and whether there is a small one. */
export function toPictureColumns(
  file: Partial<PictureSize> & { thumbnail: ThumbnailOutcome },
): PictureColumns {
  const thumbnail = file.thumbnail === 'needless' ? undefined : file.thumbnail;
  const { width = null, height = null } = thumbnail?.original ?? file;
  return {
    width,
    height,
    thumbnail_width: thumbnail?.width ?? null,
    thumbnail_height: thumbnail?.height ?? null,
    thumbnail_bytes: thumbnail?.sizeBytes ?? null,
    thumbnail_tries: file.thumbnail === undefined ? 1 : MAX_THUMBNAIL_TRIES,
  };
}

/** What everybody may know of a file. */
export function toMedia(
  row: Pick<MediaRow, 'id' | 'state' | 'sniffed_type' | 'mime_type' | 'file_name' | 'size_bytes'> &
    Omit<PictureColumns, 'thumbnail_tries'>,
): Media {
  return {
    id: row.id,
    state: row.state,
    mime_type: row.sniffed_type ?? row.mime_type,
    ...(row.file_name === null ? {} : { file_name: row.file_name }),
    ...(row.size_bytes === null ? {} : { size_bytes: row.size_bytes }),
    ...(row.width === null ? {} : { width: row.width }),
    ...(row.height === null ? {} : { height: row.height }),
    ...(row.thumbnail_width === null || row.thumbnail_height === null
      ? {}
      : { thumbnail: { width: row.thumbnail_width, height: row.thumbnail_height } }),
  };
}
