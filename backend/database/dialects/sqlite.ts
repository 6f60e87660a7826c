import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import knexModule from 'knex';
import type { Knex } from 'knex';
import type sqlite3 from 'sqlite3';
import { DatabaseRefusal } from '../database-refusal.ts';
import type { AppendValue, ClaimOptions, Dialect } from './dialect.ts';
import { containsPattern } from './search-pattern.ts';

const { knex } = knexModule;

/**
 * SQLite waits this long inside a driver thread for another process's lock; longer waits are done
 * by retrying outside, so that a locked file never blocks the threads that other work needs.
 */
const BUSY_TIMEOUT_MS = 50;

/** Rows in one INSERT; larger batches take several statements inside one transaction. */
const MAX_ROWS_PER_STATEMENT = 64;

/** The check at start reads the whole file; beyond this size, damage is told when it is met. */
const MAX_CHECKED_BYTES = 512 * 1_024 * 1_024;

const MIGRATION_PATIENCE_MS = 30_000;
const MIGRATION_RETRY_MS = 100;

const OUTAGE_CODES = new Set([
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_CANTOPEN',
]);

type Connection = sqlite3.Database;

const execute = (connection: Connection, sql: string) =>
  new Promise<void>((resolve, reject) =>
    connection.exec(sql, (error) => (error ? reject(error) : resolve())),
  );

const prepare = (connection: Connection, sql: string) =>
  new Promise<sqlite3.Statement>((resolve, reject) => {
    const statement = connection.prepare(sql, (error: Error | null) =>
      error ? reject(error) : resolve(statement),
    );
  });

/**
 * A statement that met a lock stays half-way until it is reset, and while one does, SQLite commits
 * nothing else of this connection: later statements would succeed and be in no file.
 */
const run = (statement: sqlite3.Statement, values: readonly AppendValue[]) =>
  new Promise<void>((resolve, reject) =>
    statement.run(values, (error: Error | null) =>
      error ? statement.reset(() => reject(error)) : resolve(),
    ),
  );

function createPool(filename: string, pool: { min: number; max: number }, pragmas: string): Knex {
  return knex({
    client: 'sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      ...pool,
      afterCreate: (connection: Connection, done: (error: Error | null, c: Connection) => void) => {
        connection.exec(pragmas, (error) => done(error, connection));
      },
    },
  });
}

/** Opens the file (made with mode 0600) as one writing and several reading connections. */
export function openSqlite(filename: string): { write: Knex; read: Knex; dialect: SqliteDialect } {
  mkdirSync(dirname(filename), { recursive: true });
  // Made before SQLite opens it: its -wal and -shm files take over the mode.
  closeSync(openSync(filename, 'a', 0o600));
  const common = `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA foreign_keys = ON;`;
  const write = createPool(
    filename,
    { min: 1, max: 1 },
    `${common} PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;`,
  );
  const read = createPool(
    filename,
    { min: 0, max: 3 },
    `${common} PRAGMA query_only = ON; PRAGMA cache_size = -4096;`,
  );
  return { write, read, dialect: new SqliteDialect({ write, filename }) };
}

export class SqliteDialect implements Dialect {
  readonly name = 'sqlite';
  readonly #write: Knex;
  readonly #filename: string;
  readonly #statements = new WeakMap<Connection, Map<string, sqlite3.Statement>>();

  constructor(parts: { write: Knex; filename: string }) {
    this.#write = parts.write;
    this.#filename = parts.filename;
  }

  async appendRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly AppendValue[])[],
  ): Promise<void> {
    const connection: Connection = await this.#write.client.acquireConnection();
    try {
      if (rows.length <= MAX_ROWS_PER_STATEMENT) {
        await this.#insert(connection, table, columns, rows);
        return;
      }
      await execute(connection, 'BEGIN IMMEDIATE');
      try {
        for (let start = 0; start < rows.length; start += MAX_ROWS_PER_STATEMENT) {
          await this.#insert(
            connection,
            table,
            columns,
            rows.slice(start, start + MAX_ROWS_PER_STATEMENT),
          );
        }
        await execute(connection, 'COMMIT');
      } catch (error) {
        await execute(connection, 'ROLLBACK').catch(() => undefined);
        throw error;
      }
    } finally {
      this.#write.client.releaseConnection(connection);
    }
  }

  /** One statement is one transaction of its own outside BEGIN, so it is durable when it returns. */
  async #insert(
    connection: Connection,
    table: string,
    columns: readonly string[],
    rows: readonly (readonly AppendValue[])[],
  ): Promise<void> {
    const row = `(${columns.map(() => '?').join(',')})`;
    const sql = `INSERT INTO ${table} (${columns.join(',')}) VALUES ${Array(rows.length).fill(row).join(',')}`;
    let cache = this.#statements.get(connection);
    if (!cache) this.#statements.set(connection, (cache = new Map()));
    let statement = cache.get(sql);
    if (!statement) cache.set(sql, (statement = await prepare(connection, sql)));
    await run(statement, rows.flat());
  }

  async claimDue<Row extends object>(
    tx: Knex.Transaction,
    table: string,
    options: ClaimOptions,
  ): Promise<Row[]> {
    const query = tx(table).where('due_at', '<=', options.nowMs);
    options.where?.(query);
    return query.orderBy(options.orderBy ?? 'id').limit(options.limit);
  }

  async nextSeq(tx: Knex.Transaction, counter: string, count: number): Promise<number> {
    const rows: { value: number }[] = await tx.raw(
      'UPDATE counters SET value = value + ? WHERE name = ? RETURNING value',
      [count, counter],
    );
    const last = rows[0]?.value;
    if (last === undefined) throw new Error(`There is no counter «${counter}».`);
    return last - count + 1;
  }

  isUniqueViolation(error: unknown): boolean {
    return (
      error instanceof Error &&
      'code' in error &&
      error.code === 'SQLITE_CONSTRAINT' &&
      /UNIQUE constraint|PRIMARY KEY/i.test(error.message)
    );
  }

  isTransient(error: unknown): boolean {
    return (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'SQLITE_BUSY' || error.code === 'SQLITE_LOCKED')
    );
  }

  isOutage(error: unknown): boolean {
    return (
      error instanceof Error &&
      (error.name === 'KnexTimeoutError' ||
        ('code' in error && typeof error.code === 'string' && OUTAGE_CODES.has(error.code)))
    );
  }

  async notify(): Promise<void> {}

  async listen(): Promise<() => Promise<void>> {
    return async () => {};
  }

  searchText(query: Knex.QueryBuilder, columns: readonly string[], text: string): void {
    query.where((builder) => {
      for (const column of columns) {
        builder.orWhereRaw("?? LIKE ? ESCAPE '\\'", [column, containsPattern(text)]);
      }
    });
  }

  bytesContain(query: Knex.QueryBuilder, column: string, texts: readonly string[]): void {
    query.where((builder) => {
      for (const text of texts) {
        builder.orWhereRaw('instr(??, CAST(? AS BLOB)) > 0', [column, text]);
      }
    });
  }

  /** The file's own write lock is the lock: whoever finds it taken, or the tables just made, tries again. */
  async holdMigrationLock(migrate: (connection: Knex) => Promise<void>): Promise<void> {
    const giveUpAt = performance.now() + MIGRATION_PATIENCE_MS;
    let seemsLocked = false;
    for (;;) {
      try {
        // Knex's own lock row, put in by both at once, would look locked for good.
        if (seemsLocked) {
          await this.#write.raw(
            `DELETE FROM schema_migrations_lock
             WHERE "index" > (SELECT min("index") FROM schema_migrations_lock)`,
          );
        }
        return await migrate(this.#write);
      } catch (error) {
        const isLocked = error instanceof Error && error.name === 'MigrationLocked';
        const isContention =
          isLocked ||
          this.isTransient(error) ||
          this.isUniqueViolation(error) ||
          (error instanceof Error && /already exists/.test(error.message));
        if (!isContention || performance.now() >= giveUpAt) throw error;
        seemsLocked ||= isLocked;
        await sleep(MIGRATION_RETRY_MS);
      }
    }
  }

  async assertIntact(): Promise<void> {
    if (statSync(this.#filename).size > MAX_CHECKED_BYTES) return;
    const [found] = (await this.#write.raw('PRAGMA quick_check(1)')) as { quick_check: string }[];
    if (found?.quick_check !== 'ok') throw this.#damaged(String(found?.quick_check));
  }

  explain(error: unknown): unknown {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'SQLITE_CORRUPT' && code !== 'SQLITE_NOTADB') return error;
    return this.#damaged((error as Error).message, error);
  }

  #damaged(finding: string, cause?: unknown): DatabaseRefusal {
    return new DatabaseRefusal(
      `The database file ${this.#filename} is damaged (${finding.replaceAll('\n', ' ')}). Stop Chasqui, ` +
        'move the file aside together with its -wal and -shm files, put your latest backup in its ' +
        'place, and start again.',
      { cause },
    );
  }

  async assertDurable(): Promise<void> {
    const [mode] = (await this.#write.raw('PRAGMA journal_mode')) as { journal_mode: string }[];
    const [sync] = (await this.#write.raw('PRAGMA synchronous')) as { synchronous: number }[];
    if (mode?.journal_mode !== 'wal' || sync?.synchronous !== 2) {
      throw new Error(
        `SQLite must run with journal_mode=WAL and synchronous=FULL, but it says ` +
          `${mode?.journal_mode} and ${sync?.synchronous}. Is the file on a network share?`,
      );
    }
  }

  async close(): Promise<void> {}
}
