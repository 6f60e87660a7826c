import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100_000, 7)]);

describe('files of the business', () => {
  let rig: SimulatorRig;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chasqui-simulator-test-'));
    rig = await SimulatorRig.start({ stateFile: join(folder, 'state.jsonl') });
    rig.simulator.customerWrites('nadia', 'Hello');
  });
  afterEach(async () => {
    await rig.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const upload = async (bytes: Buffer, type: string, fields: Record<string, string> = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ messaging_product: 'whatsapp', ...fields })) {
      form.set(name, value);
    }
    form.set('file', new Blob([new Uint8Array(bytes)], { type }), 'a file');
    const { url, options } = rig.simulator;
    const response = await fetch(`${url}/v26.0/${options.phoneNumberId}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${options.accessToken}` },
      body: form,
    });
    return { status: response.status, body: (await response.json()) as UploadAnswer };
  };
  interface UploadAnswer {
    id?: string;
    error?: { code: number; error_data?: { details: string } };
  }
  const send = (type: string, content: object) =>
    rig.call('POST', `${rig.simulator.options.phoneNumberId}/messages`, {
      body: { messaging_product: 'whatsapp', to: '+15550100999', type, [type]: content },
    });

  it('are taken byte for byte and shown by the phone', async () => {
    const { body } = await upload(PNG, 'image/png', { type: 'image/png' });
    expect((await send('image', { id: body.id, caption: 'Look' })).status).toBe(200);
    await rig.simulator.whenIdle();
    expect(rig.simulator.ledger.list().at(-1)?.content).toMatchObject({ id: body.id });
    const shown = await fetch(`${rig.simulator.url}/simulator/files/${body.id}`);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await shown.arrayBuffer()).equals(PNG)).toBe(true);
  });

  it.each([
    ['audio/webm', '\x1a\x45\xdf\xa3'],
    ['image/webp', '\x89PNG'],
    ['image/heic', '\0\0\0\x18ftypheic'],
    ['audio/ogg', 'OggS'],
    ['audio/ogg', `OggS${'x'.repeat(24)}OpusHead\x01\x02`],
    ['image/webp', `RIFFxxxxWEBPVP8 ${'x'.repeat(100 * 1_024)}`],
    ['image/jpeg', '\xff\xd8\xff' + 'x'.repeat(5 * 1_024 * 1_024)],
  ])('are refused as %s where Meta refuses them', async (type, text) => {
    const { status, body } = await upload(Buffer.from(text, 'latin1'), type);
    expect([status, body.error?.code]).toEqual([400, 131053]);
    expect(readdirSync(join(folder, 'state.jsonl.files'))).toEqual([]);
  });

  it.each([
    ['audio/ogg', `OggS${'x'.repeat(24)}OpusHead\x01\x01`],
    ['image/webp', `RIFFxxxxWEBPVP8Xxxxx\x02${'x'.repeat(100 * 1_024)}`],
  ])('are taken as %s where Meta takes them', async (type, text) => {
    expect((await upload(Buffer.from(text, 'latin1'), type)).status).toBe(200);
  });

  it('need the product, a type that is theirs, and an id that exists', async () => {
    expect((await upload(PNG, 'image/png', { messaging_product: '' })).body.error?.code).toBe(100);
    const wrong = await upload(PNG, 'image/png', { type: 'image/jpeg' });
    expect(wrong.body.error?.code).toBe(131053);
    expect((await send('image', { id: '1' })).body).toMatchObject({ error: { code: 100 } });
    const { body } = await upload(PNG, 'image/png');
    expect((await send('video', { id: body.id })).body).toMatchObject({ error: { code: 131053 } });
    expect((await send('image', {})).body).toMatchObject({ error: { code: 131008 } });
  });
});
