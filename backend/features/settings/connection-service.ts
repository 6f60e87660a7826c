import type { ConnectionLight, ConnectionSummary } from '../../contract/settings.ts';
import { DEFAULT_API_VERSION } from '../../contract/protocol.ts';
import type { EnvironmentCredentials } from '../../config.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError, describeError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Logger } from '../../logger.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import { toConnectionSummary } from './connection-summary.ts';
import type { AlarmKind, ConnectionAlarm } from './connection-alarms.ts';
import type { ConnectionRecord, ConnectionStore } from './connection-store.ts';

/*
 * Which business number is connected, and how it is doing.
 *
 * The credentials come from the table whatsapp_config, or, while no admin has saved any, from the
 * environment; then a row of source 'environment' holds the number's state but no secrets. Reads
 * are answered from memory for up to CACHE_MS, because every webhook and every send asks. A write
 * of this instance empties the memory at once; another instance's write is seen after CACHE_MS.
 * Every change of what operators see is a `settings.changed` in the change log.
 */
const CACHE_MS = 2_000;
const WEBHOOK_NOTE_INTERVAL_MS = 60_000;
/** How far `lastStatusAtMs` may be behind; the alarm on missing statuses allows for it. */
export const STATUS_NOTE_INTERVAL_MS = 30_000;

/** What the rest of the server needs in order to talk to Meta for a number. */
export interface Connection {
  id: string;
  phoneNumberId: string;
  businessAccountId: string;
  accessToken: string;
  appSecret: string | undefined;
  verifyToken: string | undefined;
  apiVersion: string;
}

export class ConnectionService {
  readonly #database: Database;
  readonly #store: ConnectionStore;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: ChangeNotifier;
  readonly #environment: EnvironmentCredentials;
  readonly #logger: Logger;
  #cache: { records: Promise<ConnectionRecord[]>; validUntilMs: number } | undefined;
  #nextWebhookNoteMs = 0;
  #nextRefusalNoteMs = 0;
  readonly #nextStatusNoteMs = new Map<string, number>();
  /** The last note under way: they go one after the other. */
  #notes: Promise<void> = Promise.resolve();

  constructor(parts: {
    database: Database;
    store: ConnectionStore;
    changeLog: ChangeLog;
    changeNotifier: ChangeNotifier;
    environment: EnvironmentCredentials;
    logger: Logger;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
    this.#environment = parts.environment;
    this.#logger = parts.logger;
  }

  /**
   * Call once at start, after the migrations: gives the number of the environment its row. Does
   * nothing when an admin has ever saved a number, or disconnected the one of the environment.
   */
  async prepare(nowMs = Date.now()): Promise<void> {
    try {
      await this.#database.transaction((tx) => this.#adoptEnvironment(tx, nowMs));
    } catch (error) {
      // Another instance made the row at the same moment.
      if (!this.#database.dialect.isUniqueViolation(error)) throw error;
    }
    this.invalidate();
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
    return inOrder((await this.#records()).filter(isConnected));
  }

  /**
   * The record behind the settings screen: that of `phoneNumberId`, or of the first connected
   * number, or else the latest one that was connected (its secrets are gone then).
   */
  async findRecord(phoneNumberId?: string): Promise<ConnectionRecord | undefined> {
    const records = await this.#records();
    if (phoneNumberId !== undefined) {
      return records.find((record) => record.phoneNumberId === phoneNumberId);
    }
    return inOrder(records.filter(isConnected))[0] ?? records[0];
  }

  /** Notes that Meta's verification call was answered, and says so: an admin is waiting for it. */
  async recordWebhookVerified(nowMs: number): Promise<void> {
    await this.change((tx) => this.#store.setWebhookMoment(tx, 'webhook_verified_at', nowMs));
  }

  /**
   * Notes that a signed webhook arrived; at most one write a minute, and the caller need not wait.
   * A failed write is only logged: it costs a figure on a screen.
   */
  recordWebhookReceived(nowMs: number): void {
    if (isThrottled(nowMs, this.#nextWebhookNoteMs, WEBHOOK_NOTE_INTERVAL_MS)) return;
    this.#nextWebhookNoteMs = nowMs + WEBHOOK_NOTE_INTERVAL_MS;
    this.#note((tx) => this.#store.setWebhookMoment(tx, 'last_webhook_at', nowMs));
  }

  /** Notes that a webhook's signature was wrong; throttled and never awaited, as above. */
  recordWebhookRefused(nowMs: number): void {
    if (isThrottled(nowMs, this.#nextRefusalNoteMs, WEBHOOK_NOTE_INTERVAL_MS)) return;
    this.#nextRefusalNoteMs = nowMs + WEBHOOK_NOTE_INTERVAL_MS;
    this.#note((tx) => this.#store.setWebhookMoment(tx, 'webhook_refused_at', nowMs));
  }

  /** Notes that Meta reported on messages of these numbers; throttled and never awaited, as above. */
  recordStatusesReceived(phoneNumberIds: Iterable<string>, nowMs: number): void {
    for (const id of phoneNumberIds) {
      const nextMs = this.#nextStatusNoteMs.get(id) ?? 0;
      if (isThrottled(nowMs, nextMs, STATUS_NOTE_INTERVAL_MS)) continue;
      this.#nextStatusNoteMs.set(id, nowMs + STATUS_NOTE_INTERVAL_MS);
      this.#note((tx) => this.#store.setLastStatus(tx, id, nowMs));
    }
  }

  /** Connected numbers with what the watch on their health needs. */
  async listWatched(): Promise<Pick<ConnectionRecord, 'phoneNumberId' | 'lastStatusAtMs'>[]> {
    return (await this.#records()).filter(isConnected);
  }

  /** Turns a green light amber, whatever Meta says. Raising twice is as once. */
  async raiseAlarm(alarm: ConnectionAlarm): Promise<void> {
    await this.#changeWhere((tx) => this.#store.raiseAlarm(tx, alarm));
  }

  async clearAlarm(phoneNumberId: string, kind: AlarmKind): Promise<void> {
    const known = (await this.#records()).find((record) => record.phoneNumberId === phoneNumberId);
    if (!known?.alarms.some((alarm) => alarm.kind === kind)) return;
    await this.#changeWhere((tx) => this.#store.clearAlarm(tx, phoneNumberId, kind));
  }

  /** Turns the number's light; says nothing when it shows this already. Unknown numbers: nothing. */
  async recordTrouble(
    phoneNumberId: string,
    trouble: { light: Exclude<ConnectionLight, 'connected'>; reason: string },
    nowMs = Date.now(),
  ): Promise<void> {
    await this.#turnLight(phoneNumberId, trouble, nowMs);
  }

  /**
   * Turns the light for what Meta answered to `connection`, in the caller's transaction, which holds
   * the change log's counter; call `invalidate` after the commit. False, and nothing written, when
   * the number has other credentials by now, saved here or at another instance: the answer says
   * nothing of those.
   */
  async recordRefusal(
    tx: Transaction,
    connection: Pick<Connection, 'phoneNumberId' | 'accessToken'>,
    trouble: { light: Exclude<ConnectionLight, 'connected'>; reason: string },
    nowMs = Date.now(),
  ): Promise<boolean> {
    const stored = await this.#store.findByPhoneNumberId(tx, connection.phoneNumberId);
    const record = stored && this.#complete(stored);
    if (!record || !isConnected(record)) return false;
    if (record.accessToken !== connection.accessToken) return false;
    if (await this.#writeLight(tx, record, trouble, nowMs)) await this.#appendChange(tx);
    return true;
  }

  /** Back to green. Cheap when it is green already, so callers may report every success. */
  async recordRecovery(phoneNumberId: string, nowMs = Date.now()): Promise<void> {
    const known = (await this.#records()).find((record) => record.phoneNumberId === phoneNumberId);
    if (known?.light === 'connected') return;
    await this.#turnLight(phoneNumberId, { light: 'connected', reason: undefined }, nowMs);
  }

  /** What every operator may see of the connection; never credentials. */
  async getSummary(): Promise<ConnectionSummary> {
    return summarize(await this.#records());
  }

  /**
   * Changes connection rows in one transaction, appends `settings.changed`, and wakes the feed.
   * For this slice's own services. `work` may run again: database work only.
   */
  async change<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const result = await this.#database.transaction(async (tx) => {
      // The feed's counter is locked before any row, as everywhere, so that nobody deadlocks.
      await this.#changeLog.reserve(tx, 0);
      const answer = await work(tx);
      await this.#appendChange(tx);
      return answer;
    });
    this.#announce();
    return result;
  }

  /** Forgets what is held in memory. */
  invalidate(): void {
    this.#cache = undefined;
  }

  /** Waits for a write under way. */
  async stop(): Promise<void> {
    await this.#notes;
  }

  #note(write: (tx: Transaction) => Promise<void>): void {
    this.#notes = this.#notes
      .then(() => this.#database.transaction(write))
      .then(
        () => this.invalidate(),
        (error: unknown) =>
          this.#logger.warn({ reason: describeError(error) }, 'a moment was not noted'),
      );
  }

  async #turnLight(
    phoneNumberId: string,
    next: { light: ConnectionLight; reason: string | undefined },
    nowMs: number,
  ): Promise<void> {
    await this.#changeWhere(async (tx) => {
      const record = await this.#store.findByPhoneNumberId(tx, phoneNumberId);
      if (!record || record.disconnectedAtMs !== undefined) return false;
      return this.#writeLight(tx, record, next, nowMs);
    });
  }

  /** `change`, which says nothing when `work` answers that nothing has changed. */
  async #changeWhere(work: (tx: Transaction) => Promise<boolean>): Promise<void> {
    const isChanged = await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      if (!(await work(tx))) return false;
      await this.#appendChange(tx);
      return true;
    });
    if (isChanged) this.#announce();
  }

  /** False when the number shows this already. */
  async #writeLight(
    tx: Transaction,
    record: ConnectionRecord,
    next: { light: ConnectionLight; reason: string | undefined },
    nowMs: number,
  ): Promise<boolean> {
    if (record.light === next.light && record.lightReason === next.reason) return false;
    const sinceMs = next.light === 'connected' ? undefined : nowMs;
    await this.#store.setLight(tx, record.id, { ...next, sinceMs });
    return true;
  }

  async #appendChange(tx: Transaction): Promise<void> {
    const records = (await this.#store.listAll(tx)).map((record) => this.#complete(record));
    const connection = summarize(records);
    await this.#changeLog.append(tx, [{ type: 'settings.changed', connection }]);
  }

  #announce(): void {
    this.invalidate();
    this.#changeNotifier.wake();
  }

  #records(): Promise<ConnectionRecord[]> {
    const nowMs = performance.now();
    if (this.#cache && nowMs < this.#cache.validUntilMs) return this.#cache.records;
    const entry = {
      records: this.#store
        .listAll(this.#database.read)
        .then((records) => records.map((record) => this.#complete(record))),
      validUntilMs: nowMs + CACHE_MS,
    };
    this.#cache = entry;
    // A failed read is not remembered.
    entry.records.catch(() => {
      if (this.#cache === entry) this.#cache = undefined;
    });
    return entry.records;
  }

  /** Adds the environment's secrets to the row that stands for them. */
  #complete(record: ConnectionRecord): ConnectionRecord {
    const environment = this.#environment;
    if (record.source !== 'environment' || record.disconnectedAtMs !== undefined) return record;
    if (record.phoneNumberId !== environment.phoneNumberId) return record;
    return {
      ...record,
      accessToken: environment.accessToken ?? '',
      appSecret: environment.appSecret,
      verifyToken: environment.verifyToken,
    };
  }

  async #adoptEnvironment(tx: Transaction, nowMs: number): Promise<void> {
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

/** The connection of this id, or the first one. Throws `not_configured` when there is none. */
export function requireConnected(
  connections: readonly Connection[],
  phoneNumberId?: string,
): Connection {
  const connection = connections.find(
    (each) => phoneNumberId === undefined || each.phoneNumberId === phoneNumberId,
  );
  if (connection) return connection;
  throw new AppError(
    'not_configured',
    phoneNumberId === undefined
      ? 'No WhatsApp number is connected. An admin connects one in Settings.'
      : `The WhatsApp number with the ID ${phoneNumberId} is not connected. An admin connects it in Settings.`,
  );
}

/** A record of which nothing is known yet. */
export function newRecord(nowMs: number): ConnectionRecord {
  return {
    id: newId('cf', nowMs),
    source: 'stored',
    phoneNumberId: '',
    businessAccountId: '',
    apiVersion: DEFAULT_API_VERSION,
    accessToken: '',
    accessTokenUpdatedAtMs: nowMs,
    appSecret: undefined,
    appSecretUpdatedAtMs: undefined,
    verifyToken: undefined,
    verifyTokenUpdatedAtMs: undefined,
    verifiedName: undefined,
    displayPhoneNumber: undefined,
    qualityRating: undefined,
    light: 'degraded',
    lightReason: 'Not checked with Meta yet.',
    lightSinceMs: nowMs,
    webhookVerifiedAtMs: undefined,
    lastWebhookAtMs: undefined,
    webhookRefusedAtMs: undefined,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    disconnectedAtMs: undefined,
    lastStatusAtMs: undefined,
    alarms: [],
  };
}

/** Connected and able to speak: disconnected rows and those whose secrets were lost are neither. */
export function isConnected(record: ConnectionRecord): boolean {
  return record.disconnectedAtMs === undefined && record.accessToken !== '';
}

export function toConnection(record: ConnectionRecord): Connection {
  return {
    id: record.id,
    phoneNumberId: record.phoneNumberId,
    businessAccountId: record.businessAccountId,
    accessToken: record.accessToken,
    appSecret: record.appSecret,
    verifyToken: record.verifyToken,
    apiVersion: record.apiVersion,
  };
}

/** The one connected first at the head, so that saving one again does not change which is first. */
function inOrder(records: readonly ConnectionRecord[]): ConnectionRecord[] {
  return records.toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
}

function summarize(records: readonly ConnectionRecord[]): ConnectionSummary {
  return toConnectionSummary(inOrder(records.filter(isConnected)), records[0]);
}

/** A clock that was set back must not silence the notes until it is there again. */
function isThrottled(nowMs: number, nextMs: number, intervalMs: number): boolean {
  return nowMs < nextMs && nowMs >= nextMs - intervalMs;
}
