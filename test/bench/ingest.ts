import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../support/free-port.ts';
import { findPackageRoot } from '../../backend/package-root.ts';
import { median, quantile } from './figures.ts';
import { forgetPeakMemory, readCpuMs, readPeakMemoryMb } from './process-usage.ts';
import { prepareRequests, sendForAWhile } from './webhook-load.ts';
import type { WebhookTarget } from './webhook-load.ts';

/*
 * `npm run bench ingest`: our durable intake beside an Express app that verifies signatures and
 * stores nothing, both up for the whole run, in slices dealt in turn. Ours answers 200 after the
 * commit (SQLite, WAL, synchronous=FULL) and goes on to turn the journal into messages; between its
 * slices we wait until it has, and say how long that took. Trust the ratios: machines are noisy.
 */
const APP_SECRET = 'bench-app-secret-0123456789abcdef';
const PHONE_NUMBER_ID = '700500300100200';
const SETUP_TOKEN = 'bench-setup-token-0123456789';
const START_TIMEOUT_MS = 20_000;
const SLICE_MS = 1_000;
const ROUNDS = 5;
const REQUESTS_PER_SLICE = 16_000;
const CONNECTION_COUNTS = [64, 256];

interface Side {
  name: string;
  process: ChildProcess;
  target: WebhookTarget;
  rates: number[];
  cpuPerRequestUs: number[];
  latenciesMs: number[];
}

async function startSide(
  name: string,
  program: string[],
  port: number,
  environment: NodeJS.ProcessEnv,
): Promise<Side> {
  const child = spawn(process.execPath, program, {
    cwd: findPackageRoot(),
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const side: Side = {
    name,
    process: child,
    target: { host: '127.0.0.1', port, appSecret: APP_SECRET, phoneNumberId: PHONE_NUMBER_ID },
    rates: [],
    cpuPerRequestUs: [],
    latenciesMs: [],
  };
  await waitUntilItListens(side);
  return side;
}

async function waitUntilItListens(side: Side): Promise<void> {
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    if (side.process.exitCode !== null) throw new Error(`${side.name} ended by itself.`);
    try {
      await fetch(`http://${side.target.host}:${side.target.port}/healthz`);
      return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(50);
    }
  }
}

async function callApi<Answer>(side: Side, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`http://${side.target.host}:${side.target.port}${path}`, init);
  if (!response.ok)
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

async function signIn(side: Side): Promise<string> {
  const { access_token } = await callApi<{ access_token: string }>(side, '/api/auth/setup', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      setup_token: SETUP_TOKEN,
      name: 'Bench',
      email: 'bench@example.com',
      password: 'a long bench pass-phrase',
    }),
  });
  return access_token;
}

/** Waits until the journal has no unprocessed row; returns how long that took. */
async function waitUntilDrained(side: Side, token: string): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const page = await callApi<{ events: unknown[] }>(
      side,
      '/api/webhooks/whatsapp/events?state=stored&limit=1',
      { headers: { authorization: `Bearer ${token}` } },
    );
    if (page.events.length === 0) return performance.now() - startedAt;
    await sleep(50);
  }
}

async function runSlice(side: Side, connections: number): Promise<number> {
  const requests = prepareRequests(side.target, REQUESTS_PER_SLICE);
  const pid = side.process.pid ?? 0;
  const cpuBefore = readCpuMs(pid);
  const result = await sendForAWhile(side.target, requests, { connections, durationMs: SLICE_MS });
  if (result.refused > 0) {
    throw new Error(`${side.name} refused ${result.refused} webhooks:\n${result.firstRefusal}`);
  }
  side.rates.push((result.answered / result.durationMs) * 1_000);
  side.cpuPerRequestUs.push(((readCpuMs(pid) - cpuBefore) * 1_000) / result.answered);
  side.latenciesMs.push(...result.latenciesMs);
  return result.answered;
}

function forgetFigures(side: Side): void {
  side.rates = [];
  side.cpuPerRequestUs = [];
  side.latenciesMs = [];
}

function printSide(side: Side): void {
  const figures = [
    `${Math.round(median(side.rates))}/s`,
    `p50 ${quantile(side.latenciesMs, 0.5).toFixed(1)} ms`,
    `p99 ${quantile(side.latenciesMs, 0.99).toFixed(1)} ms`,
    `${Math.round(median(side.cpuPerRequestUs))} µs CPU per webhook while answering`,
  ];
  console.log(`  ${side.name.padEnd(24)} ${figures.join('   ')}`);
}

export async function benchIngest(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chasqui-bench-'));
  const ourPort = await findFreePort();
  // The production server as it is, built.
  const ours = await startSide('Chasqui, durable', ['dist/backend/server.js'], ourPort, {
    PORT: String(ourPort),
    DATA_DIR: dataDir,
    SETUP_TOKEN,
    LOG_LEVEL: 'error',
    GRAPH_API_URL: 'http://127.0.0.1:9',
    WHATSAPP_PHONE_NUMBER_ID: PHONE_NUMBER_ID,
    WHATSAPP_BUSINESS_ACCOUNT_ID: '900100200300400',
    WHATSAPP_API_TOKEN: 'bench-token',
    WHATSAPP_APP_SECRET: APP_SECRET,
  });
  const referencePort = await findFreePort();
  const reference = await startSide(
    'Express, stores nothing',
    ['--import', 'tsx', 'test/bench/reference-server.ts', APP_SECRET, String(referencePort)],
    referencePort,
    { NODE_ENV: 'production' },
  );
  try {
    const token = await signIn(ours);
    let acknowledged = 0;
    for (const connections of CONNECTION_COUNTS) {
      // Hashing the password took 128 MB for a moment; the intake is what is measured here.
      forgetPeakMemory(ours.process.pid ?? 0);
      const drainMs: number[] = [];
      // One uncounted round warms both up.
      for (let round = -1; round < ROUNDS; round += 1) {
        await runSlice(reference, connections);
        acknowledged += await runSlice(ours, connections);
        drainMs.push(await waitUntilDrained(ours, token));
        if (round < 0) {
          for (const side of [ours, reference]) forgetFigures(side);
          drainMs.length = 0;
        }
      }
      console.log(
        `${connections} connections, ${ROUNDS} slices of ${SLICE_MS / 1_000} s each, in turn:`,
      );
      printSide(ours);
      printSide(reference);
      const ratios = ours.rates.map((rate, index) => rate / (reference.rates[index] ?? Number.NaN));
      console.log(
        `  ratio of webhooks/s: ${median(ratios).toFixed(2)} (quartiles ${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)})` +
          `; the journal was worked off ${Math.round(median(drainMs))} ms after each slice` +
          `; our peak memory ${Math.round(readPeakMemoryMb(ours.process.pid ?? 0))} MB`,
      );
    }
    const stats = await callApi<{ incoming_messages: number }>(ours, '/api/whatsapp/stats', {
      headers: { authorization: `Bearer ${token}` },
    });
    console.log(`acknowledged ${acknowledged}, stored as messages ${stats.incoming_messages}`);
    if (stats.incoming_messages !== acknowledged) process.exitCode = 1;
  } finally {
    ours.process.kill('SIGTERM');
    reference.process.kill('SIGTERM');
    await sleep(500);
    rmSync(dataDir, { recursive: true, force: true });
  }
}
