import { asRecord, pathPart, readText, unexpected } from './graph-answer.ts';
import type { GraphResult } from './graph-answer.ts';
import { GraphTransport } from './graph-transport.ts';
import type { GraphCall, GraphCredentials, TransportOptions } from './graph-transport.ts';

/** What Meta wants to know of a file before its first byte. */
export interface UploadFacts {
  name: string;
  type: string;
  sizeBytes: number;
}

/** Meta's ids of sessions carry their signature as a query: `upload:MTphd…?sig=ARZq…`. */
const SESSION = /^(upload:[\w=+:.-]+)(?:\?sig=([\w=-]+))?$/;

/**
 * Meta's Resumable Upload API, for files that belong to the app rather than to a number: samples of
 * templates. A session is begun, takes the bytes from an offset, and gives a handle when it has them
 * all; after a break it says how far it has come. As in GraphClient nothing is thrown for what Meta
 * or the network does, and nothing is repeated.
 * https://developers.facebook.com/docs/graph-api/guides/upload
 */
export class GraphUploads {
  readonly #transport: GraphTransport;

  constructor(options: TransportOptions) {
    this.#transport = new GraphTransport(options);
  }

  /** Gives the session's id. */
  async begin(
    credentials: GraphCredentials,
    appId: string,
    file: UploadFacts,
  ): Promise<GraphResult<string>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'POST',
      path: `${pathPart(appId)}/uploads`,
      query: {
        file_name: file.name,
        file_length: String(file.sizeBytes),
        file_type: file.type,
      },
    });
    if (answer.kind !== 'ok') return answer;
    const id = readText(answer.value, 'id');
    return id !== undefined && SESSION.test(id) ? { kind: 'ok', value: id } : unexpected();
  }

  /** Gives the file's handle. `bytes` are those from `offset` on, streamed. */
  async send(
    credentials: GraphCredentials,
    session: string,
    part: { offset: number; sizeBytes: number; type: string; bytes: AsyncIterable<Uint8Array> },
  ): Promise<GraphResult<string>> {
    const { offset, sizeBytes, type, bytes } = part;
    const answer = await this.#transport.ask(credentials, {
      method: 'POST',
      ...placeOf(session),
      scheme: 'OAuth',
      stream: {
        headers: { 'Content-Type': type, file_offset: String(offset) },
        sizeBytes: sizeBytes - offset,
        bytes,
      },
    });
    if (answer.kind !== 'ok') return answer;
    const handle = readText(answer.value, 'h');
    return handle === undefined ? unexpected() : { kind: 'ok', value: handle };
  }

  /** How many bytes the session has. */
  async findOffset(credentials: GraphCredentials, session: string): Promise<GraphResult<number>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'GET',
      ...placeOf(session),
      scheme: 'OAuth',
    });
    if (answer.kind !== 'ok') return answer;
    const offset = Number(asRecord(answer.value)?.file_offset);
    return Number.isSafeInteger(offset) && offset >= 0
      ? { kind: 'ok', value: offset }
      : unexpected();
  }
}

function placeOf(session: string): Pick<GraphCall, 'path' | 'query'> {
  const [, path = '', signature] = SESSION.exec(session) ?? [];
  return { path, ...(signature === undefined ? {} : { query: { sig: signature } }) };
}
