import type { EnvironmentCredentials, SignupConfig } from '../../../config.ts';
import { DEFAULT_API_VERSION } from '../../../contract/protocol.ts';
import type {
  ConnectSignupRequest,
  ConnectSignupResponse,
  SignupOffer,
  SignupStep,
} from '../../../contract/signup.ts';
import type { Database, Transaction } from '../../../database/database.ts';
import { AppError } from '../../../errors.ts';
import type { GraphInspector } from '../../../whatsapp/graph-inspector.ts';
import type { AppDataKind, GraphOnboarding } from '../../../whatsapp/graph-onboarding.ts';
import type { GraphCredentials } from '../../../whatsapp/graph-transport.ts';
import type { Actor, AuditLog } from '../../operators/audit-log.ts';
import type { ConnectionService } from '../connection-service.ts';
import type { SettingsService } from '../settings-service.ts';
import { confirmAssets } from './confirm-assets.ts';
import { codeSpent, exchangeCode } from './exchange-code.ts';
import type { NumberRegistrar } from './number-registrar.ts';
import { toSignupOffer } from './signup-offer.ts';
import { SignupStop, stopFor } from './signup-problem.ts';
import { SignupRun } from './signup-run.ts';
import { hashCode } from './signup-store.ts';
import type { SignupRecord, SignupStore } from './signup-store.ts';

/*
 * «Connect with Facebook»: Meta's Embedded Signup, from the code that its dialog gave the page to a
 * connected number.
 *
 * A code is good once and for 30 seconds, so it is exchanged first and never a second time; its token
 * is stored, encrypted, before anything else is done with it. What follows are steps, each noted when
 * it is done. Whatever stops at one says what happened, what is done and what may be done about it;
 * the same request again goes on from there, so pressing twice connects once. A sign-up has one
 * worker at a time, over all instances. Its token is forgotten when all is done, or after a day.
 */
const BUSY_MS = 120_000;
const FORGET_AFTER_MS = 24 * 3_600_000;

const SYNCS: readonly { step: SignupStep; data: AppDataKind; what: string }[] = [
  { step: 'sync_contacts', data: 'smb_app_state_sync', what: 'for the phone’s contacts' },
  { step: 'sync_history', data: 'history', what: 'for the phone’s history' },
];
/** «This sync was used already»: what is wanted has happened. */
const SYNC_USED = 2593107;

export class SignupService {
  readonly #config: SignupConfig | undefined;
  readonly #database: Database;
  readonly #store: SignupStore;
  readonly #registrar: NumberRegistrar;
  readonly #inspector: Pick<GraphInspector, 'inspectToken' | 'listSubscribedApps'>;
  readonly #onboarding: Omit<GraphOnboarding, 'register'>;
  readonly #settings: Pick<SettingsService, 'save' | 'add' | 'getSettings'>;
  readonly #connections: Pick<ConnectionService, 'list'>;
  readonly #auditLog: AuditLog;
  readonly #environment: EnvironmentCredentials;

  constructor(parts: {
    config: SignupConfig | undefined;
    database: Database;
    store: SignupStore;
    registrar: NumberRegistrar;
    inspector: Pick<GraphInspector, 'inspectToken' | 'listSubscribedApps'>;
    onboarding: Omit<GraphOnboarding, 'register'>;
    settings: Pick<SettingsService, 'save' | 'add' | 'getSettings'>;
    connections: Pick<ConnectionService, 'list'>;
    auditLog: AuditLog;
    environment: EnvironmentCredentials;
  }) {
    this.#config = parts.config;
    this.#database = parts.database;
    this.#store = parts.store;
    this.#registrar = parts.registrar;
    this.#inspector = parts.inspector;
    this.#onboarding = parts.onboarding;
    this.#settings = parts.settings;
    this.#connections = parts.connections;
    this.#auditLog = parts.auditLog;
    this.#environment = parts.environment;
  }

  /** What a page needs to open the dialog; null where the server is not set up for it. */
  getOffer(): SignupOffer | null {
    return this.#config ? toSignupOffer(this.#config, this.#apiVersion) : null;
  }

  /**
   * Connects the number of a sign-up. Throws an AppError whose details are a SignupProblem;
   * `conflict` while another request works on the same sign-up.
   */
  async connect(
    request: ConnectSignupRequest,
    actor: Actor,
    nowMs = Date.now(),
  ): Promise<ConnectSignupResponse> {
    const config = this.#config;
    if (!config) {
      throw new AppError(
        'not_found',
        'This server is not set up for «Connect with Facebook»: META_APP_ID and META_EMBEDDED_SIGNUP_CONFIG_ID are not set.',
      );
    }
    const codeHash = hashCode(request.code);
    const claimed = await this.#transact((tx) =>
      this.#store.claim(tx, codeHash, { nowMs, busyUntilMs: nowMs + BUSY_MS }),
    );
    if (!claimed) {
      throw new AppError(
        'conflict',
        'This sign-up is being connected at this moment. Wait for it.',
      );
    }
    const run = new SignupRun(claimed, (record) =>
      this.#transact((tx) => this.#store.save(tx, record)),
    );
    try {
      return await this.#work(run, config, request, actor, nowMs);
    } catch (error) {
      if (!(error instanceof SignupStop)) throw error;
      const details = { step: run.step, reason: error.message, ...factsOf(run.record) };
      await this.#transact((tx) =>
        this.#auditLog.append(tx, 'signup.failed', actor, details, nowMs),
      );
      throw error.toAppError(run.step, run.record.done);
    } finally {
      await this.#transact((tx) => this.#store.release(tx, codeHash));
    }
  }

  /** Forgets sign-ups that nobody has finished within a day, and finished ones. */
  async deleteOld(nowMs: number): Promise<number> {
    return this.#transact((tx) => this.#store.deleteOld(tx, nowMs - FORGET_AFTER_MS));
  }

  async #work(
    run: SignupRun,
    config: SignupConfig,
    request: ConnectSignupRequest,
    actor: Actor,
    nowMs: number,
  ): Promise<ConnectSignupResponse> {
    const { appId, appSecret } = config;
    const app = { appId, appSecret, apiVersion: this.#apiVersion };
    if (run.isFinished) return this.#answer(run, []);
    await run.do('exchange_code', async () => {
      if (run.record.kind) throw codeSpent();
      await run.keep({ kind: request.kind });
      return { accessToken: await exchangeCode(this.#onboarding, app, request.code) };
    });
    const { accessToken = '', kind = request.kind } = run.record;
    await run.do('confirm_assets', () =>
      confirmAssets(
        { inspector: this.#inspector, onboarding: this.#onboarding },
        { app, accessToken, kind, hints: request },
      ),
    );
    const { businessAccountId = '', phoneNumberId = '' } = run.record;
    const credentials = { ...app, accessToken, businessAccountId, phoneNumberId };
    await run.do('subscribe_app', () => this.#subscribe(credentials, appId));
    if (run.record.kind === 'cloud_api') {
      await run.do('register_number', () =>
        this.#registrar.register(credentials, request.pin, nowMs),
      );
    }
    await run.do('save_connection', () => this.#save(credentials, actor));
    const notes = run.record.kind === 'business_app' ? await this.#syncPhone(run, credentials) : [];
    await this.#transact((tx) =>
      this.#auditLog.append(tx, 'signup.connected', actor, factsOf(run.record), nowMs),
    );
    if (notes.length === 0) await run.keep({ accessToken: undefined });
    return this.#answer(run, notes);
  }

  /** Only where the app is not in the list: subscribing again would end an override of somebody’s. */
  async #subscribe(credentials: GraphCredentials, appId: string): Promise<void> {
    const apps = await this.#inspector.listSubscribedApps(credentials);
    if (apps.kind === 'ok' && apps.value.some(({ id }) => id === appId)) return;
    const outcome = await this.#onboarding.subscribeApp(credentials);
    if (outcome.kind !== 'ok') throw stopFor(outcome, 'to send this account’s messages here');
  }

  async #save(credentials: GraphCredentials, actor: Actor): Promise<void> {
    const { phoneNumberId, businessAccountId, accessToken, appSecret, apiVersion } = credentials;
    const connected = await this.#connections.list();
    const verifyToken = connected.map((each) => each.verifyToken).find(Boolean);
    const webhookVerifyToken = verifyToken ?? this.#environment.verifyToken;
    const keys = { phoneNumberId, businessAccountId, accessToken, appSecret, apiVersion };
    const request = { ...keys, webhookVerifyToken };
    const isConnected = connected.some((each) => each.phoneNumberId === phoneNumberId);
    try {
      // Beside the numbers that are there; one of these gets its new token.
      if (isConnected) await this.#settings.save(request, actor, { number: phoneNumberId });
      else await this.#settings.add(request, actor);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new SignupStop('refused_by_meta', error.message, { next: 'try_again', cause: error });
    }
  }

  /** The number is connected by now: what fails here is told and may be asked for again. */
  async #syncPhone(run: SignupRun, credentials: GraphCredentials): Promise<string[]> {
    const notes: string[] = [];
    for (const { step, data, what } of SYNCS) {
      try {
        await run.do(step, async () => {
          const outcome = await this.#onboarding.requestAppData(credentials, data);
          if (outcome.kind === 'ok') return;
          if (outcome.kind === 'refused' && outcome.error.code === SYNC_USED) return;
          throw stopFor(outcome, what);
        });
      } catch (error) {
        if (!(error instanceof SignupStop)) throw error;
        notes.push(error.message);
      }
    }
    return notes;
  }

  async #answer(run: SignupRun, notes: string[]): Promise<ConnectSignupResponse> {
    const settings = await this.#settings.getSettings(run.record.phoneNumberId);
    return { settings, done: [...run.record.done], notes };
  }

  get #apiVersion(): string {
    return this.#environment.apiVersion ?? DEFAULT_API_VERSION;
  }

  #transact<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.#database.transaction(work);
  }
}

/** For the audit log; no secrets. */
function factsOf({ phoneNumberId, businessAccountId, kind, done }: SignupRecord) {
  return { phone_number_id: phoneNumberId, business_account_id: businessAccountId, kind, done };
}
