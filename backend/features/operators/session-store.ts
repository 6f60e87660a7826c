import type { OperatorRole } from '../../contract/operator.ts';
import type { Database, Transaction } from '../../database/database.ts';

const TABLE = 'whatsapp_session';

/** One pair of access and refresh token. A family is all that follows from one sign-in. */
export interface SessionRow {
  id: string;
  family_id: string;
  operator_id: string;
  access_hash: string | null;
  access_expires_at: number;
  refresh_hash: string;
  refresh_used_at: number | null;
  successor_id: string | null;
  idle_expires_at: number;
  absolute_expires_at: number;
  created_at: number;
}

/** The table whatsapp_session. Its rows are used as they are: they never leave this slice. */
export class SessionStore {
  async insert(tx: Transaction, row: SessionRow): Promise<void> {
    await tx(TABLE).insert(row);
  }

  async findByRefreshHash(tx: Transaction, hash: string): Promise<SessionRow | undefined> {
    return tx(TABLE).where({ refresh_hash: hash }).first();
  }

  /** The active owners of access tokens that have not ended, in one read. */
  async listAccessOwners(
    read: Database['read'],
    hashes: readonly string[],
    nowMs: number,
  ): Promise<{ hash: string; id: string; name: string; role: OperatorRole; familyId: string }[]> {
    return read(TABLE)
      .join('operators', 'operators.id', `${TABLE}.operator_id`)
      .whereIn(`${TABLE}.access_hash`, hashes)
      .where(`${TABLE}.access_expires_at`, '>', nowMs)
      .where('operators.is_active', true)
      .select({
        hash: `${TABLE}.access_hash`,
        id: 'operators.id',
        name: 'operators.name',
        role: 'operators.role',
        familyId: `${TABLE}.family_id`,
      });
  }

  /** Marks a refresh token as used; false when it was used before. */
  async markRefreshUsed(
    tx: Transaction,
    id: string,
    successorId: string,
    nowMs: number,
  ): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ id })
      .whereNull('refresh_used_at')
      .update({ refresh_used_at: nowMs, successor_id: successorId });
    return count === 1;
  }

  /**
   * Puts another session in the place of a successor that nobody has used: the old one's tokens end.
   * False when the successor was used, or replaced by somebody else, meanwhile.
   */
  async replaceSuccessor(
    tx: Transaction,
    session: { id: string; successorId: string },
    newSuccessorId: string,
  ): Promise<boolean> {
    const ended = await tx(TABLE)
      .where({ id: session.successorId })
      .whereNull('refresh_used_at')
      .update({ refresh_used_at: 0, access_hash: null });
    if (ended !== 1) return false;
    await tx(TABLE).where({ id: session.id }).update({ successor_id: newSuccessorId });
    return true;
  }

  async deleteFamily(tx: Transaction, familyId: string): Promise<number> {
    return tx(TABLE).where({ family_id: familyId }).delete();
  }

  async deleteByOperator(tx: Transaction, operatorId: string): Promise<number> {
    return tx(TABLE).where({ operator_id: operatorId }).delete();
  }

  /** Deletes sessions that cannot come back to life. */
  async deleteExpired(tx: Transaction, nowMs: number): Promise<number> {
    return tx(TABLE).where('absolute_expires_at', '<=', nowMs).delete();
  }
}
