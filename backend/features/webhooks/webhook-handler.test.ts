import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONNECTION, IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  messagesChange,
  PHONE_CUSTOMER,
  sign,
  textMessage,
  toMetaBytes,
  VERIFY_TOKEN,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { WEBHOOK_PATHS } from './webhook-handler.ts';

const BODY = JSON.stringify(
  envelope(messagesChange({ messages: [textMessage(PHONE_CUSTOMER, 'Grüße / 😀')] })),
);

describe.each(testDatabases)('the webhook address ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  beforeEach(async () => {
    opened = await create();
    rig = await new IngestRig(opened.database).start({ work: false });
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });

  const post = (body: string | Buffer, headers: Record<string, string>, path?: string) =>
    fetch(path ? new URL(path, rig.url) : rig.url, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers,
    });
  const verify = (query: Record<string, string>, path = WEBHOOK_PATHS[0] ?? '') =>
    fetch(new URL(`${path}?${new URLSearchParams(query)}`, rig.url));
  const rightQuery = {
    'hub.mode': 'subscribe',
    'hub.verify_token': VERIFY_TOKEN,
    'hub.challenge': '1158201444',
  };

  it.each(WEBHOOK_PATHS)('stores a signed body as it came, at %s', async (path) => {
    const bytes = toMetaBytes(JSON.parse(BODY) as object);
    const answer = await post(bytes, { 'x-hub-signature-256': sign(bytes) }, path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('OK');
    const rows: { raw_body: Buffer }[] = await rig.database.read('whatsapp_webhooks');
    expect(rows.map((row) => row.raw_body.equals(bytes))).toEqual([true]);
  });

  it.each([
    ['no signature', {}],
    ['a wrong signature', { 'x-hub-signature-256': sign(BODY, 'another secret') }],
    ['the signature of another body', { 'x-hub-signature-256': sign(`${BODY} `) }],
    ['a short signature', { 'x-hub-signature-256': sign(BODY).slice(0, -2) }],
    ['a long signature', { 'x-hub-signature-256': `${sign(BODY)}00` }],
    [
      'an uppercase signature',
      { 'x-hub-signature-256': `sha256=${sign(BODY).slice(7).toUpperCase()}` },
    ],
    ['no prefix', { 'x-hub-signature-256': sign(BODY).slice(7) }],
    ['no hex', { 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` }],
    ['an empty signature', { 'x-hub-signature-256': '' }],
    [
      'the old signature only',
      { 'x-hub-signature': 'sha1=0123456789012345678901234567890123456789' },
    ],
  ])('answers 401 to %s and stores nothing', async (_name, headers) => {
    const answer = await post(BODY, headers as Record<string, string>);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { code: 'invalid_signature' } });
    expect(await rig.countRows('whatsapp_webhooks')).toBe(0);
    expect(rig.refusedWebhooks).toBe('x-hub-signature-256' in headers ? 1 : 0);
  });

  it('answers 401 to two signature headers', async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(rig.url, { method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      request.setHeader('x-hub-signature-256', [sign(BODY), sign(BODY)]);
      request.end(BODY);
    });
    expect(status).toBe(401);
  });

  it('answers 401 while no app secret is set or no number is connected', async () => {
    for (const connections of [[], [{ ...CONNECTION, appSecret: undefined }]]) {
      rig.connections = connections;
      expect((await post(BODY, { 'x-hub-signature-256': sign(BODY) })).status).toBe(401);
      expect((await post(BODY, { 'x-hub-signature-256': sign(BODY, '') })).status).toBe(401);
    }
  });

  it('takes the secret of any connected number', async () => {
    rig.connections = [CONNECTION, { ...CONNECTION, id: 'cf_2', appSecret: 'the second secret' }];
    const headers = { 'x-hub-signature-256': sign(BODY, 'the second secret') };
    expect((await post(BODY, headers)).status).toBe(200);
  });

  it('answers 413 above 4 MB, told by its length or found while reading', async () => {
    const large = Buffer.alloc(4 * 1_024 * 1_024 + 1, 0x20);
    const known = await post(large, { 'x-hub-signature-256': sign(large) });
    expect(known.status).toBe(413);
    expect(await known.json()).toMatchObject({ error: { code: 'payload_too_large' } });
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(rig.url, { method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      for (let sent = 0; sent < large.length; sent += 65_536) {
        request.write(large.subarray(sent, sent + 65_536));
      }
      request.end();
    });
    expect(status).toBe(413);
    const allowed = Buffer.alloc(4 * 1_024 * 1_024, 0x20);
    expect((await post(allowed, { 'x-hub-signature-256': sign(allowed) })).status).toBe(200);
    expect(await rig.countRows('whatsapp_webhooks')).toBe(1);
  });

  it('stores nothing of a request that breaks off, and goes on', async () => {
    const { port } = rig.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(
      `POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n` +
        `X-Hub-Signature-256: ${sign(BODY)}\r\n\r\n{"object"`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await post(BODY, { 'x-hub-signature-256': sign(BODY) })).status).toBe(200);
    expect(await rig.countRows('whatsapp_webhooks')).toBe(1);
  });

  it('answers 503 and stores nothing when the commit fails, and recovers', async () => {
    const append = rig.database.appendRows.bind(rig.database);
    rig.database.appendRows = () => Promise.reject(new Error('database or disk is full'));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post(BODY, { 'x-hub-signature-256': sign(BODY) })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(503));
    expect(answers[0]?.headers.get('retry-after')).toBe('5');
    expect(await answers[0]?.json()).toMatchObject({ error: { code: 'unavailable' } });
    rig.database.appendRows = append;
    expect(await rig.countRows('whatsapp_webhooks')).toBe(0);
    expect((await post(BODY, { 'x-hub-signature-256': sign(BODY) })).status).toBe(200);
    expect(await rig.countRows('whatsapp_webhooks')).toBe(1);
  });

  it('answers 503 while it stops', async () => {
    await rig.journal.stop();
    expect((await post(BODY, { 'x-hub-signature-256': sign(BODY) })).status).toBe(503);
  });

  it('commits what is in flight together, and answers only after the commit', async () => {
    const append = rig.database.appendRows.bind(rig.database);
    const batches: number[] = [];
    let answered = 0;
    rig.database.appendRows = async (table, columns, rows) => {
      batches.push(rows.length);
      const before = answered;
      await new Promise((resolve) => setTimeout(resolve, 100));
      // All requests of this batch still wait for their answer.
      expect(answered).toBe(before);
      return append(table, columns, rows);
    };
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await post(BODY, { 'x-hub-signature-256': sign(BODY) });
        answered += 1;
      }),
    );
    expect(batches.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(batches.length).toBeLessThan(6);
  });

  it.each(WEBHOOK_PATHS)(
    'gives the challenge back for the right verify token at %s',
    async (path) => {
      const answer = await verify(rightQuery, path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('text/plain');
      expect(await answer.text()).toBe('1158201444');
    },
  );

  it.each([
    ['a wrong token', { ...rightQuery, 'hub.verify_token': 'demo-verify-tokeN' }],
    ['an empty token', { ...rightQuery, 'hub.verify_token': '' }],
    ['another mode', { ...rightQuery, 'hub.mode': 'unsubscribe' }],
    ['nothing', {}],
  ])('answers 403 to the verification with %s', async (_name, query) => {
    const answer = await verify(query as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ error: { code: 'verification_failed' } });
  });

  it('never verifies against an empty token', async () => {
    rig.connections = [
      { ...CONNECTION, verifyToken: '' },
      { ...CONNECTION, verifyToken: undefined },
    ];
    expect((await verify({ ...rightQuery, 'hub.verify_token': '' })).status).toBe(403);
  });

  it('lets nobody guess verify tokens more than ten times a minute', async () => {
    for (let count = 0; count < 10; count += 1) {
      const guess = { ...rightQuery, 'hub.verify_token': `guess ${count}` };
      expect((await verify(guess)).status).toBe(403);
    }
    const answer = await verify(rightQuery);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  describe('counts guesses by the true client', () => {
    let proxied: IngestRig | undefined;
    afterEach(() => proxied?.stop());

    /** The status of a guess that comes with these forwarded addresses. */
    const guess = async (at: IngestRig, forwardedFor: string) => {
      const url = new URL(`?${new URLSearchParams({ 'hub.mode': 'subscribe' })}`, at.url);
      return (await fetch(url, { headers: { 'x-forwarded-for': forwardedFor } })).status;
    };

    it('whatever addresses it claims, while no proxy is trusted', async () => {
      for (let count = 0; count < 10; count += 1) {
        expect(await guess(rig, `198.51.100.${count}`)).toBe(403);
      }
      expect(await guess(rig, '198.51.100.99')).toBe(429);
    });

    it('behind a trusted proxy by the address the proxy saw, not by what was forged before it', async () => {
      proxied = await new IngestRig(opened.database, { trustProxy: '1' }).start({ work: false });
      for (let count = 0; count < 10; count += 1) {
        expect(await guess(proxied, `198.51.100.${count}, 203.0.113.9`)).toBe(403);
      }
      expect(await guess(proxied, '198.51.100.99, 203.0.113.9')).toBe(429);
      expect(await guess(proxied, '203.0.113.10')).toBe(403);
    });
  });

  it('leaves other methods and addresses to the rest of the server', async () => {
    expect((await fetch(rig.url, { method: 'DELETE' })).status).toBe(404);
    // The admins' list of webhooks, which asks for a token.
    expect((await fetch(`${rig.url}/events`)).status).toBe(401);
  });
});

describe('the webhook address (sqlite) while another process holds the database', () => {
  it('answers 503 after five seconds of trying, goes on reading, and takes the next one', async () => {
    const opened = await testDatabases.find(({ name }) => name === 'sqlite')!.create();
    const rig = await new IngestRig(opened.database).start();
    const holder = opened.openAgain();
    let release = () => {};
    const holding = holder.transaction(async (tx) => {
      await tx('counters').update({ value: tx.raw('value') });
      await new Promise<void>((resolve) => (release = resolve));
    });
    await expect.poll(() => rig.post(BODY), { timeout: 12_000, interval: 10 }).toBe(503);
    const kept = await rig.countRows('whatsapp_webhooks');
    release();
    await holding;
    expect(await rig.post(BODY)).toBe(200);
    expect(await rig.countRows('whatsapp_webhooks')).toBe(kept + 1);
    await rig.stop();
    await opened.discard();
  });
});
