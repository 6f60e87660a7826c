import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_SAMPLES } from '../../../demo/simulator/media-samples.ts';
import { MediaRig } from '../../../test/support/media-rig.ts';
import { until } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { MAX_ATTEMPTS } from './fetch-policy.ts';

const HOUR_MS = 3_600_000;

describe.each(testDatabases)('fetching customers’ files ($name)', ({ create }) => {
  let testDatabase: Awaited<ReturnType<typeof create>>;
  let rig: MediaRig;

  beforeEach(async () => {
    testDatabase = await create();
    rig = await MediaRig.start(testDatabase.database);
  });
  afterEach(async () => {
    await rig.stop();
    await testDatabase.discard();
  });

  const { image } = MEDIA_SAMPLES;
  const photo = { type: 'image', ...image, caption: 'The shade has a dent' } as const;
  const changesOf = async () =>
    (await rig.intake.listChanges()).filter(({ type }) => type === 'message.media_changed');

  it('shows the message at once, and the file when it is here', async () => {
    const message = await rig.receive(photo);
    expect(message.content).toEqual({
      kind: 'image',
      media: { id: expect.stringMatching(/^md_/), state: 'pending', mime_type: 'image/jpeg' },
      caption: 'The shade has a dent',
    });
    expect(message.message_text).toBe('The shade has a dent');
    await rig.createWorker().start();
    const media = await rig.untilState(message, 'ready');
    expect(media).toMatchObject({
      mime_type: 'image/jpeg',
      size_bytes: image.bytes.length,
      width: 320,
      height: 240,
    });
    expect(await rig.read(message)).toEqual(image.bytes);
    const changed = { ...message, content: { ...message.content, media } };
    expect(await changesOf()).toEqual([
      { seq: expect.any(Number), type: 'message.media_changed', message: changed },
    ]);
    expect(await rig.intake.listMessages()).toEqual([changed]);
  });

  it('takes the type from the bytes and believes nobody', async () => {
    const message = await rig.receive({
      type: 'image',
      bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      mimeType: 'image/png',
    });
    await rig.createWorker().start();
    const media = await rig.untilState(message, 'ready');
    expect(media.mime_type).toBe('application/octet-stream');
  });

  it.each(['media_stale_url', 'media_gone'] as const)('takes %s for what it is', async (kind) => {
    rig.simulator.faults.add({ kind });
    const message = await rig.receive(photo);
    await rig.createWorker().start();
    // A stale address costs a second question and no try; an unknown id is the end.
    await rig.untilState(message, kind === 'media_gone' ? 'gone' : 'ready');
    expect((await rig.getRow(message)).attempts).toBe(kind === 'media_gone' ? 1 : 0);
    const [stored] = await rig.intake.listMessages();
    expect(stored?.message_text).toBe('The shade has a dent');
  });

  it.each(['media_truncated', 'media_wrong_bytes', 'media_500'] as const)(
    'keeps nothing of %s, and tries again later',
    async (kind) => {
      rig.simulator.faults.add({ kind });
      const message = await rig.receive(photo);
      const worker = rig.createWorker();
      await worker.start();
      await until(async () => (await rig.getRow(message)).attempts === 1);
      const row = await rig.getRow(message);
      expect(Number(row.due_at)).toBeGreaterThan(Date.now() + 1_000);
      expect(readdirSync(rig.folder)).toEqual(['drafts']);
      expect(readdirSync(`${rig.folder}/drafts`)).toEqual([]);
      await rig.setRow(message, { due_at: 0 });
      await rig.untilState(message, 'ready');
      expect(await rig.read(message)).toEqual(image.bytes);
    },
  );

  it('gives up after many tries, tells the screens, and begins anew when put back', async () => {
    rig.simulator.faults.add({ kind: 'media_500' });
    const message = await rig.receive(photo);
    await rig.setRow(message, { attempts: MAX_ATTEMPTS - 1 });
    await rig.createWorker().start();
    const { id } = await rig.untilState(message, 'failed');
    expect(await changesOf()).toHaveLength(1);
    await rig.database.transaction((tx) => rig.store.putBack(tx, id, Date.now()));
    await rig.untilState(message, 'ready');
  });

  it('does not hold a refused token against the file', async () => {
    rig.intake.connections = rig.intake.connections.map((connection) => ({
      ...connection,
      accessToken: 'revoked',
    }));
    const message = await rig.receive(photo);
    await rig.createWorker().start();
    await until(async () => (await rig.getRow(message)).error !== null);
    const row = await rig.getRow(message);
    expect([row.state, row.attempts]).toEqual(['pending', 0]);
    expect(Number(row.due_at)).toBeGreaterThan(Date.now());
  });

  it('takes up what a worker left that died, after its lease', async () => {
    const message = await rig.receive(photo);
    // A worker claimed it and was killed: nobody prolongs the lease, nobody gives it back.
    const leaseUntilMs = Date.now() + 500;
    const dead = await rig.database.transaction((tx) =>
      rig.store.claimDue(tx, { nowMs: Date.now(), limit: 1, leaseUntilMs }),
    );
    expect(dead).toHaveLength(1);
    await rig.createWorker().start();
    await rig.untilState(message, 'ready');
    expect(Date.now()).toBeGreaterThanOrEqual(leaseUntilMs);
    // Should it wake up after all, it finds itself fenced off.
    const end = { state: 'failed', error: 'late' } as const;
    const isTaken = await rig.database.transaction((tx) =>
      rig.store.finish(tx, dead[0]!, end, Date.now()),
    );
    expect(isTaken).toBe(false);
    expect((await rig.getMedia(message)).state).toBe('ready');
  });

  it('does not leave for days what was put in line while the clock was days ahead', async () => {
    const message = await rig.receive(photo);
    await rig.setRow(message, { due_at: Date.now() + 72 * HOUR_MS });
    await rig.createWorker().start();
    await rig.untilState(message, 'ready');
  });

  it('gives a file back at a stop, so that the next start need not wait', async () => {
    rig.simulator.faults.add({ kind: 'media_slow', delayMs: 5_000 });
    const message = await rig.receive(photo);
    const worker = rig.createWorker();
    await worker.start();
    await until(() => readdirSync(`${rig.folder}/drafts`).length === 1);
    await worker.stop();
    const row = await rig.getRow(message);
    expect([row.state, row.attempts]).toEqual(['pending', 0]);
    expect(Number(row.due_at)).toBeLessThanOrEqual(Date.now());
    await rig.createWorker().start();
    await rig.untilState(message, 'ready');
    expect(await changesOf()).toHaveLength(1);
  });

  it('prolongs its lease while a download runs, so that two workers never share a file', async () => {
    rig.simulator.faults.add({ kind: 'media_slow', delayMs: 1_200 });
    const message = await rig.receive(photo);
    await rig.createWorker({ leaseMs: 300 }).start();
    await until(() => readdirSync(`${rig.folder}/drafts`).length === 1);
    await rig.createWorker({ leaseMs: 300, database: testDatabase.openAgain() }).start();
    await rig.untilState(message, 'ready');
    expect((await rig.getRow(message)).lease_token).toBe(1);
    expect(await changesOf()).toHaveLength(1);
  });

  it('says that a file is gone which ran out while we were away, and keeps the message', async () => {
    const message = await rig.receive({ ...photo, type: 'document', filename: 'label.pdf' });
    await rig.setRow(message, { expires_at: Date.now() - 24 * HOUR_MS });
    rig.simulator.faults.add({ kind: 'media_500', count: null });
    await rig.createWorker().start();
    await rig.untilState(message, 'gone');
    const [stored] = await rig.intake.listMessages();
    expect(stored?.content).toMatchObject({
      kind: 'document',
      caption: 'The shade has a dent',
      media: { state: 'gone', file_name: 'label.pdf' },
    });
  });

  it('never takes its token to another host, by address or by redirect', async () => {
    const visits: (string | undefined)[] = [];
    const canary = createServer((request, response) => {
      visits.push(request.headers.authorization);
      response.end('x');
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/`;
    try {
      rig.simulator.faults.add({ kind: 'media_foreign_url', url });
      const first = await rig.receive(photo);
      await rig.createWorker().start();
      await rig.untilState(first, 'failed');
      rig.simulator.faults.add({ kind: 'media_redirect', url });
      const second = await rig.receive(photo);
      await until(async () => (await rig.getRow(second)).attempts === 1);
      expect(visits).toEqual([]);
    } finally {
      canary.close();
    }
  });

  it('stops at the largest size that WhatsApp allows, and at a download that stands still', async () => {
    const large = await rig.receive(photo);
    const small = rig.createWorker({ maxBytes: image.bytes.length - 1 });
    await small.start();
    await rig.untilState(large, 'failed');
    await small.stop();
    rig.simulator.faults.add({ kind: 'media_slow', delayMs: 3_000 });
    const slow = await rig.receive(photo);
    await rig.createWorker({ stallMs: 100 }).start();
    await until(async () => (await rig.getRow(slow)).attempts === 1);
    expect((await rig.getRow(slow)).error).toBe('the download came to a stop');
    expect(readdirSync(`${rig.folder}/drafts`)).toEqual([]);
  });

  it('keeps where a file stands out of the message’s own content, which others rewrite', async () => {
    const message = await rig.receive(photo);
    await rig.createWorker().start();
    await rig.untilState(message, 'ready');
    const rewritten = { ...message.content, caption: 'Edited', kind: 'image' };
    await rig.database.transaction((tx) =>
      tx('whatsapp_messages')
        .where({ id: Number(message.id) })
        .update({ content: JSON.stringify(rewritten) }),
    );
    const [stored] = await rig.intake.listMessages();
    expect(stored?.content).toMatchObject({ caption: 'Edited', media: { state: 'ready' } });
  });
});
