import type { Media } from '../../backend/contract/media.ts';
import type { ApiClient } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import type { MediaLinks } from '../api/media-links.ts';
import type { InboxState, OutgoingFile } from './inbox-state.ts';
import { randomId } from './random-id.ts';

/*
 * Files between a person's hand and the server.
 *
 *  1. A file is prepared as soon as it is attached (a picture that WhatsApp does not take becomes one
 *     that it takes) and uploaded at once, so that «Send» has little left to wait for.
 *  2. Until it is sent it is `isAttached` to a conversation; then a pending message names it.
 *  3. An upload without an answer is repeated by whoever waits for it; the server keeps what nobody
 *     sends for a day, so that a second copy costs nothing.
 *  4. What is shown meanwhile is the file itself, by an address that only this page knows.
 */

/** Prepared for WhatsApp; throws FileRefusal with words for a person. */
export type PrepareFile = (file: File) => Promise<{ file: File; kind: OutgoingFile['kind'] }>;

export interface OutgoingFilesOptions {
  api: Pick<ApiClient, 'uploadMedia'>;
  links: Pick<MediaLinks, 'adopt'>;
  getState: () => InboxState;
  setFiles: (files: ReadonlyMap<string, OutgoingFile>) => void;
  /** Loads with the first file. */
  prepare?: PrepareFile;
}

/** A step that is shown; between two, progress is not worth a new picture of everything. */
const PROGRESS_STEP = 0.02;

const prepareLater: PrepareFile = async (file) =>
  (await import('../files/prepare-file.ts')).prepareFile(file);

export class OutgoingFiles {
  readonly #options: OutgoingFilesOptions;
  readonly #work = new Map<string, { uploaded: Promise<Media>; abort: AbortController }>();
  readonly #bytes = new Map<string, File>();

  constructor(options: OutgoingFilesOptions) {
    this.#options = options;
  }

  /** Attaches files to a conversation; returns their ids. */
  attach(contactId: string, files: readonly File[]): string[] {
    return files.map((file) => this.#add(contactId, file, { isAttached: true }));
  }

  /** A voice message, ready as it is. */
  addVoice(contactId: string, file: File, seconds: number): string {
    const id = this.#add(contactId, file, {
      kind: 'audio',
      voice: true,
      isAttached: false,
      seconds,
    });
    return id;
  }

  setCaption(id: string, caption: string): void {
    this.#change(id, { caption });
  }

  /** From here on a pending message has it. */
  detach(id: string): void {
    this.#change(id, { isAttached: false });
  }

  /** Resolves when the server has the file; tries again what failed. Throws ApiError. */
  whenUploaded(id: string): Promise<Media> {
    const work = this.#work.get(id) ?? this.#start(id);
    return work.uploaded;
  }

  /** Breaks off and forgets. */
  drop(id: string): void {
    this.#work.get(id)?.abort.abort();
    this.#work.delete(id);
    this.#bytes.delete(id);
    const files = new Map(this.#options.getState().files);
    files.delete(id);
    this.#options.setFiles(files);
  }

  /** For the end of a session. */
  forget(): void {
    for (const { abort } of this.#work.values()) abort.abort();
    this.#work.clear();
    this.#bytes.clear();
    this.#options.setFiles(new Map());
  }

  #add(contactId: string, file: File, given: Partial<OutgoingFile>): string {
    const id = randomId('file');
    this.#bytes.set(id, file);
    const added: OutgoingFile = {
      ...{ id, contactId, kind: undefined, name: file.name, sizeBytes: file.size, url: '' },
      ...{ caption: '', voice: false, step: 'preparing', progress: 0, reason: '', seconds: 0 },
      ...{ isAttached: false, mimeType: file.type },
      ...given,
    };
    const files = new Map(this.#options.getState().files).set(id, added);
    this.#options.setFiles(files);
    this.#start(id);
    return id;
  }

  #start(id: string): { uploaded: Promise<Media>; abort: AbortController } {
    const abort = new AbortController();
    const uploaded = this.#prepareAndUpload(id, abort.signal);
    const work = { uploaded, abort };
    this.#work.set(id, work);
    // Whoever waits hears of it; nobody need wait.
    uploaded.catch((error: unknown) => {
      if (this.#work.get(id) === work) this.#work.delete(id);
      const mayComeLater = !(error instanceof ApiError) || error.isTransient;
      const isRefused = error instanceof ApiError && !mayComeLater;
      const reason = error instanceof Error ? error.message : String(error);
      this.#change(id, isRefused ? { step: 'refused', reason } : { step: 'waiting', reason });
    });
    return work;
  }

  async #prepareAndUpload(id: string, signal: AbortSignal): Promise<Media> {
    const { api, links } = this.#options;
    const { file, kind } = await this.#prepare(id);
    this.#change(id, { step: 'uploading', progress: 0, reason: '' });
    let shown = 0;
    const onProgress = (progress: number) => {
      if (progress - shown < PROGRESS_STEP && progress < 1) return;
      shown = progress;
      this.#change(id, { progress });
    };
    const media = await api.uploadMedia(file, { kind, onProgress, signal });
    const { url } = this.#file(id) ?? { url: '' };
    // The picture that is on the screen already serves for the message too.
    if (url !== '' && kind !== 'document') links.adopt(media.id, url, file);
    this.#change(id, { step: 'uploaded', progress: 1, mediaId: media.id });
    return media;
  }

  async #prepare(id: string): Promise<{ file: File; kind: NonNullable<OutgoingFile['kind']> }> {
    const known = this.#file(id);
    const bytes = this.#bytes.get(id);
    if (!known || !bytes) throw new DOMException('The file was taken away.', 'AbortError');
    if (known.kind !== undefined && known.url !== '') return { file: bytes, kind: known.kind };
    const { file, kind } =
      known.kind === undefined
        ? await (this.#options.prepare ?? prepareLater)(bytes)
        : { file: bytes, kind: known.kind };
    if (kind === undefined || !this.#bytes.has(id)) {
      throw new DOMException('The file was taken away.', 'AbortError');
    }
    this.#bytes.set(id, file);
    const url = URL.createObjectURL(file);
    if (kind !== 'document') this.#options.links.adopt(id, url, file);
    const facts = { name: file.name, sizeBytes: file.size, mimeType: file.type };
    this.#change(id, { kind, url, ...facts });
    return { file, kind };
  }

  #file(id: string): OutgoingFile | undefined {
    return this.#options.getState().files.get(id);
  }

  #change(id: string, change: Partial<OutgoingFile>): void {
    const known = this.#file(id);
    if (!known) return;
    const files = new Map(this.#options.getState().files);
    this.#options.setFiles(files.set(id, { ...known, ...change }));
  }
}
