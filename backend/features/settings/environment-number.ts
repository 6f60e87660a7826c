import type { EnvironmentCredentials } from '../../config.ts';
import { DEFAULT_API_VERSION } from '../../contract/protocol.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { newRecord } from './connection.ts';
import type { ConnectionRecords } from './connection-records.ts';
import type { ConnectionStore } from './connection-store.ts';

/**
 * The number whose credentials are in the environment, for an installation whose admin has saved none.
 *
 * It has a row of source 'environment', which holds its state but no secrets: those are read from the
 * environment each time. Credentials that an admin saves take its place for good.
 */
export class EnvironmentNumber {
  readonly #database: Database;
  readonly #store: ConnectionStore;
  readonly #records: Pick<ConnectionRecords, 'forget'>;
  readonly #environment: EnvironmentCredentials;

  constructor(parts: {
    database: Database;
    store: ConnectionStore;
    records: Pick<ConnectionRecords, 'forget'>;
    environment: EnvironmentCredentials;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#records = parts.records;
    this.#environment = parts.environment;
  }

  /**
   * Call once at start, after the migrations: gives the number of the environment its row. Does
   * nothing when an admin has ever saved a number, or disconnected the one of the environment.
   */
  async prepare(nowMs = Date.now()): Promise<void> {
    try {
      await this.#database.transaction((tx) => this.#adopt(tx, nowMs));
    } catch (error) {
      // Another instance made the row at the same moment.
      if (!this.#database.dialect.isUniqueViolation(error)) throw error;
    }
    this.#records.forget();
  }

  async #adopt(tx: Transaction, nowMs: number): Promise<void> {
    const { phoneNumberId, businessAccountId, accessToken, apiVersion } = this.#environment;
    const records = await this.#store.listAll(tx);
    if (records.some((record) => record.source === 'stored')) return;
    if (!phoneNumberId || !businessAccountId || !accessToken) return;
    const existing = records.find((record) => record.phoneNumberId === phoneNumberId);
    for (const record of records) {
      if (record !== existing && record.disconnectedAtMs === undefined) {
        await this.#store.disconnect(tx, record.id, nowMs);
      }
    }
    if (existing?.disconnectedAtMs !== undefined) return;
    const version = apiVersion ?? DEFAULT_API_VERSION;
    if (existing?.businessAccountId === businessAccountId && existing.apiVersion === version) {
      return;
    }
    await this.#store.save(tx, {
      ...(existing ?? newRecord(nowMs)),
      source: 'environment',
      phoneNumberId,
      businessAccountId,
      apiVersion: version,
      updatedAtMs: nowMs,
    });
  }
}
