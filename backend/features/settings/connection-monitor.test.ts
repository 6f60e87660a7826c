import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pino } from 'pino';
import type { ConnectionLight, ConnectionSummary } from '../../contract/settings.ts';
import { ConnectionMonitor } from './connection-monitor.ts';

const MINUTE_MS = 60_000;

describe('the connection monitor', () => {
  let checks = 0;
  let light: ConnectionLight;
  let check: () => Promise<void>;
  let monitor: ConnectionMonitor;
  beforeEach(() => {
    vi.useFakeTimers();
    checks = 0;
    light = 'connected';
    check = async () => undefined;
    monitor = new ConnectionMonitor({
      settings: {
        refreshProfiles: () => {
          checks += 1;
          return check();
        },
      },
      connections: {
        getSummary: async (): Promise<ConnectionSummary> => ({
          is_configured: true,
          phone_number_id: '700500300100200',
          verified_name: null,
          display_phone_number: null,
          status: { light, reason: null, since: null },
        }),
      },
      logger: pino({ level: 'silent' }),
    });
  });
  afterEach(async () => {
    await monitor.stop();
    vi.useRealTimers();
  });

  it('asks at start and every ten minutes while all is well', async () => {
    monitor.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(checks).toBe(1);
    await vi.advanceTimersByTimeAsync(9 * MINUTE_MS);
    expect(checks).toBe(1);
    await vi.advanceTimersByTimeAsync(21 * MINUTE_MS);
    expect(checks).toBe(4);
  });

  it('asks every minute while the light is amber, or when it could not ask', async () => {
    light = 'degraded';
    monitor.start();
    await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
    expect(checks).toBe(4);
    light = 'connected';
    check = () => Promise.reject(new Error('database is away'));
    await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
    expect(checks).toBe(7);
  });

  it('asks no more once it is stopped', async () => {
    monitor.start();
    await monitor.stop();
    await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
    expect(checks).toBe(1);
  });
});
