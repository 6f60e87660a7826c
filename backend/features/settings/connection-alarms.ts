import type { Database, Transaction } from '../../database/database.ts';

const TABLE = 'connection_alarms';

/** What health-watch.ts watches beside Meta's own answers. */
export type WatchedKind = 'webhooks_waiting' | 'statuses_missing';

/** What Meta said when it was asked how the number is doing (number-facts.ts). */
export type FactKind = 'token_ends' | 'number_limited' | 'payment_failing';

export type AlarmKind = WatchedKind | FactKind;

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

/** False when it was raised already for this reason; its first moment stays. */
export async function insertAlarm(tx: Transaction, alarm: ConnectionAlarm): Promise<boolean> {
  const place = { phone_number_id: alarm.phoneNumberId, kind: alarm.kind };
  const known: Pick<AlarmRow, 'reason'> | undefined = await tx(TABLE).where(place).first('reason');
  if (known?.reason === alarm.reason) return false;
  if (known) return (await tx(TABLE).where(place).update({ reason: alarm.reason })) > 0;
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
