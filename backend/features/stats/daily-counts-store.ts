import type { Knex } from 'knex';
import type { MessageStatus } from '../../contract/message-status.ts';
import type { MessageDirection } from '../../contract/message.ts';
import type { Transaction } from '../../database/database.ts';

/** Messages of one UTC day, direction and present status; `by` may be negative. */
export interface CountMove {
  phoneNumberId: string;
  day: string;
  direction: MessageDirection;
  status: MessageStatus;
  by: number;
}

export interface DailyCountRow {
  phone_number_id: string;
  day: string;
  direction: MessageDirection;
  status: MessageStatus;
  message_count: number;
}

/** The roll-up table `stats_daily`. */
export class DailyCountsStore {
  /** Adds to the buckets in one statement; moves for the same bucket must be summed already. */
  async add(tx: Transaction, moves: readonly CountMove[]): Promise<void> {
    if (moves.length === 0) return;
    await tx('stats_daily')
      .insert(
        moves.map((move): DailyCountRow => ({
          phone_number_id: move.phoneNumberId,
          day: move.day,
          direction: move.direction,
          status: move.status,
          message_count: move.by,
        })),
      )
      .onConflict(['phone_number_id', 'day', 'direction', 'status'])
      .merge({
        message_count: tx.raw('stats_daily.message_count + excluded.message_count'),
      });
  }

  /** All buckets from `firstDay` on, over all business numbers. */
  async listSince(db: Knex, firstDay: string): Promise<DailyCountRow[]> {
    return db('stats_daily').where('day', '>=', firstDay).orderBy('day');
  }
}
