import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MEDIA_SAMPLES } from '../../../demo/simulator/media-samples.ts';
import type { CustomerFile } from '../../../demo/simulator/chats.ts';
import { MediaRig } from '../../../test/support/media-rig.ts';
import { makePhoto } from '../../../test/fixtures/photos.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { Message } from '../../contract/message.ts';
import { MAX_ATTEMPTS } from './fetch-policy.ts';
import { readPictureSize } from './picture-size.ts';

const { image, document: pdf } = MEDIA_SAMPLES;

describe.each(testDatabases)('serving customers’ files ($name)', ({ create }) => {
  let testDatabase: Awaited<ReturnType<typeof create>>;
  let rig: MediaRig;
  let url: string;

  beforeEach(async () => {
    testDatabase = await create();
    rig = await MediaRig.start(testDatabase.database);
    url = await rig.serve();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await rig.stop();
    await testDatabase.discard();
  });

  const idOf = ({ content }: Message) => ('media' in content ? content.media.id : '');
  const call = (method: string, path: string, token = 'ada') =>
    fetch(`${url}/api/whatsapp/media/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });

  /** A file that is here, and a link to it. */
  async function open(file: Partial<CustomerFile> & { bytes: Buffer }): Promise<URL> {
    const message = await rig.receive(file);
    await rig.createWorker().start();
    await rig.untilState(message, 'ready');
    const answer = await call('GET', `${idOf(message)}/link`);
    expect(answer.status).toBe(200);
    const link = (await answer.json()) as { url: string; expires_at: string };
    const lifeMs = Date.parse(link.expires_at) - Date.now();
    expect(lifeMs).toBeGreaterThan(590_000);
    expect(lifeMs).toBeLessThanOrEqual(600_000);
    return new URL(link.url, url);
  }

  it('gives a picture to whoever has the link, as foreign matter', async () => {
    const answer = await fetch(await open({ type: 'image', ...image }));
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(image.bytes);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': 'inline',
      'content-length': String(image.bytes.length),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'accept-ranges': 'bytes',
    });
  });

  it('gives the thumbnail of a photo by a link of its own, as foreign matter too', async () => {
    const message = await rig.receive({
      ...{ type: 'image', mimeType: 'image/jpeg', filename: 'Shelf.jpg' },
      bytes: await makePhoto(1_600, 1_200, { orientation: 6 }),
    });
    await rig.createWorker().start();
    const media = await rig.untilState(message, 'ready');
    expect(media).toMatchObject({
      ...{ width: 1_200, height: 1_600, thumbnail: { width: 480, height: 640 } },
    });
    const link = await (await call('GET', `${media.id}/link`)).json();
    const { url: originalUrl, thumbnail_url } = link as { url: string; thumbnail_url: string };
    const answer = await fetch(new URL(thumbnail_url, url));
    const body = Buffer.from(await answer.arrayBuffer());
    expect(readPictureSize(body, 'image/webp')).toEqual({ width: 480, height: 640 });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/webp',
      'content-disposition': 'inline',
      'content-length': String(body.length),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, no-store',
    });
    // Neither link opens the other.
    const swapped = new URL(thumbnail_url, url);
    swapped.search = new URL(originalUrl, url).search;
    expect((await fetch(swapped)).status).toBe(403);
  });

  it('has no thumbnail of what is small already', async () => {
    const message = await rig.receive({ type: 'image', ...image });
    await rig.createWorker().start();
    const { id, thumbnail } = await rig.untilState(message, 'ready');
    expect(thumbnail).toBeUndefined();
    expect(await (await call('GET', `${id}/link`)).json()).not.toHaveProperty('thumbnail_url');
  });

  it.each([
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
    ['<!doctype html><script>alert(1)</script>', 'image/png'],
    [pdf.bytes.toString(), 'application/pdf'],
  ])('gives everything else as a download: %#', async (text, mimeType) => {
    const answer = await fetch(await open({ bytes: Buffer.from(text), mimeType }));
    const type = mimeType === 'application/pdf' ? mimeType : 'application/octet-stream';
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('makes a download of what it would show, where asked to, under a safe name', async () => {
    const link = await open({
      ...image,
      filename: '../../Döner\r\nX-Evil: 1\u202Egpj.jpg',
    });
    link.searchParams.set('download', '1');
    const { headers } = await fetch(link);
    expect(headers.get('x-evil')).toBeNull();
    const disposition = headers.get('content-disposition') ?? '';
    expect(disposition).toContain('attachment; ');
    const [, encoded = ''] = /filename\*=UTF-8''(\S+)/.exec(disposition) ?? [];
    expect(decodeURIComponent(encoded)).toBe('_.._Döner__X-Evil_ 1_gpj.jpg');
  });

  it('gives parts of a file, and says where there is nothing', async () => {
    const link = await open({ type: 'image', ...image });
    const size = image.bytes.length;
    const ask = async (range: string) => {
      const answer = await fetch(link, { headers: { range } });
      const body = Buffer.from(await answer.arrayBuffer());
      return { status: answer.status, told: answer.headers.get('content-range'), body };
    };
    expect(await ask('bytes=10-19')).toEqual({
      status: 206,
      told: `bytes 10-19/${size}`,
      body: image.bytes.subarray(10, 20),
    });
    expect((await ask('bytes=-5')).body).toEqual(image.bytes.subarray(-5));
    expect((await ask(`bytes=${size - 1}-${size + 99}`)).body).toHaveLength(1);
    expect(await ask(`bytes=${size}-`)).toMatchObject({ status: 416, told: `bytes */${size}` });
    expect((await ask('bytes=0-1,5-6')).status).toBe(200);
    expect((await ask('lines=1-2')).body).toHaveLength(size);
  });

  it('refuses a link that was changed, lengthened, moved, or is over', async () => {
    const link = await open({ type: 'image', ...image });
    const refused = async (change: (copy: URL) => void) => {
      const copy = new URL(link);
      change(copy);
      const answer = await fetch(copy);
      return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code];
    };
    const expired = [403, 'link_expired'];
    const later = String(Number(link.searchParams.get('e')) + 1);
    expect(await refused((copy) => copy.searchParams.set('e', later))).toEqual(expired);
    expect(await refused((copy) => copy.searchParams.set('u', 'op_eve'))).toEqual(expired);
    expect(await refused((copy) => copy.searchParams.set('s', 'AAAA'))).toEqual(expired);
    expect(await refused((copy) => (copy.pathname += '0'))).toEqual(expired);
    expect((await refused((copy) => (copy.search = '')))[0]).toBe(400);
    vi.useFakeTimers({ now: Date.now() + 600_000, toFake: ['Date'] });
    expect(await refused(() => undefined)).toEqual(expired);
  });

  it('makes links only for those who are signed in, and only to what is here', async () => {
    const message = await rig.receive({ type: 'image', ...image });
    expect((await call('GET', `${idOf(message)}/link`)).status).toBe(409);
    expect((await call('GET', 'md_unknown/link')).status).toBe(404);
    const path = `${url}/api/whatsapp/media/${idOf(message)}/link`;
    expect((await fetch(path)).status).toBe(401);
  });

  it('fetches again what failed or is gone, and tells the screens', async () => {
    rig.simulator.faults.add({ kind: 'media_500' });
    const message = await rig.receive({ type: 'image', ...image });
    await rig.setRow(message, { attempts: MAX_ATTEMPTS - 1 });
    const worker = rig.createWorker();
    await worker.start();
    await rig.untilState(message, 'failed');
    await worker.stop();
    const answer = await call('POST', `${idOf(message)}/retry`);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ media: { state: 'pending' } });
    const states = (await rig.intake.listChanges()).flatMap((change) =>
      change.type === 'message.media_changed' && 'media' in change.message.content
        ? [change.message.content.media.state]
        : [],
    );
    expect(states).toEqual(['failed', 'pending']);
    await rig.createWorker().start();
    await rig.untilState(message, 'ready');
    // A second wish changes nothing.
    expect(await (await call('POST', `${idOf(message)}/retry`)).json()).toMatchObject({
      media: { state: 'ready' },
    });
    expect((await call('POST', 'md_unknown/retry')).status).toBe(404);
  });
});
