import type { MessageStatus } from '../../contract/message-status.ts';
import type { MessageDirection } from '../../contract/message.ts';
import type { Stats } from '../../contract/stats.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { CountMove, DailyCountRow, DailyCountsStore } from './daily-counts-store.ts';

const DAY_MS = 86_400_000;

/** A message as the roll-up sees it. */
export interface CountedMessage {
  phoneNumberId: string;
  direction: MessageDirection;
  /** When we stored it: names the day. */
  createdAtMs: number;
}

/** Figures that the contacts slice knows. */
export interface ContactFigures {
  getUnreadTotal(db: Database['read']): Promise<number>;
  countContacts(db: Database['read']): Promise<number>;
}

/**
 * Figures from a roll-up table that is kept in the same transactions as the messages: a message
 * stands in the bucket of the day it was stored on and of the status it has now, and moves to
 * another bucket with its status. Asking costs a few rows a day, however many messages there are.
 */
export class StatsService {
  readonly #database: Database;
  readonly #store: DailyCountsStore;

  constructor(parts: { database: Database; store: DailyCountsStore }) {
    this.#database = parts.database;
    this.#store = parts.store;
  }

  /** Counts messages from one status to another; without `from` they are new. */
  async count(
    tx: Transaction,
    moves: readonly { message: CountedMessage; from?: MessageStatus; to: MessageStatus }[],
  ): Promise<void> {
    const sums = new Map<string, CountMove>();
    const add = (message: CountedMessage, status: MessageStatus, by: number) => {
      const { phoneNumberId, direction } = message;
      const day = dayOf(message.createdAtMs);
      const key = `${phoneNumberId} ${day} ${direction} ${status}`;
      const sum = sums.get(key);
      if (sum) sum.by += by;
      else sums.set(key, { phoneNumberId, day, direction, status, by });
    };
    for (const { message, from, to } of moves) {
      if (from !== undefined) add(message, from, -1);
      add(message, to, 1);
    }
    // In one order for all writers, so that two never wait for each other crosswise.
    const ordered = [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    await this.#store.add(
      tx,
      ordered.map(([, move]) => move).filter(({ by }) => by !== 0),
    );
  }

  /** The figures of the last `days` UTC days, today included; days without messages are zeros. */
  async getStats(days: number, contacts: ContactFigures, nowMs = Date.now()): Promise<Stats> {
    const dayNames = Array.from({ length: days }, (_, index) =>
      dayOf(nowMs - (days - 1 - index) * DAY_MS),
    );
    const db = this.#database.read;
    const rows = await this.#store.listSince(db, dayNames[0] ?? dayOf(nowMs));
    const incoming = sum(rows, isIncoming);
    const outgoing = sum(rows, isOutgoing);
    const byStatus: Record<string, number> = {};
    for (const row of rows.filter(isOutgoing)) {
      byStatus[row.status] = (byStatus[row.status] ?? 0) + row.message_count;
    }
    return {
      total_messages: incoming + outgoing,
      incoming_messages: incoming,
      outgoing_messages: outgoing,
      unread_count: await contacts.getUnreadTotal(db),
      total_contacts: await contacts.countContacts(db),
      by_status: byStatus,
      days: dayNames.map((day) =>
        describeDay(
          day,
          rows.filter((row) => row.day === day),
        ),
      ),
    };
  }
}

function describeDay(day: string, rows: readonly DailyCountRow[]): Stats['days'][number] {
  const withStatus = (...statuses: MessageStatus[]) =>
    sum(rows, (row) => isOutgoing(row) && statuses.includes(row.status));
  return {
    day,
    incoming: sum(rows, isIncoming),
    outgoing: sum(rows, isOutgoing),
    // What was read was delivered too, and what was played was read.
    delivered: withStatus('delivered', 'read', 'played'),
    read: withStatus('read', 'played'),
    failed: withStatus('failed'),
  };
}

function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

const isIncoming = (row: DailyCountRow) => row.direction === 'incoming';
const isOutgoing = (row: DailyCountRow) => row.direction === 'outgoing';

function sum(rows: readonly DailyCountRow[], applies: (row: DailyCountRow) => boolean): number {
  return rows.filter(applies).reduce((total, row) => total + row.message_count, 0);
}
