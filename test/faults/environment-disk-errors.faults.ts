import { describe, expect, it, onTestFinished } from 'vitest';
import { testDatabases } from '../support/test-databases.ts';
import { report, seededRandom, size } from './support/fault-form.ts';
import { needStrace } from './support/machine-needs.ts';
import { MetaSender } from './support/meta-sender.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, findLossAndDoubles, whenJournalIsDone } from './support/stored-messages.ts';
import { attachStrace } from './support/strace-attach.ts';
import { until } from './support/until.ts';

const REFUSALS = size(20, 200);
const HEALED_WITHIN_MS = 10_000;

/*
 * The disk answers EIO for the database's files, and stops doing so. Nothing is acknowledged that was
 * not written: compared after the process was killed, so that nothing counts that was only in memory.
 */
describe('a disk that fails (sqlite)', () => {
  it.for(['fsync,fdatasync', 'pwrite64'])(
    'EIO from %s: 503, not ready, no false 200, and healed when the disk is',
    async (calls, context) => {
      needStrace(context);
      const opened = await testDatabases[0]!.create();
      const server = await ServerProcess.create({ databaseUrl: opened.url });
      onTestFinished(async () => {
        await server.discard();
        await opened.discard();
      });
      await server.start();
      const sender = new MetaSender({
        webhookUrl: server.webhookUrl,
        senders: 8,
        random: seededRandom(21),
        name: 'EIO',
      });
      sender.start();
      await until('webhooks are stored', () => sender.acknowledged.size > 50, 15_000);

      const file = opened.url.slice('sqlite:'.length);
      const paths = [file, `${file}-wal`].flatMap((path) => ['-P', path]);
      const inject = ['-e', `trace=${calls}`, '-e', `inject=${calls}:error=EIO`];
      const fault = await attachStrace([server.pid], ['-o', '/dev/null', ...paths, ...inject]);
      await until('webhooks are refused', () => (sender.answers.get(503) ?? 0) >= REFUSALS, 20_000);
      const atFault = sender.acknowledged.size;
      await until('it is not ready', async () => !(await server.isReady()), 5_000);
      await until('more are refused', () => (sender.answers.get(503) ?? 0) >= 2 * REFUSALS, 20_000);
      const takenMeanwhile = sender.acknowledged.size - atFault;
      await fault.detach();

      const goneAt = performance.now();
      const before = sender.acknowledged.size;
      await until('webhooks are taken again', () => sender.acknowledged.size > before + 20, 30_000);
      await until('it is ready', () => server.isReady(), 30_000);
      const healedMs = Math.round(performance.now() - goneAt);
      await server.kill();
      await sender.stop();
      await server.start();
      await whenJournalIsDone(opened.database);
      const stored = await countByWamid(opened.database);
      const { lost, doubled } = findLossAndDoubles(sender.acknowledged, stored);
      report(context, {
        refused: sender.answers.get(503) ?? 0,
        'taken meanwhile': takenMeanwhile,
        'healed ms': healedMs,
        acknowledged: sender.acknowledged.size,
        lost: lost.length,
        doubled: doubled.length,
      });
      expect({ lost, doubled, takenMeanwhile }).toEqual({
        lost: [],
        doubled: [],
        takenMeanwhile: 0,
      });
      expect(
        [...sender.answers.keys()].filter((status) => ![0, 200, 503].includes(status)),
      ).toEqual([]);
      expect(healedMs).toBeLessThanOrEqual(HEALED_WITHIN_MS);
    },
  );
});
