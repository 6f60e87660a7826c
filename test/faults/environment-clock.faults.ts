import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testDatabases } from '../support/test-databases.ts';
import { report, seededRandom } from './support/fault-form.ts';
import { MetaSender } from './support/meta-sender.ts';
import { OperatorClient } from './support/operator-client.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, findLossAndDoubles, whenJournalIsDone } from './support/stored-messages.ts';
import { until } from './support/until.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const JUMPS_MS = [3 * DAY_MS, -3 * DAY_MS, 0];
const AFTER_JUMP_MS = 300;

/*
 * The wall clock of the machine is set while the server runs: three days ahead, three days back, and
 * right again. The intake and its worker go on, and nothing waits for the time it was stamped with.
 */
describe.each(testDatabases)('a clock that jumps ($name)', ({ create, name }) => {
  it('three days ahead and back: every webhook is taken and worked through at once', async (context) => {
    const opened = await create();
    const folder = mkdtempSync(join(tmpdir(), 'chasqui-clock-'));
    const clockFile = join(folder, 'offset');
    writeFileSync(clockFile, '0');
    const server = await ServerProcess.create({
      databaseUrl: opened.url,
      env: {
        NODE_OPTIONS: '--import ./test/faults/support/shift-clock.mjs',
        CLOCK_FILE: clockFile,
      },
    });
    onTestFinished(async () => {
      await server.discard();
      await opened.discard();
      rmSync(folder, { recursive: true });
    });
    await server.start();
    const operator = await OperatorClient.claim(server.url);
    const sender = new MetaSender({
      webhookUrl: server.webhookUrl,
      senders: 8,
      ratePerSecond: 200,
      random: seededRandom(7),
      name: `CLOCK_${name}`,
    });
    const sessions: string[] = [];
    let slowestMs = 0;
    sender.start();
    for (const jumpMs of JUMPS_MS) {
      await until('webhooks are stored', () => sender.acknowledged.size > 50, 15_000);
      writeFileSync(clockFile, String(jumpMs));
      await sleep(AFTER_JUMP_MS);
      const sent = [...sender.acknowledged];
      const before = sender.acknowledged.size;
      await until('more are stored', () => sender.acknowledged.size > before + 50, 15_000);
      const askedAt = performance.now();
      await until(
        'what came before is worked through',
        async () => {
          const stored = await countByWamid(opened.database);
          return sent.every((wamid) => stored.has(wamid));
        },
        10_000,
      );
      slowestMs = Math.max(slowestMs, performance.now() - askedAt);
      const { status } = await operator.listContacts();
      sessions.push(`${jumpMs / DAY_MS} d: ${status}`);
    }
    await sender.finish();
    await whenJournalIsDone(opened.database, 10_000);
    const stored = await countByWamid(opened.database);
    const { lost, doubled } = findLossAndDoubles(sender.acknowledged, stored);
    report(context, {
      acknowledged: sender.acknowledged.size,
      lost: lost.length,
      doubled: doubled.length,
      'slowest ms': Math.round(slowestMs),
      'session at': sessions.join(' '),
    });
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
    expect([...sender.answers.keys()]).toEqual([200]);
    expect(await server.isReady()).toBe(true);
    // An access token lives ten minutes: it ends with the jump ahead, and is good when the time is right.
    expect(sessions).toEqual(['3 d: 401', '-3 d: 200', '0 d: 200']);
  });
});
