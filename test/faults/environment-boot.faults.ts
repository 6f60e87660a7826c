import { describe, expect, it, onTestFinished } from 'vitest';
import { migrations } from '../../backend/database/migrations/index.ts';
import { testDatabases } from '../support/test-databases.ts';
import { report, seededRandom, size } from './support/fault-form.ts';
import { MetaSender } from './support/meta-sender.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, findLossAndDoubles, whenJournalIsDone } from './support/stored-messages.ts';
import { until } from './support/until.ts';

/** Instances of one database share the key. */
const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');
const BOOTS = size(2, 10);
const STOPS = size(2, 20);

/*
 * The two ends of a process's life: a start that is cut off or happens twice at once, and a stop in
 * the middle of work.
 */
describe.each(testDatabases)('starting and stopping ($name)', ({ create, name }) => {
  const prepare = async (count: number, migrate: boolean) => {
    const opened = await create({ migrate });
    const servers = await Promise.all(
      Array.from({ length: count }, () =>
        ServerProcess.create({ databaseUrl: opened.url, env: { SECRET_KEY } }),
      ),
    );
    onTestFinished(async () => {
      for (const server of servers) await server.discard();
      await opened.discard();
    });
    const [server] = servers;
    if (!server) throw new Error('There is no server.');
    return { opened, servers, server };
  };

  it('a migration killed before its commit: the next start runs it anew', async (context) => {
    const steps = Object.keys(migrations).length;
    const { opened, server } = await prepare(1, false);
    for (let step = 1; step <= steps; step += 1) {
      server.launch({ at: 'migration_before_commit', count: step });
      await server.whenEnded();
    }
    const readyMs = await server.start();
    const done = await opened.database.listMigrations();
    report(context, { kills: steps, 'ready ms': Math.round(readyMs) });
    expect(done.filter(({ isDone }) => !isDone)).toEqual([]);
  });

  it('two boots at once on an empty database: one migrates, one waits, both serve', async (context) => {
    const longest: number[] = [];
    for (let boot = 0; boot < BOOTS; boot += 1) {
      const { opened, servers } = await prepare(2, false);
      longest.push(...(await Promise.all(servers.map((server) => server.start()))));
      const done = await opened.database.read('schema_migrations').count({ total: '*' });
      expect(Number(done[0]?.total)).toBe(Object.keys(migrations).length);
      for (const server of servers) await server.kill();
    }
    report(context, { boots: BOOTS, 'longest start ms': Math.round(Math.max(...longest)) });
  });

  it('SIGTERM in a burst of webhooks: ends with 0 and keeps what it acknowledged', async (context) => {
    const { opened, server } = await prepare(1, true);
    const sender = new MetaSender({
      webhookUrl: server.webhookUrl,
      senders: 32,
      random: seededRandom(59),
      name: `TERM_${name}`,
    });
    const codes: (number | null)[] = [];
    const tookMs: number[] = [];
    sender.start();
    for (let stop = 0; stop < STOPS; stop += 1) {
      await server.start();
      const before = sender.acknowledged.size;
      await until('webhooks are stored', () => sender.acknowledged.size > before + 100, 15_000);
      const startedAt = performance.now();
      codes.push(await server.end('SIGTERM'));
      tookMs.push(performance.now() - startedAt);
    }
    await server.start();
    await sender.finish();
    await whenJournalIsDone(opened.database);
    const stored = await countByWamid(opened.database);
    const { lost, doubled } = findLossAndDoubles(sender.acknowledged, stored);
    report(context, {
      stops: STOPS,
      'longest stop ms': Math.round(Math.max(...tookMs)),
      acknowledged: sender.acknowledged.size,
      lost: lost.length,
      doubled: doubled.length,
    });
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
    expect(new Set(codes)).toEqual(new Set([0]));
    expect([...sender.answers.keys()].filter((status) => ![0, 200, 503].includes(status))).toEqual(
      [],
    );
    expect(Math.max(...tookMs)).toBeLessThan(15_000);
  });
});
