import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import type { ConnectionSummary } from '../../contract/settings.ts';
import { Api } from '../../http/api.ts';
import { createLogger } from '../../logger.ts';
import { registerHealthRoutes } from './health-routes.ts';
import type { ServerPhase } from './health-routes.ts';
import type { ReadinessReport } from './readiness.ts';

const ALARM = 'WhatsApp has reported nothing about sent messages for 5 minutes.';

describe('the health addresses', () => {
  let server: Server;
  let phase: ServerPhase;
  let report: ReadinessReport;

  beforeEach(async () => {
    phase = 'running';
    report = { problems: [], oldestUnprocessedSeconds: 0, databaseError: null };
    const api = new Api({ findPrincipal: async () => undefined });
    registerHealthRoutes(api, {
      readiness: { check: async () => report },
      connections: {
        getSummary: async (): Promise<ConnectionSummary> => ({
          is_configured: true,
          phone_number_id: '700500300100200',
          verified_name: null,
          display_phone_number: null,
          status: { light: 'degraded', reason: ALARM, since: null },
        }),
      },
      phase: () => phase,
    });
    const app = createApp({
      isOutage: () => false,
      config: { publicUrl: 'http://127.0.0.1', allowedOrigins: [], trustProxy: '' },
      logger: createLogger('silent'),
      api,
      widgetFolder: '/nonexistent',
      pages: undefined,
    });
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const get = async (path: string) => {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, body: await response.json() };
  };

  it('say ready, and how long the oldest webhook waits', async () => {
    report.oldestUnprocessedSeconds = 4;
    expect(await get('/readyz')).toEqual({
      status: 200,
      body: { status: 'ready', oldest_unprocessed_seconds: 4 },
    });
  });

  it.each(['starting', 'stopping'] as const)(
    'refuse while the server is %s, but are alive',
    async (now) => {
      phase = now;
      expect(await get('/readyz')).toMatchObject({
        status: 503,
        body: {
          error: { code: 'unavailable', message: `The server is ${now}.`, details: { phase: now } },
        },
      });
      expect((await get('/healthz')).status).toBe(200);
    },
  );

  it('refuse with every problem in words and in figures', async () => {
    report = {
      problems: ['The database takes no writes: SQLITE_FULL.'],
      oldestUnprocessedSeconds: null,
      databaseError: 'SQLITE_FULL',
    };
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      body: {
        error: {
          message: 'The database takes no writes: SQLITE_FULL.',
          details: { database_error: 'SQLITE_FULL', oldest_unprocessed_seconds: null },
        },
      },
    });
  });

  it('call an open alarm degraded, with its reason', async () => {
    expect((await get('/api/whatsapp/health')).body).toEqual({
      status: 'degraded',
      is_configured: true,
      message: ALARM,
    });
  });
});
