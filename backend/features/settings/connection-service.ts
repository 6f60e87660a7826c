import type { ConnectionLight, ConnectionSummary } from '../../contract/settings.ts';
import type { Transaction } from '../../database/database.ts';
import { connectedAmong, isConnected, requireConnected, toConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import type { AlarmKind, ConnectionAlarm } from './connection-alarms.ts';
import type { ConnectionChanges } from './connection-changes.ts';
import type { ConnectionRecords } from './connection-records.ts';
import type { ConnectionRecord, ConnectionStore } from './connection-store.ts';
import { toConnectionSummary } from './connection-summary.ts';

export type { Connection } from './connection.ts';

interface Light {
  light: ConnectionLight;
  reason: string | undefined;
}

interface Trouble {
  light: Exclude<ConnectionLight, 'connected'>;
  reason: string;
}

/**
 * Which business numbers are connected, and how each of them is doing.
 *
 * A number's light is what Meta's last answer to its credentials said. An alarm, which something
 * else raised (missing webhooks, a token that ends soon), turns a green light amber and hides
 * nothing worse. Saying what a number shows already changes nothing, so callers may report freely.
 */
export class ConnectionService {
  readonly #store: ConnectionStore;
  readonly #records: ConnectionRecords;
  readonly #changes: ConnectionChanges;

  constructor(parts: {
    store: ConnectionStore;
    records: ConnectionRecords;
    changes: ConnectionChanges;
  }) {
    this.#store = parts.store;
    this.#records = parts.records;
    this.#changes = parts.changes;
  }

  /**
   * The number of this id, or the one that new chats go out by. Throws `not_configured` when it is
   * not connected.
   */
  async getConnected(phoneNumberId?: string): Promise<Connection> {
    return requireConnected(await this.list(), phoneNumberId);
  }

  async findByPhoneNumberId(id: string): Promise<Connection | undefined> {
    return (await this.list()).find((connection) => connection.phoneNumberId === id);
  }

  /** Every connected number, the one connected first at the head. */
  async list(): Promise<Connection[]> {
    return (await this.listConnectedRecords()).map(toConnection);
  }

  async listConnectedRecords(): Promise<ConnectionRecord[]> {
    return connectedAmong(await this.#records.list());
  }

  /**
   * The record behind the settings screen: that of `phoneNumberId`, or of the first connected
   * number, or else the latest one that was connected (its secrets are gone then).
   */
  async findRecord(phoneNumberId?: string): Promise<ConnectionRecord | undefined> {
    const records = await this.#records.list();
    if (phoneNumberId === undefined) return connectedAmong(records)[0] ?? records[0];
    return records.find((record) => record.phoneNumberId === phoneNumberId);
  }

  /** What every operator may see of the connection; never credentials. */
  async getSummary(): Promise<ConnectionSummary> {
    return toConnectionSummary(await this.#records.list());
  }

  /** Forgets what is held in memory: another instance may have saved within the last seconds. */
  invalidate(): void {
    this.#records.forget();
  }

  /** Turns the number's light. Unknown numbers: nothing. */
  async recordTrouble(phoneNumberId: string, trouble: Trouble, nowMs = Date.now()): Promise<void> {
    await this.#turnLight(phoneNumberId, trouble, nowMs);
  }

  /**
   * Turns the light for what Meta answered to `connection`, in the caller's transaction, which holds
   * the change log's counter; call `invalidate` after the commit. False, and nothing written, when
   * the number has other credentials by now, saved here or at another instance: the answer says
   * nothing of those. Without a token it concerns the number, whatever its credentials.
   */
  async recordRefusal(
    tx: Transaction,
    connection: Pick<Connection, 'phoneNumberId'> & Partial<Pick<Connection, 'accessToken'>>,
    trouble: Trouble,
    nowMs = Date.now(),
  ): Promise<boolean> {
    const record = (await this.#records.read(tx)).find(
      ({ phoneNumberId }) => phoneNumberId === connection.phoneNumberId,
    );
    if (!record || !isConnected(record)) return false;
    const { accessToken } = connection;
    if (accessToken !== undefined && record.accessToken !== accessToken) return false;
    if (await this.#writeLight(tx, record, trouble, nowMs)) await this.#changes.append(tx);
    return true;
  }

  /** Back to green. Cheap when it is green already, so callers may report every success. */
  async recordRecovery(phoneNumberId: string, nowMs = Date.now()): Promise<void> {
    if ((await this.findRecord(phoneNumberId))?.light === 'connected') return;
    await this.#turnLight(phoneNumberId, { light: 'connected', reason: undefined }, nowMs);
  }

  async raiseAlarm(alarm: ConnectionAlarm): Promise<void> {
    await this.#changes.change((tx) => this.#store.raiseAlarm(tx, alarm));
  }

  async clearAlarm(phoneNumberId: string, kind: AlarmKind): Promise<void> {
    const known = await this.findRecord(phoneNumberId);
    if (!known?.alarms.some((alarm) => alarm.kind === kind)) return;
    await this.#changes.change((tx) => this.#store.clearAlarm(tx, phoneNumberId, kind));
  }

  async #turnLight(phoneNumberId: string, next: Light, nowMs: number): Promise<void> {
    await this.#changes.change(async (tx) => {
      const record = await this.#store.findByPhoneNumberId(tx, phoneNumberId);
      if (!record || record.disconnectedAtMs !== undefined) return false;
      return this.#writeLight(tx, record, next, nowMs);
    });
  }

  /** False when the number shows this already. */
  async #writeLight(
    tx: Transaction,
    record: ConnectionRecord,
    next: Light,
    nowMs: number,
  ): Promise<boolean> {
    if (record.light === next.light && record.lightReason === next.reason) return false;
    const sinceMs = next.light === 'connected' ? undefined : nowMs;
    await this.#store.setLight(tx, record.id, { ...next, sinceMs });
    return true;
  }
}
