import type { Knex } from 'knex';
import type { Database } from './database.ts';

/** What stands in line in a table, and the column that says until when it waits. */
export interface WaitingRows {
  table: string;
  column: 'due_at' | 'lease_until';
  /** SQL, as in the partial index that keeps the question cheap. */
  where: string;
  /** Longer than anything waits for a reason of its own (ms). */
  longestWaitMs: number;
}

/**
 * Ends waits that reach further ahead than any reason for one: their moments were written while the
 * clock was wrong. Reads only, as long as there is nothing of the kind.
 */
export async function freeFromTheFuture(
  database: Database,
  rows: WaitingRows,
  nowMs: number,
): Promise<void> {
  const farAhead = (query: Knex.QueryBuilder) =>
    query.whereRaw(rows.where).where(rows.column, '>', nowMs + rows.longestWaitMs);
  const row: unknown = await farAhead(database.read(rows.table)).first('id');
  if (row === undefined) return;
  await database.transaction((tx) => farAhead(tx(rows.table)).update({ [rows.column]: nowMs }));
}
