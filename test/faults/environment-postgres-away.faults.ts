import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TestContext } from 'vitest';
import { openDatabase } from '../../backend/database/database.ts';
import { LiveClient } from '../support/live-client.ts';
import { runPostgres } from '../support/run-postgres.ts';
import { IS_FULL, report, seededRandom, size } from './support/fault-form.ts';
import { MetaSender } from './support/meta-sender.ts';
import { OperatorClient } from './support/operator-client.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, findLossAndDoubles, whenJournalIsDone } from './support/stored-messages.ts';
import { TcpProxy } from './support/tcp-proxy.ts';
import { until } from './support/until.ts';

const AWAY_MS = size(3_000, 20_000);
const HEALED_WITHIN_MS = 10_000;
/** The server's own limit for an answer is 12 s; a connection is looked for 5 s. */
const ANSWERED_WITHIN_MS = 19_000;

interface Outage {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/*
 * PostgreSQL goes away under a server that takes webhooks and serves a screen, and comes back. It is
 * restarted by its administrator; the network resets every connection; or the network forgets them,
 * so that nobody is told anything.
 */
describe('PostgreSQL away', () => {
  it('restarted: refused meanwhile, healed soon, and the screen misses nothing', async (context) => {
    const postgres = await runPostgres({ settings: { fsync: 'off' } });
    onTestFinished(() => postgres.discard());
    await endure(context, postgres.url, {
      begin: () => postgres.stop(),
      end: () => postgres.start(),
    });
  });

  it.for(['cut', 'blackhole'] as const)(
    'connections %s: refused meanwhile, healed soon, and the screen misses nothing',
    async (way, context) => {
      const postgres = await runPostgres({ settings: { fsync: 'off' } });
      onTestFinished(() => postgres.discard());
      const proxy = await TcpProxy.open({ host: '127.0.0.1', port: postgres.port });
      onTestFinished(() => proxy.close());
      const url = new URL(postgres.url);
      url.port = String(proxy.port);
      await endure(context, url.href, {
        begin: async () => proxy[way](),
        end: async () => proxy.pass(),
      });
    },
  );
});

async function endure(context: TestContext, databaseUrl: string, outage: Outage): Promise<void> {
  const server = await ServerProcess.create({ databaseUrl });
  onTestFinished(() => server.discard());
  await server.start();
  const operator = await OperatorClient.claim(server.url);
  const live = await new LiveClient(server.liveUrl).open();
  onTestFinished(() => live.socket.terminate());
  live.send({ type: 'hello', token: operator.token });
  const sender = new MetaSender({
    webhookUrl: server.webhookUrl,
    senders: 4,
    ratePerSecond: 60,
    timeoutMs: 30_000,
    random: seededRandom(61),
    name: 'AWAY',
  });
  sender.start();
  await until('webhooks are stored', () => sender.acknowledged.size > 30, 15_000);

  await outage.begin();
  const refusedBefore = sender.answers.get(503) ?? 0;
  const read = operator.listContacts();
  await sleep(AWAY_MS);
  await until('a webhook is refused', () => (sender.answers.get(503) ?? 0) > refusedBefore, 30_000);
  const readiness = await server.readiness();
  const answer = await read;
  await outage.end();

  const backAt = performance.now();
  const before = sender.acknowledged.size;
  await until('webhooks are taken again', () => sender.acknowledged.size > before + 20, 30_000);
  await until('it is ready', () => server.isReady(), 30_000);
  const healedMs = Math.round(performance.now() - backAt);
  await sender.finish();
  const database = openDatabase(databaseUrl);
  onTestFinished(() => database.close());
  await whenJournalIsDone(database);
  const { lost, doubled } = findLossAndDoubles(sender.acknowledged, await countByWamid(database));
  const shown = () =>
    new Set(
      live.changes.flatMap((change) =>
        change.type === 'message.created' ? [change.message.message_id] : [],
      ),
    );
  const unseen = () => [...sender.acknowledged].filter((wamid) => !shown().has(wamid));
  await live.until(() => unseen().length === 0, 10_000).catch(() => undefined);
  report(context, {
    acknowledged: sender.acknowledged.size,
    'read answered ms': Math.round(answer.tookMs),
    'read status': answer.status,
    'healed ms': healedMs,
    lost: lost.length,
    doubled: doubled.length,
    unseen: unseen().length,
    answers: [...sender.answers].map(([status, count]) => `${count}×${status}`).join(' '),
  });
  expect({ lost, doubled, unseen: unseen() }).toEqual({ lost: [], doubled: [], unseen: [] });
  expect([...sender.answers.keys()].sort()).toEqual([200, 503]);
  expect(readiness?.status).toBe(503);
  expect(answer.status).toBe(503);
  expect(answer.tookMs).toBeLessThan(ANSWERED_WITHIN_MS);
  if (IS_FULL) expect(healedMs).toBeLessThanOrEqual(HEALED_WITHIN_MS);
}
