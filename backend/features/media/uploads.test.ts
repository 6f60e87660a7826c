import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePhoto } from '../../../test/fixtures/photos.ts';
import { makeFile } from '../../../test/fixtures/sample-files.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { TemplateParameter } from '../../contract/content/template-order.ts';
import type { MessageContent } from '../../contract/message-content.ts';
import { createApp } from '../../app.ts';
import { Api } from '../../http/api.ts';
import { createLogger } from '../../logger.ts';
import { FolderMediaStorage } from './media-storage.ts';
import { ThumbnailMaker } from './thumbnail-maker.ts';
import { registerUploadRoutes } from './upload-routes.ts';
import { UploadService } from './upload-service.ts';
import { UploadStore } from './upload-store.ts';

const MB = 1_024 * 1_024;
const DAY_MS = 86_400_000;

describe.each(testDatabases)('uploads ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let folder: string;
  let uploads: UploadService;
  let server: Server;
  beforeEach(async () => {
    opened = await create();
    folder = mkdtempSync(join(tmpdir(), 'chasqui-uploads-'));
    const storage = new FolderMediaStorage(folder);
    await storage.prepare();
    const thumbnails = new ThumbnailMaker({ storage, logger: createLogger('silent') });
    const { database } = opened;
    uploads = new UploadService({ database, store: new UploadStore(), storage, thumbnails });
    const api = new Api({
      findPrincipal: async (token) =>
        token === 'ada'
          ? { kind: 'operator', id: 'op_ada', name: 'Ada', role: 'operator' }
          : undefined,
    });
    registerUploadRoutes(api, uploads);
    const app = createApp({
      isOutage: () => false,
      config: { publicUrl: 'http://127.0.0.1', allowedOrigins: [], trustProxy: '' },
      logger: createLogger('silent'),
      api,
      widgetFolder: '/nonexistent',
      pages: undefined,
    });
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
    await opened.discard();
  });

  const post = async (query: string, body: Buffer, token = 'ada') => {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/whatsapp/media?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'image/svg+xml' },
      body: new Uint8Array(body),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  interface Answer {
    media?: Record<string, unknown>;
    error?: { code: string; message: string };
  }
  const files = () => readdirSync(folder).filter((name) => name.startsWith('md_'));
  const drafts = () => readdirSync(join(folder, 'drafts'));

  it('are stored under an id, and are what their bytes are', async () => {
    const { status, body } = await post('type=image&filename=Dent.svg', makeFile('png', 5_000));
    expect(status).toBe(201);
    expect(body.media).toEqual({
      id: expect.stringMatching(/^md_/),
      state: 'ready',
      mime_type: 'image/png',
      file_name: 'Dent.svg',
      size_bytes: 5_000,
      width: 3,
      height: 2,
    });
    expect(files()).toEqual([body.media?.id]);
  });

  it.each([
    ['image', 'webp', 'Photo.webp'],
    ['audio', 'webm', 'Voice.webm'],
    ['audio', 'stereoOpus', 'Voice.ogg'],
    ['video', 'webm', 'Film.webm'],
    ['document', 'jpeg', 'Photo.jpg'],
    ['document', 'webm', 'Film.pdf'],
    ['sticker', 'png', 'Sticker.webp'],
  ] as const)('are refused as %s when they are %s', async (type, head, name) => {
    const { status, body } = await post(`type=${type}&filename=${name}`, makeFile(head));
    expect(status).toBe(415);
    expect(body.error?.message).toMatch(/^The file is .*WhatsApp takes/);
    expect(files()).toEqual([]);
    expect(drafts()).toEqual([]);
  });

  it.each([
    ['audio', 'opus', 'audio/ogg'],
    ['audio', 'mp4', 'audio/mp4'],
    ['video', 'mp4', 'video/mp4'],
    ['sticker', 'webp', 'image/webp'],
    ['document', 'pdf', 'application/pdf'],
  ] as const)('are taken as %s when they are %s', async (type, head, mimeType) => {
    const { body } = await post(`type=${type}`, makeFile(head));
    expect(body.media).toMatchObject({ mime_type: mimeType });
  });

  it('know office files by container and name, and text by having no controls', async () => {
    const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)]);
    const word = await post('type=document&filename=Offer.docx', zip);
    expect(word.body.media?.mime_type).toContain('wordprocessingml');
    expect((await post('type=document&filename=Offer.zip', zip)).status).toBe(415);
    const text = await post('type=document&filename=Prices.csv', Buffer.from('lamp;12\n'));
    expect(text.body.media?.mime_type).toBe('text/plain');
  });

  it.each([
    ['image', 'jpeg', 5 * MB],
    ['video', 'mp4', 16 * MB],
    ['sticker', 'webp', 100 * 1_024],
  ] as const)('of kind %s end at their limit', async (type, head, maxBytes) => {
    expect((await post(`type=${type}`, makeFile(head, maxBytes))).status).toBe(201);
    const over = await post(`type=${type}`, makeFile(head, maxBytes + 1));
    expect(over.status).toBe(413);
    expect(over.body.error?.message).toContain('WhatsApp takes at most');
    expect(files()).toHaveLength(1);
    expect(drafts()).toEqual([]);
  });

  it('go into headers of their own kind only', async () => {
    const idOf = async (type: string, head: 'pdf' | 'png' | 'mp4') =>
      (await post(`type=${type}`, makeFile(head))).body.media?.id as string;
    const [pdf, png, mp4] = [
      await idOf('document', 'pdf'),
      await idOf('image', 'png'),
      await idOf('video', 'mp4'),
    ];
    const asked = (id: string): MessageContent => ({
      kind: 'interactive',
      interactive: {
        type: 'location_request_message',
        body: { text: 'x' },
        action: { name: 'send_location' },
        ...({ header: { type: 'image', image: { id } } } as object),
      },
    });
    const template = (type: 'gif' | 'document', id: string): MessageContent => ({
      kind: 'template',
      ...{ name: 'x', language: 'en', category: 'UTILITY', rendered: { body: '', buttons: [] } },
      components: [{ type: 'header', parameters: [{ type, [type]: { id } } as TemplateParameter] }],
    });
    const resolve = (content: MessageContent) =>
      opened.database.transaction((tx) => uploads.resolve(tx, content));
    for (const good of [asked(png), template('gif', mp4), template('document', pdf)]) {
      expect(await resolve(good)).toEqual(good);
    }
    for (const bad of [asked(pdf), template('gif', png), template('document', mp4)]) {
      await expect(resolve(bad)).rejects.toMatchObject({ code: 'validation_failed' });
    }
  });

  it('need a token, and a byte at least', async () => {
    expect((await post('type=image', makeFile('png'), 'nobody')).status).toBe(401);
    expect((await post('type=image', Buffer.alloc(0))).status).toBe(400);
    expect((await post('type=poster', makeFile('png'))).status).toBe(400);
  });

  it('that no message took are removed after a day, and no sooner', async () => {
    const photo = await makePhoto(1_600, 1_200);
    const unsent = (await post('type=image', photo)).body.media?.id as string;
    const sent = (await post('type=image', makeFile('png'))).body.media?.id as string;
    await post('type=image', makeFile('webm'));
    const media = { id: sent, state: 'ready' as const, mime_type: 'image/png' };
    await opened.database.transaction((tx) => uploads.keep(tx, { kind: 'image', media }, '7'));
    const rest = async () => true;
    await uploads.deleteOld(Date.now() + DAY_MS - 60_000, rest);
    expect(files()).toEqual(expect.arrayContaining([sent, unsent, `${unsent}_thumbnail`]));
    await uploads.deleteOld(Date.now() + DAY_MS + 60_000, rest);
    expect(files()).toEqual([sent]);
    expect(await opened.database.read('media').pluck('id')).toEqual([sent]);
  });
});
