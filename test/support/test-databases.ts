import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '../../backend/database/database.ts';
import type { Database } from '../../backend/database/database.ts';
import { guardTransactions } from './transaction-guard.ts';

export interface TestDatabase {
  name: 'sqlite' | 'postgres';
  /** Makes an empty database of its own and migrates it. Call `discard` when done. */
  create(options?: { migrate?: boolean }): Promise<{
    database: Database;
    url: string;
    /** Opens the same database a second time, as another instance would. */
    openAgain(): Database;
    discard(): Promise<void>;
  }>;
}

async function opened(url: string, migrate: boolean, drop: () => Promise<void>) {
  const connections: Database[] = [];
  const openAgain = () => {
    const database = openDatabase(url);
    guardTransactions(database);
    connections.push(database);
    return database;
  };
  const database = openAgain();
  if (migrate) await database.migrateToLatest();
  return {
    database,
    url,
    openAgain,
    discard: async () => {
      for (const connection of connections) await connection.close().catch(() => undefined);
      await drop();
    },
  };
}

const sqlite: TestDatabase = {
  name: 'sqlite',
  async create({ migrate = true } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'chasqui-test-'));
    return opened(`sqlite:${join(folder, 'test.sqlite')}`, migrate, async () =>
      rmSync(folder, { recursive: true, force: true }),
    );
  },
};

const postgres: TestDatabase = {
  name: 'postgres',
  async create({ migrate = true } = {}) {
    const serverUrl = inject('postgresUrl');
    const name = `chasqui_test_${randomBytes(6).toString('hex')}`;
    const administer = async (sql: string) => {
      const client = new pg.Client({ connectionString: serverUrl });
      await client.connect();
      await client.query(sql).finally(() => client.end());
    };
    await administer(`CREATE DATABASE ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return opened(url.href, migrate, () =>
      administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
    );
  },
};

/** Every database a store must work on: use with `describe.each(testDatabases)('… ($name)', …)`. */
export const testDatabases: TestDatabase[] = [sqlite, postgres];
