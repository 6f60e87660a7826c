import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveClient } from '../../../test/support/live-client.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { Change } from '../../contract/feed.ts';
import type { Principal } from '../../http/principal.ts';
import { createLogger } from '../../logger.ts';
import { ChangeLog } from './change-log.ts';
import { ChangeNotifier } from './change-notifier.ts';
import { LiveFeed } from './live-feed.ts';

const ORIGIN = 'https://shop.example.com';

const change = (reason: string): Change => ({
  type: 'settings.changed',
  connection: {
    is_configured: true,
    phone_number_id: '700500300100200',
    verified_name: null,
    display_phone_number: null,
    status: { light: 'degraded', reason, since: null },
  },
});

describe.each(testDatabases)('the live feed ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let log: ChangeLog;
  let notifier: ChangeNotifier;
  let feed: LiveFeed;
  let server: Server;
  let url: string;
  const validTokens = new Map<string, Principal>();

  const append = async (...reasons: string[]) => {
    await opened.database.transaction((tx) => log.append(tx, reasons.map(change)));
    notifier.wake();
  };
  const connect = async (afterSeq?: number, token = 'good') => {
    const client = await new LiveClient(url, { origin: ORIGIN }).open();
    client.send({
      type: 'hello',
      token,
      ...(afterSeq === undefined ? {} : { after_seq: afterSeq }),
    });
    return client;
  };
  const seqs = (client: LiveClient) => client.changes.map((entry) => entry.seq);
  const upTo = (last: number, first = 1) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index);

  beforeEach(async () => {
    opened = await create();
    log = new ChangeLog(opened.database);
    notifier = new ChangeNotifier(opened.database);
    await notifier.start();
    validTokens.clear();
    validTokens.set('good', { kind: 'operator', id: 'op_1', name: 'Operator', role: 'operator' });
    feed = new LiveFeed({
      changeLog: log,
      changeNotifier: notifier,
      tokens: {
        findPrincipal: async (token) => validTokens.get(token),
        findPrincipals: async () => validTokens,
      },
      allowedOrigins: [ORIGIN],
      logger: createLogger('silent'),
    });
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await feed.start(server);
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/live`;
  });

  afterEach(async () => {
    feed.stop();
    await notifier.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await opened.discard();
  });

  it('welcomes with the head and sends each later change once', async () => {
    await append('before');
    const client = await connect();
    await client.until(() => client.frames.length > 0);
    expect(client.frames[0]).toMatchObject({ type: 'welcome', seq: 1 });
    await append('a', 'b');
    await client.until(() => client.changes.length === 2);
    expect(seqs(client)).toEqual([2, 3]);
    expect(client.changes[1]).toMatchObject(change('b'));
  });

  it('resumes after the given seq, through a backlog larger than one read, while more arrives', async () => {
    await append(...upTo(450).map(String));
    const client = await connect(3);
    for (let index = 0; index < 20; index += 1) await append(`later ${index}`);
    await client.until(() => client.changes.length >= 467);
    expect(seqs(client)).toEqual(upTo(470, 4));
  });

  it('sends a backlog of large changes in several frames', async () => {
    await append(...upTo(8).map(() => 'x'.repeat(200_000)));
    const client = await connect(0);
    await client.until(() => client.changes.length === 8);
    expect(seqs(client)).toEqual(upTo(8));
    const sizes = client.frames.map((frame) => JSON.stringify(frame).length);
    expect(Math.max(...sizes)).toBeLessThan(600_000);
  });

  it('answers reset when the log no longer reaches back that far', async () => {
    await append('a', 'b', 'c');
    await log.deleteOld(Date.now() + 8 * 24 * 60 * 60 * 1_000, async () => true);
    const client = await connect(1);
    await client.until(() => client.frames.some((frame) => frame.type === 'reset'));
    expect(client.frames.at(-1)).toEqual({ type: 'reset', seq: 3 });
    await append('d');
    await client.until(() => client.changes.length === 1);
    expect(seqs(client)).toEqual([4]);
  });

  it('answers reset to a client from the future, as after a restored backup', async () => {
    await append('a');
    const client = await connect(99);
    await client.until(() => client.frames.some((frame) => frame.type === 'reset'));
    expect(client.frames.at(-1)).toEqual({ type: 'reset', seq: 1 });
  });

  it('hears of another instance’s changes', async () => {
    const client = await connect();
    await client.until(() => client.frames.length > 0);
    const otherDatabase = opened.openAgain();
    const otherNotifier = new ChangeNotifier(otherDatabase);
    await otherDatabase.transaction((tx) => new ChangeLog(otherDatabase).append(tx, [change('x')]));
    otherNotifier.wake();
    await client.until(() => client.changes.length === 1);
    expect(seqs(client)).toEqual([1]);
  });

  it('refuses a page of a foreign origin at the upgrade', async () => {
    const client = new LiveClient(url, { origin: 'https://evil.example' });
    await expect(client.open()).rejects.toThrow('403');
  });

  it('refuses other addresses', async () => {
    const client = new LiveClient(url.replace('/api/live', '/api/other'), { origin: ORIGIN });
    await expect(client.open()).rejects.toThrow('404');
  });

  it('closes with 4401 for a wrong token', async () => {
    const client = await connect(undefined, 'wrong');
    expect((await client.closed).code).toBe(4401);
  });

  it.each([
    ['something that is not JSON', 'hello'],
    ['another frame than hello', '{"type":"reauth","token":"good"}'],
    ['an unknown field', '{"type":"hello","token":"good","__proto__":{"a":1},"x":1}'],
    ['a negative seq', '{"type":"hello","token":"good","after_seq":-1}'],
    ['a hello over 4 KB', JSON.stringify({ type: 'hello', token: 'g'.repeat(5_000) })],
  ])('closes with 4400 for %s', async (_, text) => {
    const client = await new LiveClient(url, { origin: ORIGIN }).open();
    client.socket.send(text);
    expect((await client.closed).code).toBe(4400);
  });

  it('closes a socket that sends a frame over 64 KB with 1009', async () => {
    const client = await connect();
    client.socket.send('x'.repeat(70_000));
    expect((await client.closed).code).toBe(1009);
  });

  it('closes a socket that floods with 4429', async () => {
    const client = await connect();
    for (let index = 0; index < 40; index += 1) client.send({ type: 'reauth', token: 'good' });
    expect((await client.closed).code).toBe(4429);
  });

  it('closes a socket that floods with pings with 4429', async () => {
    const client = await connect();
    for (let index = 0; index < 40; index += 1) client.socket.ping();
    expect((await client.closed).code).toBe(4429);
  });

  it('closes a socket that sends a frame in many fragments with 1008', async () => {
    const client = await connect();
    for (let index = 0; index < 40; index += 1) client.socket.send('', { fin: false });
    expect((await client.closed).code).toBe(1008);
  });

  it('closes the socket of an operator whose session was revoked', async () => {
    const client = await connect();
    await client.until(() => client.frames.length > 0);
    validTokens.delete('good');
    await feed.recheckTokens();
    expect((await client.closed).code).toBe(4401);
  });

  it('keeps a socket whose token was renewed in time', async () => {
    const client = await connect();
    await client.until(() => client.frames.length > 0);
    validTokens.set('renewed', {
      kind: 'operator',
      id: 'op_1',
      name: 'Operator',
      role: 'operator',
    });
    client.send({ type: 'reauth', token: 'renewed' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    validTokens.delete('good');
    await feed.recheckTokens();
    await append('still here');
    await client.until(() => client.changes.length === 1);
  });

  it('cuts off a reader that does not read, and others miss nothing', async () => {
    const stalled = await connect();
    const healthy = await connect();
    await healthy.until(() => healthy.frames.length > 0);
    await stalled.until(() => stalled.frames.length > 0);
    stalled.socket.pause();
    const large = 'x'.repeat(200_000);
    for (let index = 0; index < 60; index += 1) await append(large);
    await healthy.until(() => healthy.changes.length === 60, 15_000);
    expect(seqs(healthy)).toEqual(upTo(60));
    await expect.poll(() => feed.clientCount).toBe(1);
    stalled.socket.terminate();
  });
});
