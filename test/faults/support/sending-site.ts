import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import type { Database } from '../../../backend/database/database.ts';
import type { Customer } from '../../../demo/simulator/customers.ts';
import type { SimulatorOptions } from '../../../demo/simulator/options.ts';
import { startSimulator } from '../../../demo/simulator/simulator.ts';
import type { Simulator } from '../../../demo/simulator/simulator.ts';
import {
  APP_SECRET,
  BUSINESS_ACCOUNT_ID,
  PHONE_NUMBER_ID,
  VERIFY_TOKEN,
} from '../../fixtures/webhooks/webhook-builder.ts';
import type { TestDatabase } from '../../support/test-databases.ts';
import { IS_FULL } from './fault-form.ts';
import { countUnderWay, letQueueTimePass } from './sent-messages.ts';
import { ServerProcess, SETUP_TOKEN } from './server-process.ts';
import { whenJournalIsDone } from './stored-messages.ts';
import { waitUntil } from './wait-until.ts';

const CALL_TIMEOUT_MS = 20_000;
/** While nobody answers, a caller waits this long before it repeats its call. */
const REFUSED_PAUSE_MS = 30;
/** For requests under way when a number is paused to get their answers, and for another poll. */
const SETTLING_MS = 600;
const LOOKED_AT_MS = 1_200;
const ADMIN = {
  name: 'Ada',
  email: 'ada@storeboard.example',
  password: 'a long password for fault tests',
};

export interface ApiAnswer {
  /** 0 when the connection broke. */
  status: number;
  body: Record<string, unknown>;
}

/** What a send came to, as far as the caller needs to know. */
export interface SentMessage {
  id: string;
  status: string;
}

/**
 * A server under test with a database, a WhatsApp of its own in the test's process, and customers
 * whose service window is open. The simulator outlives the server's kills: its ledger is the oracle.
 * All of it ends with the test.
 */
export class SendingSite {
  readonly simulator: Simulator;
  readonly server: ServerProcess;
  readonly database: Database;
  readonly #databaseUrl: string;
  readonly #env: NodeJS.ProcessEnv;
  #token = '';

  private constructor(parts: {
    simulator: Simulator;
    server: ServerProcess;
    database: Database;
    databaseUrl: string;
    env: NodeJS.ProcessEnv;
  }) {
    this.simulator = parts.simulator;
    this.server = parts.server;
    this.database = parts.database;
    this.#databaseUrl = parts.databaseUrl;
    this.#env = parts.env;
  }

  /** Starts everything, signs in as the first admin, and lets each customer write once. */
  static async open(
    create: TestDatabase['create'],
    options: { customers: number; simulator?: SimulatorOptions; env?: NodeJS.ProcessEnv },
  ): Promise<SendingSite> {
    const opened = await create();
    const simulator = await startSimulator({
      appSecret: APP_SECRET,
      accessToken: 'token-of-the-fault-tests',
      businessAccountId: BUSINESS_ACCOUNT_ID,
      phoneNumberId: PHONE_NUMBER_ID,
      customers: makeCustomers(options.customers),
      statusDelayMs: 50,
      retryDelayMs: 50,
      maxRetryDelayMs: 200,
      ...options.simulator,
    });
    // Instances of one database share the key of its secrets.
    const env = { SECRET_KEY: randomBytes(32).toString('hex'), ...options.env };
    const server = await ServerProcess.create({
      databaseUrl: opened.url,
      graphUrl: simulator.url,
      env,
    });
    onTestFinished(async () => {
      await server.discard();
      await simulator.stop();
      await opened.discard();
    });
    const site = new SendingSite({
      simulator,
      server,
      database: opened.database,
      databaseUrl: opened.url,
      env,
    });
    await server.start();
    await site.#signIn();
    await simulator.setWebhook({ url: server.webhookUrl, verifyToken: VERIFY_TOKEN });
    for (const { id } of simulator.customers) simulator.customerWrites(id, 'Hello');
    await simulator.whenIdle();
    await whenJournalIsDone(opened.database);
    return site;
  }

  /** Starts another instance on the same database. */
  async addInstance(): Promise<SendingSite> {
    const server = await ServerProcess.create({
      databaseUrl: this.#databaseUrl,
      graphUrl: this.simulator.url,
      env: this.#env,
    });
    onTestFinished(() => server.discard());
    await server.start();
    const other = new SendingSite({
      simulator: this.simulator,
      server,
      database: this.database,
      databaseUrl: this.#databaseUrl,
      env: this.#env,
    });
    other.#token = this.#token;
    return other;
  }

  /** The phone of a customer by number, counted round. */
  phoneOf(number: number): string {
    const { customers } = this.simulator;
    return `+${customers[number % customers.length]?.waId}`;
  }

  /** One call as the admin; a connection that breaks is status 0. */
  async call(method: string, path: string, body?: object): Promise<ApiAnswer> {
    try {
      const response = await fetch(`${this.server.url}${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
    } catch {
      return { status: 0, body: {} };
    }
  }

  /** Like `call`, but repeats what nobody answered; fails on any answer that is no success. */
  async callUntilAnswered(method: string, path: string, body?: object): Promise<ApiAnswer> {
    for (;;) {
      const answer = await this.call(method, path, body);
      if (answer.status >= 200 && answer.status < 300) return answer;
      if (answer.status !== 0 && answer.status !== 503) {
        throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      }
      await sleep(REFUSED_PAUSE_MS);
    }
  }

  /** Sends a text; repeats the call with the same key until it is answered, as the widget does. */
  async send(phone: string, clientMessageId: string): Promise<SentMessage> {
    const { body } = await this.callUntilAnswered('POST', '/api/whatsapp/send', {
      phone_number: phone,
      message_text: `Text of ${clientMessageId}`,
      client_message_id: clientMessageId,
    });
    return body.message as SentMessage;
  }

  /** SIGKILL and a start; resolves to how many sends were under way. */
  async killAndRestart(): Promise<number> {
    await this.server.kill();
    const underWay = await countUnderWay(this.database);
    if (!IS_FULL) await letQueueTimePass(this.database);
    await this.server.start();
    return underWay;
  }

  /**
   * Lets Meta refuse the token until an admin saves another one. Fails if anything leaves while the
   * number stands still.
   */
  async refuseTokenForAWhile(): Promise<void> {
    const fault = this.simulator.faults.add({ kind: 'error', code: 190, count: null });
    await this.whenPaused(190);
    await this.expectSilence();
    this.simulator.faults.delete(fault.id);
    await this.saveNewToken();
  }

  /** Waits until the number stands still for this error. */
  async whenPaused(code: number): Promise<void> {
    await waitUntil(`${code} pauses the number`, async () => {
      const pause = await this.database.read('outbox_pauses').where({ error_code: code }).first();
      return pause !== undefined;
    });
  }

  /** Fails if a request to send is made now, those apart that were under way. */
  async expectSilence(): Promise<void> {
    await sleep(SETTLING_MS);
    const before = this.simulator.sendRequestCount;
    await sleep(LOOKED_AT_MS);
    expect(this.simulator.sendRequestCount).toBe(before);
  }

  /** Saves another token that Meta takes, as an admin does after 190. */
  async saveNewToken(): Promise<void> {
    await this.callUntilAnswered('PUT', '/api/settings/whatsapp', {
      phoneNumberId: PHONE_NUMBER_ID,
      businessAccountId: BUSINESS_ACCOUNT_ID,
      accessToken: this.simulator.options.temporaryAccessToken,
    });
  }

  /** Waits until Meta has no webhook left to deliver and all of them are worked through. */
  async whenStatusesAreIn(): Promise<void> {
    await this.simulator.whenIdle();
    await whenJournalIsDone(this.database);
  }

  async #signIn(): Promise<void> {
    const { body } = await this.callUntilAnswered('POST', '/api/auth/setup', {
      setup_token: SETUP_TOKEN,
      ...ADMIN,
    });
    this.#token = String(body.access_token);
  }
}

/** Fictional people: numbers of +1 555, which is nobody's. */
function makeCustomers(count: number): Customer[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `customer-${number}`,
    name: `Customer ${number}`,
    userId: `US.${7_000_000 + number}`,
    waId: String(15_550_110_000 + number),
  }));
}
