import { MEDIA_LIMITS } from '../../contract/media-limits.ts';
import type { FileKind } from '../../contract/media-limits.ts';
import type { Media } from '../../contract/media.ts';
import type { MediaContent, MessageContent } from '../../contract/message-content.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { uploadsOf } from '../../whatsapp/kinds/index.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { Rest } from '../retention/retention-rule.ts';
import { deleteStored } from './media-keys.ts';
import type { MediaStorage, StoredFile } from './media-storage.ts';
import type { ThumbnailMaker } from './thumbnail-maker.ts';
import { checkUpload } from './upload-stream.ts';
import type { StoredFacts, UploadStore } from './upload-store.ts';

/** A file that no message has taken by then is removed. */
const UNSENT_FOR_MS = 24 * 60 * 60 * 1_000;
const RETIRED_AT_ONCE = 100;

/** What somebody says of a file that they upload. */
export interface NewUpload {
  kind: FileKind;
  fileName: string | undefined;
  /** The type by the sender's word; what counts are the bytes. */
  told: string;
}

/**
 * Files from operators and servers, on their way out.
 *
 * An upload is streamed to the storage and checked on its way (upload-stream.ts); then it has an id
 * that messages may name, as often as one likes. A message that takes it keeps it. What no message
 * took within a day is removed: first its row says so, so that no message can take it any more, then
 * the bytes go, then the row; a crash in between leaves work for the next time and no file without
 * a row. To Meta it goes only when a message is sent: see meta-copy-service.ts.
 */
export class UploadService {
  readonly #database: Database;
  readonly #store: UploadStore;
  readonly #storage: MediaStorage;
  readonly #thumbnails: Pick<ThumbnailMaker, 'make'>;

  constructor(parts: {
    database: Database;
    store: UploadStore;
    storage: MediaStorage;
    thumbnails: Pick<ThumbnailMaker, 'make'>;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#storage = parts.storage;
    this.#thumbnails = parts.thumbnails;
  }

  /**
   * Takes a file; it is on disk when this resolves. Throws `payload_too_large`,
   * `unsupported_media_type`, `validation_failed` (empty), and what the stream throws.
   */
  async receive(source: AsyncIterable<Uint8Array>, upload: NewUpload): Promise<Media> {
    const nowMs = Date.now();
    const id = newId('md', nowMs);
    await this.#database.transaction((tx) => this.#store.insert(tx, { id, ...upload }, nowMs));
    let facts: StoredFacts | undefined;
    await this.#storage.put(
      id,
      checkUpload(source, upload, (found) => (facts = found)),
    );
    const stored = facts;
    if (!stored) throw new Error('The upload ended without its facts.');
    const thumbnail = await this.#thumbnails.make(id, stored);
    return this.#database.transaction(async (tx) => {
      await this.#store.markReady(tx, id, { ...stored, thumbnail }, Date.now());
      const [file] = await this.#store.listSendable(tx, [id]);
      if (!file) throw new AppError('conflict', 'The upload took too long. Send it again.');
      return file.media;
    });
  }

  /** The facts of a file that may be sent; undefined: it is not here (any more). */
  async find(id: string): Promise<Media | undefined> {
    const [file] = await this.#store.listSendable(this.#database.read, [id]);
    return file?.media;
  }

  /** The bytes of a file from `start` on; undefined: it is not here (any more). */
  async open(id: string, start = 0): Promise<StoredFile | undefined> {
    return this.#storage.open(id, { start, end: Infinity });
  }

  /**
   * The content with its files as they are, in the transaction that stores the message. Throws
   * `validation_failed` where a file is not here or cannot be sent as this kind.
   */
  async resolve(tx: Transaction, content: MessageContent): Promise<MessageContent> {
    const ids = uploadsOf(content);
    if (ids.length === 0) return content;
    const files = new Map(
      (await this.#store.listSendable(tx, ids)).map(({ media }) => [media.id, media]),
    );
    for (const id of ids) {
      if (!files.has(id)) {
        throw new AppError(
          'validation_failed',
          `There is no upload «${id}» (any more). Uploads that are not sent are kept for a day.`,
        );
      }
    }
    for (const { id, kind } of listHeaderFiles(content)) {
      const file = files.get(id);
      if (file) checkKind(kind, file);
    }
    if (!('media' in content)) return content;
    const media = files.get(content.media.id) ?? content.media;
    checkKind(content.kind, media);
    checkVoice(content, media);
    const fileName = content.media.file_name;
    if (fileName === undefined || fileName === media.file_name) return { ...content, media };
    const name = toStorableText(fileName);
    await this.#store.setFileName(tx, media.id, name);
    return { ...content, media: { ...media, file_name: name } };
  }

  /** The message has its files from now on: in the transaction that stores it. */
  async keep(tx: Transaction, content: MessageContent, messageId: string): Promise<void> {
    for (const id of uploadsOf(content)) await this.#store.keep(tx, id, messageId);
  }

  /** A retention rule: removes what no message took. */
  async deleteOld(nowMs: number, rest: Rest): Promise<void> {
    let ids: string[];
    do {
      ids = await this.#database.transaction((tx) =>
        this.#store.retireUnsent(tx, nowMs - UNSENT_FOR_MS, RETIRED_AT_ONCE),
      );
      for (const id of ids) await deleteStored(this.#storage, id);
      await this.#database.transaction((tx) => this.#store.deleteRetired(tx, ids));
    } while (ids.length === RETIRED_AT_ONCE && (await rest()));
  }
}

/** Files of headers, those of a carousel's cards too, with the kind under which they are named. */
function listHeaderFiles(part: unknown): { id: string; kind: FileKind }[] {
  if (typeof part !== 'object' || part === null) return [];
  const { type, ...rest } = part as Record<string, unknown>;
  const kind = type === 'gif' ? 'video' : String(type);
  const { id } = Object(rest[String(type)]) as { id?: unknown };
  return [
    ...(isFileKind(kind) && typeof id === 'string' ? [{ id, kind }] : []),
    ...Object.values(rest).flatMap(listHeaderFiles),
  ];
}

function isFileKind(kind: string): kind is FileKind {
  return Object.hasOwn(MEDIA_LIMITS, kind);
}

function checkKind(kind: FileKind, media: Media): void {
  const types: readonly string[] = MEDIA_LIMITS[kind].types;
  if (types.includes(media.mime_type)) return;
  throw new AppError(
    'validation_failed',
    `This file (${media.mime_type}) cannot be sent as ${kind}.`,
  );
}

function checkVoice(content: MediaContent, media: Media): void {
  if (content.kind === 'audio' && content.voice && media.mime_type !== 'audio/ogg') {
    throw new AppError('validation_failed', 'A voice message is OGG with Opus.');
  }
}
