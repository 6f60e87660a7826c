import type { Knex } from 'knex';
import type { Transaction } from '../../database/database.ts';

/** How an account's list of templates stands towards Meta's. */
export interface TemplateSyncRecord {
  businessAccountId: string;
  dueAtMs: number;
  syncedAtMs: number | null;
  error: string | null;
  failures: number;
}

interface SyncRow {
  business_account_id: string;
  due_at: number;
  synced_at: number | null;
  error: string | null;
  failures: number;
}

const TABLE = 'template_syncs';

/** The table template_syncs. */
export class TemplateSyncStore {
  async find(db: Knex, accountId: string): Promise<TemplateSyncRecord | undefined> {
    const row: SyncRow | undefined = await db(TABLE)
      .where({ business_account_id: accountId })
      .first();
    return (
      row && {
        businessAccountId: row.business_account_id,
        dueAtMs: row.due_at,
        syncedAtMs: row.synced_at,
        error: row.error,
        failures: row.failures,
      }
    );
  }

  /** Makes the account's row; one that is there stays as it is. */
  async ensure(tx: Transaction, accountId: string, dueAtMs: number): Promise<void> {
    await tx(TABLE)
      .insert({ business_account_id: accountId, due_at: dueAtMs })
      .onConflict('business_account_id')
      .ignore();
  }

  /** Brings the next sync forward to `dueAtMs`; of all accounts, unless one is named. */
  async bringForward(tx: Transaction, dueAtMs: number, accountId?: string): Promise<void> {
    const update = tx(TABLE).where('due_at', '>', dueAtMs).update({ due_at: dueAtMs });
    if (accountId !== undefined) void update.where({ business_account_id: accountId });
    await update;
  }

  /** True for one caller only: the sync is due, and is that caller's until `untilMs`. */
  async claim(
    tx: Transaction,
    accountId: string,
    nowMs: number,
    untilMs: number,
  ): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ business_account_id: accountId })
      .where('due_at', '<=', nowMs)
      .update({ due_at: untilMs });
    return count > 0;
  }

  /**
   * Writes how a sync ended. A sync that was asked for since the start of this one stays asked for:
   * what it was asked for may have come too late for this one.
   */
  async finish(
    tx: Transaction,
    accountId: string,
    end: { syncedAtMs?: number; error: string | null; failures: number; dueAtMs: number },
    claimedUntilMs: number | undefined,
  ): Promise<void> {
    await tx(TABLE)
      .where({ business_account_id: accountId })
      .update({
        error: end.error,
        failures: end.failures,
        ...(end.syncedAtMs === undefined ? {} : { synced_at: end.syncedAtMs }),
      });
    const due = tx(TABLE).where({ business_account_id: accountId }).update({ due_at: end.dueAtMs });
    if (claimedUntilMs !== undefined) void due.where({ due_at: claimedUntilMs });
    await due;
  }
}
