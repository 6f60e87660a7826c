import type { ApiKey, OperatorRole } from '../../contract/operator.ts';
import type { Database, Transaction } from '../../database/database.ts';

const TABLE = 'api_keys';

interface ApiKeyRow {
  id: string;
  name: string;
  role: OperatorRole;
  key_hash: string;
  last4: string;
  created_by_id: string | null;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

/** The table api_keys. */
export class ApiKeyStore {
  /** The keys that are not revoked. */
  async list(read: Database['read']): Promise<ApiKey[]> {
    const rows: ApiKeyRow[] = await read(TABLE)
      .whereNull('revoked_at')
      .orderBy('created_at')
      .orderBy('id');
    return rows.map(toApiKey);
  }

  async listByHashes(
    read: Database['read'],
    hashes: readonly string[],
  ): Promise<
    {
      hash: string;
      id: string;
      name: string;
      role: OperatorRole;
      lastUsedAtMs: number | undefined;
    }[]
  > {
    const rows: ApiKeyRow[] = await read(TABLE).whereIn('key_hash', hashes).whereNull('revoked_at');
    return rows.map((row) => ({
      hash: row.key_hash,
      id: row.id,
      name: row.name,
      role: row.role,
      lastUsedAtMs: row.last_used_at ?? undefined,
    }));
  }

  async insert(
    tx: Transaction,
    key: {
      id: string;
      name: string;
      role: OperatorRole;
      hash: string;
      last4: string;
      createdById: string | null;
    },
    nowMs: number,
  ): Promise<ApiKey> {
    const row: ApiKeyRow = {
      id: key.id,
      name: key.name,
      role: key.role,
      key_hash: key.hash,
      last4: key.last4,
      created_by_id: key.createdById,
      created_at: nowMs,
      last_used_at: null,
      revoked_at: null,
    };
    await tx(TABLE).insert(row);
    return toApiKey(row);
  }

  /** False when there is no such key, or it is revoked already. */
  async revoke(tx: Transaction, id: string, nowMs: number): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ id })
      .whereNull('revoked_at')
      .update({ revoked_at: nowMs });
    return count === 1;
  }

  async setLastUsed(tx: Transaction, id: string, nowMs: number): Promise<void> {
    await tx(TABLE).where({ id }).update({ last_used_at: nowMs });
  }
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    last4: row.last4,
    created_at: new Date(row.created_at).toISOString(),
    last_used_at: row.last_used_at === null ? null : new Date(row.last_used_at).toISOString(),
  };
}
