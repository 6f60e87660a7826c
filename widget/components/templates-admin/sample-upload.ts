import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FileKind } from '../../../backend/contract/media-limits.ts';
import type { AdminStore } from './admin-store.ts';
import { t } from './admin-words.ts';
import type { Sample } from './draft-cards.ts';

/** Brings one sample file at a time to Meta; it ends with its form. */
export class SampleUpload implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #getApi: () => Pick<AdminStore['api'], 'uploadMedia' | 'createTemplateSample'>;
  readonly #leaving = new AbortController();
  /** The field whose file is on its way; undefined: none. */
  field: string | undefined;
  /** Why files did not arrive, by the field. */
  problems: ReadonlyMap<string, string> = new Map();

  constructor(
    host: ReactiveControllerHost,
    getApi: () => Pick<AdminStore['api'], 'uploadMedia' | 'createTemplateSample'>,
  ) {
    this.#host = host;
    this.#getApi = getApi;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#leaving.abort();
  }

  /** Undefined: it did not arrive, or another one is on its way. */
  async upload(field: string, file: File, kind: FileKind): Promise<Sample | undefined> {
    if (this.field !== undefined) return undefined;
    this.field = field;
    this.problems = new Map();
    this.#host.requestUpdate();
    try {
      const { signal } = this.#leaving;
      const api = this.#getApi();
      const { id } = await api.uploadMedia(file, { kind, signal, onProgress: () => undefined });
      const { handle } = await api.createTemplateSample(id);
      return { handle, name: file.name };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problems = new Map([[field, t('form.uploadFailed', { reason })]]);
      return undefined;
    } finally {
      this.field = undefined;
      this.#host.requestUpdate();
    }
  }
}
