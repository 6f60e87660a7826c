import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testDatabases } from '../support/test-databases.ts';
import { IS_FULL, report, seededRandom, size } from './support/fault-form.ts';
import { MetaSender } from './support/meta-sender.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, findLossAndDoubles, whenJournalIsDone } from './support/stored-messages.ts';
import { until } from './support/until.ts';

const LOCKED_MS = size(8_000, 15_000);
/** The server tries for five seconds; the machine may be busy. */
const REFUSED_WITHIN_MS = 8_000;
const LONGEST_BLOCK_MS = 200;

const HOLDER = `
  const sqlite3 = require('sqlite3');
  const database = new sqlite3.Database(process.argv[1]);
  database.configure('busyTimeout', 5000);
  database.exec('BEGIN IMMEDIATE', (error) => {
    if (error) throw error;
    process.send('held');
  });
  process.on('message', () => database.exec('ROLLBACK', () => process.exit(0)));
`;

/*
 * Another program holds the database: a backup tool, somebody's console. The intake must neither hang
 * nor block the event loop, and must go on when the lock is gone.
 */
describe.each(testDatabases)('a locked database ($name)', ({ create, name }) => {
  it('webhooks are refused after some seconds, everything else answers, and then it heals', async (context) => {
    const opened = await create();
    const server = await ServerProcess.create({ databaseUrl: opened.url });
    onTestFinished(async () => {
      await server.discard();
      await opened.discard();
    });
    await server.start();
    const sender = new MetaSender({
      webhookUrl: server.webhookUrl,
      senders: 4,
      random: seededRandom(41),
      name: `LOCK_${name}`,
    });
    sender.start();
    await until('webhooks are stored', () => sender.acknowledged.size > 20, 10_000);
    const release = await (name === 'sqlite' ? lockFile(opened.url) : lockTable(opened.url));
    const lockedAt = performance.now();
    const healthz = pollHealthz(server.url);
    const atLock = sender.acknowledged.size;
    await until('a webhook is refused', () => (sender.answers.get(503) ?? 0) > 0, 20_000);
    const refusedMs = Math.round(performance.now() - lockedAt);
    const wasReady = await server.isReady();
    await sleep(Math.max(0, LOCKED_MS - (performance.now() - lockedAt)));
    const duringLock = sender.acknowledged.size - atLock;
    await release();
    const releasedAt = performance.now();
    const before = sender.acknowledged.size;
    await until('webhooks are taken again', () => sender.acknowledged.size > before + 20, 20_000);
    const healedMs = Math.round(performance.now() - releasedAt);
    const longestMs = await healthz.stop();
    await sender.finish();
    await whenJournalIsDone(opened.database);
    const stored = await countByWamid(opened.database);
    const { lost, doubled } = findLossAndDoubles(sender.acknowledged, stored);
    report(context, {
      'refused after ms': refusedMs,
      'longest /healthz ms': Math.round(longestMs),
      'healed ms': healedMs,
      lost: lost.length,
      doubled: doubled.length,
    });
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
    expect([...sender.answers.keys()].sort()).toEqual([200, 503]);
    // At most what was being committed at the moment of the lock.
    expect(duringLock).toBeLessThanOrEqual(4);
    expect(refusedMs).toBeLessThanOrEqual(REFUSED_WITHIN_MS);
    expect(healedMs).toBeLessThanOrEqual(10_000);
    // Where one table is locked, others still take a commit.
    if (name === 'sqlite') expect(wasReady).toBe(false);
    if (IS_FULL) expect(longestMs).toBeLessThanOrEqual(LONGEST_BLOCK_MS);
  });
});

/** A process of its own holds the file's write lock; resolves to what lets go. */
async function lockFile(databaseUrl: string): Promise<() => Promise<void>> {
  const holder = spawn(process.execPath, ['-e', HOLDER, databaseUrl.slice('sqlite:'.length)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder, 'message');
  return async () => {
    holder.send('release');
    await once(holder, 'exit');
  };
}

async function lockTable(databaseUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('BEGIN; LOCK TABLE whatsapp_webhooks IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await client.query('ROLLBACK');
  };
}

/** Asks `/healthz` again and again; `stop` resolves to the longest answer in ms. */
function pollHealthz(url: string): { stop(): Promise<number> } {
  let isStopped = false;
  let longestMs = 0;
  const polling = (async () => {
    while (!isStopped) {
      const startedAt = performance.now();
      const isAlive = await fetch(`${url}/healthz`).then(
        async (response) => {
          await response.text();
          return response.ok;
        },
        () => false,
      );
      if (!isAlive) longestMs = Infinity;
      longestMs = Math.max(longestMs, performance.now() - startedAt);
      await sleep(10);
    }
  })();
  return {
    stop: async () => {
      isStopped = true;
      await polling;
      return longestMs;
    },
  };
}
