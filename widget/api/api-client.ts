import type { AccountNoticePage } from '../../backend/contract/account-notice.ts';
import type {
  Contact,
  ContactPage,
  ContactResponse,
  UndoMergeResponse,
  UpdateContactRequest,
} from '../../backend/contract/contact.ts';
import type { FileKind } from '../../backend/contract/media-limits.ts';
import type { Media, MediaLink } from '../../backend/contract/media.ts';
import type { Message, MessagePage } from '../../backend/contract/message.ts';
import type { SendMessageRequest, SendMessageResponse } from '../../backend/contract/send.ts';
import type {
  AuthStateResponse,
  LoginRequest,
  MeResponse,
  Operator,
  SetupRequest,
  SignInResponse,
} from '../../backend/contract/operator.ts';
import type { DoctorReport } from '../../backend/contract/doctor.ts';
import type {
  ConnectionSummary,
  TestConnectionRequest,
  TestConnectionResponse,
  UpdateWhatsappSettingsRequest,
  WhatsAppSettings,
} from '../../backend/contract/settings.ts';
import type { TemplatePage } from '../../backend/contract/template.ts';
import type {
  ReplayFailedResponse,
  WebhookEventDetail,
  WebhookEventPage,
} from '../../backend/contract/webhook-event.ts';
import { ApiError } from './api-error.ts';
import { requestFile, requestJson } from './http-request.ts';
import type { Fetch, HttpRequest } from './http-request.ts';
import type { Session } from './session.ts';
import { uploadFile } from './upload-file.ts';

export type ContactFilter = 'all' | 'unread' | 'pinned' | 'window_open' | 'closing_soon';

export interface ListContactsOptions {
  filter?: ContactFilter;
  search?: string;
  /** `closing`: the window that closes next first. */
  sort?: 'closing';
  cursor?: string;
  limit?: number;
  signal?: AbortSignal;
}

export interface ListMessagesOptions {
  /** A contact's id, phone number or user id. */
  contact: string;
  cursor?: string;
  limit?: number;
}

export interface ListTemplatesOptions {
  /** Looks in names and texts. */
  search?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
}

export interface ListWebhooksOptions {
  /** A phone number, wamid or user id, as a whole. */
  search?: string;
  has_problems?: 'true' | 'false';
  cursor?: string;
  limit?: number;
}

interface CallOptions {
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

const WEBHOOK_EVENTS = '/api/webhooks/whatsapp/events';

/**
 * A method per endpoint. Every method throws ApiError. A call that the server refuses with 401 is
 * made once more with a renewed token; after that the session is over.
 */
export class ApiClient {
  readonly session: Session;
  readonly #backendUrl: string;
  readonly #fetch: Fetch;

  constructor(options: { backendUrl: string; fetch: Fetch; session: Session }) {
    this.#backendUrl = options.backendUrl;
    this.#fetch = options.fetch;
    this.session = options.session;
  }

  // Sign-in

  async getAuthState(): Promise<AuthStateResponse> {
    return this.#send({ method: 'GET', url: this.#url('/api/auth/state') });
  }

  /** Makes the first admin and signs them in. */
  async setUp(request: SetupRequest): Promise<Operator> {
    return this.#signIn('/api/auth/setup', request);
  }

  async logIn(request: LoginRequest): Promise<Operator> {
    return this.#signIn('/api/auth/login', request);
  }

  /** Signs out here even if the server can't be told. */
  async logOut(): Promise<void> {
    try {
      await this.#call('POST', '/api/auth/logout');
    } catch {
      // The tokens are forgotten either way and end by themselves.
    }
    this.session.end('signed_out');
  }

  async getMe(): Promise<Operator> {
    return (await this.#call<MeResponse>('GET', '/api/auth/me')).operator;
  }

  // Contacts

  async listContacts(options: ListContactsOptions = {}): Promise<ContactPage> {
    const { signal, ...query } = options;
    return this.#call('GET', '/api/whatsapp/contacts', { query, signal });
  }

  /** @param idOrPhone our contact id, a phone number in any usual form, or a user id */
  async getContact(idOrPhone: string): Promise<Contact> {
    const path = `/api/whatsapp/contacts/${encodeURIComponent(idOrPhone)}`;
    return (await this.#call<ContactResponse>('GET', path)).contact;
  }

  /** All contacts as a CSV file, however long that takes. Throws ApiError. */
  async exportContacts(): Promise<Blob> {
    return requestFile(this.#fetch, {
      method: 'GET',
      url: this.#url('/api/whatsapp/contacts/export', { format: 'csv' }),
      token: await this.session.getAccessToken(),
    });
  }

  async updateContact(id: string, request: UpdateContactRequest): Promise<Contact> {
    const path = `/api/whatsapp/contacts/${encodeURIComponent(id)}`;
    return (await this.#call<ContactResponse>('PUT', path, { body: request })).contact;
  }

  /** Marks the whole conversation as read, here and for the customer. */
  async markRead(id: string): Promise<Contact> {
    const path = `/api/whatsapp/contacts/${encodeURIComponent(id)}/read`;
    return (await this.#call<ContactResponse>('POST', path)).contact;
  }

  async undoMerge(id: string, mergeId: string): Promise<UndoMergeResponse> {
    const contact = encodeURIComponent(id);
    const path = `/api/whatsapp/contacts/${contact}/merges/${encodeURIComponent(mergeId)}/undo`;
    return this.#call('POST', path);
  }

  // Messages

  /** Newest first. */
  async listMessages(options: ListMessagesOptions): Promise<MessagePage> {
    return this.#call('GET', '/api/whatsapp/messages', { query: { ...options } });
  }

  /** Safe to repeat with the same `client_message_id`: the server answers with the same message. */
  async sendMessage(request: SendMessageRequest): Promise<Message> {
    const options = { body: request };
    return (await this.#call<SendMessageResponse>('POST', '/api/whatsapp/send', options)).message;
  }

  /** A person's wish to send a failed or unconfirmed message again. */
  async retryMessage(id: string): Promise<Message> {
    const path = `/api/whatsapp/messages/${encodeURIComponent(id)}/retry`;
    return (await this.#call<SendMessageResponse>('POST', path)).message;
  }

  // Templates

  /** By name, then by language. */
  async listTemplates(options: ListTemplatesOptions): Promise<TemplatePage> {
    return this.#call('GET', '/api/whatsapp/templates', { query: { ...options } });
  }

  // Files

  /** The whole address of a file, for `src` and `href`; good for ten minutes. */
  async getMediaLink(id: string): Promise<string> {
    const path = `/api/whatsapp/media/${encodeURIComponent(id)}/link`;
    return this.#url((await this.#call<MediaLink>('GET', path)).url);
  }

  /** Gives the server a file to be sent. An abort by `signal` is thrown as it is. */
  async uploadMedia(
    file: File,
    options: { kind: FileKind; onProgress: (share: number) => void; signal: AbortSignal },
  ): Promise<Media> {
    const { kind, onProgress, signal } = options;
    const url = this.#url('/api/whatsapp/media', { type: kind, filename: file.name || undefined });
    const request = { url, file, onProgress, signal };
    try {
      return await uploadFile({ ...request, token: await this.session.getAccessToken() });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
    }
    return uploadFile({ ...request, token: await this.session.renew() });
  }

  /** Fetches a file from WhatsApp again; the feed tells how that ends. */
  async retryMedia(id: string): Promise<void> {
    await this.#call('POST', `/api/whatsapp/media/${encodeURIComponent(id)}/retry`);
  }

  // Connection and settings

  async getConnection(): Promise<ConnectionSummary> {
    return this.#call('GET', '/api/whatsapp/connection');
  }

  async getSettings(): Promise<WhatsAppSettings> {
    return this.#call('GET', '/api/settings/whatsapp');
  }

  async saveSettings(request: UpdateWhatsappSettingsRequest): Promise<WhatsAppSettings> {
    return this.#call('PUT', '/api/settings/whatsapp', { body: request });
  }

  /** Tries what is stored, or `request` before it is saved. */
  async testConnection(request?: TestConnectionRequest): Promise<TestConnectionResponse> {
    return this.#call('POST', '/api/settings/whatsapp/test', { body: request });
  }

  /** Has Meta asked about everything the connection needs; changes nothing. */
  async examineConnection(): Promise<DoctorReport> {
    return this.#call('POST', '/api/settings/whatsapp/doctor');
  }

  /** Forgets the number and its secrets; the history stays. */
  async disconnect(): Promise<void> {
    await this.#call('DELETE', '/api/settings/whatsapp');
  }

  // The webhook journal

  /** What Meta told of the account and its numbers, newest first. */
  async listAccountNotices(limit: number): Promise<AccountNoticePage> {
    return this.#call('GET', '/api/settings/whatsapp/notices', { query: { limit } });
  }

  /** Newest first. */
  async listWebhooks(options: ListWebhooksOptions): Promise<WebhookEventPage> {
    return this.#call('GET', WEBHOOK_EVENTS, { query: { ...options } });
  }

  async getWebhook(id: string): Promise<WebhookEventDetail> {
    return this.#call('GET', `${WEBHOOK_EVENTS}/${encodeURIComponent(id)}`);
  }

  /** Has it worked through again; that happens soon after, not before the answer. */
  async replayWebhook(id: string): Promise<void> {
    await this.#call('POST', `${WEBHOOK_EVENTS}/${encodeURIComponent(id)}/replay`);
  }

  async replayFailedWebhooks(): Promise<ReplayFailedResponse> {
    return this.#call('POST', `${WEBHOOK_EVENTS}/replay-failed`);
  }

  async #signIn(path: string, body: unknown): Promise<Operator> {
    const url = this.#url(path);
    const answer = await this.#send<SignInResponse>({ method: 'POST', url, body });
    this.session.begin(answer);
    return answer.operator;
  }

  async #call<Result>(
    method: HttpRequest['method'],
    path: string,
    { query, body, signal }: CallOptions = {},
  ): Promise<Result> {
    const request = { method, url: this.#url(path, query), body, signal };
    const token = await this.session.getAccessToken();
    try {
      return await this.#send<Result>({ ...request, token });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
    }
    return this.#send<Result>({ ...request, token: await this.session.renew() });
  }

  #send<Result>(request: HttpRequest): Promise<Result> {
    return requestJson<Result>(this.#fetch, request);
  }

  #url(path: string, query: CallOptions['query'] = {}): string {
    const url = new URL(`${this.#backendUrl}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }
}
