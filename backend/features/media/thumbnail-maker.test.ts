import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePhoto } from '../../../test/fixtures/photos.ts';
import { createLogger } from '../../logger.ts';
import { FolderMediaStorage } from './media-storage.ts';
import { readPictureSize } from './picture-size.ts';
import { sniffType } from './sniff-type.ts';
import { ThumbnailMaker } from './thumbnail-maker.ts';

const ID = 'md_0000000001';
const THUMBNAIL = 'md_0000000001_thumbnail';

describe('a thumbnail', () => {
  let folder: string;
  let storage: FolderMediaStorage;
  let maker: ThumbnailMaker;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chasqui-thumbnails-'));
    storage = new FolderMediaStorage(folder);
    await storage.prepare();
    maker = new ThumbnailMaker({ storage, logger: createLogger('silent') });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const keep = async (bytes: Buffer, id = ID) => {
    await storage.put(
      id,
      (async function* () {
        yield bytes;
      })(),
    );
    const type = sniffType(bytes, '');
    return { type, sizeBytes: bytes.length, ...readPictureSize(bytes, type) };
  };
  const make = async (bytes: Buffer, id = ID) => maker.make(id, await keep(bytes, id));
  const readThumbnail = async () => {
    const chunks: Buffer[] = [];
    const file = await storage.open(THUMBNAIL);
    for await (const chunk of file?.chunks ?? []) chunks.push(Buffer.from(chunk));
    await file?.close();
    return Buffer.concat(chunks);
  };

  it.each(['jpeg', 'png', 'webp'] as const)('of a %s is a small WebP beside it', async (type) => {
    const photo = await makePhoto(1_600, 1_200, { type });
    const thumbnail = await make(photo);
    const bytes = await readThumbnail();
    expect(thumbnail).toEqual({
      ...{ width: 640, height: 480, sizeBytes: bytes.length },
      original: { width: 1_600, height: 1_200 },
    });
    expect(sniffType(bytes, '')).toBe('image/webp');
    expect(readPictureSize(bytes, 'image/webp')).toEqual({ width: 640, height: 480 });
    expect(bytes.length).toBeLessThan(photo.length / 2);
  });

  it('is turned as the phone was held, and tells nothing else about the photo', async () => {
    const thumbnail = await make(await makePhoto(1_600, 1_200, { orientation: 6 }));
    expect(thumbnail).toMatchObject({
      ...{ width: 480, height: 640 },
      original: { width: 1_200, height: 1_600 },
    });
    const bytes = (await readThumbnail()).toString('latin1');
    for (const chunk of ['EXIF', 'ICCP', 'XMP ']) expect(bytes).not.toContain(chunk);
  });

  it('is not made of what is small already', async () => {
    expect(await make(await makePhoto(320, 240))).toBe('needless');
    expect(readdirSync(folder)).not.toContain(THUMBNAIL);
  });

  it('is not made of what moves', async () => {
    const raw = { width: 400, height: 800, channels: 3, pageHeight: 400 } as const;
    const frames = sharp(randomBytes(raw.width * raw.height * raw.channels), { raw });
    const webp = await frames.clone().webp().toBuffer();
    expect(webp.toString('latin1')).toContain('ANMF');
    expect(await make(webp)).toBe('needless');
    expect(webp.length).toBeGreaterThan(128 * 1_024);
    expect(await make(Buffer.concat([Buffer.from('GIF89a'), webp]))).toBe('needless');
  });

  it('is not made of what only says that it is a picture, is cut off, or unpacks to too much', async () => {
    const photo = await makePhoto(1_600, 1_200);
    const lie = Buffer.concat([photo.subarray(0, 4), Buffer.alloc(200_000, 'lie')]);
    expect(await make(lie)).toBeUndefined();
    expect(await make(photo.subarray(0, photo.length / 2))).toBeUndefined();
    const flood = sharp({
      create: { width: 9_000, height: 9_000, channels: 3, background: '#bada55' },
    });
    expect(await make(await flood.png().toBuffer())).toBeUndefined();
    expect(readdirSync(folder)).not.toContain(THUMBNAIL);
  });

  it('is made by none but the readers of the three types', async () => {
    await make(await makePhoto(1_600, 1_200));
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"/>');
    await expect(sharp(svg).toBuffer()).rejects.toThrow('unsupported');
  });

  it('comes for the next picture, too, when one was broken', async () => {
    const photo = await makePhoto(1_600, 1_200);
    const broken = make(photo.subarray(0, photo.length / 2));
    const good = make(photo, 'md_0000000002');
    expect(await broken).toBeUndefined();
    expect(await good).toMatchObject({ width: 640 });
  });
});
