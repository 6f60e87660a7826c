import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderMediaStorage } from '../backend/features/media/media-storage.ts';
import { UploadService } from '../backend/features/media/upload-service.ts';
import { UploadStore } from '../backend/features/media/upload-store.ts';
import { SampleService } from '../backend/features/templates/sample-service.ts';
import { GraphInspector } from '../backend/whatsapp/graph-inspector.ts';
import { postBytes } from '../backend/whatsapp/post-bytes.ts';
import { GraphUploads } from '../backend/whatsapp/graph-uploads.ts';
import { SimulatorRig } from '../demo/simulator/test-rig.ts';
import { makeFile } from './fixtures/sample-files.ts';
import type { SAMPLE_HEADS } from './fixtures/sample-files.ts';
import { testDatabases } from './support/test-databases.ts';

const SIZE = 300_000;

/** Samples for headers on their way from our storage to a WhatsApp, over HTTP. */
describe.each(testDatabases)('samples of templates ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let folder: string;
  let meta: SimulatorRig;
  let uploads: UploadService;
  let samples: SampleService;
  /** What the next uploads of bytes do instead of getting there. */
  let breaks: (typeof postBytes)[];
  let offsets: string[];
  beforeEach(async () => {
    opened = await create();
    folder = mkdtempSync(join(tmpdir(), 'chasqui-samples-'));
    meta = await SimulatorRig.start();
    const storage = new FolderMediaStorage(folder);
    await storage.prepare();
    uploads = new UploadService({
      ...{ database: opened.database, store: new UploadStore(), storage },
      thumbnails: { make: async () => undefined },
    });
    breaks = [];
    offsets = [];
    const baseUrl = meta.simulator.url;
    const { phoneNumberId, businessAccountId, accessToken, appSecret } = meta.simulator.options;
    samples = new SampleService({
      uploads,
      templates: {
        getConnection: async () => ({
          ...{ id: 'cfg_1', phoneNumberId, businessAccountId, accessToken, appSecret },
          ...{ apiVersion: 'v26.0', verifyToken: undefined },
        }),
      },
      inspector: new GraphInspector({ baseUrl }),
      graph: new GraphUploads({
        baseUrl,
        postBytes: async (url, options) => {
          offsets.push(options.stream.headers.file_offset ?? '');
          return (breaks.shift() ?? postBytes)(url, options);
        },
      }),
    });
  });
  afterEach(async () => {
    await meta.stop();
    rmSync(folder, { recursive: true, force: true });
    await opened.discard();
  });

  const upload = async (kind: 'image' | 'document', head: keyof typeof SAMPLE_HEADS) => {
    const bytes = (async function* () {
      yield makeFile(head, SIZE);
    })();
    const told = 'application/octet-stream';
    return (await uploads.receive(bytes, { kind, fileName: 'kettle «red».png', told })).id;
  };
  /** Some of the bytes arrive, the answer does not. */
  const breakOff: typeof postBytes = async (url, { headers, stream }) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream.bytes) chunks.push(Buffer.from(chunk));
    const body = new Uint8Array(Buffer.concat(chunks)).subarray(0, 100_000);
    await fetch(url, { method: 'POST', headers: { ...headers, ...stream.headers }, body });
    throw Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' });
  };

  it('become a handle that a template may name', async () => {
    const { handle } = await samples.create(await upload('image', 'png'));
    const { businessAccountId } = meta.simulator.options;
    const { body } = await meta.call('POST', `${businessAccountId}/message_templates`, {
      body: {
        ...{ name: 'new_kettle', language: 'en_US', category: 'MARKETING' },
        components: [
          { type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } },
          { type: 'BODY', text: 'Look at our new kettle.' },
        ],
      },
    });
    expect(body).toMatchObject({ status: 'PENDING' });
  });

  it('go on where the connection broke', async () => {
    breaks = [breakOff, breakOff];
    const { handle } = await samples.create(await upload('document', 'pdf'));
    expect(handle).toMatch(/^4::/);
    expect(offsets).toEqual(['0', '100000', '200000']);
  });

  it('are given up after three breaks', async () => {
    breaks = [breakOff, breakOff, breakOff];
    const id = await upload('image', 'jpeg');
    await expect(samples.create(id)).rejects.toMatchObject({ code: 'meta_unreachable' });
    expect(offsets).toHaveLength(3);
  });

  it('are refused before anything leaves, where Meta would not take them', async () => {
    const csv = (async function* () {
      yield Buffer.from('name,number\n');
    })();
    const media = await uploads.receive(csv, { kind: 'document', fileName: 'a.txt', told: '' });
    await expect(samples.create(media.id)).rejects.toMatchObject({
      code: 'unsupported_media_type',
    });
    await expect(samples.create('md_nothing')).rejects.toMatchObject({ code: 'not_found' });
    expect(offsets).toEqual([]);
  });

  it('say in words what Meta refuses', async () => {
    meta.simulator.breakSetup(['missing_management_scope']);
    const id = await upload('image', 'png');
    await expect(samples.create(id)).rejects.toMatchObject({
      code: 'refused_by_meta',
      details: { code: 10 },
    });
  });
});
