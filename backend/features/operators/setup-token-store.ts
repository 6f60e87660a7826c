import type { Database, Transaction } from '../../database/database.ts';

const TABLE = 'setup_tokens';

/** The table setup_tokens: hashes of the tokens by which the first admin may be claimed. */
export class SetupTokenStore {
  async insert(tx: Transaction, hash: string, expiresAtMs: number): Promise<void> {
    await tx(TABLE)
      .insert({ token_hash: hash, expires_at: expiresAtMs, used_at: null })
      .onConflict('token_hash')
      .merge();
  }

  async isValid(read: Database['read'], hash: string, nowMs: number): Promise<boolean> {
    const row: unknown = await read(TABLE)
      .where({ token_hash: hash })
      .whereNull('used_at')
      .where('expires_at', '>', nowMs)
      .first('token_hash');
    return row !== undefined;
  }

  /**
   * Uses the token up, and every other one with it; false when it was not valid. Of concurrent calls
   * exactly one gets true: the updates take the rows' locks.
   */
  async use(tx: Transaction, hash: string, nowMs: number): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ token_hash: hash })
      .whereNull('used_at')
      .where('expires_at', '>', nowMs)
      .update({ used_at: nowMs });
    if (count !== 1) return false;
    await tx(TABLE).whereNull('used_at').update({ used_at: nowMs });
    return true;
  }

  async deleteExpired(tx: Transaction, nowMs: number): Promise<void> {
    await tx(TABLE).where('expires_at', '<=', nowMs).delete();
  }

  async deleteAll(tx: Transaction): Promise<void> {
    await tx(TABLE).delete();
  }

  /** Deletes the tokens that end at exactly this moment (those that came from the configuration). */
  async deleteEndingAt(tx: Transaction, expiresAtMs: number): Promise<void> {
    await tx(TABLE).where({ expires_at: expiresAtMs }).delete();
  }
}
