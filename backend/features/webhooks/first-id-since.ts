import type { Knex } from 'knex';

/**
 * The id of the first webhook received at `momentMs` or later; one past the newest if there is none.
 *
 * Halves the range of ids, which are given in the order of arrival, in some twenty look-ups by
 * primary key: an index on the moments would be paid by every webhook that comes in. Two instances,
 * or a clock that was set, may put a few rows out of order; callers allow for that.
 */
export async function findFirstIdSince(db: Knex, momentMs: number): Promise<number> {
  const table = () => db('whatsapp_webhooks');
  const [range] = (await table().min({ low: 'id' }).max({ high: 'id' })) as {
    low: number | null;
    high: number | null;
  }[];
  let low = range?.low ?? 1;
  let high = (range?.high ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await table()
      .where('id', '>=', middle)
      .orderBy('id')
      .first<{ id: number; received_at: number } | undefined>('id', 'received_at');
    if (row === undefined || row.received_at >= momentMs) high = middle;
    else low = row.id + 1;
  }
  return low;
}
