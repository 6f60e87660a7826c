import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_SAMPLES } from './media-samples.ts';
import { SimulatorRig } from './test-rig.ts';

const BYTES = Buffer.from('A file of a customer');
const HEX = createHash('sha256').update(BYTES).digest('hex');

interface FileInWebhook {
  id: string;
  mime_type: string;
  sha256: string;
}

describe('customers’ files', () => {
  let rig: SimulatorRig;
  const start = async (options = {}) => (rig = await SimulatorRig.start(options));
  beforeEach(() => start());
  afterEach(() => rig.stop());

  /** A document from Nadia; what the webhook tells of it. */
  async function send(): Promise<FileInWebhook> {
    rig.simulator.customerSends('nadia', {
      type: 'document',
      bytes: BYTES,
      mimeType: 'text/plain',
      filename: 'note.txt',
      caption: 'Look',
    });
    await rig.simulator.whenIdle();
    return rig.sink.accepted.at(-1)?.document as unknown as FileInWebhook;
  }
  const download = (url: unknown, token = rig.simulator.options.accessToken) =>
    fetch(String(url), { headers: { authorization: `Bearer ${token}` }, redirect: 'manual' });

  it('are told of as Meta tells: id, type and the hash in base64', async () => {
    expect(await send()).toEqual({
      id: expect.stringMatching(/^\d{15}$/),
      mime_type: 'text/plain',
      sha256: Buffer.from(HEX, 'hex').toString('base64'),
      filename: 'note.txt',
      caption: 'Look',
    });
  });

  it('have an address by their id, with the hash in hex, and bytes for the token', async () => {
    const { id } = await send();
    const { body } = await rig.call('GET', `${id}?phone_number_id=700500300100200`);
    expect(body).toEqual({
      messaging_product: 'whatsapp',
      url: expect.stringContaining(rig.simulator.url),
      mime_type: 'text/plain',
      sha256: HEX,
      file_size: String(BYTES.length),
      id,
    });
    const answer = await download(body.url);
    expect([answer.status, await answer.text()]).toEqual([200, BYTES.toString()]);
    expect((await download(body.url, 'another')).status).toBe(401);
    expect((await download(`${String(body.url)}0`)).status).toBe(404);
  });

  it('lose their address after its time, and their id after its own', async () => {
    await rig.stop();
    await start({ mediaUrlLifeMs: 0 });
    const { id } = await send();
    const { body } = await rig.call('GET', id);
    expect((await download(body.url)).status).toBe(404);
    await rig.stop();
    await start({ mediaIdLifeMs: 0 });
    const { error } = await rig.call('GET', (await send()).id);
    expect([error.code, error.error_subcode]).toEqual([100, 33]);
  });

  it('can be gone, stale, elsewhere, redirected, broken, cut off or changed, once', async () => {
    const { id } = await send();
    const { faults } = rig.simulator;
    faults.add({ kind: 'media_gone' });
    expect((await rig.call('GET', id)).error.code).toBe(100);
    faults.add({ kind: 'media_foreign_url', url: 'http://127.0.0.1:9/x' });
    expect((await rig.call('GET', id)).body.url).toBe('http://127.0.0.1:9/x');
    const { url } = (await rig.call('GET', id)).body;
    faults.add({ kind: 'media_stale_url' });
    expect((await download(url)).status).toBe(404);
    faults.add({ kind: 'media_redirect', url: 'http://127.0.0.1:9/x' });
    expect((await download(url)).headers.get('location')).toBe('http://127.0.0.1:9/x');
    faults.add({ kind: 'media_500' });
    expect((await download(url)).status).toBe(500);
    faults.add({ kind: 'media_truncated' });
    await expect(download(url).then((answer) => answer.arrayBuffer())).rejects.toThrow();
    faults.add({ kind: 'media_wrong_bytes' });
    expect(await (await download(url)).text()).toBe('x'.repeat(BYTES.length));
    expect(await (await download(url)).text()).toBe(BYTES.toString());
  });

  it.each(['image', 'video', 'audio', 'document', 'sticker'])(
    'are sent by remote control, here a sample %s',
    async (type) => {
      const response = await fetch(`${rig.simulator.url}/simulator/customers/aiko/files`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type, voice: type === 'audio' ? true : undefined }),
      });
      expect(response.status).toBe(201);
      await rig.simulator.whenIdle();
      const message = rig.sink.accepted.at(-1);
      const sample = MEDIA_SAMPLES[type as keyof typeof MEDIA_SAMPLES];
      expect(message).toMatchObject({ type, [type]: { mime_type: sample.mimeType } });
      const { id } = message?.[type] as FileInWebhook;
      const { body } = await rig.call('GET', id);
      expect(Buffer.from(await (await download(body.url)).arrayBuffer())).toEqual(sample.bytes);
    },
  );
});
