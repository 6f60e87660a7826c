import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { giveUpAfter } from '../give-up-after.ts';
import { DatabaseRefusal } from './database-refusal.ts';
import type { Dialect } from './dialects/dialect.ts';
import { openPostgres } from './dialects/postgres.ts';
import { openSqlite } from './dialects/sqlite.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { reachTracePoint } from '../trace-points.ts';

export type Transaction = Knex.Transaction;

/** How long a transaction is tried again when the database is busy, before the caller hears of it. */
const TRANSIENT_RETRY_MS = 5_000;
const MIGRATION_PATIENCE_MS = 30_000;
const RETRY_STEP_MS = 25;
const MIGRATIONS_TABLE = 'schema_migrations';
const PROBE = 'health_probe';

/**
 * The database, in either dialect.
 *
 * `transaction` is for everything that writes. Its work may run more than once (when the database
 * was busy), so it must do nothing but database work through the `tx` it is given. `read` is for
 * screens: on SQLite it has its own connections, so a slow search never holds up the intake.
 */
export class Database {
  readonly dialect: Dialect;
  readonly read: Knex;
  readonly #write: Knex;
  #probe: Promise<void> | undefined;

  constructor(parts: { dialect: Dialect; read: Knex; write: Knex }) {
    this.dialect = parts.dialect;
    this.read = parts.read;
    this.#write = parts.write;
  }

  /** Runs `work` in one transaction; tries again for up to 5 s while the database is busy. */
  async transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.#retryTransient(() => this.#write.transaction(work));
  }

  /**
   * Commits one small write, to learn whether the database takes any; throws when it does not, or
   * not within `timeoutMs` (code `ETIMEDOUT`). Tries again meanwhile when the database is busy. A
   * write that still waits is waited for by the next call, so that probes never pile up.
   */
  async probeCommit(timeoutMs: number, nowMs = Date.now()): Promise<void> {
    const write = async () => {
      await this.#write('counters').where({ name: PROBE }).update({ value: nowMs });
    };
    this.#probe ??= this.#retryTransient(write, timeoutMs).finally(() => (this.#probe = undefined));
    await giveUpAfter(timeoutMs, this.#probe, 'a commit');
  }

  /** `dialect.appendRows` with the same patience as `transaction`. */
  async appendRows(...args: Parameters<Dialect['appendRows']>): Promise<void> {
    return this.#retryTransient(() => this.dialect.appendRows(...args));
  }

  /** Brings the schema to this version; throws when the data is damaged or of a newer version. */
  async migrateToLatest(): Promise<void> {
    try {
      await this.#migrateToLatest();
    } catch (error) {
      throw this.dialect.explain(error);
    }
  }

  async #migrateToLatest(): Promise<void> {
    // Another process may be making the file, or its tables, at this moment.
    await this.#retryTransient(() => this.dialect.assertIntact(), MIGRATION_PATIENCE_MS);
    await this.#retryTransient(() => this.#refuseNewerSchema(), MIGRATION_PATIENCE_MS);
    await this.dialect.holdMigrationLock(async (connection) => {
      await connection.migrate.latest(this.#migrationConfig());
    });
    await this.#retryTransient(() => this.dialect.assertDurable(), MIGRATION_PATIENCE_MS);
  }

  /** For tests and the CLI: one step down, or all the way. */
  async migrateDown(all = false): Promise<void> {
    await this.#write.migrate.rollback(this.#migrationConfig(), all);
  }

  /** For tests and the CLI: one step up. */
  async migrateUp(): Promise<void> {
    await this.#write.migrate.up(this.#migrationConfig());
  }

  /** For the CLI: every migration in order, and whether this database has it. */
  async listMigrations(): Promise<{ name: string; isDone: boolean }[]> {
    const [done] = (await this.#write.migrate.list(this.#migrationConfig())) as [
      { name: string }[],
      unknown,
    ];
    const doneNames = new Set(done.map((migration) => migration.name));
    return Object.keys(migrations)
      .sort()
      .map((name) => ({ name, isDone: doneNames.has(name) }));
  }

  async close(): Promise<void> {
    await this.dialect.close();
    await this.#write.destroy();
    if (this.read !== this.#write) await this.read.destroy();
  }

  async #refuseNewerSchema(): Promise<void> {
    if (!(await this.#write.schema.hasTable(MIGRATIONS_TABLE))) return;
    const rows: { name: string }[] = await this.#write(MIGRATIONS_TABLE).select('name');
    const unknown = rows.map((row) => row.name).filter((name) => !(name in migrations));
    if (unknown.length > 0) {
      throw new DatabaseRefusal(
        `This database was made by a newer version of Chasqui (it has ${unknown.join(', ')}). ` +
          'Start that version, or restore a backup made by this one.',
      );
    }
  }

  #migrationConfig(): Knex.MigratorConfig {
    return {
      tableName: MIGRATIONS_TABLE,
      migrationSource: {
        getMigrations: async () => Object.keys(migrations).sort(),
        getMigrationName: (name: string) => name,
        getMigration: async (name: string) => {
          const migration = migrations[name];
          if (!migration) throw new Error(`There is no migration «${name}».`);
          return traced(migration);
        },
      },
    };
  }

  async #retryTransient<Result>(
    attempt: () => PromiseLike<Result>,
    patienceMs = TRANSIENT_RETRY_MS,
  ): Promise<Result> {
    const giveUpAt = performance.now() + patienceMs;
    for (let delayMs = RETRY_STEP_MS; ; delayMs = Math.min(delayMs * 2, 400)) {
      try {
        return await attempt();
      } catch (error) {
        if (!this.dialect.isTransient(error) || performance.now() >= giveUpAt) {
          throw this.dialect.explain(error);
        }
        await sleep(delayMs);
      }
    }
  }
}

/** Every migration runs in a transaction of its own, so that one that was killed leaves nothing. */
function traced(migration: Migration): Migration {
  return {
    ...migration,
    up: async (tx) => {
      await migration.up(tx);
      reachTracePoint('migration_before_commit');
    },
  };
}

/**
 * Opens the database that `databaseUrl` names: `sqlite:PATH` or `postgres://…`.
 * The schema is not touched; call `migrateToLatest`.
 */
export function openDatabase(databaseUrl: string): Database {
  return new Database(
    databaseUrl.startsWith('sqlite:')
      ? openSqlite(databaseUrl.slice('sqlite:'.length))
      : openPostgres(databaseUrl),
  );
}
