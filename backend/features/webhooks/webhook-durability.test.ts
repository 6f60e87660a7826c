import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  messagesChange,
  newWamid,
  sign,
  textMessage,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const ROUNDS = 3;
const SENDERS = 16;
const KILL_AFTER_ACKNOWLEDGED = 60;

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Runs the intake as a process of its own until it is killed. */
async function startProcess(databaseUrl: string) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/fixtures/webhooks/ingest-process.ts', databaseUrl],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  running.add(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    url: line.toString().trim(),
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
      running.delete(child);
    },
  };
}

describe.each(testDatabases)('kill -9 in the middle of a burst ($name)', ({ create }) => {
  it('loses nothing that was answered 200, and doubles nothing', async () => {
    const opened = await create();
    const acknowledged = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const { url, kill } = await startProcess(opened.url);
      let isKilled = false;
      const before = acknowledged.size;
      const send = async (sender: number) => {
        while (!isKilled) {
          const wamid = newWamid();
          const person = { waId: String(15_550_100_100 + sender), name: 'Customer' };
          const body = JSON.stringify(
            envelope(
              messagesChange({
                people: [person],
                messages: [textMessage(person, 'Hi', { id: wamid })],
              }),
            ),
          );
          const headers = { 'x-hub-signature-256': sign(body) };
          const answer = await fetch(url, { method: 'POST', body, headers }).catch(() => undefined);
          if (answer?.status === 200) acknowledged.add(wamid);
        }
      };
      const senders = Array.from({ length: SENDERS }, (_, index) => send(index));
      await expect
        .poll(() => acknowledged.size - before, { timeout: 10_000, interval: 5 })
        .toBeGreaterThan(KILL_AFTER_ACKNOWLEDGED);
      await kill();
      isKilled = true;
      await Promise.all(senders);
    }

    const rig = await new IngestRig(opened.database).start();
    await expect
      .poll(() => rig.countRows('whatsapp_messages'), { timeout: 15_000 })
      .toBeGreaterThanOrEqual(acknowledged.size);
    await rig.worker.whenIdle();
    const rows: { message_id: string }[] = await rig.database.read('whatsapp_messages');
    const stored = rows.map((row) => row.message_id);
    expect([...acknowledged].filter((wamid) => !stored.includes(wamid))).toEqual([]);
    expect(new Set(stored).size).toBe(stored.length);
    expect(await rig.countRows('conversations')).toBe(SENDERS);
    const { contacts, unread_count: unreadCount } = await rig.contactReadModel.list({
      filter: 'all',
      limit: 50,
    });
    expect(unreadCount).toBe(stored.length);
    expect(contacts.reduce((sum, contact) => sum + contact.unread_count, 0)).toBe(stored.length);
    expect((await rig.stats.getStats(2, rig.contacts)).incoming_messages).toBe(stored.length);
    await rig.stop();
    await opened.discard();
  }, 60_000);
});
