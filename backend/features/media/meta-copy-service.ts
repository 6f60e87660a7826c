import type { Knex } from 'knex';
import type { MessageContent } from '../../contract/message-content.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { GraphClient, GraphCredentials, GraphResult } from '../../whatsapp/graph-client.ts';
import { uploadsOf } from '../../whatsapp/kinds/index.ts';
import type { MetaCopies } from '../../whatsapp/kinds/index.ts';
import { toDownloadName } from './download-name.ts';
import type { MediaStorage } from './media-storage.ts';
import type { SendableFile, UploadStore } from './upload-store.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Meta forgets a copy after 30 days; one that is about to go is not built on. */
const COPY_USED_FOR_MS = 29 * DAY_MS;

/** Why a file cannot be given to Meta at all, for a reason of ours. */
export interface MissingFile {
  kind: 'missing';
  reason: string;
}

/**
 * The copies of files that Meta needs before a message can name them. A copy is Meta's for one number
 * and serves every message until it runs out. Making one twice costs time and does no harm, so a try
 * without an answer may be repeated, where a message may not.
 */
export class MetaCopyService {
  readonly #database: Database;
  readonly #store: UploadStore;
  readonly #storage: MediaStorage;
  readonly #graph: Pick<GraphClient, 'uploadMedia'>;

  constructor(parts: {
    database: Database;
    store: UploadStore;
    storage: MediaStorage;
    graph: Pick<GraphClient, 'uploadMedia'>;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#storage = parts.storage;
    this.#graph = parts.graph;
  }

  /** Meta's ids of the content's files for this number; undefined while one is missing. */
  async find(
    db: Knex,
    content: MessageContent,
    phoneNumberId: string,
    nowMs: number,
  ): Promise<MetaCopies | undefined> {
    const ids = uploadsOf(content);
    const copies = new Map<string, string>();
    for (const file of await this.#store.listSendable(db, ids)) {
      if (isGood(file, phoneNumberId, nowMs)) copies.set(file.media.id, file.copy.id);
    }
    return ids.every((id) => copies.has(id)) ? copies : undefined;
  }

  /**
   * Gives Meta the content's files that it does not have; streamed, in constant memory. The first one
   * that does not get there ends it.
   */
  async make(
    credentials: GraphCredentials,
    content: MessageContent,
    signal: AbortSignal,
  ): Promise<GraphResult<void> | MissingFile> {
    const { phoneNumberId } = credentials;
    const ids = uploadsOf(content);
    const files = await this.#store.listSendable(this.#database.read, ids);
    if (files.length < ids.length) return MISSING;
    for (const file of files) {
      const nowMs = Date.now();
      if (isGood(file, phoneNumberId, nowMs)) continue;
      const { id, file_name: name, mime_type: type, size_bytes: sizeBytes = 0 } = file.media;
      const stored = await this.#storage.open(id);
      if (!stored) return MISSING;
      const answer = await this.#graph.uploadMedia(
        credentials,
        { name: toDownloadName(name, type), type, sizeBytes, bytes: stored.chunks },
        { signal },
      );
      await stored.close();
      if (answer.kind !== 'ok') return answer;
      const copy = { id: answer.value, phoneNumberId, expiresAtMs: nowMs + COPY_USED_FOR_MS };
      await this.#database.transaction((tx) => this.#store.setCopy(tx, id, copy));
    }
    return { kind: 'ok', value: undefined };
  }

  /** The next try makes new copies: a person tries again, and the copies may be what was wrong. */
  async forget(tx: Transaction, content: MessageContent): Promise<void> {
    for (const id of uploadsOf(content)) await this.#store.setCopy(tx, id, undefined);
  }
}

const MISSING: MissingFile = {
  kind: 'missing',
  reason: 'The file of this message is missing from the server’s storage.',
};

function isGood(
  file: SendableFile,
  phoneNumberId: string,
  nowMs: number,
): file is SendableFile & { copy: object } {
  const { copy } = file;
  return copy !== undefined && copy.phoneNumberId === phoneNumberId && nowMs < copy.expiresAtMs;
}
