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
import type {
  AuthStateResponse,
  LoginRequest,
  MeResponse,
  Operator,
  SetupRequest,
  SignInResponse,
} from '../../backend/contract/operator.ts';
import type { SendMessageRequest, SendMessageResponse } from '../../backend/contract/send.ts';
import type { ConnectionSummary } from '../../backend/contract/settings.ts';
import type { TemplatePage } from '../../backend/contract/template.ts';
import { ApiCaller, TEMPLATES } from './api-caller.ts';
import type { ApiCallerOptions } from './api-caller.ts';
import type { MediaAddress } from './media-links.ts';
import type { Session } from './session.ts';
import { uploadFile } from './upload-file.ts';

export type ContactFilter = 'all' | 'unread' | 'pinned' | 'window_open' | 'closing_soon';

export interface ListContactsOptions {
  filter?: ContactFilter;
  /** Only people who were in touch by this business number (its phone number id). */
  number?: string | undefined;
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
  /** The business number they are to go out by (its phone number id). */
  number?: string | undefined;
  /** Looks in names and texts. */
  search?: string | undefined;
  cursor?: string | undefined;
  /** Meta's word. */
  status?: string | undefined;
  category?: string | undefined;
  limit?: number;
}

/** What every operator may do, a method per endpoint. Every method throws ApiError. */
export class ApiClient {
  readonly options: ApiCallerOptions;
  protected readonly caller: ApiCaller;

  constructor(options: ApiCallerOptions) {
    this.options = options;
    this.caller = new ApiCaller(options);
  }

  get session(): Session {
    return this.options.session;
  }

  // Sign-in

  async getAuthState(): Promise<AuthStateResponse> {
    return this.caller.callSignedOut('GET', '/api/auth/state');
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
      await this.caller.call('POST', '/api/auth/logout');
    } catch {
      // The tokens are forgotten either way and end by themselves.
    }
    this.session.end('signed_out');
  }

  async getMe(): Promise<Operator> {
    return (await this.caller.call<MeResponse>('GET', '/api/auth/me')).operator;
  }

  // Contacts

  async listContacts(options: ListContactsOptions = {}): Promise<ContactPage> {
    const { signal, ...query } = options;
    return this.caller.call('GET', '/api/whatsapp/contacts', { query, signal });
  }

  /** @param idOrPhone our contact id, a phone number in any usual form, or a user id */
  async getContact(idOrPhone: string): Promise<Contact> {
    const path = `/api/whatsapp/contacts/${encodeURIComponent(idOrPhone)}`;
    return (await this.caller.call<ContactResponse>('GET', path)).contact;
  }

  /** All contacts as a CSV file, however long that takes. Throws ApiError. */
  async exportContacts(): Promise<Blob> {
    return this.caller.download('/api/whatsapp/contacts/export', { format: 'csv' });
  }

  async updateContact(id: string, request: UpdateContactRequest): Promise<Contact> {
    const path = `/api/whatsapp/contacts/${encodeURIComponent(id)}`;
    return (await this.caller.call<ContactResponse>('PUT', path, { body: request })).contact;
  }

  /** Marks the whole conversation as read, here and for the customer. */
  async markRead(id: string): Promise<Contact> {
    const path = `/api/whatsapp/contacts/${encodeURIComponent(id)}/read`;
    return (await this.caller.call<ContactResponse>('POST', path)).contact;
  }

  /** Shows the customer that somebody types, for 25 seconds or until the answer. */
  async showTyping(id: string, number: string | undefined): Promise<void> {
    const path = `/api/whatsapp/contacts/${encodeURIComponent(id)}/typing`;
    await this.caller.call('POST', path, { query: { number } });
  }

  async undoMerge(id: string, mergeId: string): Promise<UndoMergeResponse> {
    const contact = encodeURIComponent(id);
    const path = `/api/whatsapp/contacts/${contact}/merges/${encodeURIComponent(mergeId)}/undo`;
    return this.caller.call('POST', path);
  }

  // Messages

  /** Newest first. */
  async listMessages(options: ListMessagesOptions): Promise<MessagePage> {
    return this.caller.call('GET', '/api/whatsapp/messages', { query: { ...options } });
  }

  /** Safe to repeat with the same `client_message_id`: the server answers with the same message. */
  async sendMessage(request: SendMessageRequest): Promise<Message> {
    const options = { body: request };
    return (await this.caller.call<SendMessageResponse>('POST', '/api/whatsapp/send', options))
      .message;
  }

  /** A person's wish to send a failed or unconfirmed message again. */
  async retryMessage(id: string): Promise<Message> {
    const path = `/api/whatsapp/messages/${encodeURIComponent(id)}/retry`;
    return (await this.caller.call<SendMessageResponse>('POST', path)).message;
  }

  // Templates

  /** By name, then by language. */
  async listTemplates(options: ListTemplatesOptions): Promise<TemplatePage> {
    return this.caller.call('GET', TEMPLATES, { query: { ...options } });
  }

  // Files

  /** The whole addresses of a file, for `src` and `href`; good for ten minutes. */
  async getMediaLink(id: string): Promise<MediaAddress> {
    const path = `/api/whatsapp/media/${encodeURIComponent(id)}/link`;
    const { url, thumbnail_url: thumbnailUrl } = await this.caller.call<MediaLink>('GET', path);
    return {
      url: this.caller.url(url),
      ...(thumbnailUrl === undefined ? {} : { thumbnailUrl: this.caller.url(thumbnailUrl) }),
    };
  }

  /** Gives the server a file to be sent. An abort by `signal` is thrown as it is. */
  async uploadMedia(
    file: File,
    options: { kind: FileKind; onProgress: (share: number) => void; signal: AbortSignal },
  ): Promise<Media> {
    const { kind, onProgress, signal } = options;
    const query = { type: kind, filename: file.name || undefined };
    const request = {
      url: this.caller.url('/api/whatsapp/media', query),
      file,
      onProgress,
      signal,
    };
    return this.caller.withToken((token) => uploadFile({ ...request, token }));
  }

  /** Fetches a file from WhatsApp again; the feed tells how that ends. */
  async retryMedia(id: string): Promise<void> {
    await this.caller.call('POST', `/api/whatsapp/media/${encodeURIComponent(id)}/retry`);
  }

  // The connection

  async getConnection(): Promise<ConnectionSummary> {
    return this.caller.call('GET', '/api/whatsapp/connection');
  }

  async #signIn(path: string, body: unknown): Promise<Operator> {
    const answer = await this.caller.callSignedOut<SignInResponse>('POST', path, body);
    this.session.begin(answer);
    return answer.operator;
  }
}
