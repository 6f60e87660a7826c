import { request as httpRequest } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100_000, 7)]);

interface Answer {
  id: string;
  h?: string;
  file_offset?: number;
  error?: { code: number; error_subcode?: number };
  debug_info?: { type: string };
}

describe('uploads to the app', () => {
  let rig: SimulatorRig;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chasqui-simulator-test-'));
    rig = await SimulatorRig.start({ stateFile: join(folder, 'state.jsonl') });
  });
  afterEach(async () => {
    await rig.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = async (method: string, path: string, init: RequestInit = {}) => {
    const { url, options } = rig.simulator;
    const response = await fetch(`${url}/v26.0/${path}`, {
      method,
      ...init,
      headers: { authorization: `Bearer ${options.accessToken}`, ...init.headers },
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const begin = (type = 'image/png', length = PNG.length, appId = rig.simulator.options.appId) =>
    call('POST', `${appId}/uploads?file_name=a.png&file_length=${length}&file_type=${type}`);
  const oauth = (more = {}) => ({
    authorization: `OAuth ${rig.simulator.options.accessToken}`,
    ...more,
  });
  const send = (session: string, bytes: Buffer, offset: number | undefined, more = {}) =>
    call('POST', session, {
      body: new Uint8Array(bytes),
      headers: oauth({ ...(offset === undefined ? {} : { file_offset: String(offset) }), ...more }),
    });
  const create = (handle: string, format = 'IMAGE') =>
    call('POST', `${rig.simulator.options.businessAccountId}/message_templates`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ name: 'new_kettle', language: 'en_US', category: 'MARKETING' },
        components: [
          { type: 'HEADER', format, example: { header_handle: [handle] } },
          { type: 'BODY', text: 'Look at our new kettle.' },
        ],
      }),
    });

  it('end with a handle that a template may name, also after a kill; it is never read back', async () => {
    const { body } = await begin();
    expect(body.id).toMatch(/^upload:[\w=]+\?sig=/);
    const sent = await send(body.id, PNG, 0);
    expect(sent.body.h).toMatch(/^4::aW1hZ2UvcG5n:/);
    await rig.simulator.stop();
    await rig.startSimulator({ stateFile: join(folder, 'state.jsonl') });
    expect((await create(sent.body.h ?? '')).status).toBe(200);
    const [template] = rig.simulator.templates.list({ name: 'new_kettle' });
    expect(JSON.stringify(template)).toContain('https://scontent.whatsapp.net/');
    expect(JSON.stringify(template)).not.toContain(sent.body.h);
  });

  it('go on from where they broke off, and nowhere else', async () => {
    const { id } = (await begin()).body;
    await breakOff(id, PNG.subarray(0, 60_000));
    const offset = await reached(id);
    const wrong = await send(id, PNG, 0);
    expect([wrong.status, wrong.body.debug_info?.type]).toEqual([400, 'OffsetInvalidError']);
    expect((await send(id, PNG.subarray(offset), offset)).body.h).toBeDefined();
  });

  it('need the offset, all bytes, the type that was told, and OAuth', async () => {
    const { id } = (await begin()).body;
    expect((await send(id, PNG, undefined)).body.debug_info?.type).toBe('OffsetInvalidError');
    const short = await send(id, PNG.subarray(0, 50), 0);
    expect(short.body.debug_info?.type).toBe('PartialRequestError');
    const asJpeg = (await begin('image/jpeg')).body.id;
    expect((await send(asJpeg, PNG, 0)).body.error?.code).toBe(100);
    const { accessToken } = rig.simulator.options;
    const bearer = await send(id, PNG, 50, { authorization: `Bearer ${accessToken}` });
    expect(bearer.body.error?.code).toBe(190);
    expect((await send(`${id}x`, PNG, 50)).body.error).toMatchObject({ error_subcode: 33 });
  });

  it.each([
    ['another type', () => begin('image/webp')],
    ['no length', () => begin('image/png', 0)],
    ['another app', () => begin('image/png', 10, '310000000000099')],
  ])('are refused for %s', async (_what, begun) => {
    expect((await begun()).body.error?.code).toBe(100);
  });

  it('are the only samples that a template may name, and of the header’s format only', async () => {
    const invented = await create('4::aW1hZ2UvcG5n:invented');
    expect(invented.body.error).toMatchObject({ code: 100, error_subcode: 2494102 });
    const address = await create('https://shop.example/kettle.png');
    expect(address.body.error).toMatchObject({ error_subcode: 2494102 });
    const { id } = (await begin()).body;
    const { h = '' } = (await send(id, PNG, 0)).body;
    expect((await create(h, 'VIDEO')).body.error).toMatchObject({ error_subcode: 2494102 });
  });

  const reached = async (session: string) =>
    (await call('GET', session, { headers: oauth() })).body.file_offset ?? 0;

  /** Sends some bytes of a longer body, and leaves. */
  async function breakOff(session: string, bytes: Buffer): Promise<void> {
    const request = httpRequest(`${rig.simulator.url}/v26.0/${session}`, {
      method: 'POST',
      headers: oauth({ file_offset: '0', 'content-length': String(PNG.length) }),
    });
    request.on('error', () => undefined);
    request.write(bytes);
    await expect.poll(() => reached(session)).toBe(bytes.length);
    request.destroy();
  }
});
