import { asRecord, pathPart, readText, unexpected } from './graph-answer.ts';
import type { GraphResult } from './graph-answer.ts';
import { GraphTransport } from './graph-transport.ts';
import type { Fetch, GraphCall, GraphCredentials } from './graph-transport.ts';

/** An element of `GET /{business-account-id}/message_templates`; only these four are sure to be there. */
export interface GraphTemplate {
  id: string;
  name: string;
  language: string;
  status: string;
  category?: string;
  /** The category it should have, in Meta's view. */
  correct_category?: string;
  components?: unknown[];
  /** `POSITIONAL` or `NAMED`. */
  parameter_format?: string;
  quality_score?: { score?: string };
  /** `NONE` where nothing was rejected. */
  rejected_reason?: string;
}

/** `after` asks for the next page; undefined: there is none. */
export interface GraphTemplatePage {
  templates: GraphTemplate[];
  after: string | undefined;
}

const FIELDS = [
  'id',
  'name',
  'language',
  'status',
  'category',
  'correct_category',
  'components',
  'parameter_format',
  'quality_score',
  'rejected_reason',
] as const;
/** A page of the largest templates stays below the largest answer that is read. */
const TEMPLATES_PER_PAGE = 50;

/**
 * Meta's list of message templates. As in GraphClient nothing is thrown for what Meta or the network
 * does, and nothing is repeated.
 * https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates/
 */
export class GraphTemplates {
  readonly #transport: GraphTransport;

  constructor(options: { baseUrl: string; fetch?: Fetch | undefined; timeoutMs?: number }) {
    this.#transport = new GraphTransport(options);
  }

  /** One page of the account's templates. */
  async list(
    credentials: GraphCredentials,
    options: { after?: string | undefined; signal?: AbortSignal | undefined } = {},
  ): Promise<GraphResult<GraphTemplatePage>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'GET',
      path: listPath(credentials),
      query: {
        fields: FIELDS.join(','),
        limit: String(TEMPLATES_PER_PAGE),
        ...(options.after === undefined ? {} : { after: options.after }),
      },
      signal: options.signal,
    });
    if (answer.kind !== 'ok') return answer;
    const body = asRecord(answer.value);
    if (!Array.isArray(body?.data) || !body.data.every(isTemplate)) return unexpected();
    const paging = asRecord(body.paging);
    // Cursors stand on the last page, too; only `next` says that there is more.
    const hasNext = readText(paging, 'next') !== undefined;
    const after = hasNext ? readText(paging?.cursors, 'after') : undefined;
    if (hasNext && after === undefined) return unexpected();
    return { kind: 'ok', value: { templates: body.data, after } };
  }

  /** `template` is the whole body. */
  async create(
    credentials: GraphCredentials,
    template: object,
  ): Promise<GraphResult<{ id: string; status: string; category: string | undefined }>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'POST',
      path: listPath(credentials),
      body: template,
    });
    if (answer.kind !== 'ok') return answer;
    const id = readText(answer.value, 'id');
    if (id === undefined) return unexpected();
    const status = readText(answer.value, 'status') ?? 'PENDING';
    return { kind: 'ok', value: { id, status, category: readText(answer.value, 'category') } };
  }

  async edit(credentials: GraphCredentials, id: string, change: object) {
    return this.#do(credentials, { method: 'POST', path: pathPart(id), body: change });
  }

  /** Ends a pause; Meta says whether it did, and why not. */
  async unpause(
    credentials: GraphCredentials,
    id: string,
  ): Promise<GraphResult<{ isDone: boolean; reason: string | undefined }>> {
    const path = `${pathPart(id)}/unpause`;
    const answer = await this.#transport.ask(credentials, { method: 'POST', path });
    if (answer.kind !== 'ok') return answer;
    const isDone = asRecord(answer.value)?.success;
    if (typeof isDone !== 'boolean') return unexpected();
    return { kind: 'ok', value: { isDone, reason: readText(answer.value, 'reason') } };
  }

  /** Deletes one language where `id` is given, otherwise every language of the name. */
  async delete(credentials: GraphCredentials, { name, id }: { name: string; id?: string }) {
    return this.#do(credentials, {
      method: 'DELETE',
      path: listPath(credentials),
      query: { name, ...(id === undefined ? {} : { hsm_id: id }) },
    });
  }

  async #do(credentials: GraphCredentials, call: GraphCall): Promise<GraphResult<true>> {
    const answer = await this.#transport.ask(credentials, call);
    if (answer.kind !== 'ok') return answer;
    return asRecord(answer.value)?.success === true ? { kind: 'ok', value: true } : unexpected();
  }
}

function listPath(credentials: GraphCredentials): string {
  return `${pathPart(credentials.businessAccountId)}/message_templates`;
}

function isTemplate(value: unknown): value is GraphTemplate {
  return ['id', 'name', 'language', 'status'].every((key) => readText(value, key) !== undefined);
}
