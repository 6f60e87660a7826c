import type { Knex } from 'knex';

interface IdRow {
  id: number;
}

/**
 * The id of the first webhook received at `momentMs` or later; one past the newest if there is none.
 *
 * Halves the range of ids, which are given in the order of arrival, in some twenty look-ups by
 * primary key: an index on the moments would be paid by every webhook that comes in. Two instances,
 * or a clock that was set, may put a few rows out of order; callers allow for that.
 */
export async function findFirstIdSince(db: Knex, momentMs: number): Promise<number> {
  const table = () => db('whatsapp_webhooks');
  // One look-up each: asked for both at once, SQLite reads the whole table.
  const oldest = await table().orderBy('id').first<IdRow | undefined>('id');
  const newest = await table().orderBy('id', 'desc').first<IdRow | undefined>('id');
  let low = oldest?.id ?? 1;
  let high = (newest?.id ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await table()
      .where('id', '>=', middle)
      .orderBy('id')
      .first<(IdRow & { received_at: number }) | undefined>('id', 'received_at');
    if (row === undefined || row.received_at >= momentMs) high = middle;
    else low = row.id + 1;
  }
  return low;
}
