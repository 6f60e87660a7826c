import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ConnectionSummary } from '../../backend/contract/settings.ts';
import { testDatabases } from '../support/test-databases.ts';
import { report, size } from './support/fault-form.ts';
import { compareWithLedger, countUnderWay, whenQueueIsDone } from './support/sent-messages.ts';
import { SendingSite } from './support/sending-site.ts';
import { waitUntil } from './support/wait-until.ts';

interface Trouble {
  code: number;
  light: string;
  /** As an operator reads it. */
  reason: RegExp;
  repair(site: SendingSite): Promise<void>;
}

const saveNewToken = (site: SendingSite) => site.saveNewToken();
/** An admin has settled it at Meta and presses «Test connection». */
const testConnection = async (site: SendingSite) => {
  const { body } = await site.callUntilAnswered('POST', '/api/settings/whatsapp/test');
  expect(body.success).toBe(true);
};

const TROUBLES: Trouble[] = [
  { code: 190, light: 'disconnected', reason: /access token/, repair: saveNewToken },
  { code: 131042, light: 'degraded', reason: /payment/, repair: testConnection },
  { code: 131031, light: 'disconnected', reason: /locked/, repair: testConnection },
  { code: 368, light: 'disconnected', reason: /locked/, repair: testConnection },
];

const SENDS = size(20, 200);
const CUSTOMERS = 20;
/** Requests of one instance under way at once: so many may meet the first refusal. */
const IN_FLIGHT = 16;
/** Longer than the worker's poll, shorter than the rest. */
const LOOKED_AT_MS = 1_500;

/* Refusals that concern more than one message: who waits for them, and who does not. */
describe.each(testDatabases)('sending while Meta refuses ($name)', ({ create }) => {
  it('stands still for what an admin must mend, and goes on by itself when it is', async (context) => {
    const site = await SendingSite.open(create, { customers: CUSTOMERS });
    const { simulator, database } = site;
    const refusals: number[] = [];
    for (const [index, trouble] of TROUBLES.entries()) {
      const { code } = trouble;
      const fault = simulator.faults.add({ kind: 'error', code, count: null });
      await sendMany(site, `before-${code}`, SENDS);
      await site.whenPaused(code);
      await sendMany(site, `meanwhile-${code}`, 5);
      if (index === 0) {
        await waitUntil(
          'the refused are put back',
          async () => (await countUnderWay(database)) === 0,
        );
        await site.server.kill();
        await site.server.start();
      }
      await site.expectSilence();
      const { struck } = fault;
      expect(struck).toBeLessThanOrEqual(IN_FLIGHT);
      expect(await listWaiting(site)).toEqual(
        Array.from({ length: SENDS + 5 }, () => ({ state: 'queued', attempts: 0 })),
      );
      expect((await getSummary(site)).status).toMatchObject({
        light: trouble.light,
        reason: expect.stringMatching(trouble.reason) as string,
      });
      refusals.push(struck);

      simulator.faults.delete(fault.id);
      await trouble.repair(site);
      await whenQueueIsDone(database);
      // Nothing is left of it. The token that was saved against the first trouble is a temporary one.
      expect((await getSummary(site)).status).toMatchObject({
        light: 'degraded',
        reason: expect.stringMatching(/is a guest key/) as string,
      });
    }
    await site.whenStatusesAreIn();
    const found = await compareWithLedger(database, simulator.ledger);
    report(context, { pauses: TROUBLES.length, refused: refusals.join(' + '), ...found });
    const sent = TROUBLES.length * (SENDS + 5);
    expect(found).toMatchObject({ messages: sent, delivered: sent, doubled: 0, untrue: 0 });
  });

  it('lets only the pair wait that Meta names, and keeps its order', async (context) => {
    const site = await SendingSite.open(create, { customers: CUSTOMERS });
    const { simulator, database } = site;
    const named = site.phoneOf(0);
    simulator.faults.add({ kind: 'error', code: 131056, recipient: named });
    for (const word of ['first', 'second', 'third']) await site.send(named, word);
    await Promise.all(
      Array.from({ length: CUSTOMERS - 1 }, (_, index) =>
        site.send(site.phoneOf(index + 1), `other-${index}`),
      ),
    );
    await whenQueueIsDone(database);
    await site.whenStatusesAreIn();
    const entries = simulator.ledger.list();
    const texts = entries.map(({ content }) => (content as { body: string }).body);
    const [lastOther, first] = entries.slice(CUSTOMERS - 2);
    const aheadMs = (first?.acceptedAtMs ?? 0) - (lastOther?.acceptedAtMs ?? 0);
    const found = await compareWithLedger(database, simulator.ledger);
    report(context, { ...found, 'others ahead by ms': aheadMs });
    // Had the number waited, what was clicked first would have left first.
    expect(texts.slice(CUSTOMERS - 1)).toEqual(
      ['first', 'second', 'third'].map((word) => `Text of ${word}`),
    );
    expect(found).toMatchObject({ delivered: CUSTOMERS + 2, doubled: 0, untrue: 0 });
    expect(await database.read('outbox_pauses').first()).toBeUndefined();
    expect((await getSummary(site)).status.light).toBe('connected');
  });

  it('lets the number rest after 130429 for as long as Meta asks', async (context) => {
    const site = await SendingSite.open(create, { customers: CUSTOMERS });
    const { simulator, database } = site;
    const fault = simulator.faults.add({
      kind: 'error',
      code: 130429,
      status: 429,
      retryAfterSeconds: 3,
    });
    await site.send(site.phoneOf(0), 'refused');
    await waitUntil('it was refused', () => fault.struck === 1);
    await sendMany(site, 'meanwhile', CUSTOMERS);
    await sleep(LOOKED_AT_MS);
    const during = simulator.sendRequestCount;
    await whenQueueIsDone(database);
    await site.whenStatusesAreIn();
    const found = await compareWithLedger(database, simulator.ledger);
    report(context, { 'requests during the rest': during - 1, ...found });
    expect(during).toBe(1);
    expect(found).toMatchObject({ delivered: CUSTOMERS + 1, doubled: 0, untrue: 0 });
  });
});

async function sendMany(site: SendingSite, name: string, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) => site.send(site.phoneOf(index), `${name}-${index}`)),
  );
}

async function listWaiting({ database }: SendingSite): Promise<object[]> {
  return database
    .read('whatsapp_queue')
    .whereNotIn('state', ['sent', 'failed', 'unknown'])
    .select('state', 'attempts');
}

async function getSummary(site: SendingSite): Promise<ConnectionSummary> {
  const { body } = await site.callUntilAnswered('GET', '/api/whatsapp/connection');
  return body as unknown as ConnectionSummary;
}
