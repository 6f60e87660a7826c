import { describe, expect, it } from 'vitest';
import { testDatabases } from '../support/test-databases.ts';
import { IS_FULL, report, size } from './support/fault-form.ts';
import { compareWithLedger, countUnderWay, whenQueueIsDone } from './support/sent-messages.ts';
import { SendingSite } from './support/sending-site.ts';
import { waitUntil } from './support/wait-until.ts';

const SENDS = size(40, 400);
const CUSTOMERS = 40;
const CALLERS = 16;
/** What a stop may take: 10 s for sends under way, and what ends the rest. */
const MAX_STOP_MS = 15_000;

/* SIGTERM, as from every restart and update, while sends are under way. */
describe.each(testDatabases)('a server that is told to stop ($name)', ({ create }) => {
  it('waits for the answers under way, exits with 0, and sends the rest later', async (context) => {
    const site = await SendingSite.open(create, { customers: CUSTOMERS });
    const { simulator, server, database } = site;
    simulator.faults.add({ kind: 'delay', delayMs: 1_000, count: null });
    // Only the answers may tell what became of the sends.
    simulator.faults.add({ kind: 'held_webhook', count: null });
    let next = 0;
    const call = async () => {
      while (next < SENDS) {
        const number = next;
        next += 1;
        await site.send(site.phoneOf(number), `click-${number}`);
      }
    };
    const sending = Promise.all(Array.from({ length: CALLERS }, call));
    await waitUntil('sends are under way', () => simulator.sendRequestCount >= 5);
    const stopped = await stop(site);
    simulator.faults.clear();
    const accepted = simulator.ledger.list().length;
    expect(stopped).toMatchObject({ code: 0, underWay: 0 });
    const rows: unknown[] = await database.read('whatsapp_queue').where({ state: 'sent' });
    expect(rows).toHaveLength(accepted);

    await server.start();
    await sending;
    await whenQueueIsDone(database);
    await site.whenStatusesAreIn();
    const found = await compareWithLedger(database, simulator.ledger);
    report(context, { ...found, 'accepted before the stop': accepted, 'stop ms': stopped.ms });
    expect(accepted).toBeLessThan(SENDS);
    expect(found).toMatchObject({ messages: SENDS, delivered: SENDS, doubled: 0, untrue: 0 });
    if (IS_FULL) expect(stopped.ms).toBeLessThanOrEqual(MAX_STOP_MS);
  });

  it('gives up answers that outlast its patience, and exits with 0 all the same', async (context) => {
    if (!IS_FULL) context.skip('takes its time: full form only');
    const site = await SendingSite.open(create, { customers: CUSTOMERS });
    const { simulator, server, database } = site;
    simulator.faults.add({ kind: 'delay', delayMs: 14_000, count: null });
    simulator.faults.add({ kind: 'held_webhook', count: null });
    await Promise.all(
      Array.from({ length: 10 }, (_, number) => site.send(site.phoneOf(number), `click-${number}`)),
    );
    await waitUntil('sends are under way', () => simulator.ledger.list().length > 0);
    const stopped = await stop(site);
    const givenUp = await compareWithLedger(database, simulator.ledger);
    expect(stopped).toMatchObject({ code: 0, underWay: 0 });
    expect(givenUp.unknown).toBe(simulator.ledger.list().length);

    simulator.faults.clear();
    await server.start();
    await whenQueueIsDone(database);
    await site.whenStatusesAreIn();
    const found = await compareWithLedger(database, simulator.ledger);
    report(context, { ...found, 'given up': givenUp.unknown, 'stop ms': stopped.ms });
    expect(found).toMatchObject({ messages: 10, delivered: 10, doubled: 0, untrue: 0 });
    expect(stopped.ms).toBeLessThanOrEqual(MAX_STOP_MS);
  });
});

/** SIGTERM; resolves when the process has ended. */
async function stop({ server, database }: SendingSite) {
  const startedAt = performance.now();
  const code = await server.end('SIGTERM');
  const ms = Math.round(performance.now() - startedAt);
  return { code, ms, underWay: await countUnderWay(database) };
}
