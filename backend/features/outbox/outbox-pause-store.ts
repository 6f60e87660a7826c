import type { Knex } from 'knex';
import type { Transaction } from '../../database/database.ts';

/** Why a number's outbox stands still. */
export interface OutboxPause {
  phoneNumberId: string;
  errorCode: number;
  reason: string;
  pausedAtMs: number;
}

interface OutboxPauseRow {
  phone_number_id: string;
  error_code: number;
  reason: string;
  paused_at: number;
}

const TABLE = 'outbox_pauses';
const RESUMPTIONS = 'outbox_resumptions';

/** The tables outbox_pauses and outbox_resumptions. */
export class OutboxPauseStore {
  /** A number that is paused already keeps its first reason. */
  async insert(tx: Transaction, pause: OutboxPause): Promise<void> {
    await tx(TABLE)
      .insert({
        phone_number_id: pause.phoneNumberId,
        error_code: pause.errorCode,
        reason: pause.reason,
        paused_at: pause.pausedAtMs,
      })
      .onConflict('phone_number_id')
      .ignore();
  }

  async find(db: Knex, phoneNumberId: string): Promise<OutboxPause | undefined> {
    const row = await db(TABLE)
      .where({ phone_number_id: phoneNumberId })
      .first<OutboxPauseRow | undefined>();
    return (
      row && {
        phoneNumberId: row.phone_number_id,
        errorCode: row.error_code,
        reason: row.reason,
        pausedAtMs: row.paused_at,
      }
    );
  }

  async delete(tx: Transaction, phoneNumberId: string): Promise<boolean> {
    return (await tx(TABLE).where({ phone_number_id: phoneNumberId }).delete()) > 0;
  }

  /** When the number was last let go on; undefined: it never stood still. */
  async findResumption(tx: Transaction, phoneNumberId: string): Promise<number | undefined> {
    const row = await tx(RESUMPTIONS)
      .where({ phone_number_id: phoneNumberId })
      .first<{ resumed_at: number } | undefined>();
    return row?.resumed_at;
  }

  async noteResumption(tx: Transaction, phoneNumberId: string, nowMs: number): Promise<void> {
    await tx(RESUMPTIONS)
      .insert({ phone_number_id: phoneNumberId, resumed_at: nowMs })
      .onConflict('phone_number_id')
      .merge();
  }
}
