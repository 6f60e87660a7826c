import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../test/support/fake-graph.ts';
import type { FakeGraph, GraphReply } from '../../test/support/fake-graph.ts';
import { findFreePort } from '../../test/support/free-port.ts';
import { HttpGraphClient } from './graph-client.ts';

const CREDENTIALS = {
  phoneNumberId: '700500300100200',
  businessAccountId: '900100200300400',
  accessToken: 'EAAtoken',
  apiVersion: 'v26.0',
};
const MESSAGE = { messaging_product: 'whatsapp', to: '+15550100999', type: 'text' };

describe('the Graph client', () => {
  let graph: FakeGraph;
  let client: HttpGraphClient;
  beforeEach(async () => {
    graph = await startFakeGraph();
    client = new HttpGraphClient({ baseUrl: graph.url, timeoutMs: 300 });
  });
  afterEach(() => graph.close());

  const send = (reply: GraphReply) => {
    graph.script = () => reply;
    return client.sendMessage(CREDENTIALS, MESSAGE);
  };

  it('sends to the number’s path, with the token in the header only', async () => {
    const outcome = await client.sendMessage(CREDENTIALS, MESSAGE);
    expect(outcome).toEqual({
      kind: 'accepted',
      wamid: 'wamid.FAKE_1',
      waId: '15550100999',
      userId: undefined,
    });
    const [request] = graph.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v26.0/700500300100200/messages',
      authorization: 'Bearer EAAtoken',
      body: MESSAGE,
    });
    expect([...(request?.query.keys() ?? [])]).toEqual([]);
  });

  it('proves that it knows the app secret, where it does', async () => {
    await client.sendMessage({ ...CREDENTIALS, appSecret: 'hush' }, MESSAGE);
    const proof = createHmac('sha256', 'hush').update('EAAtoken').digest('hex');
    expect(graph.requests[0]?.query.get('appsecret_proof')).toBe(proof);
  });

  it('takes an error body as proof that nothing was sent', async () => {
    expect(await send({ error: 131026 })).toMatchObject({
      kind: 'refused',
      error: { code: 131026, traceId: 'TrAcE' },
    });
    expect(
      await send({ error: 130429, status: 429, headers: { 'Retry-After': '7' } }),
    ).toMatchObject({ kind: 'refused', error: { code: 130429, retryAfterMs: 7_000 } });
    // Meta answers some plain refusals with a 5xx: the code decides.
    expect((await send({ error: 131045, status: 500 })).kind).toBe('refused');
  });

  it.each([
    [1, 500],
    [2, 503],
    [131000, 500],
    [131016, 503],
    [987654, 500],
  ])(
    'takes error %i with HTTP %i as a fault inside Meta that proves nothing',
    async (code, status) => {
      expect((await send({ error: code, status })).kind).toBe('no_answer');
      expect((await send({ error: code, status: 400 })).kind).toBe('refused');
    },
  );

  it.each<[string, GraphReply]>([
    ['a connection cut after the request', 'accept_then_drop'],
    ['an HTML page', 'html_502'],
    ['an answer over 1 MB', 'huge'],
    ['a 200 that names no message', 'no_id'],
    ['JSON null', { json: null }],
    ['a 500 without an error body', { json: { oops: true }, status: 500 }],
    ['an answer that comes too late', { acceptAfterMs: 800 }],
  ])('cannot tell what became of a message after %s', async (_name, reply) => {
    expect((await send(reply)).kind).toBe('no_answer');
  });

  it('follows no redirect, so the token goes nowhere else', async () => {
    const elsewhere = await startFakeGraph();
    expect((await send({ redirectTo: `${elsewhere.url}/v26.0/1/messages` })).kind).toBe(
      'no_answer',
    );
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('knows that nothing left when nobody listens', async () => {
    const port = await findFreePort();
    const lost = new HttpGraphClient({ baseUrl: `http://127.0.0.1:${port}` });
    expect(await lost.sendMessage(CREDENTIALS, MESSAGE)).toEqual({
      kind: 'not_sent',
      reason: 'ECONNREFUSED',
    });
  });

  it('knows that nothing left when the name is not known', async () => {
    const lost = new HttpGraphClient({ baseUrl: 'http://graph.invalid' });
    expect((await lost.sendMessage(CREDENTIALS, MESSAGE)).kind).toBe('not_sent');
  });

  it('does not take a reset kept-alive connection for an unsent request', async () => {
    // Answers the first request and resets the connection as soon as the second one arrives.
    let count = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => {
        count += 1;
        if (count > 1) return socket.resetAndDestroy();
        const body = '{"messages":[{"id":"wamid.1"}]}';
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const reusing = new HttpGraphClient({ baseUrl: `http://127.0.0.1:${port}` });
    expect((await reusing.sendMessage(CREDENTIALS, MESSAGE)).kind).toBe('accepted');
    expect(await reusing.sendMessage(CREDENTIALS, MESSAGE)).toMatchObject({ kind: 'no_answer' });
    expect(count).toBe(2);
    server.close();
  });

  it('tells Meta what was read, with a typing hint if asked', async () => {
    graph.script = () => ({ json: { success: true } });
    expect(await client.markRead(CREDENTIALS, 'wamid.IN', { typing: true })).toEqual({
      kind: 'ok',
      value: { success: true },
    });
    expect(graph.requests[0]?.body).toEqual({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.IN',
      typing_indicator: { type: 'text' },
    });
  });
});
