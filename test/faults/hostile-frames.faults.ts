import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { ChangeLog } from '../../backend/features/feed/change-log.ts';
import { until } from '../support/sending-rig.ts';
import { testDatabases } from '../support/test-databases.ts';
import { report, seededRandom, size } from './support/fault-form.ts';
import { LightClient, findGapsAndRepeats } from './support/light-client.ts';
import { startLiveServer } from './support/live-server.ts';
import { MetaSender } from './support/meta-sender.ts';
import { whenJournalIsDone } from './support/stored-messages.ts';

/** Of each kind of hostility at once. */
const ATTACKERS = size(2, 10);
const FLOOD_FRAMES = 10_000;
const RATE = 50;

/** How an attacker behaves once its socket is open, and the close code it has earned. */
interface Attack {
  name: string;
  code: number;
  /** Says hello first, with a good token. */
  isSignedIn: boolean;
  act: (socket: WebSocket, token: string) => void;
}

const flood = (send: () => void) => {
  for (let frame = 0; frame < FLOOD_FRAMES; frame += 1) send();
};

const ATTACKS: Attack[] = [
  {
    name: 'a frame of 1 MB',
    code: 1009,
    isSignedIn: true,
    act: (socket) => socket.send('x'.repeat(1_000_000)),
  },
  {
    name: 'a first frame of 1 MB',
    code: 1009,
    isSignedIn: false,
    act: (socket) => socket.send('x'.repeat(1_000_000)),
  },
  {
    name: '10,000 valid frames at once',
    code: 4429,
    isSignedIn: true,
    act: (socket, token) => flood(() => socket.send(JSON.stringify({ type: 'reauth', token }))),
  },
  {
    name: '10,000 pings at once',
    code: 4429,
    isSignedIn: true,
    act: (socket) => flood(() => socket.ping()),
  },
  {
    name: '10,000 fragments of one frame',
    code: 1008,
    isSignedIn: true,
    act: (socket) => flood(() => socket.send('x', { fin: false })),
  },
  {
    name: '10,000 empty fragments of one frame',
    code: 1008,
    isSignedIn: true,
    act: (socket) => flood(() => socket.send('', { fin: false })),
  },
  {
    name: 'fragments of 1 MB in all',
    code: 1009,
    isSignedIn: true,
    act: (socket) => {
      for (let part = 0; part < 10; part += 1) socket.send('x'.repeat(100_000), { fin: false });
    },
  },
  {
    name: 'a binary frame',
    code: 4400,
    isSignedIn: true,
    act: (socket, token) => socket.send(Buffer.from(JSON.stringify({ type: 'reauth', token }))),
  },
  { name: 'no hello at all', code: 4400, isSignedIn: false, act: () => undefined },
  {
    name: 'a hello that never ends',
    code: 4400,
    isSignedIn: false,
    act: (socket) => {
      const timer = setInterval(() => {
        if (socket.readyState === socket.OPEN) socket.send('{', { fin: false });
      }, 1_000);
      socket.on('close', () => clearInterval(timer));
    },
  },
];

describe.each(testDatabases)('hostile frames ($name)', ({ create, name }) => {
  it('end their own sockets with the documented codes; a neighbour misses nothing', async (context) => {
    const sockets = 1 + ATTACKS.length * ATTACKERS;
    const { opened, server, tokenOf } = await startLiveServer(create, sockets);
    const random = seededRandom(1);
    const webhooks = { senders: 4, ratePerSecond: RATE, random, name: `hostile_${name}` };
    const sender = new MetaSender({ webhookUrl: server.webhookUrl, ...webhooks });
    onTestFinished(() => sender.stop());
    const neighbour = new LightClient(server.liveUrl, tokenOf(0));
    onTestFinished(() => neighbour.stop());
    neighbour.connect();
    await until(() => neighbour.isWelcome);
    sender.start();

    const seen = new Map<string, Set<number>>();
    let index = 1;
    await Promise.all(
      ATTACKS.flatMap((attack) => {
        const codes = new Set<number>();
        seen.set(attack.name, codes);
        return Array.from({ length: ATTACKERS }, async () => {
          codes.add(await perform(attack, server.liveUrl, tokenOf(index++)));
        });
      }),
    );

    await sender.finish();
    await whenJournalIsDone(opened.database);
    const { head } = await new ChangeLog(opened.database).getBounds();
    await until(() => neighbour.seq === head);
    const seqs: number[] = await opened.database.read('change_log').orderBy('seq').pluck('seq');
    const found = findGapsAndRepeats([neighbour], seqs);
    const wrong = ATTACKS.filter(({ name: attack, code }) => {
      const codes = seen.get(attack);
      return codes?.size !== 1 || !codes.has(code);
    }).map((attack) => `${attack.name}: ${[...(seen.get(attack.name) ?? [])].join(', ')}`);
    report(context, {
      attackers: sockets - 1,
      changes: seqs.length,
      ...found,
      'neighbour closed': neighbour.closeCodes.length,
      'wrong codes': wrong.length,
    });
    expect(wrong).toEqual([]);
    expect(found).toEqual({ gaps: 0, repeats: 0, resets: 0, behind: 0 });
    expect(neighbour.closeCodes).toEqual([]);
    expect(await server.isReady()).toBe(true);
  });
});

/** Opens a socket, attacks, and resolves to the code it was closed with; 0 if it never was. */
async function perform(attack: Attack, url: string, token: string): Promise<number> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  if (attack.isSignedIn) {
    socket.send(JSON.stringify({ type: 'hello', token }));
    await new Promise((resolve) => socket.once('message', resolve));
  }
  attack.act(socket, token);
  const code = await Promise.race([closed, sleep(20_000, 0, { ref: false })]);
  socket.terminate();
  return code;
}
