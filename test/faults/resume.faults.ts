import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ChangeLog } from '../../backend/features/feed/change-log.ts';
import { until } from '../support/sending-rig.ts';
import { testDatabases } from '../support/test-databases.ts';
import { IS_FULL, report, seededRandom, size } from './support/fault-form.ts';
import { startLiveServer } from './support/live-server.ts';
import { LightClient, findGapsAndRepeats } from './support/light-client.ts';
import { deliverLongMessages } from './support/long-messages.ts';
import { MetaSender } from './support/meta-sender.ts';
import { readCpuSeconds, readMemory } from './support/process-figures.ts';
import { whenJournalIsDone } from './support/stored-messages.ts';

const CLIENTS = size(150, 1_000);
const RESTARTS = size(3, 20);
const RATE = 100;
const MAX_HEAD_MS = 15_000;

const STALLED = size(20, 100);
const READERS = 10;
const STALLED_MB = size(25, 50);
const WARM_UP_MB = size(10, 50);
const MAX_ADDED_MB = 150;

describe.each(testDatabases)('live clients ($name)', ({ create, name }) => {
  it('all come back at once after a restart: none misses or repeats a change', async (context) => {
    const { opened, server, tokenOf } = await startLiveServer(create, CLIENTS);
    const random = seededRandom(1);
    const webhooks = { senders: 8, ratePerSecond: RATE, random, name: `resume_${name}` };
    const sender = new MetaSender({ webhookUrl: server.webhookUrl, ...webhooks });
    onTestFinished(() => sender.stop());
    const log = new ChangeLog(opened.database);
    let isUp = true;
    const clients = Array.from(
      { length: CLIENTS },
      (_, index) => new LightClient(server.liveUrl, tokenOf(index), () => isUp),
    );
    onTestFinished(() => clients.forEach((client) => client.stop()));
    const allAt = (seq: number) =>
      until(() => clients.every((client) => client.seq >= seq), IS_FULL ? 60_000 : 30_000);

    sender.start();
    for (const client of clients) client.connect();
    await sleep(500);
    await allAt((await log.getBounds()).head);
    const headMs: number[] = [];
    const stopMs: number[] = [];
    let peakRssMb = 0;
    let cpuShare = 0;
    let cpuToHead = 0;
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const startedAt = performance.now();
      const cpuBefore = readCpuSeconds(server.pid);
      await sleep(1_500);
      const cpuSeconds = readCpuSeconds(server.pid) - cpuBefore;
      cpuShare = Math.max(cpuShare, (cpuSeconds * 1_000) / (performance.now() - startedAt));
      peakRssMb = Math.max(peakRssMb, readMemory(server.pid).peakRssMb);
      isUp = false;
      const endedAt = performance.now();
      await server.end(restart % 2 === 0 ? 'SIGKILL' : 'SIGTERM');
      if (restart % 2 === 1) stopMs.push(performance.now() - endedAt);
      await until(() => clients.every((client) => client.socket === undefined));
      await server.start();
      const { head } = await log.getBounds();
      const readyAt = performance.now();
      const cpuAtReady = readCpuSeconds(server.pid);
      isUp = true;
      for (const client of clients) client.connect();
      await allAt(head);
      headMs.push(performance.now() - readyAt);
      cpuToHead = Math.max(cpuToHead, readCpuSeconds(server.pid) - cpuAtReady);
    }
    await sender.finish();
    await whenJournalIsDone(opened.database);
    const { head } = await log.getBounds();
    await allAt(head);
    const seqs: number[] = await opened.database.read('change_log').orderBy('seq').pluck('seq');
    const found = findGapsAndRepeats(clients, seqs);
    report(context, {
      clients: CLIENTS,
      restarts: RESTARTS,
      changes: seqs.length,
      ...found,
      'longest ms to the head': Math.round(Math.max(...headMs)),
      'most CPU seconds to the head': cpuToHead.toFixed(1),
      'longest ms to stop': Math.round(Math.max(...stopMs)),
      'peak RSS MB': peakRssMb,
      'CPU %': Math.round(cpuShare * 100),
    });
    expect(found).toEqual({ gaps: 0, repeats: 0, resets: 0, behind: 0 });
    expect(seqs.length).toBeGreaterThan(RESTARTS * 50);
    if (IS_FULL) expect(Math.max(...headMs)).toBeLessThanOrEqual(MAX_HEAD_MS);
  });

  it('that stop reading cost no memory, are cut, and resume complete', async (context) => {
    const { opened, server, tokenOf } = await startLiveServer(create, STALLED + READERS);
    const makeClient = (index: number) => new LightClient(server.liveUrl, tokenOf(index));
    const readers = Array.from({ length: READERS }, (_, index) => makeClient(index));
    const stalled = Array.from({ length: STALLED }, (_, index) => makeClient(READERS + index));
    const all = [...readers, ...stalled];
    onTestFinished(() => all.forEach((client) => client.stop()));
    const log = new ChangeLog(opened.database);
    const atHead = async (clients: readonly LightClient[]) => {
      await whenJournalIsDone(opened.database);
      const { head } = await log.getBounds();
      await until(() => clients.every((client) => client.seq === head), 60_000);
    };
    for (const client of readers) client.connect();
    await until(() => readers.every((client) => client.isWelcome));
    // The same work with everybody reading, so that only what stalling costs is counted.
    const before = await watchPeak(server.pid, async () => {
      await deliverLongMessages(server.webhookUrl, 'before', WARM_UP_MB);
      await atHead(readers);
    });
    // New sockets: for one that has read much, the kernel keeps many MB before we notice anything.
    for (const client of stalled) {
      client.seq = readers[0]?.seq ?? 0;
      client.connect();
    }
    await until(() => stalled.every((client) => client.isWelcome));
    for (const client of stalled) client.socket?.pause();
    const during = await watchPeak(server.pid, async () => {
      await deliverLongMessages(server.webhookUrl, 'during', STALLED_MB);
      await atHead(readers);
    });
    for (const client of stalled) client.socket?.resume();
    await atHead(all);
    const seqs: number[] = await opened.database.read('change_log').orderBy('seq').pluck('seq');
    const found = findGapsAndRepeats(all, seqs);
    const cut = stalled.filter(({ closeCodes }) => closeCodes.length === 1).length;
    const disturbed = readers.filter(({ closeCodes }) => closeCodes.length > 0).length;
    report(context, {
      stalled: STALLED,
      cut,
      'MB of changes': STALLED_MB,
      ...found,
      disturbed,
      'RSS before': before,
      'RSS added': during - before,
    });
    expect(found).toEqual({ gaps: 0, repeats: 0, resets: 0, behind: 0 });
    expect({ cut, disturbed }).toEqual({ cut: STALLED, disturbed: 0 });
    expect(during - before).toBeLessThan(MAX_ADDED_MB);
  });
});

/** The largest RSS of a process, in MB, while `work` runs. */
async function watchPeak(pid: number, work: () => Promise<void>): Promise<number> {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, readMemory(pid).rssMb)), 100);
  await work().finally(() => clearInterval(timer));
  return peak;
}
