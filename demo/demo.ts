import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createBackend } from '../backend/backend.ts';
import { loadConfig } from '../backend/config.ts';
import { dashboardPages } from './dashboard-pages.ts';
import { seedOperators } from './seed.ts';
import { startSimulator } from './simulator/simulator.ts';
import type { Simulator } from './simulator/simulator.ts';

const WEBHOOK_PATH = '/api/webhooks/whatsapp';

export interface Demo {
  /** The dashboard's address. */
  url: string;
  simulator: Simulator;
  /** Claims the first admin, on a first run. */
  setupToken: string | undefined;
  stop(): Promise<void>;
}

export interface DemoOptions {
  port: number;
  simulatorPort: number;
  dataDir: string;
  databaseUrl?: string | undefined;
  logLevel?: string | undefined;
  /** Begins before everything: nobody has signed in yet, and nothing is set up, here or at Meta. */
  isFirstRun?: boolean | undefined;
  /** Meta's OpenAPI description, to check every request of the backend's against. */
  openApiFile?: string | undefined;
}

/**
 * The whole product on one machine: the backend as it is in production, and a WhatsApp of its own on
 * another port. The two talk over HTTP only, exactly as the backend talks with Meta. Everything is
 * kept in `dataDir`, also what the simulated customers' phones hold, so that the process may be
 * killed at any moment.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  mkdirSync(options.dataDir, { recursive: true });
  const simulator = await startSimulator({
    port: options.simulatorPort,
    stateFile: join(options.dataDir, 'simulator.jsonl'),
    dashboardUrl: `http://127.0.0.1:${options.port}/`,
    isAppNew: options.isFirstRun ?? false,
    ...(options.openApiFile ? { openApiFile: options.openApiFile } : {}),
  });
  const { isFirstRun } = options;
  const setupToken = isFirstRun ? undefined : randomBytes(24).toString('base64url');
  const number = simulator.options;
  const backend = await createBackend(
    loadConfig({
      PORT: String(options.port),
      DATA_DIR: options.dataDir,
      DATABASE_URL: options.databaseUrl,
      LOG_LEVEL: options.logLevel ?? 'warn',
      SETUP_TOKEN: setupToken,
      GRAPH_API_URL: simulator.url,
      ...(isFirstRun ? {} : credentialsOf(number, simulator.url)),
    }),
    { pages: dashboardPages(simulator.url) },
  );
  const started = await backend.start();
  const { url } = started;
  if (setupToken) {
    await seedOperators(url, setupToken);
    await simulator.setWebhook({ url: `${url}${WEBHOOK_PATH}`, verifyToken: number.verifyToken });
  }
  return {
    url,
    simulator,
    setupToken: started.setupToken,
    stop: async () => {
      await backend.stop();
      await simulator.stop();
    },
  };
}

function credentialsOf(number: Simulator['options'], metaUrl: string) {
  return {
    WHATSAPP_PHONE_NUMBER_ID: number.phoneNumberId,
    WHATSAPP_BUSINESS_ACCOUNT_ID: number.businessAccountId,
    WHATSAPP_API_TOKEN: number.accessToken,
    WHATSAPP_APP_SECRET: number.appSecret,
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: number.verifyToken,
    META_APP_ID: number.appId,
    META_EMBEDDED_SIGNUP_CONFIG_ID: number.signupConfigId,
    META_SDK_URL: `${metaUrl}/en_US/sdk.js`,
  };
}
