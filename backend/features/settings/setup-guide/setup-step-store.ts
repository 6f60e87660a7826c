import type { Knex } from 'knex';
import type { ManualStepId } from '../../../contract/setup-guide.ts';
import type { Transaction } from '../../../database/database.ts';

const TABLE = 'setup_steps';

/** The table setup_steps: a row for each manual step that somebody has ticked. */
export class SetupStepStore {
  /** When each was ticked. */
  async list(db: Knex): Promise<Map<ManualStepId, number>> {
    const rows: { step: ManualStepId; done_at: number }[] = await db(TABLE);
    return new Map(rows.map(({ step, done_at }) => [step, Number(done_at)]));
  }

  /** Ticking again keeps the first moment. */
  async tick(tx: Transaction, step: ManualStepId, nowMs: number): Promise<void> {
    await tx(TABLE).insert({ step, done_at: nowMs }).onConflict('step').ignore();
  }

  async untick(tx: Transaction, step: ManualStepId): Promise<void> {
    await tx(TABLE).where({ step }).delete();
  }
}
