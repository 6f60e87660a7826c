import type { Database, Transaction } from '../../database/database.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { ConnectionRecords } from './connection-records.ts';
import { toConnectionSummary } from './connection-summary.ts';

type RenewedListener = (tx: Transaction, phoneNumberId: string) => Promise<void>;

/**
 * Whoever changes connected numbers does it here, so that everybody who has to know is told.
 *
 * Every change of what operators see is a `settings.changed` in the change log, in the transaction
 * that makes it; after the commit this instance's memory is emptied and the feed wakes. Other slices
 * (the outbox, the templates) hear in the transaction when a number may be used again. The feed's
 * counter is locked before any row, as everywhere, so that nobody deadlocks.
 */
export class ConnectionChanges {
  readonly #database: Database;
  readonly #records: ConnectionRecords;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: ChangeNotifier;
  readonly #renewedListeners: RenewedListener[] = [];

  constructor(parts: {
    database: Database;
    records: ConnectionRecords;
    changeLog: ChangeLog;
    changeNotifier: ChangeNotifier;
  }) {
    this.#database = parts.database;
    this.#records = parts.records;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
  }

  /**
   * Changes connection rows in one transaction and tells the feed, unless `work` answers `false`:
   * nothing has changed. `work` may run again: database work only.
   */
  async change(work: (tx: Transaction) => Promise<unknown>): Promise<void> {
    const isChanged = await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      if ((await work(tx)) === false) return false;
      await this.append(tx);
      return true;
    });
    if (!isChanged) return;
    this.#records.forget();
    this.#changeNotifier.wake();
  }

  /** Tells the feed in the caller's own transaction, which has reserved the counter. */
  async append(tx: Transaction): Promise<void> {
    const connection = toConnectionSummary(await this.#records.read(tx));
    await this.#changeLog.append(tx, [{ type: 'settings.changed', connection }]);
  }

  /**
   * Calls `listener` inside the transaction in which credentials were saved, or were found working
   * again after trouble, so that whatever waits for them (the outbox) goes on.
   */
  onRenewed(listener: RenewedListener): void {
    this.#renewedListeners.push(listener);
  }

  /** Credentials were saved, or work again. */
  async tellRenewed(tx: Transaction, phoneNumberId: string): Promise<void> {
    for (const listener of this.#renewedListeners) await listener(tx, phoneNumberId);
  }
}
