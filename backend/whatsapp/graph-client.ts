import { asRecord, pathPart, readText, unexpected } from './graph-answer.ts';
import { isWaId } from './phone-number.ts';
import type { CallFailure, GraphResult, Refusal } from './graph-answer.ts';
import { GraphTransport } from './graph-transport.ts';
import type { Fetch, GraphCredentials } from './graph-transport.ts';
import type { FileForm } from './multipart-body.ts';

export type { CallFailure, GraphResult, Refusal } from './graph-answer.ts';
export type { GraphCredentials } from './graph-transport.ts';

/** What is known about a message after one attempt to send it. */
export type SendOutcome =
  | {
      kind: 'accepted';
      wamid: string;
      /** Meta's form of the recipient's number. */
      waId?: string | undefined;
      /** The recipient's business-scoped user id. */
      userId?: string | undefined;
    }
  | Refusal
  | CallFailure;

export type CallOutcome = GraphResult<{ success: boolean }>;

/** `GET /{media-id}`: where a file is to be had for the next five minutes. */
export interface GraphMedia {
  url: string;
  /** Lowercase hex. */
  sha256: string | undefined;
}

/**
 * The calls to Meta of everyday work; those about the set-up are GraphInspector's. None throws for
 * what Meta or the network does: the outcome says what is proven. Nothing is repeated; that is the
 * caller's decision.
 */
export interface GraphClient {
  /** `POST /{phone-number-id}/messages`. `message` is the whole body. */
  sendMessage(
    credentials: GraphCredentials,
    message: object,
    options?: { signal?: AbortSignal },
  ): Promise<SendOutcome>;
  /** Marks this message and those before it read, and may show that somebody is typing. */
  markRead(
    credentials: GraphCredentials,
    wamid: string,
    options?: { typing?: boolean; signal?: AbortSignal },
  ): Promise<CallOutcome>;
  /** Asks for the address of a customer's file. Its bytes are MediaDownload's part. */
  getMedia(
    credentials: GraphCredentials,
    mediaId: string,
    options?: { signal?: AbortSignal },
  ): Promise<GraphResult<GraphMedia>>;
  /**
   * `POST /{phone-number-id}/media`: gives Meta a file; the answer is its id there, good for 30 days.
   * Doing it twice makes two copies and no harm.
   */
  uploadMedia(
    credentials: GraphCredentials,
    file: FileForm['file'],
    options?: { signal?: AbortSignal },
  ): Promise<GraphResult<string>>;
}

/** The Graph API over HTTP. `baseUrl` comes from the boot configuration only. */
export class HttpGraphClient implements GraphClient {
  readonly #transport: GraphTransport;

  constructor(options: {
    baseUrl: string;
    fetch?: Fetch | undefined;
    /** The longest a call may take; 15 s unless told otherwise. */
    timeoutMs?: number;
  }) {
    this.#transport = new GraphTransport(options);
  }

  async sendMessage(
    credentials: GraphCredentials,
    message: object,
    options: { signal?: AbortSignal } = {},
  ): Promise<SendOutcome> {
    const answer = await this.#transport.ask(credentials, {
      method: 'POST',
      path: `${pathPart(credentials.phoneNumberId)}/messages`,
      body: message,
      signal: options.signal,
    });
    if (answer.kind !== 'ok') return answer;
    const wamid = readText(first(answer.value, 'messages'), 'id');
    if (wamid === undefined) {
      return { kind: 'no_answer', reason: 'the answer names no message' };
    }
    const contact = first(answer.value, 'contacts');
    return {
      kind: 'accepted',
      wamid,
      waId: readWaId(contact),
      userId: readText(contact, 'user_id'),
    };
  }

  async markRead(
    credentials: GraphCredentials,
    wamid: string,
    options: { typing?: boolean; signal?: AbortSignal } = {},
  ): Promise<CallOutcome> {
    const answer = await this.#transport.ask(credentials, {
      method: 'POST',
      path: `${pathPart(credentials.phoneNumberId)}/messages`,
      body: {
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: wamid,
        ...(options.typing ? { typing_indicator: { type: 'text' } } : {}),
      },
      signal: options.signal,
    });
    return mapValue(answer, (body) => ({ success: asRecord(body)?.success === true }));
  }

  async getMedia(
    credentials: GraphCredentials,
    mediaId: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<GraphResult<GraphMedia>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'GET',
      path: pathPart(mediaId),
      query: { phone_number_id: credentials.phoneNumberId },
      signal: options.signal,
    });
    if (answer.kind !== 'ok') return answer;
    const url = readText(answer.value, 'url');
    if (url === undefined) return unexpected();
    const sha256 = readText(answer.value, 'sha256')?.toLowerCase();
    return { kind: 'ok', value: { url, sha256 } };
  }

  async uploadMedia(
    credentials: GraphCredentials,
    file: FileForm['file'],
    options: { signal?: AbortSignal } = {},
  ): Promise<GraphResult<string>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'POST',
      path: `${pathPart(credentials.phoneNumberId)}/media`,
      form: { fields: { messaging_product: 'whatsapp', type: file.type }, file },
      signal: options.signal,
    });
    if (answer.kind !== 'ok') return answer;
    const id = readText(answer.value, 'id');
    return id === undefined ? unexpected() : { kind: 'ok', value: id };
  }
}

function mapValue<From, To>(result: GraphResult<From>, map: (value: From) => To): GraphResult<To> {
  return result.kind === 'ok' ? { kind: 'ok', value: map(result.value) } : result;
}

function first(body: unknown, name: string): unknown {
  const list = asRecord(body)?.[name];
  return Array.isArray(list) ? list[0] : undefined;
}

/** For a group it is the group's id, which is nobody's phone. */
function readWaId(contact: unknown): string | undefined {
  const waId = readText(contact, 'wa_id');
  return waId !== undefined && isWaId(waId) ? waId : undefined;
}
