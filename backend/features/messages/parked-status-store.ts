import type { MessageError } from '../../contract/message.ts';
import type { ReportedStatus } from '../../contract/message-status.ts';
import type { Transaction } from '../../database/database.ts';
import type { ReportedStep } from './apply-status.ts';

interface ParkedStatusRow {
  phone_number_id: string;
  message_id: string;
  status: ReportedStatus;
  reported_at: number;
  error: string | null;
  parked_at: number;
}

export interface ParkedStatus extends ReportedStep {
  phoneNumberId: string;
  messageId: string;
}

const TABLE = 'parked_statuses';

/** The table `parked_statuses`: what Meta tells of messages that we do not know (yet). */
export class ParkedStatusStore {
  /** Of a status that is told several times the earliest telling is kept. */
  async park(tx: Transaction, statuses: readonly ParkedStatus[], nowMs: number): Promise<void> {
    if (statuses.length === 0) return;
    const earlier = (column: string) =>
      tx.raw(
        `CASE WHEN excluded.reported_at < ${TABLE}.reported_at
         THEN excluded.${column} ELSE ${TABLE}.${column} END`,
      );
    await tx(TABLE)
      .insert(
        pickEarliest(statuses).map((status): ParkedStatusRow => ({
          phone_number_id: status.phoneNumberId,
          message_id: status.messageId,
          status: status.status,
          reported_at: status.reportedAtMs,
          error: status.error ? JSON.stringify(status.error) : null,
          parked_at: nowMs,
        })),
      )
      .onConflict(['phone_number_id', 'message_id', 'status'])
      .merge({ reported_at: earlier('reported_at'), error: earlier('error') });
  }

  /** Takes out what was parked for a message. */
  async take(tx: Transaction, phoneNumberId: string, messageId: string): Promise<ReportedStep[]> {
    const place = { phone_number_id: phoneNumberId, message_id: messageId };
    const rows: ParkedStatusRow[] = await tx(TABLE).where(place);
    if (rows.length > 0) await tx(TABLE).where(place).delete();
    return rows.map((row) => ({
      status: row.status,
      reportedAtMs: row.reported_at,
      error: row.error === null ? undefined : (JSON.parse(row.error) as MessageError),
    }));
  }

  async deleteBefore(tx: Transaction, beforeMs: number): Promise<number> {
    return tx(TABLE).where('parked_at', '<', beforeMs).delete();
  }
}

/** One statement may touch a row only once. */
function pickEarliest(statuses: readonly ParkedStatus[]): ParkedStatus[] {
  const earliest = new Map<string, ParkedStatus>();
  for (const status of statuses) {
    const key = `${status.phoneNumberId} ${status.messageId} ${status.status}`;
    const rival = earliest.get(key);
    if (!rival || status.reportedAtMs < rival.reportedAtMs) earliest.set(key, status);
  }
  return [...earliest.values()];
}
