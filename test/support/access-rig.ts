import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import type { EnvironmentCredentials } from '../../backend/config.ts';
import type { SignInResponse } from '../../backend/contract/operator.ts';
import type { Database } from '../../backend/database/database.ts';
import { ChangeLog } from '../../backend/features/feed/change-log.ts';
import { ChangeNotifier } from '../../backend/features/feed/change-notifier.ts';
import { AccessTokenResolver } from '../../backend/features/operators/access-token-resolver.ts';
import { ApiKeyService } from '../../backend/features/operators/api-key-service.ts';
import { ApiKeyStore } from '../../backend/features/operators/api-key-store.ts';
import { AuditLog, COMMAND_LINE } from '../../backend/features/operators/audit-log.ts';
import { registerAuthRoutes } from '../../backend/features/operators/auth-routes.ts';
import { registerOperatorRoutes } from '../../backend/features/operators/operator-routes.ts';
import { OperatorService } from '../../backend/features/operators/operator-service.ts';
import { OperatorStore } from '../../backend/features/operators/operator-store.ts';
import { PasswordHasher } from '../../backend/features/operators/password-hasher.ts';
import { SessionService } from '../../backend/features/operators/session-service.ts';
import { SessionStore } from '../../backend/features/operators/session-store.ts';
import { SetupService } from '../../backend/features/operators/setup-service.ts';
import { SetupTokenStore } from '../../backend/features/operators/setup-token-store.ts';
import { SignInLimiter } from '../../backend/features/operators/sign-in-limiter.ts';
import type {
  CheckOutcome,
  ConnectionCandidate,
  ConnectionChecker,
} from '../../backend/features/settings/connection-checker.ts';
import { AppSubscription } from '../../backend/features/settings/app-subscription.ts';
import { ConnectionActivity } from '../../backend/features/settings/connection-activity.ts';
import { ConnectionCheckService } from '../../backend/features/settings/connection-check-service.ts';
import { ConnectionChanges } from '../../backend/features/settings/connection-changes.ts';
import { ConnectionRecords } from '../../backend/features/settings/connection-records.ts';
import { ConnectionService } from '../../backend/features/settings/connection-service.ts';
import { ConnectionStore } from '../../backend/features/settings/connection-store.ts';
import { webhookUrlOf } from '../../backend/features/settings/credentials.ts';
import { ConnectionDoctor } from '../../backend/features/settings/doctor/connection-doctor.ts';
import { NumberFactsService } from '../../backend/features/settings/number-facts-service.ts';
import { NumberFactsStore } from '../../backend/features/settings/number-facts-store.ts';
import { registerSettingsRoutes } from '../../backend/features/settings/settings-routes.ts';
import { EnvironmentNumber } from '../../backend/features/settings/environment-number.ts';
import { SettingsService } from '../../backend/features/settings/settings-service.ts';
import { TokenExtender } from '../../backend/features/settings/token-extender.ts';
import { Api } from '../../backend/http/api.ts';
import { errorHandler } from '../../backend/http/error-handler.ts';
import { SecretBox } from '../../backend/secrets/secret-box.ts';
import { GraphApp } from '../../backend/whatsapp/graph-app.ts';
import { GraphInspector } from '../../backend/whatsapp/graph-inspector.ts';
import { GraphWebhookSetup } from '../../backend/whatsapp/graph-webhook-setup.ts';

export const NO_ENVIRONMENT: EnvironmentCredentials = {
  phoneNumberId: undefined,
  businessAccountId: undefined,
  accessToken: undefined,
  appSecret: undefined,
  verifyToken: undefined,
  webhookUrl: undefined,
  apiVersion: undefined,
};

/** Nobody listens there. */
const NOBODY = 'http://127.0.0.1:9';

export const GOOD_PASSWORD = 'violet otter carries nine lamps';
export const SETUP_TOKEN = 'setup-token-of-the-tests';

/** Answers what a test tells it to, and remembers what it was asked. */
export class FakeChecker implements ConnectionChecker {
  readonly asked: ConnectionCandidate[] = [];
  outcome: CheckOutcome = {
    kind: 'working',
    profile: {
      verifiedName: 'Fern Desk',
      displayPhoneNumber: '+1 555 0123',
      qualityRating: 'GREEN',
    },
  };

  async check(candidate: ConnectionCandidate): Promise<CheckOutcome> {
    this.asked.push(candidate);
    return this.outcome;
  }
}

/**
 * One instance's access and settings slices over a real database, with a clock that tests move and
 * cheap password hashes.
 */
export class AccessRig {
  nowMs = Date.now();
  readonly database: Database;
  readonly operatorStore = new OperatorStore();
  readonly sessionStore = new SessionStore();
  readonly apiKeyStore = new ApiKeyStore();
  readonly hasher = new PasswordHasher({ logCost: 4 });
  readonly checker = new FakeChecker();
  readonly changeLog: ChangeLog;
  readonly notifier: ChangeNotifier;
  readonly tokens: AccessTokenResolver;
  readonly sessions: SessionService;
  readonly setup: SetupService;
  readonly operators: OperatorService;
  readonly apiKeys: ApiKeyService;
  readonly connections: ConnectionService;
  readonly connectionChanges: ConnectionChanges;
  readonly connectionActivity: ConnectionActivity;
  readonly environmentNumber: EnvironmentNumber;
  readonly connectionStore: ConnectionStore;
  readonly numberFacts: NumberFactsService;
  readonly connectionChecks: ConnectionCheckService;
  readonly settings: SettingsService;
  readonly tokenExtender: TokenExtender;
  readonly doctor: ConnectionDoctor;
  #server: Server | undefined;

  constructor(
    database: Database,
    options: {
      environment?: Partial<EnvironmentCredentials>;
      secretBox?: SecretBox;
      /** null: none is configured, so that one is generated. */
      configuredToken?: string | null;
      /** Where the doctor asks; by default nobody answers. */
      graphUrl?: string;
    } = {},
  ) {
    this.database = database;
    this.changeLog = new ChangeLog(database);
    this.notifier = new ChangeNotifier(database);
    const now = () => this.nowMs;
    const logger = pino({ level: 'silent' });
    const auditLog = new AuditLog();
    const limiter = new SignInLimiter(now);
    const { apiKeyStore } = this;
    const access = {
      database,
      operators: this.operatorStore,
      hasher: this.hasher,
      limiter,
      auditLog,
      now,
    };
    this.tokens = new AccessTokenResolver({
      database,
      sessions: this.sessionStore,
      apiKeys: apiKeyStore,
      logger,
      now,
    });
    this.sessions = new SessionService({ ...access, sessions: this.sessionStore });
    this.setup = new SetupService({
      ...access,
      sessions: this.sessions,
      setupTokens: new SetupTokenStore(),
      configuredToken:
        options.configuredToken === null ? undefined : (options.configuredToken ?? SETUP_TOKEN),
    });
    this.operators = new OperatorService({
      ...access,
      sessions: this.sessions,
      sessionStore: this.sessionStore,
    });
    this.apiKeys = new ApiKeyService({
      database,
      auditLog,
      sessions: this.sessions,
      apiKeys: apiKeyStore,
    });
    const secretBox = options.secretBox ?? new SecretBox(Buffer.alloc(32, 7));
    const environment = { ...NO_ENVIRONMENT, ...options.environment };
    this.connectionStore = new ConnectionStore(secretBox);
    const store = this.connectionStore;
    const records = new ConnectionRecords({ database, store, environment });
    this.connectionChanges = new ConnectionChanges({
      database,
      records,
      changeLog: this.changeLog,
      changeNotifier: this.notifier,
    });
    const numbers = { database, store, records, changes: this.connectionChanges, logger };
    this.environmentNumber = new EnvironmentNumber({ ...numbers, environment });
    this.connections = new ConnectionService(numbers);
    this.connectionActivity = new ConnectionActivity(numbers);
    const inspector = new GraphInspector({ baseUrl: options.graphUrl ?? NOBODY });
    this.numberFacts = new NumberFactsService({
      database,
      store: new NumberFactsStore(),
      connections: this.connections,
      changes: this.connectionChanges,
      inspector,
      secretBox,
    });
    const app = new GraphApp({ baseUrl: options.graphUrl ?? NOBODY });
    this.connectionChecks = new ConnectionCheckService({
      ...numbers,
      connections: this.connections,
      checker: this.checker,
      facts: this.numberFacts,
      environment,
    });
    this.settings = new SettingsService({
      subscription: new AppSubscription({
        inspector,
        graph: new GraphWebhookSetup({ baseUrl: options.graphUrl ?? NOBODY }),
      }),
      facts: this.numberFacts,
      connections: this.connections,
      changes: this.connectionChanges,
      store: this.connectionStore,
      checker: this.checker,
      secretBox,
      auditLog,
      environment,
      publicUrl: 'https://inbox.example.com',
    });
    const { connections, settings } = this;
    this.tokenExtender = new TokenExtender({ connections, settings, inspector, app });
    this.doctor = new ConnectionDoctor({
      connections: this.connections,
      inspector,
      webhookUrl: webhookUrlOf(environment, 'https://inbox.example.com'),
    });
  }

  /** Makes an operator directly and signs in. */
  async signIn(role: 'operator' | 'admin', email = `${role}@example.com`): Promise<SignInResponse> {
    await this.operators.create(
      { name: 'Nadia Okoro', email, password: GOOD_PASSWORD, role },
      COMMAND_LINE,
    );
    return this.sessions.login(email, GOOD_PASSWORD, '127.0.0.1');
  }

  /** Serves the routes of both slices on a port of its own. */
  async listen(): Promise<Api> {
    const api = new Api(this.tokens);
    registerAuthRoutes(api, this);
    registerOperatorRoutes(api, this);
    registerSettingsRoutes(
      api,
      this.settings,
      this.connectionChecks,
      this.connections,
      this.doctor,
      this.tokenExtender,
    );
    const app = express();
    app.use(api.router, errorHandler(pino({ level: 'silent' })));
    this.#server = createServer(app).listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return api;
  }

  /** Calls a route; `text` is the answer as it went over the wire. */
  async call(
    method: string,
    path: string,
    options: { body?: unknown; token?: string | undefined; headers?: Record<string, string> } = {},
  ) {
    const { port } = this.#server?.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        ...(options.token ? { Authorization: `Bearer ${options.token}` } : {}),
        ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text ? JSON.parse(text) : undefined,
    };
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    await this.connectionActivity.stop();
    await this.notifier.stop();
  }
}
