import type { EnvironmentCredentials } from '../../config.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { ConnectionRecord, ConnectionStore } from './connection-store.ts';

const CACHE_MS = 2_000;

/**
 * The business numbers that are or were connected, with their secrets, wherever those are kept.
 *
 * They are answered from memory for up to CACHE_MS, because every webhook and every send asks. A
 * write of this instance empties the memory at once (`forget`); another instance's write is seen
 * after CACHE_MS. A read that fails is not remembered.
 */
export class ConnectionRecords {
  readonly #database: Database;
  readonly #store: ConnectionStore;
  readonly #environment: EnvironmentCredentials;
  #memory: { records: Promise<ConnectionRecord[]>; validUntilMs: number } | undefined;

  constructor(parts: {
    database: Database;
    store: ConnectionStore;
    environment: EnvironmentCredentials;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#environment = parts.environment;
  }

  /** Every record, the disconnected ones too, the latest first. */
  list(): Promise<ConnectionRecord[]> {
    const nowMs = performance.now();
    if (this.#memory && nowMs < this.#memory.validUntilMs) return this.#memory.records;
    const entry = { records: this.read(this.#database.read), validUntilMs: nowMs + CACHE_MS };
    this.#memory = entry;
    entry.records.catch(() => {
      if (this.#memory === entry) this.#memory = undefined;
    });
    return entry.records;
  }

  /** `list` as it is now, past the memory. */
  async read(db: Transaction | Database['read']): Promise<ConnectionRecord[]> {
    const records = await this.#store.listAll(db);
    return records.map((record) => withEnvironmentSecrets(record, this.#environment));
  }

  /** Empties the memory. */
  forget(): void {
    this.#memory = undefined;
  }
}

/** Adds the environment's secrets to the row that stands for them; other records stay as they are. */
function withEnvironmentSecrets(
  record: ConnectionRecord,
  environment: EnvironmentCredentials,
): ConnectionRecord {
  if (record.source !== 'environment' || record.disconnectedAtMs !== undefined) return record;
  if (record.phoneNumberId !== environment.phoneNumberId) return record;
  return {
    ...record,
    accessToken: environment.accessToken ?? '',
    appSecret: environment.appSecret,
    verifyToken: environment.verifyToken,
  };
}
