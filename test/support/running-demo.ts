import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPackageRoot } from '../../backend/package-root.ts';
import { findFreePort } from './free-port.ts';

const READY_LINE = "Chasqui's demo is running";
const START_TIMEOUT_MS = 20_000;

export interface RunningDemoOptions {
  databaseUrl?: string;
  /** Nobody has signed in yet, and nothing is set up. */
  isFirstRun?: boolean;
}

/**
 * The built demo as a process of its own, on ports and a data folder of its own, so that a test can
 * kill it and start it again.
 */
export class RunningDemo {
  readonly url: string;
  readonly simulatorUrl: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #dataDir: string;
  #process: ChildProcess | undefined;
  #output = '';

  private constructor(port: number, simulatorPort: number, options: RunningDemoOptions) {
    const { databaseUrl, isFirstRun } = options;
    this.url = `http://127.0.0.1:${port}`;
    this.simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
    this.#dataDir = mkdtempSync(join(tmpdir(), 'chasqui-journey-'));
    this.#environment = {
      ...process.env,
      PORT: String(port),
      SIMULATOR_PORT: String(simulatorPort),
      DATA_DIR: this.#dataDir,
      LOG_LEVEL: 'debug',
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
      ...(isFirstRun ? { FIRST_RUN: '1' } : {}),
    };
  }

  static async start(options: RunningDemoOptions = {}): Promise<RunningDemo> {
    const demo = new RunningDemo(await findFreePort(), await findFreePort(), options);
    await demo.start();
    return demo;
  }

  /** Starts the process and waits until it says that it runs; resolves to the ms this took. */
  async start(): Promise<number> {
    const startedAt = performance.now();
    const child = spawn(process.execPath, ['dist/demo/server.js'], {
      cwd: findPackageRoot(),
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    const from = this.#output.length;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No start in time:\n${this.#output}`)),
        START_TIMEOUT_MS,
      );
      const read = (chunk: Buffer) => {
        this.#output += chunk.toString();
        if (!this.#output.slice(from).includes(READY_LINE)) return;
        clearTimeout(timer);
        resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) =>
        reject(new Error(`The demo ended with ${code}:\n${this.#output}`)),
      );
    });
    return performance.now() - startedAt;
  }

  /** Signs in by the API; resolves to the access token. */
  async signIn({ email, password }: { email: string; password: string }): Promise<string> {
    const response = await fetch(`${this.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  /** Everything the process has written to its terminal since the first start: words and log lines. */
  get output(): string {
    return this.#output;
  }

  /** SIGKILL: no chance to write anything. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<number | null> {
    const code = await this.#end('SIGTERM');
    rmSync(this.#dataDir, { recursive: true, force: true });
    return code;
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return exited;
  }
}
