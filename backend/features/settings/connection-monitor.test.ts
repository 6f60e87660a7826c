import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pino } from 'pino';
import type { ConnectionLight } from '../../contract/settings.ts';
import { newRecord } from './connection.ts';
import { ConnectionMonitor } from './connection-monitor.ts';

const MINUTE_MS = 60_000;

describe('the connection monitor', () => {
  let checks = 0;
  let looks = 0;
  let light: ConnectionLight;
  let check: () => Promise<void>;
  let monitor: ConnectionMonitor;
  beforeEach(() => {
    vi.useFakeTimers();
    checks = 0;
    looks = 0;
    light = 'connected';
    check = async () => undefined;
    monitor = new ConnectionMonitor({
      checks: {
        refreshProfiles: () => {
          checks += 1;
          return check();
        },
      },
      facts: {
        refreshDue: async () => {
          looks += 1;
        },
      },
      connections: { listConnectedRecords: async () => [{ ...newRecord(0), light }] },
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

  it('asks every two minutes while the light is amber, or when it could not ask', async () => {
    light = 'degraded';
    monitor.start();
    await vi.advanceTimersByTimeAsync(6 * MINUTE_MS);
    expect(checks).toBe(4);
    light = 'connected';
    check = () => Promise.reject(new Error('database is away'));
    await vi.advanceTimersByTimeAsync(6 * MINUTE_MS);
    expect(checks).toBe(7);
  });

  it('asks soon after it was woken, once for many wakes, and then as ever', async () => {
    monitor.start();
    await vi.advanceTimersByTimeAsync(0);
    for (let wake = 0; wake < 5; wake += 1) monitor.wake();
    await vi.advanceTimersByTimeAsync(5_000);
    expect([checks, looks]).toEqual([2, 2]);
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect([checks, looks]).toEqual([3, 3]);
  });

  it('asks again when it is woken during a check', async () => {
    let finish: () => void = () => undefined;
    check = () => new Promise<void>((resolve) => (finish = resolve));
    monitor.start();
    await vi.advanceTimersByTimeAsync(0);
    monitor.wake();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(checks).toBe(1);
    check = async () => undefined;
    finish();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(checks).toBe(2);
  });

  it('asks no more once it is stopped', async () => {
    monitor.start();
    await monitor.stop();
    await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
    expect(checks).toBe(1);
  });
});
