import { Socket } from 'node:net';
import knexModule from 'knex';
import type { Knex } from 'knex';
import pg from 'pg';
import type { AppendValue, ClaimOptions, Dialect } from './dialect.ts';
import { containsPattern } from './search-pattern.ts';

const { knex } = knexModule;

/** PostgreSQL's int8; our numbers stay below 2^53, so they come as numbers rather than strings. */
const INT8_OID = 20;
const CONNECT_TIMEOUT_MS = 5_000;
const RELISTEN_DELAY_MS = 1_000;
/** The listening connection says nothing by itself; asked this often, a dead one is noticed. */
const LISTEN_CHECK_MS = 5_000;
const LISTEN_ANSWER_MS = 5_000;
/** Waiting for somebody's lock: after two such waits the caller hears of it. */
const LOCK_TIMEOUT_MS = 2_500;
/** The server ends longer statements; who hears nothing for still longer has lost the connection. */
const STATEMENT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 12_000;
/** Serialization failure, deadlock, a lock not had in time, connections cut by a restarting server. */
const TRANSIENT_CODES = [
  '40001',
  '40P01',
  '55P03',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08003',
  'ECONNRESET',
  'ECONNREFUSED',
];
/** Connections, resources (disk full, too many connections), the operator's hand, system errors. */
const OUTAGE_CODES = /^(08|53|57|58)[0-9A-Z]{3}$|^E[A-Z]+$/;
/** The driver's own errors have no code. */
const NO_ANSWER = 'PostgreSQL did not answer in time.';
const LOST_CONNECTION = new RegExp(
  `${NO_ANSWER}|^Connection terminated|timeout expired|is not queryable$`,
);
/** An arbitrary number that only Chasqui uses for an advisory lock. */
const MIGRATION_LOCK_KEY = 7_210_931;

export function openPostgres(connectionString: string): {
  write: Knex;
  read: Knex;
  dialect: PostgresDialect;
} {
  pg.types.setTypeParser(INT8_OID, Number);
  const connection: pg.ClientConfig = {
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    stream: openImpatientSocket,
  };
  const write = knex({
    client: 'pg',
    connection: connection as Knex.PgConnectionConfig,
    pool: { min: 0, max: 8 },
    acquireConnectionTimeout: 10_000,
  });
  return { write, read: write, dialect: new PostgresDialect(write, connectionString) };
}

/**
 * A connection whose other end went away without a word (a firewall, a machine that lost its power)
 * looks like one that is slow. This one ends itself after a silence that the server's own timeout
 * rules out, so that no request hangs; in the pool that only closes what nobody used.
 */
function openImpatientSocket(): Socket {
  const socket = new Socket();
  socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error(NO_ANSWER)));
  return socket;
}

export class PostgresDialect implements Dialect {
  readonly name = 'postgres';
  readonly #write: Knex;
  readonly #connectionString: string;

  constructor(write: Knex, connectionString: string) {
    this.#write = write;
    this.#connectionString = connectionString;
  }

  /** One array per column through unnest(): the same SQL text for every batch size, one round trip. */
  async appendRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly AppendValue[])[],
  ): Promise<void> {
    const types = columns.map((_, index) => arrayType(rows.map((row) => row[index] ?? null)));
    const arrays = types.map((type, index) => `$${index + 1}::${type}`).join(', ');
    const client = await this.#write.client.acquireConnection();
    try {
      await client.query({
        // At most 63 characters; columns of a table that differ in type differ in these letters.
        name: `append:${table}:${types.map((type) => type.slice(0, 2)).join('')}`,
        text: `INSERT INTO ${table} (${columns.join(', ')}) SELECT * FROM unnest(${arrays})`,
        values: columns.map((_, index) => rows.map((row) => row[index] ?? null)),
      });
    } finally {
      this.#write.client.releaseConnection(client);
    }
  }

  async claimDue<Row extends object>(
    tx: Knex.Transaction,
    table: string,
    options: ClaimOptions,
  ): Promise<Row[]> {
    const query = tx(table).where('due_at', '<=', options.nowMs);
    options.where?.(query);
    return query
      .orderBy(options.orderBy ?? 'id')
      .limit(options.limit)
      .forUpdate()
      .skipLocked();
  }

  async nextSeq(tx: Knex.Transaction, counter: string, count: number): Promise<number> {
    const result = await tx.raw(
      'UPDATE counters SET value = value + ? WHERE name = ? RETURNING value',
      [count, counter],
    );
    const last = (result.rows as { value: number }[])[0]?.value;
    if (last === undefined) throw new Error(`There is no counter «${counter}».`);
    return last - count + 1;
  }

  isUniqueViolation(error: unknown): boolean {
    return hasCode(error, '23505');
  }

  isTransient(error: unknown): boolean {
    return TRANSIENT_CODES.some((code) => hasCode(error, code));
  }

  isOutage(error: unknown): boolean {
    if (!(error instanceof Error)) return false;
    return (
      this.isTransient(error) ||
      error.name === 'KnexTimeoutError' ||
      ('code' in error && OUTAGE_CODES.test(String(error.code))) ||
      LOST_CONNECTION.test(error.message)
    );
  }

  async notify(channel: string): Promise<void> {
    await this.#write.raw('SELECT pg_notify(?, ?)', [channel, '']);
  }

  /** A connection of its own; should it break, it is opened again (readers poll meanwhile). */
  async listen(channel: string, wake: () => void): Promise<() => Promise<void>> {
    let stopped = false;
    let client: pg.Client | undefined;
    let timer: NodeJS.Timeout | undefined;
    const connect = async () => {
      const next = new pg.Client({
        connectionString: this.#connectionString,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        query_timeout: LISTEN_ANSWER_MS,
      });
      const reconnect = () => {
        clearInterval(check);
        if (stopped || client !== next) return;
        client = undefined;
        next.end().catch(() => undefined);
        timer = setTimeout(() => void attempt(), RELISTEN_DELAY_MS);
      };
      const check = setInterval(() => next.query('SELECT 1').catch(reconnect), LISTEN_CHECK_MS);
      check.unref();
      client = next;
      next.on('notification', wake);
      next.on('error', reconnect);
      next.on('end', reconnect);
      await next.connect();
      await next.query(`LISTEN ${next.escapeIdentifier(channel)}`);
      wake();
    };
    const attempt = async () => {
      try {
        await connect();
      } catch {
        client = undefined;
        if (!stopped) timer = setTimeout(() => void attempt(), RELISTEN_DELAY_MS);
      }
    };
    await attempt();
    return async () => {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    };
  }

  searchText(query: Knex.QueryBuilder, columns: readonly string[], text: string): void {
    query.where((builder) => {
      for (const column of columns) {
        builder.orWhereRaw("?? ILIKE ? ESCAPE '\\'", [column, containsPattern(text)]);
      }
    });
  }

  bytesContain(query: Knex.QueryBuilder, column: string, texts: readonly string[]): void {
    query.where((builder) => {
      for (const text of texts) {
        builder.orWhereRaw("position(convert_to(?, 'UTF8') in ??) > 0", [text, column]);
      }
    });
  }

  /** Migrations have connections of their own: a large table may take longer than any request. */
  async holdMigrationLock(migrate: (connection: Knex) => Promise<void>): Promise<void> {
    const connectionString = this.#connectionString;
    const patient = knex({
      client: 'pg',
      connection: { connectionString },
      pool: { min: 0, max: 2 },
    });
    const holder = new pg.Client({ connectionString });
    await holder.connect();
    try {
      await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK_KEY]);
      await migrate(patient);
    } finally {
      await patient.destroy();
      // The lock ends with its connection, also when this process is killed.
      await holder.end();
    }
  }

  /** PostgreSQL checks its pages itself when it reads them. */
  async assertIntact(): Promise<void> {}

  explain(error: unknown): unknown {
    return error;
  }

  async assertDurable(): Promise<void> {
    const result = await this.#write.raw('SHOW synchronous_commit');
    const value = (result.rows as { synchronous_commit: string }[])[0]?.synchronous_commit;
    if (value === 'off') {
      throw new Error(
        'PostgreSQL runs with synchronous_commit=off: webhooks could be lost. Set it to on.',
      );
    }
  }

  async close(): Promise<void> {}
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function arrayType(values: readonly AppendValue[]): string {
  const sample = values.find((value) => value !== null);
  if (Buffer.isBuffer(sample)) return 'bytea[]';
  return typeof sample === 'number' ? 'bigint[]' : 'text[]';
}
