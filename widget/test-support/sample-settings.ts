import type {
  DisconnectResponse,
  RefreshTokenResponse,
  TestConnectionResponse,
  UpdateWhatsappSettingsRequest,
  WhatsAppSettings,
} from '../../backend/contract/settings.ts';
import type { DoctorReport } from '../../backend/contract/doctor.ts';
import type {
  SetupGuide,
  SetupStepId,
  UpdateSetupGuideRequest,
} from '../../backend/contract/setup-guide.ts';
import type {
  ConnectSignupRequest,
  ConnectSignupResponse,
  SignupOffer,
} from '../../backend/contract/signup.ts';
import type { SettingsStore } from '../components/settings/settings-store.ts';
import { Drafts } from '../store/drafts.ts';
import type {
  ApplyWebhookSetupRequest,
  WebhookSetup,
} from '../../backend/contract/webhook-setup.ts';
import { createInboxState } from '../store/inbox-state.ts';
import type { InboxState } from '../store/inbox-state.ts';
import { FakeTemplates } from './fake-templates.ts';
import { FakeJournal } from './sample-journal.ts';
import { NOW, sampleConnection } from './sample-data.ts';

const saved = (last4: string) => ({ isSet: true, last4, updatedAt: NOW });
const unset = { isSet: false, last4: null, updatedAt: null };

/** Meta has told nothing of the number yet. */
export const UNTOLD_FACTS = {
  verificationLevel: null,
  numberStatus: null,
  nameStatus: null,
  messagingLimit: null,
  throughputLevel: null,
  paymentMethod: null,
  tokenKind: null,
  tokenExpiresAt: null,
  tokenScopes: null,
  appId: null,
  businessId: null,
  checkedAt: null,
};

/** A connected number as its admin sees it. */
export function sampleSettings(part: Partial<WhatsAppSettings> = {}): WhatsAppSettings {
  return {
    id: 'cfg_1',
    phoneNumberId: '106540352242922',
    businessAccountId: '102290129340398',
    accessToken: saved('ZD0x'),
    appSecret: saved('41fe'),
    webhookVerifyToken: saved('tr1c'),
    webhookUrl: 'https://casalumen.example/api/webhooks/whatsapp',
    apiVersion: 'v26.0',
    status: { light: 'connected', reason: null, since: null },
    verifiedName: 'Casa Lumen',
    displayPhoneNumber: '+15555550142',
    qualityRating: 'GREEN',
    lastWebhookAt: NOW,
    webhookVerifiedAt: NOW,
    verificationLevel: 'official',
    numberStatus: 'CONNECTED',
    nameStatus: 'APPROVED',
    messagingLimit: 'TIER_2K',
    throughputLevel: 'STANDARD',
    paymentMethod: 'added',
    tokenKind: 'permanent',
    tokenExpiresAt: null,
    tokenScopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
    appId: '310000000000001',
    businessId: '440000000000004',
    checkedAt: NOW,
    queuedMessages: 0,
    source: 'stored',
    updatedAt: NOW,
    ...part,
  };
}

/** A server that no number has been connected to. */
export function emptySettings(): WhatsAppSettings {
  return sampleSettings({
    id: null,
    phoneNumberId: null,
    businessAccountId: null,
    accessToken: unset,
    appSecret: unset,
    webhookVerifyToken: unset,
    status: { light: 'disconnected', reason: 'No WhatsApp number is connected.', since: null },
    verifiedName: null,
    displayPhoneNumber: null,
    qualityRating: null,
    lastWebhookAt: null,
    webhookVerifiedAt: null,
    ...UNTOLD_FACTS,
    source: 'none',
    updatedAt: null,
  });
}

/** What the doctor found: one of each status. */
export function sampleReport(): DoctorReport {
  const nothing = { fix: null, link: null };
  return {
    checkedAt: NOW,
    checks: [
      { id: 'access_token', status: 'ok', finding: 'Meta accepts the access token.', ...nothing },
      {
        id: 'token_life',
        status: 'warning',
        finding: 'The access token is a temporary one: it ends on 2026-11-22.',
        fix: 'Make a token that never ends for a system user at Meta, and save it in Settings.',
        link: { to: 'meta', url: 'https://business.facebook.com/latest/settings/system_users' },
      },
      {
        id: 'app_secret',
        status: 'problem',
        finding: 'The app secret is not that of the access token’s app.',
        fix: 'Copy the app secret from the Meta app (App settings › Basic) and save it in Settings.',
        link: { to: 'settings', field: 'appSecret' },
      },
      {
        id: 'messages_field',
        status: 'unknown',
        finding: 'Meta shows the app’s webhook fields only to whoever has the app secret.',
        ...nothing,
      },
    ],
  };
}

/** A setup guide of which these steps are done. */
export function sampleGuide(...done: SetupStepId[]): SetupGuide {
  const ids = ['number', 'app', 'credentials', 'webhook', 'message'] as const;
  return {
    steps: ids.map((id) => {
      const isDone = done.includes(id);
      return { id, isDone, doneAt: isDone ? NOW : null };
    }),
    isBegun: done.includes('number') || done.includes('app'),
    firstMessage: done.includes('message') ? { at: NOW, text: 'Hello' } : null,
  };
}

/** A new app at Meta, without a webhook. */
export function sampleWebhookSetup(part: Partial<WebhookSetup> = {}): WebhookSetup {
  const next = 'https://casalumen.example/api/webhooks/whatsapp';
  return {
    state: 'possible',
    reason: null,
    appId: '310000000000001',
    appCallback: null,
    ways: [
      {
        way: 'app',
        changes: [
          { what: 'callback', now: null, next, isTakeover: false },
          { what: 'fields', now: null, next: 'messages', isTakeover: false },
          { what: 'subscription', now: null, next: 'app 310000000000001', isTakeover: false },
        ],
      },
    ],
    seen: 'as-it-is',
    ...part,
  };
}

/** The server's side of the settings tab: keeps the settings, and answers as it is told to. */
export class FakeSettingsStore implements SettingsStore {
  state: InboxState = { ...createInboxState(), connection: sampleConnection() };
  settings: WhatsAppSettings;
  testResponse: TestConnectionResponse = { success: true, message: 'Connection successful.' };
  disconnectResponse: DisconnectResponse = {
    isUnsubscribed: true,
    message: 'Meta sends this server no more messages.',
    queuedMessages: 0,
  };
  refreshResponse: RefreshTokenResponse = {
    success: true,
    message: 'Meta has extended the token.',
    expiresAt: null,
  };
  report: DoctorReport = sampleReport();
  guide: SetupGuide;
  webhookSetup: WebhookSetup = sampleWebhookSetup();
  readonly applied: ApplyWebhookSetupRequest[] = [];
  /** What the next calls fail with. */
  refusal: Error | undefined;
  /** Calls wait for it. */
  gate: Promise<void> = Promise.resolve();
  /** Null: the server is not set up for «Connect with Facebook». */
  offer: SignupOffer | null = null;
  readonly connected: ConnectSignupRequest[] = [];
  readonly saved: UpdateWhatsappSettingsRequest[] = [];
  readonly calls: string[] = [];
  /** Which numbers calls were to be about. */
  readonly numbers: (string | undefined)[] = [];
  readonly drafts = new Drafts(undefined, 'sample');
  readonly #listeners = new Set<() => void>();

  constructor(settings = sampleSettings()) {
    this.settings = settings;
    const isConnected = settings.phoneNumberId !== null;
    this.guide = isConnected
      ? sampleGuide('number', 'app', 'credentials', 'webhook', 'message')
      : sampleGuide();
  }

  readonly api = {
    getSettings: async () => {
      await this.#call('get');
      return this.settings;
    },
    /** The number that later calls are about; all of them share these settings. */
    forNumber: (number: string | undefined): SettingsStore['api'] => {
      this.numbers.push(number);
      return this.api;
    },
    addNumber: async (request: UpdateWhatsappSettingsRequest) => {
      await this.#call('add');
      return { ...this.settings, phoneNumberId: request.phoneNumberId };
    },
    saveSettings: async (request: UpdateWhatsappSettingsRequest) => {
      this.saved.push(request);
      await this.#call('save');
      const { phoneNumberId, businessAccountId, apiVersion } = request;
      this.settings = { ...this.settings, phoneNumberId, businessAccountId, apiVersion };
      return this.settings;
    },
    testConnection: async () => {
      await this.#call('test');
      return this.testResponse;
    },
    examineConnection: async () => {
      await this.#call('examine');
      return this.report;
    },
    getSignupOffer: async () => ({ offer: this.offer }),
    connectSignup: async (request: ConnectSignupRequest): Promise<ConnectSignupResponse> => {
      this.connected.push(request);
      await this.#call('connect');
      return { settings: this.settings, done: ['exchange_code', 'save_connection'], notes: [] };
    },
    getSetupDocumentUrl: () => 'https://inbox.example/docs/connect-whatsapp',
    getSetupGuide: async () => {
      await this.gate;
      if (this.refusal) throw this.refusal;
      return this.guide;
    },
    setSetupStep: async ({ step, isDone }: UpdateSetupGuideRequest) => {
      await this.#call(`${isDone ? 'tick' : 'untick'} ${step}`);
      const done = this.guide.steps.filter((each) => each.isDone && each.id !== step);
      this.guide = sampleGuide(...done.map(({ id }) => id), ...(isDone ? [step] : []));
      return this.guide;
    },
    getWebhookSetup: async () => {
      await this.#call('look at Meta');
      return this.webhookSetup;
    },
    applyWebhookSetup: async (request: ApplyWebhookSetupRequest) => {
      this.applied.push(request);
      await this.#call('set up at Meta');
      const ways = [{ way: request.way, changes: [] }];
      this.webhookSetup = { ...this.webhookSetup, state: 'ready', ways };
      return this.webhookSetup;
    },
    ...new FakeJournal().api,
    ...new FakeTemplates().api,
    disconnect: async () => {
      await this.#call('disconnect');
      this.settings = emptySettings();
      return this.disconnectResponse;
    },
    refreshToken: async () => {
      await this.#call('refreshToken');
      return this.refreshResponse;
    },
  };

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The feed brings `settings.changed`. */
  announceChange(): void {
    this.state = { ...this.state, connection: sampleConnection(), seq: this.state.seq + 1 };
    for (const listener of this.#listeners) listener();
  }

  async #call(name: string): Promise<void> {
    this.calls.push(name);
    await this.gate;
    if (this.refusal) throw this.refusal;
  }
}
