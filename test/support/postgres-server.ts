import type { TestProject } from 'vitest/node';
import { runPostgres } from './run-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A PostgreSQL server on which tests may make databases of their own. */
    postgresUrl: string;
  }
}

/**
 * Vitest's global set-up: brings a PostgreSQL server for the run; TEST_POSTGRES_URL names a server of
 * the developer's own instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const own = process.env.TEST_POSTGRES_URL;
  if (own) {
    project.provide('postgresUrl', own);
    return async () => {};
  }
  // Tests of durability bring a server of their own with fsync on.
  const server = await runPostgres({ settings: { fsync: 'off', max_connections: 300 } });
  project.provide('postgresUrl', server.url);
  return () => server.discard();
}
