import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

describe('the phone page', () => {
  let rig: SimulatorRig;
  beforeAll(async () => {
    rig = await SimulatorRig.start({ dashboardUrl: 'http://127.0.0.1:1/', typingMs: 120 });
  });
  afterAll(() => rig.stop());

  it('is served under a strict policy, without inline scripts and styles', async () => {
    const response = await fetch(rig.simulator.phoneUrl);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const page = await response.text();
    expect(page).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/);
    for (const [, path] of page.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      expect((await fetch(`${rig.simulator.url}${path}`)).status).toBe(200);
    }
  });

  it('knows the business and the way back to the dashboard', async () => {
    const response = await fetch(`${rig.simulator.phoneUrl}/config.json`);
    expect(await response.json()).toEqual({
      business_name: 'Storeboard',
      business_number: '+1 555-010-0200',
      dashboard_url: 'http://127.0.0.1:1/',
    });
  });

  it('is told when the business starts typing, and when the indicator has run out', async () => {
    const messageId = rig.simulator.customerWrites('nadia', 'Hello');
    const receipt = { messaging_product: 'whatsapp', status: 'read', message_id: messageId };
    const path = `${rig.simulator.options.phoneNumberId}/messages`;
    await rig.call('POST', path, { body: receipt });
    await rig.simulator.whenIdle();

    const stop = new AbortController();
    const { body } = await fetch(`${rig.simulator.url}/simulator/events`, { signal: stop.signal });
    const events = (body as ReadableStream<Uint8Array>).getReader();
    await events.read();
    await rig.call('POST', path, { body: { ...receipt, typing_indicator: { type: 'text' } } });
    await events.read();
    expect(await isTyping()).toBe(true);
    await events.read();
    expect(await isTyping()).toBe(false);
    stop.abort();
  });

  async function isTyping(): Promise<boolean> {
    const response = await fetch(`${rig.simulator.url}/simulator/customers`);
    const { customers } = (await response.json()) as { customers: { is_typing: boolean }[] };
    return customers[0]?.is_typing === true;
  }
});

describe('the remote control', () => {
  let rig: SimulatorRig;
  beforeAll(async () => {
    rig = await SimulatorRig.start();
  });
  afterAll(() => rig.stop());

  const post = async (path: string, body: object) => {
    const response = await fetch(`${rig.simulator.url}/simulator${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: response.status === 204 ? {} : await response.json() };
  };

  it('writes and reads as a customer, and shows the ledger', async () => {
    const written = await post('/customers/nadia/messages', { text: 'Hello' });
    expect(written).toMatchObject({ status: 201, body: { message: { id: expect.any(String) } } });
    await rig.send({ biz_opaque_callback_data: 'row:9' });
    await rig.simulator.whenIdle();
    expect((await post('/customers/nadia/read', {})).body).toEqual({ read_count: 1 });
    const ledger = await (await fetch(`${rig.simulator.url}/simulator/ledger`)).json();
    expect(ledger).toMatchObject({
      entries: [{ customerId: 'nadia', callbackData: 'row:9', readAtMs: expect.any(Number) }],
    });
  });

  it('takes a text of 4,096 characters, counting an emoji once, and no longer one', async () => {
    const write = async (text: string) =>
      (await post('/customers/tomas/messages', { text })).status;
    expect(await write('🫖'.repeat(4_096))).toBe(201);
    expect(await write('x'.repeat(4_097))).toBe(400);
    expect(await write('🫖'.repeat(4_097))).toBe(400);
  });

  it('sets the webhook up, and posts raw bytes to it', async () => {
    const wrong = { url: rig.sinkUrl, verify_token: 'wrong' };
    expect((await post('/webhook', wrong)).status).toBe(400);
    const right = { url: rig.sinkUrl, verify_token: 'simulated-verify-token' };
    expect((await post('/webhook', right)).status).toBe(204);
    expect((await post('/deliveries', { body: '{"a":' })).body).toEqual({ http_status: 200 });
  });

  it('answers 404 for an unknown customer, and 400 for a bad body', async () => {
    expect((await post('/customers/nobody/messages', { text: 'Hello' })).status).toBe(404);
    expect((await post('/customers/nadia/messages', { text: '' })).status).toBe(400);
    expect((await post('/customers/nadia/messages', { words: 'Hello' })).status).toBe(400);
  });
});
