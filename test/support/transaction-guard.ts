import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database } from '../../backend/database/database.ts';

/**
 * Makes a query outside `tx`, asked for inside a transaction, an error.
 *
 * Such a query waits for one more connection of the pool while its transaction holds the change log's
 * counter. When every connection is taken by transactions that wait for this counter, all of them stand
 * still until a timeout. It shows under load only; with this guard it shows in every test.
 */
export function guardTransactions(database: Database): void {
  const around = new AsyncLocalStorage<{ isOpen: boolean; connection?: string }>();
  const transaction = database.transaction.bind(database);
  database.transaction = (work) =>
    transaction(async (tx) => {
      const attempt = { isOpen: true };
      // What it set going, and does not wait for, may ask what it likes afterwards.
      return around.run(attempt, () => work(tx)).finally(() => (attempt.isOpen = false));
    });
  database.read.on('query', ({ sql, __knexUid, __knexTxId }: KnexQuery) => {
    const attempt = around.getStore();
    if (!attempt?.isOpen) return;
    if (__knexTxId !== undefined) attempt.connection = __knexUid;
    // After a savepoint Knex names the connection only.
    if (__knexUid === attempt.connection) return;
    throw new Error(`Asked outside the transaction that is open: ${sql}`);
  });
}

interface KnexQuery {
  sql: string;
  __knexUid: string;
  __knexTxId?: string;
}
