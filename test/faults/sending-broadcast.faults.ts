import { describe, expect, it } from 'vitest';
import type { Broadcast } from '../../backend/contract/broadcast.ts';
import { testDatabases } from '../support/test-databases.ts';
import { report, seededRandom, size } from './support/fault-form.ts';
import { compareWithLedger, whenQueueIsDone } from './support/sent-messages.ts';
import { SendingSite } from './support/sending-site.ts';
import { waitUntil } from './support/wait-until.ts';

const RECIPIENTS = size(200, 5_000);
const KILLS = size(3, 20);
/** Long enough for a wrong second send to leave before the echo of the first one stops it. */
const STATUS_DELAY_MS = 1_500;

/*
 * A broadcast while one answer in ten is lost, Meta's limits strike in a storm, the token stops
 * working once, and the server is killed again and again.
 */
describe.each(testDatabases)('a broadcast under faults and kills ($name)', ({ create }) => {
  it('reaches each recipient at most once, misses none, and its figures add up', async (context) => {
    const random = seededRandom(42);
    const site = await SendingSite.open(create, {
      customers: RECIPIENTS,
      simulator: { random, statusDelayMs: STATUS_DELAY_MS },
    });
    const { simulator, database } = site;
    const { faults } = simulator;
    const echoed = faults.add({ kind: 'drop_after_accept', count: null, share: 0.05 });
    const lost = faults.add({ kind: 'html_502', count: null, share: 0.05 });

    const { body } = await site.callUntilAnswered('POST', '/api/whatsapp/send-bulk', {
      phone_numbers: Array.from({ length: RECIPIENTS }, (_, number) => site.phoneOf(number)),
      message_text: 'We are open again.',
      client_message_id: 'broadcast',
    });
    const { id } = body.broadcast as Broadcast;
    let underWay = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const at = Math.round(((kill - 0.7 + random() * 0.4) * RECIPIENTS) / (KILLS + 1));
      await waitUntil(`${at} requests were made`, () => simulator.sendRequestCount >= at, 240_000);
      underWay += await site.killAndRestart();
      if (kill === 1) {
        faults.add({ kind: 'error', code: 130429, status: 429, retryAfterSeconds: 1, count: 20 });
      }
      if (kill === 2) await site.refuseTokenForAWhile();
    }
    await whenQueueIsDone(database, 600_000);
    const findBroadcast = async () =>
      (await site.callUntilAnswered('GET', `/api/whatsapp/broadcasts/${id}`)).body
        .broadcast as Broadcast;
    await waitUntil('it is done', async () => (await findBroadcast()).state === 'done');
    await site.whenStatusesAreIn();

    const found = await compareWithLedger(database, simulator.ledger);
    const { progress } = await findBroadcast();
    report(context, {
      kills: KILLS,
      ...found,
      'answers lost': echoed.struck + lost.struck,
      'of them unaccepted': lost.struck,
      'under way at kills': underWay,
    });
    const reached = simulator.ledger.list().map(({ customerId }) => customerId);
    expect(new Set(reached).size).toBe(reached.length);
    expect(found).toMatchObject({ messages: RECIPIENTS, doubled: 0, untrue: 0, open: 0 });
    expect(found.unknown).toBeLessThanOrEqual(lost.struck + underWay);
    expect(progress).toEqual({
      total: RECIPIENTS,
      queued: 0,
      sent: found.delivered,
      failed: found.failed,
      unknown: found.unknown,
      refused: 0,
      held: 0,
      cancelled: 0,
    });
  });
});
