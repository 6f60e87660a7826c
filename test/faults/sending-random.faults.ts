import { describe, expect, it } from 'vitest';
import type { Fault, FaultRequest } from '../../demo/simulator/faults.ts';
import { testDatabases } from '../support/test-databases.ts';
import { report, seededRandom, size } from './support/fault-form.ts';
import { compareWithLedger, whenQueueIsDone } from './support/sent-messages.ts';
import { SendingSite } from './support/sending-site.ts';
import { waitUntil } from './support/wait-until.ts';

const SENDS = size(150, 2_000);
const KILLS = size(3, 20);
const CUSTOMERS = size(30, 100);
const CALLERS = 16;

/** The answer is lost and the message was not accepted: no echo will ever tell. */
const LOST: FaultRequest[] = [
  { kind: 'drop_before_accept', share: 0.03 },
  { kind: 'html_502', share: 0.02 },
  { kind: 'error', code: 131000, status: 500, share: 0.01 },
  { kind: 'error', code: 2, status: 503, share: 0.01 },
];
/** The answer is lost though the message was accepted: the status's echo tells. */
const ECHOED: FaultRequest[] = [
  { kind: 'drop_after_accept', share: 0.04 },
  { kind: 'html_502_after_accept', share: 0.02 },
  { kind: 'truncated_answer', share: 0.02 },
];
/** Faults whose answer, if late, proves what became of the message. */
const TELLING: FaultRequest[] = [
  { kind: 'error', code: 131016, status: 400, share: 0.02 },
  { kind: 'error', code: 131026, share: 0.01 },
  { kind: 'error', code: 131056, share: 0.02 },
  { kind: 'error', code: 130429, status: 429, share: 0.02, count: size(2, 10) },
  { kind: 'delay', delayMs: 200, share: 0.05 },
  { kind: 'swapped_statuses', share: 0.1 },
  { kind: 'skipped_delivered', share: 0.1 },
  { kind: 'failed_status', code: 131026, share: 0.02 },
];
/** Long enough for a wrong second send to leave before the echo of the first one stops it. */
const STATUS_DELAY_MS = 1_500;

/*
 * One send after the other while Meta answers in every bad way, its token stops working once, and the
 * server is killed again and again. The ledger of the simulator says what customers really got.
 */
describe.each(testDatabases)('sending under random faults and kills ($name)', ({ create }) => {
  it('sends each click at most once, and says of each what became of it', async (context) => {
    const random = seededRandom(41);
    const site = await SendingSite.open(create, {
      customers: CUSTOMERS,
      simulator: { random, statusDelayMs: STATUS_DELAY_MS },
    });
    const { simulator, database } = site;
    const [lost, echoed] = [LOST, ECHOED].map((faults) =>
      faults.map((fault) => simulator.faults.add({ count: null, ...fault })),
    );
    for (const fault of TELLING) simulator.faults.add({ count: null, ...fault });

    const sending = sendAll(site);
    let underWay = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const at = Math.round(((kill - 0.7 + random() * 0.4) * SENDS) / (KILLS + 1));
      await waitUntil(`${at} requests were made`, () => simulator.sendRequestCount >= at, 240_000);
      underWay += await site.killAndRestart();
      if (kill === Math.ceil(KILLS / 2)) await site.refuseTokenForAWhile();
    }
    const sent = await sending;

    // Meta is well again; what waits goes out.
    simulator.faults.clear();
    underWay += await site.killAndRestart();
    await whenQueueIsDone(database, 300_000);
    await site.whenStatusesAreIn();

    const found = await compareWithLedger(database, simulator.ledger);
    report(context, {
      kills: KILLS,
      ...found,
      'answers lost': countStrikes(lost) + countStrikes(echoed),
      'of them unaccepted': countStrikes(lost),
      'under way at kills': underWay,
    });
    expect(new Set(sent.values()).size).toBe(SENDS);
    expect(found).toMatchObject({
      messages: SENDS,
      'client ids': SENDS,
      doubled: 0,
      untrue: 0,
      open: 0,
    });
    expect(found.unknown).toBeLessThanOrEqual(countStrikes(lost) + underWay);
    expect(found.delivered).toBeGreaterThan(SENDS / 2);
  });
});

function countStrikes(faults: readonly Readonly<Fault>[] = []): number {
  return faults.reduce((sum, { struck }) => sum + struck, 0);
}

/** Sends from several callers at once; resolves to our message ids by client_message_id. */
async function sendAll(site: SendingSite): Promise<Map<string, string>> {
  const sent = new Map<string, string>();
  let next = 0;
  const call = async () => {
    while (next < SENDS) {
      const number = next;
      next += 1;
      const { id } = await site.send(site.phoneOf(number), `click-${number}`);
      sent.set(`click-${number}`, id);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  return sent;
}
