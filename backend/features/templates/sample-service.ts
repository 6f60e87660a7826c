import type { TemplateSample } from '../../contract/template.ts';
import { AppError } from '../../errors.ts';
import type { GraphResult } from '../../whatsapp/graph-client.ts';
import type { GraphInspector } from '../../whatsapp/graph-inspector.ts';
import type { GraphUploads, UploadFacts } from '../../whatsapp/graph-uploads.ts';
import { toDownloadName } from '../media/download-name.ts';
import type { UploadService } from '../media/upload-service.ts';
import type { Connection } from '../settings/connection-service.ts';
import { refusedByMeta } from './refused-by-meta.ts';
import type { TemplateService } from './template-service.ts';

/** What Meta takes as a sample. https://developers.facebook.com/docs/graph-api/guides/upload */
const TYPES = new Set(['image/jpeg', 'image/png', 'video/mp4', 'application/pdf']);
const MAX_TRIES = 3;

/**
 * Gives Meta the sample files of templates' headers.
 *
 * The file is an upload like any other (it is removed after a day, when no message has taken it), so
 * its bytes are here and can go again: when the connection breaks, Meta says how far it has come, and
 * the rest follows. The app that the file belongs to is the access token's; Meta tells which one that
 * is.
 */
export class SampleService {
  readonly #uploads: Pick<UploadService, 'find' | 'open'>;
  readonly #templates: Pick<TemplateService, 'getConnection'>;
  readonly #inspector: Pick<GraphInspector, 'inspectToken'>;
  readonly #graph: Pick<GraphUploads, 'begin' | 'send' | 'findOffset'>;

  constructor(parts: {
    uploads: Pick<UploadService, 'find' | 'open'>;
    templates: Pick<TemplateService, 'getConnection'>;
    inspector: Pick<GraphInspector, 'inspectToken'>;
    graph: Pick<GraphUploads, 'begin' | 'send' | 'findOffset'>;
  }) {
    this.#uploads = parts.uploads;
    this.#templates = parts.templates;
    this.#inspector = parts.inspector;
    this.#graph = parts.graph;
  }

  /**
   * Gives Meta an upload. Throws `not_configured`, `not_found` (no such upload),
   * `unsupported_media_type`, `refused_by_meta`, `meta_unreachable`.
   */
  async create(mediaId: string): Promise<TemplateSample> {
    const connection = await this.#templates.getConnection();
    const media = await this.#uploads.find(mediaId);
    if (!media) throw missing(mediaId);
    const { mime_type: type, size_bytes: sizeBytes = 0 } = media;
    if (!TYPES.has(type)) {
      throw new AppError(
        'unsupported_media_type',
        'Meta takes JPEG, PNG, MP4 and PDF files as samples.',
      );
    }
    const facts = { name: toDownloadName(media.file_name, type), type, sizeBytes };
    const appId = await this.#findAppId(connection);
    const session = valueOf(await this.#graph.begin(connection, appId, facts));
    return { handle: valueOf(await this.#send(connection, session, mediaId, facts)) };
  }

  async #findAppId(connection: Connection): Promise<string> {
    const { appId } = valueOf(await this.#inspector.inspectToken(connection));
    if (appId !== undefined) return appId;
    throw new AppError('refused_by_meta', 'Meta does not say which app the access token is of.');
  }

  async #send(
    connection: Connection,
    session: string,
    mediaId: string,
    { type, sizeBytes }: UploadFacts,
  ): Promise<GraphResult<string>> {
    let offset = 0;
    for (let tries = 1; ; tries += 1) {
      const file = await this.#uploads.open(mediaId, offset);
      if (!file) throw missing(mediaId);
      const part = { offset, sizeBytes, type, bytes: file.chunks };
      const answer = await this.#graph.send(connection, session, part);
      await file.close();
      if (answer.kind !== 'no_answer' || tries === MAX_TRIES) return answer;
      const reached = await this.#graph.findOffset(connection, session);
      if (reached.kind !== 'ok') return answer;
      offset = Math.min(reached.value, sizeBytes);
    }
  }
}

function valueOf<Value>(answer: GraphResult<Value>): Value {
  if (answer.kind === 'ok') return answer.value;
  if (answer.kind === 'refused') throw refusedByMeta(answer.error);
  throw new AppError('meta_unreachable', `Meta gave no clear answer (${answer.reason}).`);
}

function missing(mediaId: string): AppError {
  return new AppError('not_found', `There is no upload «${mediaId}» (any more).`);
}
