import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../backend/database/database.ts';

const POLL_MS = 50;

/** Waits until nothing in the journal is left to be worked on. */
export async function whenJournalIsDone(database: Database, timeoutMs = 60_000): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const waiting: unknown = await database
      .read('whatsapp_webhooks')
      .where({ state: 'stored' })
      .first('id');
    if (waiting === undefined) return;
    if (performance.now() > giveUpAt) throw new Error('The journal was not worked off in time.');
    await sleep(POLL_MS);
  }
}

/** How often each wamid stands in the table of messages. */
export async function countByWamid(database: Database): Promise<Map<string, number>> {
  const rows: { message_id: string; total: number | string }[] = await database
    .read('whatsapp_messages')
    .select('message_id')
    .count({ total: '*' })
    .groupBy('message_id');
  return new Map(rows.map((row) => [row.message_id, Number(row.total)]));
}

/** The journal's ids, as the API tells them, and the SHA-256 of the bodies. */
export async function listBodies(database: Database): Promise<{ id: string; hash: string }[]> {
  const rows: { id: number; raw_body: Buffer }[] = await database
    .read('whatsapp_webhooks')
    .select('id', 'raw_body');
  return rows.map(({ id, raw_body }) => ({ id: String(id), hash: hashOf(raw_body) }));
}

export function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** What of `acknowledged` is missing, and what is there more than once. */
export function findLossAndDoubles(
  acknowledged: ReadonlySet<string>,
  stored: ReadonlyMap<string, number>,
): { lost: string[]; doubled: string[] } {
  return {
    lost: [...acknowledged].filter((wamid) => !stored.has(wamid)),
    doubled: [...stored].filter(([, count]) => count > 1).map(([wamid]) => wamid),
  };
}
