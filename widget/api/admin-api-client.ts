import type { AccountNoticePage } from '../../backend/contract/account-notice.ts';
import type { DoctorReport } from '../../backend/contract/doctor.ts';
import type {
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
import { SETTINGS, TEMPLATES } from './api-caller.ts';
import { ApiClient } from './api-client.ts';

export interface ListWebhooksOptions {
  /** A phone number, wamid or user id, as a whole. */
  search?: string;
  has_problems?: 'true' | 'false';
  cursor?: string;
  limit?: number;
}

const WEBHOOK_SETUP = `${SETTINGS}/webhook`;
const SETUP_GUIDE = `${SETTINGS}/guide`;
const WEBHOOK_EVENTS = '/api/webhooks/whatsapp/events';

/**
 * What only admins may do, beside what every operator may. It comes with the settings: a page where
 * nobody opens them never fetches it.
 */
export class AdminApiClient extends ApiClient {
  /** The same endpoints, where settings and templates are those of this business number. */
  forNumber(number: string | undefined): AdminApiClient {
    return new AdminApiClient({ ...this.options, number });
  }

  // The connection

  async getSettings(): Promise<WhatsAppSettings> {
    return this.caller.call('GET', SETTINGS);
  }

  async saveSettings(request: UpdateWhatsappSettingsRequest): Promise<WhatsAppSettings> {
    return this.caller.call('PUT', SETTINGS, { body: request });
  }

  /** Connects one more number; secrets left out are those of the first one. */
  async addNumber(request: UpdateWhatsappSettingsRequest): Promise<WhatsAppSettings> {
    return this.caller.call('POST', `${SETTINGS}/numbers`, { body: request });
  }

  /** Tries what is stored, or `request` before it is saved. */
  async testConnection(request?: TestConnectionRequest): Promise<TestConnectionResponse> {
    return this.caller.call('POST', `${SETTINGS}/test`, { body: request });
  }

  /** Has Meta asked about everything the connection needs; changes nothing. */
  async examineConnection(): Promise<DoctorReport> {
    return this.caller.call('GET', `${SETTINGS}/doctor`);
  }

  /** What «Connect with Facebook» needs; `offer` is null where the server is not set up for it. */
  async getSignupOffer(): Promise<SignupOfferResponse> {
    return this.caller.call('GET', `${SETTINGS}/connect`);
  }

  /** Connects the number of a sign-up; the same code again goes on where it stopped. */
  async connectSignup(request: ConnectSignupRequest): Promise<ConnectSignupResponse> {
    return this.caller.call('POST', `${SETTINGS}/connect`, { body: request });
  }

  /** Forgets the number and its secrets, here and at Meta; the history stays. */
  async disconnect(): Promise<DisconnectResponse> {
    return this.caller.call('DELETE', SETTINGS);
  }

  /** Has Meta extend the stored token; what it refuses is an answer. */
  async refreshToken(): Promise<RefreshTokenResponse> {
    return this.caller.call('POST', `${SETTINGS}/refresh-token`);
  }

  /** The page that has the guide's reasons and odd cases. */
  getSetupDocumentUrl(): string {
    return this.caller.url('/docs/connect-whatsapp');
  }

  /** How far the set-up has come. */
  async getSetupGuide(): Promise<SetupGuide> {
    return this.caller.call('GET', SETUP_GUIDE);
  }

  /** Ticks a step that only a person can tell is done, or takes the tick back. */
  async setSetupStep(request: UpdateSetupGuideRequest): Promise<SetupGuide> {
    return this.caller.call('PUT', SETUP_GUIDE, { body: request });
  }

  /** What would have to change at Meta so that webhooks come here; changes nothing. */
  async getWebhookSetup(): Promise<WebhookSetup> {
    return this.caller.call('GET', WEBHOOK_SETUP);
  }

  async applyWebhookSetup(request: ApplyWebhookSetupRequest): Promise<WebhookSetup> {
    return this.caller.call('POST', WEBHOOK_SETUP, { body: request });
  }

  // Templates

  /** Asks Meta for all templates; the list stays as it is when that fails. */
  async syncTemplates(): Promise<TemplateListState> {
    return (await this.caller.call<TemplateSyncResponse>('POST', `${TEMPLATES}/sync`)).state;
  }

  /** What Meta would refuse in a template; nothing is submitted. */
  async lintTemplate(draft: TemplateDraft): Promise<TemplateLintResponse> {
    return this.caller.call('POST', `${TEMPLATES}/lint`, { body: draft });
  }

  /** Submits a template to Meta's review. */
  async createTemplate(draft: TemplateDraft): Promise<TemplateWriteResponse> {
    return this.caller.call('POST', TEMPLATES, { body: draft });
  }

  /** Meta reviews it again. */
  async editTemplate(id: string, change: TemplateChange): Promise<TemplateWriteResponse> {
    return this.caller.call('PUT', `${TEMPLATES}/${encodeURIComponent(id)}`, { body: change });
  }

  /** Ends a pause that Meta has made. */
  async unpauseTemplate(id: string): Promise<Template> {
    const path = `${TEMPLATES}/${encodeURIComponent(id)}/unpause`;
    return (await this.caller.call<TemplateResponse>('POST', path)).template;
  }

  /** Deletes one language of a template. */
  async deleteTemplate(id: string): Promise<DeleteTemplatesResponse> {
    return this.caller.call('DELETE', `${TEMPLATES}/${encodeURIComponent(id)}`);
  }

  /** Deletes every language of a name. */
  async deleteTemplateName(name: string): Promise<DeleteTemplatesResponse> {
    return this.caller.call('DELETE', TEMPLATES, { query: { name } });
  }

  /** Gives Meta an uploaded file as the sample of a header; the handle goes into the template. */
  async createTemplateSample(mediaId: string): Promise<TemplateSample> {
    return this.caller.call('POST', `${TEMPLATES}/samples`, { body: { media_id: mediaId } });
  }

  // The webhook journal

  /** What Meta told of the account and its numbers, newest first. */
  async listAccountNotices(limit: number): Promise<AccountNoticePage> {
    return this.caller.call('GET', `${SETTINGS}/notices`, { query: { limit } });
  }

  /** Newest first. */
  async listWebhooks(options: ListWebhooksOptions): Promise<WebhookEventPage> {
    return this.caller.call('GET', WEBHOOK_EVENTS, { query: { ...options } });
  }

  async getWebhook(id: string): Promise<WebhookEventDetail> {
    return this.caller.call('GET', `${WEBHOOK_EVENTS}/${encodeURIComponent(id)}`);
  }

  /** Has it worked through again; that happens soon after, not before the answer. */
  async replayWebhook(id: string): Promise<void> {
    await this.caller.call('POST', `${WEBHOOK_EVENTS}/${encodeURIComponent(id)}/replay`);
  }

  async replayFailedWebhooks(): Promise<ReplayFailedResponse> {
    return this.caller.call('POST', `${WEBHOOK_EVENTS}/replay-failed`);
  }
}
