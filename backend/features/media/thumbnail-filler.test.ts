import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePhoto } from '../../../test/fixtures/photos.ts';
import { MediaRig } from '../../../test/support/media-rig.ts';
import { until } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { Message } from '../../contract/message.ts';
import type { Database } from '../../database/database.ts';
import { createLogger } from '../../logger.ts';
import { LackingThumbnailStore } from './lacking-thumbnail-store.ts';
import { ThumbnailFiller } from './thumbnail-filler.ts';
import type { ThumbnailFillerOptions } from './thumbnail-filler.ts';

const HOUR_MS = 60 * 60_000;

describe.each(testDatabases)('pictures without a thumbnail ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: MediaRig;
  beforeEach(async () => {
    opened = await create();
    rig = await MediaRig.start(opened.database);
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });

  const thumbnails = (parts: object = {}) =>
    Object.assign(Object.create(rig.thumbnails) as typeof rig.thumbnails, {
      isAvailable: () => rig.thumbnails.isAvailable(),
      make: (...given: Parameters<typeof rig.thumbnails.make>) => rig.thumbnails.make(...given),
      ...parts,
    });
  const filler = (
    parts: { database?: Database; thumbnails?: object } = {},
    options: ThumbnailFillerOptions = {},
  ) =>
    new ThumbnailFiller({
      database: parts.database ?? rig.database,
      store: new LackingThumbnailStore(),
      thumbnails: thumbnails(parts.thumbnails),
      messages: rig.intake.messages,
      changeLog: rig.intake.changeLog,
      changeNotifier: { wake: () => undefined },
      logger: createLogger('silent'),
      options,
    });
  const OLD = {
    ...{ thumbnail_width: null, thumbnail_height: null, thumbnail_bytes: null },
    ...{ width: null, height: null, thumbnail_tries: 0, due_at: 1_000 },
  };
  /** As pictures were stored before there were thumbnails. */
  const receiveOld = async (bytes?: Buffer, size: object = {}): Promise<Message> => {
    const message = await rig.receive({
      type: 'image',
      mimeType: 'image/jpeg',
      bytes: bytes ?? (await makePhoto(1_600, 1_200, { orientation: 6 })),
    });
    await rig.untilState(message, 'ready');
    await rig.setRow(message, { ...OLD, ...size } as never);
    return message;
  };
  const start = async () => rig.createWorker().start();

  it('get one, with their size, which the screens are told', async () => {
    await start();
    const [first, second] = [await receiveOld(), await receiveOld()];
    expect((await rig.getMedia(first)).thumbnail).toBeUndefined();
    const working = filler();
    expect(await working.fillNext()).toBe(true);
    // The newest comes first.
    expect((await rig.getMedia(first)).thumbnail).toBeUndefined();
    expect(await rig.getMedia(second)).toMatchObject({
      ...{ width: 1_200, height: 1_600, thumbnail: { width: 480, height: 640 } },
    });
    const changes = await rig.intake.changeLog.readAfter(0, 999);
    expect(JSON.parse(changes.at(-1)?.payload ?? '')).toMatchObject({
      type: 'message.media_changed',
      message: { id: second.id, content: { media: { thumbnail: { width: 480, height: 640 } } } },
    });
    expect(await working.fillNext()).toBe(true);
    expect((await rig.getMedia(first)).thumbnail).toEqual({ width: 480, height: 640 });
    expect(await working.fillNext()).toBe(false);
  });

  it('that are damaged are tried three times, hours apart, and never again', async () => {
    await start();
    const photo = await makePhoto(1_600, 1_200);
    const message = await receiveOld(photo.subarray(0, photo.length / 2));
    const working = filler();
    let nowMs = Date.now() + HOUR_MS;
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(await working.fillNext(nowMs)).toBe(true);
      expect(await rig.getRow(message)).toMatchObject({ thumbnail_tries: tries });
      expect(await working.fillNext(nowMs)).toBe(false);
      nowMs += HOUR_MS + 1_000;
    }
    expect(await working.fillNext(nowMs + 100 * HOUR_MS)).toBe(false);
    expect(await rig.getMedia(message)).toMatchObject({ state: 'ready' });
  });

  it('that end the process are tried no more often than that', async () => {
    await start();
    await receiveOld();
    const dying = filler({ thumbnails: { make: () => Promise.reject(new Error('killed')) } });
    let nowMs = Date.now() + HOUR_MS;
    for (let tries = 1; tries <= 3; tries += 1) {
      await expect(dying.fillNext(nowMs)).rejects.toThrow('killed');
      nowMs += HOUR_MS + 1_000;
    }
    expect(await filler().fillNext(nowMs)).toBe(false);
  });

  it('that came while none could be made get theirs later; those that need none are not asked', async () => {
    const worker = rig.createWorker();
    const { make } = rig.thumbnails;
    rig.thumbnails.make = () => Promise.resolve(undefined);
    await worker.start();
    const image = { type: 'image', mimeType: 'image/jpeg' } as const;
    const large = await rig.receive({ ...image, bytes: await makePhoto(1_600, 1_200) });
    await rig.untilState(large, 'ready');
    rig.thumbnails.make = make;
    const small = await rig.receive({ ...image, bytes: await makePhoto(320, 240) });
    await rig.untilState(small, 'ready');
    const working = filler();
    const nowMs = Date.now() + HOUR_MS;
    expect(await working.fillNext(nowMs)).toBe(true);
    expect((await rig.getMedia(large)).thumbnail).toEqual({ width: 640, height: 480 });
    expect(await working.fillNext(nowMs)).toBe(false);
  });

  it('that need none, though old, are looked at once', async () => {
    await start();
    const message = await receiveOld(await makePhoto(320, 240), { width: 320, height: 240 });
    const working = filler();
    const nowMs = Date.now() + HOUR_MS;
    expect(await working.fillNext(nowMs)).toBe(true);
    expect(await working.fillNext(nowMs + 99 * HOUR_MS)).toBe(false);
    expect((await rig.getMedia(message)).thumbnail).toBeUndefined();
  });

  it('wait, with all their tries, where sharp does not run', async () => {
    await start();
    const message = await receiveOld();
    const lame = filler({ thumbnails: { isAvailable: () => Promise.resolve(false) } });
    expect(await lame.fillNext(Date.now() + HOUR_MS)).toBe(false);
    expect(await rig.getRow(message)).toMatchObject({ thumbnail_tries: 0 });
  });

  it('are shared by instances, each made once', async () => {
    await start();
    const messages = [await receiveOld(), await receiveOld(), await receiveOld()];
    const made: string[] = [];
    const counting = {
      make: (id: string, file: Parameters<typeof rig.thumbnails.make>[1]) => {
        made.push(id);
        return rig.thumbnails.make(id, file);
      },
    };
    const fast = { startDelayMs: 0, restMs: 0, idleMs: 20 };
    const instances = [
      filler({ thumbnails: counting }, fast),
      filler({ thumbnails: counting, database: opened.openAgain() }, fast),
    ];
    for (const each of instances) each.start();
    await until(async () => {
      const media = await Promise.all(messages.map((message) => rig.getMedia(message)));
      return media.every(({ thumbnail }) => thumbnail !== undefined);
    }, 20_000);
    for (const each of instances) await each.stop();
    expect(new Set(made).size).toBe(3);
    expect(made).toHaveLength(3);
  });
});
