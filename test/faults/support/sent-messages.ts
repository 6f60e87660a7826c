import type { Database } from '../../../backend/database/database.ts';
import { parseCallbackData } from '../../../backend/whatsapp/callback-data.ts';
import type { Ledger } from '../../../demo/simulator/ledger.ts';
import { waitUntil } from './wait-until.ts';

const OPEN_STATES = ['waiting', 'queued', 'held', 'sending'];
const DELIVERED = ['sent', 'delivered', 'read'];

/** How often the ledger holds each of our messages, by our id. */
function countByMessage(ledger: Ledger): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { callbackData } of ledger.list()) {
    const id = parseCallbackData(callbackData) ?? `nobody's: ${callbackData}`;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Our outgoing messages beside the ledger: what they came to, and where the two disagree. */
export async function compareWithLedger(database: Database, ledger: Ledger) {
  const rows: { id: number; status: string; client_message_id: string | null }[] = await database
    .read('whatsapp_messages')
    .where({ direction: 'outgoing' })
    .select('id', 'status', 'client_message_id');
  const accepted = countByMessage(ledger);
  const rejected = new Set(
    ledger
      .list()
      .flatMap(({ callbackData, failsWith }) =>
        failsWith === undefined ? [] : [parseCallbackData(callbackData)],
      ),
  );
  const ids = new Set(rows.map((row) => String(row.id)));
  /** Whether the status is what the ledger says of this message. */
  const isTrue = ({ id, status }: { id: number; status: string }) => {
    if (!accepted.has(String(id))) return status === 'failed' || status === 'unknown';
    return rejected.has(String(id)) ? status === 'failed' : DELIVERED.includes(status);
  };
  const count = (isSo: (status: string) => boolean) =>
    rows.filter(({ status }) => isSo(status)).length;
  return {
    messages: rows.length,
    'client ids': new Set(rows.map((row) => row.client_message_id)).size,
    delivered: count((status) => DELIVERED.includes(status)),
    failed: count((status) => status === 'failed'),
    unknown: count((status) => status === 'unknown'),
    open: count((status) => status === 'queued' || status === 'sending'),
    doubled: [...accepted.values()].filter((times) => times > 1).length,
    /** Whose status says something else than the ledger. */
    untrue:
      rows.filter((row) => !isTrue(row)).length +
      [...accepted.keys()].filter((id) => !ids.has(id)).length,
  };
}

/** How many sends are under way; after a kill: were, when it came. */
export async function countUnderWay(database: Database): Promise<number> {
  const rows: unknown[] = await database
    .read('whatsapp_queue')
    .where({ state: 'sending' })
    .select('id');
  return rows.length;
}

/** Waits until no row of the queue is open any more. */
export async function whenQueueIsDone(database: Database, timeoutMs = 120_000): Promise<void> {
  await waitUntil(
    'the queue was worked off',
    async () =>
      (await database.read('whatsapp_queue').whereIn('state', OPEN_STATES).first('id')) ===
      undefined,
    timeoutMs,
  );
}

/**
 * Lets time pass for the queue: every lease has run out and every row is due. Only while the servers
 * that hold leases are dead or frozen. Spares the short form a minute each time.
 */
export async function letQueueTimePass(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    await tx('whatsapp_queue').where({ state: 'sending' }).update({ lease_until: 1 });
    await tx('whatsapp_queue').where({ state: 'queued' }).update({ due_at: 1 });
  });
}
