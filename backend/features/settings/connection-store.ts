import type { ConnectionLight } from '../../contract/settings.ts';
import type { Transaction } from '../../database/database.ts';
import type { Database } from '../../database/database.ts';
import type { SecretBox } from '../../secrets/secret-box.ts';
import { deleteAlarm, insertAlarm, listAlarms } from './connection-alarms.ts';
import type { AlarmKind, ConnectionAlarm } from './connection-alarms.ts';

const TABLE = 'whatsapp_config';

export type ConnectionSource = 'stored' | 'environment';

/** A business number with its credentials, in the clear: it stays inside the process. */
export interface ConnectionRecord {
  id: string;
  source: ConnectionSource;
  phoneNumberId: string;
  businessAccountId: string;
  apiVersion: string;
  /** Empty in rows of source 'environment' and in disconnected ones. */
  accessToken: string;
  accessTokenUpdatedAtMs: number;
  appSecret: string | undefined;
  appSecretUpdatedAtMs: number | undefined;
  verifyToken: string | undefined;
  verifyTokenUpdatedAtMs: number | undefined;
  verifiedName: string | undefined;
  displayPhoneNumber: string | undefined;
  qualityRating: string | undefined;
  light: ConnectionLight;
  lightReason: string | undefined;
  lightSinceMs: number | undefined;
  webhookVerifiedAtMs: number | undefined;
  lastWebhookAtMs: number | undefined;
  /** When a webhook's signature was last found wrong: anybody can cause that. */
  webhookRefusedAtMs: number | undefined;
  createdAtMs: number;
  updatedAtMs: number;
  disconnectedAtMs: number | undefined;
  /** When Meta last reported on a message of this number; noted at most twice a minute. */
  lastStatusAtMs: number | undefined;
  /** Filled in where records are listed; saving a record leaves them alone. */
  alarms: readonly ConnectionAlarm[];
}

interface ConnectionRow {
  id: string;
  source: ConnectionSource;
  phone_number_id: string;
  business_account_id: string;
  api_version: string;
  access_token: string;
  access_token_updated_at: number;
  app_secret: string | null;
  app_secret_updated_at: number | null;
  webhook_verify_token: string | null;
  webhook_verify_token_updated_at: number | null;
  verified_name: string | null;
  display_phone_number: string | null;
  quality_rating: string | null;
  light: ConnectionLight;
  light_reason: string | null;
  light_since: number | null;
  webhook_verified_at: number | null;
  last_webhook_at: number | null;
  webhook_refused_at: number | null;
  created_at: number;
  updated_at: number;
  disconnected_at: number | null;
  last_status_at: number | null;
}

/** The table whatsapp_config: one row per business number, its secrets encrypted. */
export class ConnectionStore {
  readonly #secretBox: SecretBox;

  constructor(secretBox: SecretBox) {
    this.#secretBox = secretBox;
  }

  /** Every row, the disconnected ones too, newest first. */
  async listAll(tx: Transaction | Database['read']): Promise<ConnectionRecord[]> {
    const rows: ConnectionRow[] = await tx(TABLE).orderBy('updated_at', 'desc').orderBy('id');
    const alarms = await listAlarms(tx);
    return rows.map((row) => ({
      ...this.#fromRow(row),
      alarms: alarms.filter(({ phoneNumberId }) => phoneNumberId === row.phone_number_id),
    }));
  }

  /** False when it was raised already. */
  async raiseAlarm(tx: Transaction, alarm: ConnectionAlarm): Promise<boolean> {
    return insertAlarm(tx, alarm);
  }

  /** False when there was none. */
  async clearAlarm(tx: Transaction, phoneNumberId: string, kind: AlarmKind): Promise<boolean> {
    return deleteAlarm(tx, phoneNumberId, kind);
  }

  async setLastStatus(tx: Transaction, phoneNumberId: string, nowMs: number): Promise<void> {
    await tx(TABLE).where({ phone_number_id: phoneNumberId }).update({ last_status_at: nowMs });
  }

  async findByPhoneNumberId(
    tx: Transaction,
    phoneNumberId: string,
  ): Promise<ConnectionRecord | undefined> {
    const row: ConnectionRow | undefined = await tx(TABLE)
      .where({ phone_number_id: phoneNumberId })
      .first();
    return row && this.#fromRow(row);
  }

  /** Inserts the record or replaces the row of the same id. */
  async save(tx: Transaction, record: ConnectionRecord): Promise<void> {
    await tx(TABLE).insert(this.#toRow(record)).onConflict('id').merge();
  }

  async setLight(
    tx: Transaction,
    id: string,
    light: { light: ConnectionLight; reason: string | undefined; sinceMs: number | undefined },
  ): Promise<void> {
    await tx(TABLE)
      .where({ id })
      .update({
        light: light.light,
        light_reason: light.reason ?? null,
        light_since: light.sinceMs ?? null,
      });
  }

  /** Notes on all connected numbers when Meta called the webhook. */
  async setWebhookMoment(
    tx: Transaction,
    column: 'webhook_verified_at' | 'last_webhook_at' | 'webhook_refused_at',
    nowMs: number,
  ): Promise<void> {
    await tx(TABLE)
      .whereNull('disconnected_at')
      .update({ [column]: nowMs });
  }

  /** Ends a connection and forgets its secrets. The row stays, as messages name its number. */
  async disconnect(tx: Transaction, id: string, nowMs: number): Promise<void> {
    await tx(TABLE).where({ id }).update({
      access_token: '',
      app_secret: null,
      app_secret_updated_at: null,
      webhook_verify_token: null,
      webhook_verify_token_updated_at: null,
      light: 'disconnected',
      light_reason: null,
      light_since: nowMs,
      updated_at: nowMs,
      disconnected_at: nowMs,
    });
  }

  #seal(column: string, rowId: string, value: string | undefined): string | null {
    return value ? this.#secretBox.seal(value, { table: TABLE, column, rowId }) : null;
  }

  #open(column: string, rowId: string, envelope: string | null): string | undefined {
    return envelope ? this.#secretBox.open(envelope, { table: TABLE, column, rowId }) : undefined;
  }

  #toRow(record: ConnectionRecord): ConnectionRow {
    return {
      id: record.id,
      source: record.source,
      phone_number_id: record.phoneNumberId,
      business_account_id: record.businessAccountId,
      api_version: record.apiVersion,
      access_token: this.#seal('access_token', record.id, record.accessToken) ?? '',
      access_token_updated_at: record.accessTokenUpdatedAtMs,
      app_secret: this.#seal('app_secret', record.id, record.appSecret),
      app_secret_updated_at: record.appSecretUpdatedAtMs ?? null,
      webhook_verify_token: this.#seal('webhook_verify_token', record.id, record.verifyToken),
      webhook_verify_token_updated_at: record.verifyTokenUpdatedAtMs ?? null,
      verified_name: record.verifiedName ?? null,
      display_phone_number: record.displayPhoneNumber ?? null,
      quality_rating: record.qualityRating ?? null,
      light: record.light,
      light_reason: record.lightReason ?? null,
      light_since: record.lightSinceMs ?? null,
      webhook_verified_at: record.webhookVerifiedAtMs ?? null,
      last_webhook_at: record.lastWebhookAtMs ?? null,
      webhook_refused_at: record.webhookRefusedAtMs ?? null,
      created_at: record.createdAtMs,
      updated_at: record.updatedAtMs,
      disconnected_at: record.disconnectedAtMs ?? null,
      last_status_at: record.lastStatusAtMs ?? null,
    };
  }

  #fromRow(row: ConnectionRow): ConnectionRecord {
    return {
      id: row.id,
      source: row.source,
      phoneNumberId: row.phone_number_id,
      businessAccountId: row.business_account_id,
      apiVersion: row.api_version,
      accessToken: this.#open('access_token', row.id, row.access_token) ?? '',
      accessTokenUpdatedAtMs: row.access_token_updated_at,
      appSecret: this.#open('app_secret', row.id, row.app_secret),
      appSecretUpdatedAtMs: row.app_secret_updated_at ?? undefined,
      verifyToken: this.#open('webhook_verify_token', row.id, row.webhook_verify_token),
      verifyTokenUpdatedAtMs: row.webhook_verify_token_updated_at ?? undefined,
      verifiedName: row.verified_name ?? undefined,
      displayPhoneNumber: row.display_phone_number ?? undefined,
      qualityRating: row.quality_rating ?? undefined,
      light: row.light,
      lightReason: row.light_reason ?? undefined,
      lightSinceMs: row.light_since ?? undefined,
      webhookVerifiedAtMs: row.webhook_verified_at ?? undefined,
      lastWebhookAtMs: row.last_webhook_at ?? undefined,
      webhookRefusedAtMs: row.webhook_refused_at ?? undefined,
      createdAtMs: row.created_at,
      updatedAtMs: row.updated_at,
      disconnectedAtMs: row.disconnected_at ?? undefined,
      lastStatusAtMs: row.last_status_at ?? undefined,
      alarms: [],
    };
  }
}

/**
 * Forgets every stored secret without reading it: for a lost key, which no store can be made with.
 * Returns how many numbers lost theirs.
 */
export async function forgetStoredSecrets(tx: Transaction, nowMs: number): Promise<number> {
  return tx(TABLE).whereNull('disconnected_at').where({ source: 'stored' }).update({
    access_token: '',
    app_secret: null,
    webhook_verify_token: null,
    light: 'disconnected',
    light_reason: 'The secret key was lost. Enter the credentials again.',
    light_since: nowMs,
    updated_at: nowMs,
  });
}
