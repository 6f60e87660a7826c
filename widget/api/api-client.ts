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
  DisconnectResponse,
  RefreshTokenResponse,
  TestConnectionRequest,
  TestConnectionResponse,
  UpdateWhatsappSettingsRequest,
  WhatsAppSettings,
} from '../../backend/contract/settings.ts';
import type { SetupGuide, UpdateSetupGuideRequest } from '../../backend/contract/setup-guide.ts';
import type {
  ConnectSignupRequest,
  ConnectSignupResponse,
  SignupOfferResponse,
} from '../../backend/contract/signup.ts';
import type {
  DeleteTemplatesResponse,
  Template,
  TemplateChange,
  TemplateDraft,
  TemplateLintResponse,
  TemplateListState,
  TemplatePage,
  TemplateResponse,
  TemplateSample,
  TemplateSyncResponse,
  TemplateWriteResponse,
} from '../../backend/contract/template.ts';
import type {
  ReplayFailedResponse,
  WebhookEventDetail,
  WebhookEventPage,
} from '../../backend/contract/webhook-event.ts';
import type {
  ApplyWebhookSetupRequest,
  WebhookSetup,
} from '../../backend/contract/webhook-setup.ts';
import type { MediaAddress } from './media-links.ts';
import { ApiError } from './api-error.ts';
import { requestFile, requestJson } from './http-request.ts';
import type { Fetch, HttpRequest } from './http-request.ts';
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

const SETTINGS = '/api/settings/whatsapp';
const WEBHOOK_SETUP = '/api/settings/whatsapp/webhook';
const SETUP_GUIDE = '/api/settings/whatsapp/guide';
const WEBHOOK_EVENTS = '/api/webhooks/whatsapp/events';
const TEMPLATES = '/api/whatsapp/templates';

/**
 * A method per endpoint. Every method throws ApiError. A call that the server refuses with 401 is
 * made once more with a renewed token; after that the session is over.
 */
export class ApiClient {
  readonly session: Session;
  readonly #number: string | undefined;
  readonly #backendUrl: string;
  readonly #fetch: Fetch;

  constructor(options: {
    backendUrl: string;
    fetch: Fetch;
    session: Session;
    /** Which business number settings and templates are about (its phone number id). */
    number?: string | undefined;
  }) {
    this.#number = options.number;
    this.#backendUrl = options.backendUrl;
    this.#fetch = options.fetch;
    this.session = options.session;
  }

  /** The same endpoints, where settings and templates are those of this business number. */
  forNumber(number: string | undefined): ApiClient {
    const [backendUrl, fetch, session] = [this.#backendUrl, this.#fetch, this.session];
    return new ApiClient({ backendUrl, fetch, session, number });
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

  /** Shows the customer that somebody types, for 25 seconds or until the answer. */
  async showTyping(id: string, number: string | undefined): Promise<void> {
    const path = `/api/whatsapp/contacts/${encodeURIComponent(id)}/typing`;
    await this.#call('POST', path, { query: { number } });
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

  /** Reacts to a message; an empty emoji takes the reaction back. */
  async react(messageId: string, emoji: string): Promise<Message> {
    const path = `/api/whatsapp/messages/${encodeURIComponent(messageId)}/reaction`;
    return (await this.#call<SendMessageResponse>('POST', path, { body: { emoji } })).message;
  }

  // Templates

  /** By name, then by language. */
  async listTemplates(options: ListTemplatesOptions): Promise<TemplatePage> {
    return this.#call('GET', TEMPLATES, { query: { ...options } });
  }

  /** Asks Meta for all templates; the list stays as it is when that fails. */
  async syncTemplates(): Promise<TemplateListState> {
    return (await this.#call<TemplateSyncResponse>('POST', `${TEMPLATES}/sync`)).state;
  }

  /** What Meta would refuse in a template; nothing is submitted. */
  async lintTemplate(draft: TemplateDraft): Promise<TemplateLintResponse> {
    return this.#call('POST', `${TEMPLATES}/lint`, { body: draft });
  }

  /** Submits a template to Meta's review. */
  async createTemplate(draft: TemplateDraft): Promise<TemplateWriteResponse> {
    return this.#call('POST', TEMPLATES, { body: draft });
  }

  /** Meta reviews it again. */
  async editTemplate(id: string, change: TemplateChange): Promise<TemplateWriteResponse> {
    return this.#call('PUT', `${TEMPLATES}/${encodeURIComponent(id)}`, { body: change });
  }

  /** Ends a pause that Meta has made. */
  async unpauseTemplate(id: string): Promise<Template> {
    const path = `${TEMPLATES}/${encodeURIComponent(id)}/unpause`;
    return (await this.#call<TemplateResponse>('POST', path)).template;
  }

  /** Deletes one language of a template. */
  async deleteTemplate(id: string): Promise<DeleteTemplatesResponse> {
    return this.#call('DELETE', `${TEMPLATES}/${encodeURIComponent(id)}`);
  }

  /** Deletes every language of a name. */
  async deleteTemplateName(name: string): Promise<DeleteTemplatesResponse> {
    return this.#call('DELETE', TEMPLATES, { query: { name } });
  }

  /** Gives Meta an uploaded file as the sample of a header; the handle goes into the template. */
  async createTemplateSample(mediaId: string): Promise<TemplateSample> {
    return this.#call('POST', `${TEMPLATES}/samples`, { body: { media_id: mediaId } });
  }

  // Files

  /** The whole addresses of a file, for `src` and `href`; good for ten minutes. */
  async getMediaLink(id: string): Promise<MediaAddress> {
    const path = `/api/whatsapp/media/${encodeURIComponent(id)}/link`;
    const { url, thumbnail_url: thumbnailUrl } = await this.#call<MediaLink>('GET', path);
    return {
      url: this.#url(url),
      ...(thumbnailUrl === undefined ? {} : { thumbnailUrl: this.#url(thumbnailUrl) }),
    };
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

  /** Connects one more number; secrets left out are those of the first one. */
  async addNumber(request: UpdateWhatsappSettingsRequest): Promise<WhatsAppSettings> {
    return this.#call('POST', `${SETTINGS}/numbers`, { body: request });
  }

  /** Tries what is stored, or `request` before it is saved. */
  async testConnection(request?: TestConnectionRequest): Promise<TestConnectionResponse> {
    return this.#call('POST', '/api/settings/whatsapp/test', { body: request });
  }

  /** Has Meta asked about everything the connection needs; changes nothing. */
  async examineConnection(): Promise<DoctorReport> {
    return this.#call('GET', '/api/settings/whatsapp/doctor');
  }

  /** What «Connect with Facebook» needs; `offer` is null where the server is not set up for it. */
  async getSignupOffer(): Promise<SignupOfferResponse> {
    return this.#call('GET', '/api/settings/whatsapp/connect');
  }

  /** Connects the number of a sign-up; the same code again goes on where it stopped. */
  async connectSignup(request: ConnectSignupRequest): Promise<ConnectSignupResponse> {
    return this.#call('POST', '/api/settings/whatsapp/connect', { body: request });
  }

  /** Forgets the number and its secrets, here and at Meta; the history stays. */
  async disconnect(): Promise<DisconnectResponse> {
    return this.#call('DELETE', '/api/settings/whatsapp');
  }

  /** Has Meta extend the stored token; what it refuses is an answer. */
  async refreshToken(): Promise<RefreshTokenResponse> {
    return this.#call('POST', '/api/settings/whatsapp/refresh-token');
  }

  /** The page that has the guide's reasons and odd cases. */
  getSetupDocumentUrl(): string {
    return this.#url('/docs/connect-whatsapp');
  }

  /** How far the set-up has come. */
  async getSetupGuide(): Promise<SetupGuide> {
    return this.#call('GET', SETUP_GUIDE);
  }

  /** Ticks a step that only a person can tell is done, or takes the tick back. */
  async setSetupStep(request: UpdateSetupGuideRequest): Promise<SetupGuide> {
    return this.#call('PUT', SETUP_GUIDE, { body: request });
  }

  /** What would have to change at Meta so that webhooks come here; changes nothing. */
  async getWebhookSetup(): Promise<WebhookSetup> {
    return this.#call('GET', WEBHOOK_SETUP);
  }

  async applyWebhookSetup(request: ApplyWebhookSetupRequest): Promise<WebhookSetup> {
    return this.#call('POST', WEBHOOK_SETUP, { body: request });
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
    const isOfNumber = path.startsWith(SETTINGS) || path.startsWith(TEMPLATES);
    const number = query?.number ?? (isOfNumber ? this.#number : undefined);
    const request = { method, url: this.#url(path, { ...query, number }), body, signal };
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
