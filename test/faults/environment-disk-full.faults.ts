import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TestContext } from 'vitest';
import { openDatabase } from '../../backend/database/database.ts';
import { runPostgres } from '../support/run-postgres.ts';
import { report, seededRandom } from './support/fault-form.ts';
import { needTmpfs } from './support/machine-needs.ts';
import type { SmallDisk } from './support/machine-needs.ts';
import { MetaSender } from './support/meta-sender.ts';
import { OperatorClient } from './support/operator-client.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, findLossAndDoubles, whenJournalIsDone } from './support/stored-messages.ts';
import { until } from './support/until.ts';

const FREE_BYTES = 3 * 1_024 * 1_024;
const HEALED_WITHIN_MS = 10_000;

/*
 * The disk runs full while webhooks come in. What cannot be stored is answered 503, so that Meta
 * keeps it; what is stored can be read; and when somebody makes room nobody has to restart anything.
 */
describe('a full disk', () => {
  it('webhooks are refused, reads go on, and it works again when there is room (sqlite)', async (context) => {
    const disk = needTmpfs(context, 6);
    const databaseUrl = `sqlite:${join(disk.folder, 'chasqui.sqlite')}`;
    const makeRoom = async () => disk.resize(200);
    await fillUp(context, { databaseUrl, disk, makeRoom, readable: [200] });
  });

  it('webhooks are refused, reads go on, and it works again when there is room (postgres)', async (context) => {
    const disk = needTmpfs(context, 64);
    const postgres = await runPostgres({
      folder: disk.folder,
      initdbFlags: ['--wal-segsize=1'],
      settings: { fsync: 'off', max_wal_size: '4MB', min_wal_size: '2MB' },
    });
    onTestFinished(() => postgres.discard());
    const makeRoom = async () => {
      disk.resize(300);
      // Without room for its WAL PostgreSQL ends; what keeps it running starts it again.
      if (!postgres.isRunning()) await postgres.start();
    };
    await fillUp(context, { databaseUrl: postgres.url, disk, makeRoom, readable: [200, 503] });
  });
});

async function fillUp(
  context: TestContext,
  parts: {
    databaseUrl: string;
    disk: SmallDisk;
    makeRoom: () => Promise<void>;
    /** What reading may answer meanwhile. */
    readable: number[];
  },
): Promise<void> {
  const { databaseUrl, disk, makeRoom, readable } = parts;
  const server = await ServerProcess.create({ databaseUrl });
  onTestFinished(() => server.discard());
  await server.start();
  const operator = await OperatorClient.claim(server.url);
  disk.leaveFree(FREE_BYTES);
  const sender = new MetaSender({
    webhookUrl: server.webhookUrl,
    senders: 16,
    paddingBytes: 2_000,
    random: seededRandom(31),
    name: 'FULL',
  });
  sender.start();
  await until('a webhook is refused', () => (sender.answers.get(503) ?? 0) >= 20, 60_000);
  const storedBefore = sender.acknowledged.size;
  const contacts = await operator.listContacts();
  await until('it is not ready', async () => !(await server.isReady()), 10_000);
  const refused = sender.answers.get(503) ?? 0;

  await makeRoom();
  const roomAt = performance.now();
  await until(
    'webhooks are taken again',
    () => sender.acknowledged.size > storedBefore + 50,
    30_000,
  );
  const healedMs = Math.round(performance.now() - roomAt);
  await sender.finish();
  // Not before: as long as they come this fast, it may be behind, and they would fill the new room.
  await until('it is ready', () => server.isReady(), 30_000);

  const database = openDatabase(databaseUrl);
  onTestFinished(() => database.close());
  await whenJournalIsDone(database);
  const { lost, doubled } = findLossAndDoubles(sender.acknowledged, await countByWamid(database));
  report(context, {
    'acknowledged before': storedBefore,
    refused,
    'healed ms': healedMs,
    acknowledged: sender.acknowledged.size,
    lost: lost.length,
    doubled: doubled.length,
    answers: [...sender.answers].map(([status, count]) => `${count}×${status}`).join(' '),
  });
  expect(readable).toContain(contacts.status);
  expect(server.isRunning).toBe(true);
  expect([...sender.answers.keys()].sort()).toEqual([200, 503]);
  expect(healedMs).toBeLessThanOrEqual(HEALED_WITHIN_MS);
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
}
