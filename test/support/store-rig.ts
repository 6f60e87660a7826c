import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackend } from '../../backend/backend.ts';
import type { Backend } from '../../backend/backend.ts';
import { loadConfig } from '../../backend/config.ts';
import type { SignInResponse } from '../../backend/contract/operator.ts';
import type { Database } from '../../backend/database/database.ts';
import { ChangeLog } from '../../backend/features/feed/change-log.ts';
import { MemoryStorage } from '../../widget/api/memory-storage.ts';
import { InboxStore } from '../../widget/store/inbox-store.ts';
import {
  APP_SECRET,
  BUSINESS_ACCOUNT_ID,
  PHONE_NUMBER_ID,
  VERIFY_TOKEN,
  envelope,
  messagesChange,
  sign,
} from '../fixtures/webhooks/webhook-builder.ts';
import { startFakeGraph } from './fake-graph.ts';
import type { FakeGraph } from './fake-graph.ts';
import { until } from './sending-rig.ts';
import { StoreLine } from './store-line.ts';

const SETUP_TOKEN = 'setup-token-of-the-tests';

/** The whole backend over HTTP and WebSocket, and stores of the widget that follow it. */
export class StoreRig {
  readonly database: Database;
  readonly changeLog: ChangeLog;
  readonly #backend: Backend;
  readonly #graph: FakeGraph;
  readonly #dataDir: string;
  #url = '';
  #admin!: SignInResponse;

  private constructor(database: Database, backend: Backend, graph: FakeGraph, dataDir: string) {
    this.database = database;
    this.changeLog = new ChangeLog(database);
    this.#backend = backend;
    this.#graph = graph;
    this.#dataDir = dataDir;
  }

  /** Starts a backend on `opened`'s database, with one admin and a number that takes everything. */
  static async start(opened: { database: Database; url: string }): Promise<StoreRig> {
    const graph = await startFakeGraph();
    const dataDir = mkdtempSync(join(tmpdir(), 'chasqui-store-'));
    const config = loadConfig({
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: opened.url,
      GRAPH_API_URL: graph.url,
      LOG_LEVEL: 'silent',
      SETUP_TOKEN,
      WHATSAPP_PHONE_NUMBER_ID: PHONE_NUMBER_ID,
      WHATSAPP_BUSINESS_ACCOUNT_ID: BUSINESS_ACCOUNT_ID,
      WHATSAPP_API_TOKEN: 'token-of-the-tests',
      WHATSAPP_APP_SECRET: APP_SECRET,
      WHATSAPP_WEBHOOK_VERIFY_TOKEN: VERIFY_TOKEN,
    });
    const rig = new StoreRig(opened.database, await createBackend(config), graph, dataDir);
    rig.#url = (await rig.#backend.start()).url;
    rig.#admin = await rig.call('POST', '/api/auth/setup', {
      setup_token: SETUP_TOKEN,
      name: 'Nadia Okoro',
      email: 'nadia@example.com',
      password: 'violet otter carries nine lamps',
    });
    return rig;
  }

  /** A store of the admin's, not started, and the line to it. */
  createStore(): { store: InboxStore; line: StoreLine } {
    const signIn = JSON.stringify({ ...this.#admin, expires_in: 3_600 });
    // Every store is another tab of one sign-in: no refresh token is spent, no password is hashed.
    const line = new StoreLine((url) =>
      url.endsWith('/api/auth/refresh') ? new Response(signIn) : undefined,
    );
    const sessionStorage = new MemoryStorage();
    sessionStorage.setItem(`chasqui:session:${this.#url}`, 'refresh');
    const store = new InboxStore({
      backendUrl: this.#url,
      sessionStorage: sessionStorage as unknown as Storage,
      fetch: line.fetch,
      createSocket: line.createSocket,
    });
    return { store, line };
  }

  /** Calls the API as the admin; throws unless the answer is good. */
  async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(this.#admin ? { authorization: `Bearer ${this.#admin.access_token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Answer;
  }

  /** Posts a webhook as Meta does. */
  async deliver(value: Parameters<typeof messagesChange>[0]): Promise<void> {
    const body = Buffer.from(JSON.stringify(envelope(messagesChange(value))));
    const response = await fetch(`${this.#url}/api/webhooks/whatsapp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': sign(body) },
      body: new Uint8Array(body),
    });
    if (response.status !== 200) throw new Error(`The webhook was answered ${response.status}.`);
  }

  /** Waits until every webhook is worked on and every message has left; resolves to the feed's head. */
  async whenQuiet(): Promise<number> {
    const { read } = this.database;
    await until(
      async () =>
        !(await read('whatsapp_webhooks').where({ state: 'stored' }).first('id')) &&
        !(await read('whatsapp_messages').whereIn('status', ['queued', 'sending']).first('id')),
    );
    return (await this.changeLog.getBounds()).head;
  }

  async stop(): Promise<void> {
    await this.#backend.stop();
    await this.#graph.close();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}
