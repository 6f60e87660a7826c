import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TracePoint } from '../../backend/trace-points.ts';
import type { Database } from '../../backend/database/database.ts';
import { testDatabases } from '../support/test-databases.ts';
import { IS_FULL, report, seededRandom, size } from './support/fault-form.ts';
import { MetaSender } from './support/meta-sender.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, findLossAndDoubles, whenJournalIsDone } from './support/stored-messages.ts';

const KILLS = size(12, 200);
const SENDERS = 32;
const RATE = 800;
const CUSTOMERS = 50;
/** The figures of a release; the short form reports them, because its machine may be busy. */
const MIN_RATE = 300;
const MAX_READY_MS = 3_000;

const INTAKE_POINTS: TracePoint[] = [
  'webhook_before_commit',
  'webhook_after_commit',
  'items_before_commit',
  'items_after_commit',
];

/*
 * The server is killed with SIGKILL while webhooks come in, and started again. Whatever it had
 * answered 200 must be a message afterwards, once; what it had not, Meta delivers again.
 */
describe.each(testDatabases)('webhooks under SIGKILL ($name)', ({ create, name }) => {
  it('at random moments: nothing acknowledged is lost, nothing doubled', async (context) => {
    const random = seededRandom(1);
    const { opened, server, sender } = await prepare(create, `kill_${name}`, random);
    const readyMs = [await server.start()];
    const rates: number[] = [];
    sender.start();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = sender.acknowledged.size;
      const startedAt = performance.now();
      await sleep(300 + random() * 900);
      rates.push(((sender.acknowledged.size - before) * 1_000) / (performance.now() - startedAt));
      await server.kill();
      readyMs.push(await server.start());
    }
    const found = await settle(opened.database, sender);
    const rate = rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0;
    report(context, {
      kills: KILLS,
      ...found,
      'median webhooks/s': Math.round(rate),
      'longest start ms': Math.round(Math.max(...readyMs)),
    });
    expect(found).toMatchObject({ lost: 0, doubled: 0, conversations: CUSTOMERS });
    if (IS_FULL) {
      expect(rate).toBeGreaterThanOrEqual(MIN_RATE);
      expect(Math.max(...readyMs)).toBeLessThanOrEqual(MAX_READY_MS);
    }
    await server.discard();
    await opened.discard();
  });

  it.for(INTAKE_POINTS)(
    'at %s: nothing acknowledged is lost, nothing doubled',
    async (point, context) => {
      const random = seededRandom(2);
      const { opened, server, sender } = await prepare(create, `${point}_${name}`, random);
      const deaths = size(2, 10);
      await server.start();
      await server.kill();
      sender.start();
      for (let death = 0; death < deaths; death += 1) {
        // Dying at the first pass may come before the server was ever seen ready.
        server.launch({ at: point, count: 1 + Math.floor(random() * 20) });
        await server.whenEnded();
      }
      await server.start();
      const found = await settle(opened.database, sender);
      report(context, { deaths, ...found });
      expect(found).toMatchObject({ lost: 0, doubled: 0, conversations: CUSTOMERS });
      await server.discard();
      await opened.discard();
    },
  );
});

async function prepare(
  create: (typeof testDatabases)[number]['create'],
  name: string,
  random: () => number,
) {
  const opened = await create();
  const server = await ServerProcess.create({ databaseUrl: opened.url });
  const sender = new MetaSender({
    webhookUrl: server.webhookUrl,
    senders: SENDERS,
    ratePerSecond: RATE,
    duplicateShare: 0.05,
    customers: CUSTOMERS,
    random,
    name,
  });
  return { opened, server, sender };
}

/** Delivers the rest, waits until all is worked through, and compares. */
async function settle(database: Database, sender: MetaSender) {
  await sleep(500);
  await sender.finish();
  await whenJournalIsDone(database);
  const stored = await countByWamid(database);
  const { lost, doubled } = findLossAndDoubles(sender.acknowledged, stored);
  const conversations: unknown[] = await database.read('conversations').select('id');
  expect(sender.acknowledged.size).toBe(sender.sent.size);
  return {
    acknowledged: sender.acknowledged.size,
    lost: lost.length,
    doubled: doubled.length,
    conversations: conversations.length,
  };
}
