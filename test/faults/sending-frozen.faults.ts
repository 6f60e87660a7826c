import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TracePoint } from '../../backend/trace-points.ts';
import { testDatabases } from '../support/test-databases.ts';
import { IS_FULL, report } from './support/fault-form.ts';
import {
  compareWithLedger,
  countUnderWay,
  letQueueTimePass,
  whenQueueIsDone,
} from './support/sent-messages.ts';
import { SendingSite } from './support/sending-site.ts';
import { waitUntil } from './support/wait-until.ts';

const POINTS: TracePoint[] = ['outbox_before_request', 'outbox_after_answer'];
/** For the signal to arrive. */
const FREEZING_MS = 300;
const MAX_TRIES = 5;
const FENCED = 'an outcome came after its lease had ended';

/*
 * A server is frozen in the middle of a send, as a machine that is suspended, for longer than its
 * lease, and goes on then as if nothing had been. Meanwhile another instance has given the send up.
 * SQLite has one instance only: the frozen one gives its own send up, or ends it.
 */
describe.each(testDatabases)('a worker frozen past its lease ($name)', ({ create, name }) => {
  it.for(POINTS)(
    '%s: its late outcome is fenced off, and nothing leaves twice',
    async (point, context) => {
      const site = await SendingSite.open(create, { customers: 1 });
      const { simulator, server, database } = site;
      const holding = simulator.faults.add({ kind: 'held_webhook', count: null });
      const { sending, tries } = await freezeMidSend(site, point);

      const isAlone = name === 'sqlite';
      if (isAlone && IS_FULL) await sleep(50_000);
      if (!isAlone) {
        await site.addInstance();
        await whenQueueIsDone(database);
        expect(await compareWithLedger(database, simulator.ledger)).toMatchObject({ unknown: 1 });
      }
      process.kill(server.pid, 'SIGCONT');
      await sending;
      await whenQueueIsDone(database);
      if (!isAlone && point === 'outbox_after_answer') {
        await waitUntil('the outcome is fenced off', () => server.output.includes(FENCED));
      }
      // For a late request, and for a worker that would send it again.
      await sleep(1_500);
      if (!isAlone) {
        const late = await compareWithLedger(database, simulator.ledger);
        expect(late).toMatchObject({ unknown: 1, doubled: 0 });
      }
      simulator.faults.delete(holding.id);
      await site.whenStatusesAreIn();
      await sleep(1_500);
      const found = await compareWithLedger(database, simulator.ledger);
      report(context, { ...found });
      expect(found).toMatchObject({ messages: tries, failed: 0, open: 0, doubled: 0, untrue: 0 });
      // Frozen before its request, it may find its time over.
      if (point === 'outbox_after_answer') expect(found.delivered).toBe(tries);
    },
  );
});

/**
 * In the short form the lease is set to be over. A server that is frozen in the middle of another
 * write keeps SQLite's lock, and nobody can set anything: then it goes on, and is frozen again.
 */
async function freezeMidSend(
  site: SendingSite,
  point: TracePoint,
): Promise<{ sending: Promise<unknown>; tries: number }> {
  const { server, database } = site;
  for (let tries = 1; ; tries++) {
    await server.kill();
    await server.start({ at: point, signal: 'SIGSTOP' });
    const sending = site.send(site.phoneOf(0), `click ${tries}`);
    await waitUntil('the send is under way', async () => (await countUnderWay(database)) === 1);
    await sleep(FREEZING_MS);
    try {
      if (!IS_FULL) await letQueueTimePass(database);
      return { sending, tries };
    } catch (error) {
      if (tries === MAX_TRIES || !database.dialect.isTransient(error)) throw error;
      process.kill(server.pid, 'SIGCONT');
      await sending;
      await whenQueueIsDone(database);
    }
  }
}
