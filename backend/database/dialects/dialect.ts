import type { Knex } from 'knex';

/** A row claimed for work. */
export interface ClaimOptions {
  /** Rows whose `due_at` is at or before this moment (ms since 1970). */
  nowMs: number;
  limit: number;
  /** Further conditions on the row. */
  where?: (query: Knex.QueryBuilder) => void;
  orderBy?: string;
}

/**
 * Everything in which SQLite and PostgreSQL differ. Words of a dialect appear in this folder only;
 * stores ask the dialect by what they need.
 */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';

  /**
   * Appends rows to `table` in one durable commit of its own and resolves after the commit.
   * Every row has the same columns, in `columns`' order. This is the hot path of webhook intake:
   * one statement on a cached plan, no query builder.
   */
  appendRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly AppendValue[])[],
  ): Promise<void>;

  /**
   * Selects due rows and keeps other workers away from them until the transaction ends
   * (PostgreSQL: FOR UPDATE SKIP LOCKED; SQLite has one writer at a time, so nothing more is needed).
   */
  claimDue<Row extends object>(
    tx: Knex.Transaction,
    table: string,
    options: ClaimOptions,
  ): Promise<Row[]>;

  /**
   * Hands out `count` numbers of the counter and returns the first. The counter row stays locked
   * until the transaction ends, so numbers become visible in the order in which they were given.
   */
  nextSeq(tx: Knex.Transaction, counter: string, count: number): Promise<number>;

  isUniqueViolation(error: unknown): boolean;

  /** True for errors that go away by trying the whole transaction again (busy, deadlock). */
  isTransient(error: unknown): boolean;

  /**
   * True for errors of the ground below: the database is away, busy, or has no room. Nothing is wrong
   * with the request, which may be tried again later.
   */
  isOutage(error: unknown): boolean;

  /** Wakes listeners in other processes; on SQLite there are none. Never carries data. */
  notify(channel: string): Promise<void>;

  /** Calls `wake` when another process notifies; returns a function that stops it. */
  listen(channel: string, wake: () => void): Promise<() => Promise<void>>;

  /** Adds a case-insensitive «contains» over the columns, with the user's text taken literally. */
  searchText(query: Knex.QueryBuilder, columns: readonly string[], text: string): void;

  /** Adds that the binary column holds the UTF-8 bytes of at least one of the texts. */
  bytesContain(query: Knex.QueryBuilder, column: string, texts: readonly string[]): void;

  /** Runs `migrate` while no other process migrates: of two that boot together, one waits. */
  holdMigrationLock(migrate: (connection: Knex) => Promise<void>): Promise<void>;

  /** Checks at start that the data can be read, as far as that is quick; throws where it is damaged. */
  assertIntact(): Promise<void>;

  /** The error to show: one that means damaged data becomes a sentence that names the cure. */
  explain(error: unknown): unknown;

  /** Checks at start that commits are durable as promised; throws where they are not. */
  assertDurable(): Promise<void>;

  close(): Promise<void>;
}

export type AppendValue = string | number | null | Buffer;
