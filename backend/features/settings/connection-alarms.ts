import type { Database, Transaction } from '../../database/database.ts';

const TABLE = 'connection_alarms';

/** What is watched beside Meta's own answers; see features/health/health-watch.ts. */
export type AlarmKind = 'webhooks_waiting' | 'statuses_missing';

/** Something is wrong with a connected number though Meta has refused nothing. */
export interface ConnectionAlarm {
  phoneNumberId: string;
  kind: AlarmKind;
  /** A sentence for a person: what is wrong and what to do. */
  reason: string;
  raisedAtMs: number;
}

interface AlarmRow {
  phone_number_id: string;
  kind: AlarmKind;
  reason: string;
  raised_at: number;
}

/*
 * The table connection_alarms, at most one row for each number and kind; for ConnectionStore alone.
 */

/** The oldest first. */
export async function listAlarms(db: Transaction | Database['read']): Promise<ConnectionAlarm[]> {
  const rows: AlarmRow[] = await db(TABLE).orderBy('raised_at').orderBy('kind');
  return rows.map((row) => ({
    phoneNumberId: row.phone_number_id,
    kind: row.kind,
    reason: row.reason,
    raisedAtMs: row.raised_at,
  }));
}

/** False when it was raised already; its first moment and reason stay. */
export async function insertAlarm(tx: Transaction, alarm: ConnectionAlarm): Promise<boolean> {
  const place = { phone_number_id: alarm.phoneNumberId, kind: alarm.kind };
  const known: unknown = await tx(TABLE).where(place).first('kind');
  if (known) return false;
  await tx(TABLE).insert({ ...place, reason: alarm.reason, raised_at: alarm.raisedAtMs });
  return true;
}

/** False when there was none. */
export async function deleteAlarm(
  tx: Transaction,
  phoneNumberId: string,
  kind: AlarmKind,
): Promise<boolean> {
  const count = await tx(TABLE).where({ phone_number_id: phoneNumberId, kind }).delete();
  return count > 0;
}
