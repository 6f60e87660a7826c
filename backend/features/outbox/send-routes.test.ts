import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph } from '../../../test/support/fake-graph.ts';
import { ADA, SendingRig, until } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { Api } from '../../http/api.ts';
import { errorHandler } from '../../http/error-handler.ts';
import { registerBroadcastRoutes } from '../broadcasts/broadcast-routes.ts';
import { registerSendRoutes } from './send-routes.ts';

describe.each(testDatabases)('the sending routes ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  let server: Server;
  beforeEach(async () => {
    opened = await create();
    graph = await startFakeGraph();
    rig = new SendingRig(opened.database, graph.url);
    const api = new Api({
      findPrincipal: async (token) =>
        token === 'admin' || token === 'operator' ? { ...ADA, role: token } : undefined,
    });
    registerSendRoutes(api, rig.sending);
    registerBroadcastRoutes(api, rig.broadcasts);
    const app = express();
    app.use(api.router, errorHandler(pino({ level: 'silent' })));
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    rig.worker.start();
    rig.broadcastWorker.start();
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rig.stop();
    await graph.close();
    await opened.discard();
  });

  const call = async (method: string, path: string, body?: object, token = 'operator') => {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: await response.json() };
  };
  const send = (body: object) => call('POST', '/api/whatsapp/send', body);

  it('take both forms and answer 202 with the message', async () => {
    const short = await send({ phone_number: '+15550100123', message_text: 'Hello' });
    expect(short).toMatchObject({ status: 202, body: { message: { status: 'queued' } } });
    const full = await send({ to: 'US.123', type: 'text', text: { body: 'Hello' } });
    expect(full).toMatchObject({ status: 202, body: { message: { to_phone: null } } });
  });

  it('name the field that is wrong', async () => {
    const missing = await send({ phone_number: '+15550100123' });
    expect(missing).toMatchObject({ status: 400, body: { error: { code: 'validation_failed' } } });
    expect(missing.body.error.details[0].field).toBe('message_text');
    const bad = await send({ phone_number: '12', message_text: 'Hello' });
    expect(bad).toMatchObject({ status: 400, body: { error: { code: 'invalid_recipient' } } });
    const long = await send({ phone_number: '+15550100123', message_text: 'x'.repeat(4_097) });
    expect(long.status).toBe(400);
    expect(graph.requests).toEqual([]);
  });

  it('store what no database would take as it is', async () => {
    const sent = await send({ phone_number: '+15550100123', message_text: 'a\u0000b\ud800' });
    expect(sent.body.message.message_text).toBe('a\uFFFDb\uFFFD');
  });

  it('send a failed message again when a person asks', async () => {
    graph.script = () => ({ error: 131026 });
    const { body } = await send({ phone_number: '+15550100123', message_text: 'Hello' });
    await rig.untilStatus(body.message.id, 'failed');
    graph.script = () => 'accept';
    const path = `/api/whatsapp/messages/${body.message.id}/retry`;
    expect(await call('POST', path)).toMatchObject({
      status: 202,
      body: { message: { id: body.message.id, status: 'queued', error: null } },
    });
    await rig.untilStatus(body.message.id, 'sent');
    expect((await call('POST', path)).status).toBe(409);
    expect((await call('POST', '/api/whatsapp/messages/77/retry')).status).toBe(404);
    expect((await call('POST', '/api/whatsapp/messages/x/retry')).status).toBe(400);
  });

  it('leave broadcasts to admins, and their progress to everybody', async () => {
    const body = { phone_numbers: ['+15550100123', 'bad'], message_text: 'Hello' };
    expect((await call('POST', '/api/whatsapp/send-bulk', body)).status).toBe(403);
    const made = await call('POST', '/api/whatsapp/send-bulk', body, 'admin');
    expect(made).toMatchObject({ status: 202, body: { refused: [{ recipient: 'bad' }] } });
    const path = `/api/whatsapp/broadcasts/${made.body.broadcast.id}`;
    await until(async () => (await call('GET', path)).body.broadcast.state === 'done');
    expect((await call('GET', '/api/whatsapp/broadcasts')).body.broadcasts).toHaveLength(1);
    expect((await call('GET', `${path}/recipients?state=sent`)).body.recipients).toMatchObject([
      { recipient: '+15550100123', state: 'sent', error: null },
    ]);
    for (const move of ['pause', 'resume', 'cancel']) {
      expect((await call('POST', `${path}/${move}`)).status).toBe(403);
      expect((await call('POST', `${path}/${move}`, undefined, 'admin')).status).toBe(409);
    }
  });
});
