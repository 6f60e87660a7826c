import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPackageRoot } from '../../../backend/package-root.ts';
import type { TracePoint } from '../../../backend/trace-points.ts';
import {
  APP_SECRET,
  BUSINESS_ACCOUNT_ID,
  PHONE_NUMBER_ID,
  VERIFY_TOKEN,
} from '../../fixtures/webhooks/webhook-builder.ts';
import { findFreePort } from '../../support/free-port.ts';

const READY_TIMEOUT_MS = 20_000;
const READY_POLL_MS = 10;
const KEPT_OUTPUT = 64 * 1_024;

export const SETUP_TOKEN = 'setup-token-of-the-fault-tests';

/** Dies, or freezes with SIGSTOP, when it comes to a point for the n-th time; the first unless told. */
export interface Crash {
  at: TracePoint;
  count?: number;
  signal?: 'SIGKILL' | 'SIGSTOP';
}

export interface ServerOptions {
  databaseUrl: string;
  /** Where WhatsApp is; unset: nowhere, for tests of the intake alone. */
  graphUrl?: string | undefined;
  /** More environment, laid over ours. */
  env?: NodeJS.ProcessEnv | undefined;
  /** Runs the server under another program, for example `['strace', '-f', …]`. */
  wrapper?: readonly string[] | undefined;
}

/**
 * The built server as a process of its own, on a port that it keeps over restarts, with the number of
 * test/fixtures/webhooks/webhook-builder.ts connected through the environment.
 */
export class ServerProcess {
  readonly port: number;
  readonly url: string;
  readonly dataDir: string;
  readonly #options: ServerOptions;
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(port: number, options: ServerOptions) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.dataDir = mkdtempSync(join(tmpdir(), 'chasqui-faults-'));
    this.#options = options;
  }

  /** Gives it a port; it does not run before `start`. */
  static async create(options: ServerOptions): Promise<ServerProcess> {
    return new ServerProcess(await findFreePort(), options);
  }

  get webhookUrl(): string {
    return `${this.url}/api/webhooks/whatsapp`;
  }

  get liveUrl(): string {
    return `ws://127.0.0.1:${this.port}/api/live`;
  }

  /** The end of what it has written to its terminal, over all starts. */
  get output(): string {
    return this.#output;
  }

  /** Of the server itself; under a wrapper, of the wrapper's child. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('The server was not started.');
    if (this.#options.wrapper === undefined) return pid;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return Number(children.trim().split(' ')[0]) || pid;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Starts it and waits for `/readyz`; resolves to the ms that took. Rejects if it ends before. */
  async start(crash?: Crash): Promise<number> {
    const startedAt = performance.now();
    this.launch(crash);
    while (performance.now() - startedAt < READY_TIMEOUT_MS) {
      if (!this.isRunning) throw new Error(`The server ended while starting:\n${this.#output}`);
      if (await this.isReady()) return performance.now() - startedAt;
      await sleep(READY_POLL_MS);
    }
    throw new Error(`The server was not ready in time:\n${this.#output}`);
  }

  /** Starts it and waits for nothing. */
  launch(crash?: Crash): void {
    const [command = process.execPath, ...rest] = [
      ...(this.#options.wrapper ?? []),
      process.execPath,
      ...(crash ? ['--import', './test/faults/support/crash-at.mjs'] : []),
      'dist/backend/server.js',
    ];
    const child = spawn(command, rest, {
      cwd: findPackageRoot(),
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: String(this.port),
        DATA_DIR: this.dataDir,
        DATABASE_URL: this.#options.databaseUrl,
        GRAPH_API_URL: this.#options.graphUrl ?? 'http://127.0.0.1:9',
        SETUP_TOKEN,
        LOG_LEVEL: 'warn',
        WHATSAPP_PHONE_NUMBER_ID: PHONE_NUMBER_ID,
        WHATSAPP_BUSINESS_ACCOUNT_ID: BUSINESS_ACCOUNT_ID,
        WHATSAPP_API_TOKEN: 'token-of-the-fault-tests',
        WHATSAPP_APP_SECRET: APP_SECRET,
        WHATSAPP_WEBHOOK_VERIFY_TOKEN: VERIFY_TOKEN,
        ...(crash
          ? { CRASH_AT: `${crash.at}:${crash.count ?? 1}`, CRASH_SIGNAL: crash.signal ?? 'SIGKILL' }
          : {}),
        ...this.#options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const read = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  }

  async isReady(): Promise<boolean> {
    return (await this.readiness())?.status === 200;
  }

  /** What `/readyz` says; undefined when nobody answers. */
  async readiness(): Promise<{ status: number; body: string } | undefined> {
    try {
      const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(10_000) });
      return { status: response.status, body: await response.text() };
    } catch {
      return undefined;
    }
  }

  /** SIGKILL: no chance to write anything. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Waits until it has ended by itself, as at a trace point. */
  async whenEnded(timeoutMs = 30_000): Promise<void> {
    const child = this.#child;
    if (!child || !this.isRunning) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Still running after ${timeoutMs} ms:\n${this.#output}`)),
        timeoutMs,
      );
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Ends it with a signal; resolves to its exit code, null when the signal killed it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || !this.isRunning) return child?.exitCode ?? null;
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    // Not to a wrapper: strace keeps signals to itself.
    process.kill(this.pid, signal);
    return exited;
  }

  /** Ends it however it is and removes its folder. */
  async discard(): Promise<void> {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
