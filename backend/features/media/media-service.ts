import type { Media, MediaLink } from '../../contract/media.ts';
import type { Database } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import type { Principal } from '../../http/principal.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { LinkParts, MediaLinkSigner } from './media-link-signer.ts';
import { thumbnailKeyOf } from './media-keys.ts';
import type { MediaRecord, MediaStore } from './media-store.ts';
import { THUMBNAIL_TYPE } from './thumbnail-maker.ts';

/** A signed address, taken apart. */
export interface ServedLink extends Omit<LinkParts, 'path'> {
  id: string;
  isThumbnail: boolean;
}

/** What a signed address leads to. */
export interface ServedFile {
  /** In the storage. */
  key: string;
  type: string;
  sizeBytes: number;
  name: string | undefined;
}

/** What people do with files. Fetching them is the worker's part, see media-worker.ts. */
export class MediaService {
  readonly #database: Database;
  readonly #store: MediaStore;
  readonly #messages: Pick<MessageService, 'appendMediaChanged'>;
  readonly #signer: MediaLinkSigner;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: Pick<ChangeNotifier, 'wake'>;

  constructor(parts: {
    database: Database;
    store: MediaStore;
    messages: Pick<MessageService, 'appendMediaChanged'>;
    signer: MediaLinkSigner;
    changeLog: ChangeLog;
    changeNotifier: Pick<ChangeNotifier, 'wake'>;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#messages = parts.messages;
    this.#signer = parts.signer;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
  }

  /** Makes a link to a file that is here. Throws `not_found`, and `conflict` while it is not here. */
  async issueLink(id: string, viewer: Principal): Promise<MediaLink> {
    const { media } = await this.#get(id);
    if (media.state !== 'ready') {
      throw new AppError('conflict', 'This file is not here.', { details: { state: media.state } });
    }
    const nowMs = Date.now();
    const { url, expiresAtMs } = this.#signer.sign(id, viewer.id, nowMs);
    const thumbnail = media.thumbnail && this.#signer.sign(`${id}/thumbnail`, viewer.id, nowMs);
    return {
      url,
      ...(thumbnail ? { thumbnail_url: thumbnail.url } : {}),
      expires_at: new Date(expiresAtMs).toISOString(),
    };
  }

  /**
   * The file that a signed address leads to, or its thumbnail. Throws `link_expired` and `not_found`.
   */
  async openLink(
    { id, isThumbnail, ...parts }: ServedLink,
    signature: string,
  ): Promise<ServedFile> {
    const path = isThumbnail ? `${id}/thumbnail` : id;
    // First the signature: nobody without one learns which ids exist.
    if (!this.#signer.verify({ path, ...parts }, signature, Date.now())) {
      throw new AppError('link_expired', 'This link is not good (any more). Ask for a new one.');
    }
    const { media, thumbnailBytes } = await this.#get(id);
    if (media.state !== 'ready' || (isThumbnail && !media.thumbnail)) throw notFound(id);
    const { file_name: name } = media;
    return isThumbnail
      ? { key: thumbnailKeyOf(id), type: THUMBNAIL_TYPE, sizeBytes: thumbnailBytes, name }
      : { key: id, type: media.mime_type, sizeBytes: media.size_bytes ?? 0, name };
  }

  /**
   * Fetches a file again, with all its tries. One that is here or on its way stays as it is. Throws
   * `not_found`.
   */
  async retry(id: string): Promise<Media> {
    await this.#get(id);
    const nowMs = Date.now();
    await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      if (!(await this.#store.putBack(tx, id, nowMs))) return;
      const [record] = await this.#store.listByIds(tx, [id]);
      if (record) await this.#messages.appendMediaChanged(tx, record.messageId, nowMs);
    });
    // Wakes the screens, and the worker with them.
    this.#changeNotifier.wake();
    return (await this.#get(id)).media;
  }

  async #get(id: string): Promise<MediaRecord> {
    const [record] = await this.#store.listByIds(this.#database.read, [id]);
    if (!record) throw notFound(id);
    return record;
  }
}

function notFound(id: string): AppError {
  return new AppError('not_found', `There is no file «${id}».`);
}
