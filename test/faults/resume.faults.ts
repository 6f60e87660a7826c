import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CreateApiKeyRequest } from '../../backend/contract/operator.ts';
import type { SignInResponse } from '../../backend/contract/operator.ts';
import { ChangeLog } from '../../backend/features/feed/change-log.ts';
import { until } from '../support/sending-rig.ts';
import { testDatabases } from '../support/test-databases.ts';
import { IS_FULL, report, seededRandom, size } from './support/fault-form.ts';
import { LightClient, findGapsAndRepeats } from './support/light-client.ts';
import { MetaSender } from './support/meta-sender.ts';
import { readCpuSeconds, readMemory } from './support/process-figures.ts';
import { SETUP_TOKEN, ServerProcess } from './support/server-process.ts';
import { whenJournalIsDone } from './support/stored-messages.ts';

const CLIENTS = size(150, 1_000);
const RESTARTS = size(3, 20);
const RATE = 100;
const SOCKETS_PER_KEY = 10;
const MAX_HEAD_MS = 15_000;

describe.each(testDatabases)('live clients ($name)', ({ create, name }) => {
  it('all come back at once after a restart: none misses or repeats a change', async (context) => {
    const { opened, server, sender, keys } = await prepare(create, `resume_${name}`, CLIENTS);
    const log = new ChangeLog(opened.database);
    let isUp = true;
    const clients = Array.from(
      { length: CLIENTS },
      (_, index) =>
        new LightClient(
          server.liveUrl,
          keys[Math.floor(index / SOCKETS_PER_KEY)] ?? '',
          () => isUp,
        ),
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
      isUp = true;
      for (const client of clients) client.connect();
      await allAt(head);
      headMs.push(performance.now() - readyAt);
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
      'longest ms to stop': Math.round(Math.max(...stopMs)),
      'peak RSS MB': peakRssMb,
      'CPU %': Math.round(cpuShare * 100),
    });
    expect(found).toEqual({ gaps: 0, repeats: 0, resets: 0, behind: 0 });
    expect(seqs.length).toBeGreaterThan(RESTARTS * 50);
    if (IS_FULL) expect(Math.max(...headMs)).toBeLessThanOrEqual(MAX_HEAD_MS);
  });
});

/** A started server with an admin, `sockets` sockets' worth of API keys, and Meta at work. */
async function prepare(
  create: (typeof testDatabases)[number]['create'],
  name: string,
  sockets: number,
) {
  const opened = await create();
  onTestFinished(opened.discard);
  const server = await ServerProcess.create({ databaseUrl: opened.url });
  onTestFinished(() => server.discard());
  const random = seededRandom(1);
  const webhooks = { senders: 8, ratePerSecond: RATE, customers: 50, random, name };
  const sender = new MetaSender({ webhookUrl: server.webhookUrl, ...webhooks });
  onTestFinished(() => sender.stop());
  await server.start();
  const keys = await makeKeys(server, Math.ceil(sockets / SOCKETS_PER_KEY));
  return { opened, server, sender, keys };
}

async function makeKeys(server: ServerProcess, count: number): Promise<string[]> {
  const post = async <Answer>(path: string, body: object, token?: string): Promise<Answer> => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  const admin = await post<SignInResponse>('/api/auth/setup', {
    setup_token: SETUP_TOKEN,
    name: 'Nadia Okoro',
    email: 'nadia@example.com',
    password: 'violet otter carries nine lamps',
  });
  const keys: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const request: CreateApiKeyRequest = { name: `Screen ${index}`, role: 'operator' };
    const { key } = await post<{ key: string }>('/api/api-keys', request, admin.access_token);
    keys.push(key);
  }
  return keys;
}
