import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConnectSignupRequest } from '../../backend/contract/signup.ts';
import type { Database } from '../../backend/database/database.ts';
import { AuditLog } from '../../backend/features/operators/audit-log.ts';
import { NumberRegistrar } from '../../backend/features/settings/embedded-signup/number-registrar.ts';
import { RegistrationStore } from '../../backend/features/settings/embedded-signup/registration-store.ts';
import { registerSignupRoutes } from '../../backend/features/settings/embedded-signup/signup-routes.ts';
import { SignupService } from '../../backend/features/settings/embedded-signup/signup-service.ts';
import { SignupStore } from '../../backend/features/settings/embedded-signup/signup-store.ts';
import { SecretBox } from '../../backend/secrets/secret-box.ts';
import { GraphInspector } from '../../backend/whatsapp/graph-inspector.ts';
import { GraphOnboarding } from '../../backend/whatsapp/graph-onboarding.ts';
import type { Simulator } from '../../demo/simulator/simulator.ts';
import { AccessRig, NO_ENVIRONMENT } from './access-rig.ts';

const PATH = '/api/settings/whatsapp/connect';
const SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging'];

/** The sign-up slice over a real database, and a line to the simulator on which answers can be lost. */
export class SignupRig {
  readonly access: AccessRig;
  /** What was asked of Meta, in order, as `METHOD path`. */
  readonly requests: string[] = [];
  /** Meta does what it is asked, and its answer is lost. */
  dropAnswersTo: RegExp | undefined;
  /** The request gets lost on its way. */
  swallowRequestsTo: RegExp | undefined;
  signups!: SignupService;
  readonly #simulator: Simulator;
  readonly #line: Server;
  readonly #options: { sdkUrl?: string | undefined; isOffered?: boolean };
  #token = '';

  constructor(
    database: Database,
    simulator: Simulator,
    options: { sdkUrl?: string | undefined; isOffered?: boolean } = {},
  ) {
    this.access = new AccessRig(database);
    this.#simulator = simulator;
    this.#options = { sdkUrl: `${simulator.url}/en_US/sdk.js`, ...options };
    this.#line = createServer((request, response) => {
      const url = request.url ?? '/';
      const path = url.split('?')[0] ?? '';
      this.requests.push(`${request.method} ${path}`);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (this.swallowRequestsTo?.test(path)) return request.socket.destroy();
        const { authorization } = request.headers;
        const body = Buffer.concat(chunks);
        void fetch(`${simulator.url}${url}`, {
          method: request.method ?? 'GET',
          headers: {
            'content-type': 'application/json',
            ...(authorization ? { authorization } : {}),
          },
          ...(body.length > 0 ? { body } : {}),
        }).then(async (answer) => {
          const text = await answer.text();
          if (this.dropAnswersTo?.test(path)) request.socket.destroy();
          else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
        });
      });
    });
  }

  async start(): Promise<void> {
    this.#line.listen(0, '127.0.0.1');
    await once(this.#line, 'listening');
    const baseUrl = `http://127.0.0.1:${(this.#line.address() as AddressInfo).port}`;
    const { access } = this;
    const { database, settings, connections } = access;
    const secretBox = new SecretBox(Buffer.alloc(32, 7));
    const inspector = new GraphInspector({ baseUrl });
    const onboarding = new GraphOnboarding({ baseUrl });
    const { appId, appSecret, signupConfigId: configId } = this.#simulator.options;
    const { isOffered = true, sdkUrl } = this.#options;
    this.signups = new SignupService({
      config: isOffered ? { appId, appSecret, configId, sdkUrl } : undefined,
      database,
      store: new SignupStore(secretBox),
      registrar: new NumberRegistrar({
        database,
        registrations: new RegistrationStore(secretBox),
        inspector,
        onboarding,
      }),
      inspector,
      onboarding,
      settings,
      connections,
      auditLog: new AuditLog(),
      environment: NO_ENVIRONMENT,
    });
    await access.environmentNumber.prepare();
    registerSignupRoutes(await access.listen(), this.signups);
    this.#token = (await access.signIn('admin', `admin${Date.now()}@example.com`)).access_token;
  }

  /** Somebody goes through Meta's dialog; the answer is its code. */
  async finishDialog(
    accountId: string,
    { scopes = SCOPES, phoneNumberId }: { scopes?: string[]; phoneNumberId?: string } = {},
  ): Promise<string> {
    const response = await fetch(`${this.#simulator.url}/signup-dialog/codes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account_id: accountId, scopes, phone_number_id: phoneNumberId }),
    });
    return ((await response.json()) as { code: string }).code;
  }

  connect(request: ConnectSignupRequest) {
    return this.call('POST', request);
  }

  call(method: string, body?: unknown, token = this.#token) {
    return this.access.call(method, PATH, { body, token });
  }

  /** All that the tables of this slice and the audit log hold. */
  async dump(): Promise<string> {
    const tables = ['whatsapp_signups', 'whatsapp_registrations', 'whatsapp_config', 'audit_log'];
    const rows = await Promise.all(tables.map((table) => this.access.database.read(table)));
    return JSON.stringify(rows);
  }

  async stop(): Promise<void> {
    await this.access.stop();
    this.#line.closeAllConnections();
    this.#line.close();
  }
}
