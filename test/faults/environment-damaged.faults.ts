import { closeSync, fstatSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testDatabases } from '../support/test-databases.ts';
import { report, seededRandom } from './support/fault-form.ts';
import { MetaSender } from './support/meta-sender.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, findLossAndDoubles, whenJournalIsDone } from './support/stored-messages.ts';
import { until } from './support/until.ts';

const DAMAGES: Record<string, (file: number, bytes: number) => void> = {
  'bytes flipped in the middle': (file, bytes) =>
    writeSync(file, Buffer.alloc(16_384, 0xa5), 0, 16_384, Math.floor(bytes / 2)),
  'another beginning': (file) => writeSync(file, Buffer.from('not a database')),
};

/*
 * The file of SQLite comes back damaged from its disk. Going on would spread the damage and hide it;
 * so the server refuses to start and says what to do, and what it says helps.
 */
describe('a damaged database file (sqlite)', () => {
  it.for(Object.keys(DAMAGES))(
    '%s: the server does not start, names the file and the cure, and the cure works',
    async (damage, context) => {
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
        random: seededRandom(6),
        name: 'DAMAGED',
      });
      sender.start();
      await until('webhooks are stored', () => sender.acknowledged.size > 200, 20_000);
      await sender.stop();
      await whenJournalIsDone(opened.database);
      await server.end('SIGTERM');
      await opened.database.close();

      const path = opened.url.slice('sqlite:'.length);
      const backup = readFileSync(path);
      const file = openSync(path, 'r+');
      DAMAGES[damage]?.(file, fstatSync(file).size);
      closeSync(file);
      server.launch();
      await server.whenEnded();
      const said = server.output.slice(server.output.lastIndexOf('The database file'));

      writeFileSync(path, backup);
      await server.start();
      const again = opened.openAgain();
      const { lost } = findLossAndDoubles(sender.acknowledged, await countByWamid(again));
      report(context, { 'file kB': Math.round(backup.length / 1_024), lost: lost.length });
      expect(said).toContain(`The database file ${path} is damaged`);
      expect(said).toContain('put your latest backup in its place');
      expect(said).not.toMatch(/\n\s+at /);
      expect(lost).toEqual([]);
    },
  );
});
