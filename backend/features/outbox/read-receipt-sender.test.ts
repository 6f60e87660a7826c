import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph } from '../../../test/support/fake-graph.ts';
import { PHONE_NUMBER_ID, TestConnections, until } from '../../../test/support/sending-rig.ts';
import { HttpGraphClient } from '../../whatsapp/graph-client.ts';
import { ReadReceiptSender } from './read-receipt-sender.ts';

describe('read receipts', () => {
  let graph: FakeGraph;
  let connections: TestConnections;
  let receipts: ReadReceiptSender;
  beforeEach(async () => {
    graph = await startFakeGraph();
    connections = new TestConnections();
    receipts = new ReadReceiptSender({
      connections,
      graph: new HttpGraphClient({ baseUrl: graph.url }),
      logger: pino({ level: 'silent' }),
      retryDelaysMs: [20, 20],
    });
  });
  afterEach(async () => {
    await receipts.stop();
    await graph.close();
  });
  const told = () => graph.requests.map(({ body }) => body.message_id);

  it('are sent in the background', async () => {
    receipts.tell(PHONE_NUMBER_ID, 'wamid.1');
    expect(graph.requests).toEqual([]);
    await until(() => graph.requests.length === 1);
    expect(graph.requests[0]?.body).toEqual({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.1',
    });
  });

  it('may show that somebody answers, which is tried once', async () => {
    graph.script = () => 'html_502';
    receipts.showTyping(PHONE_NUMBER_ID, 'wamid.1');
    await until(() => graph.requests.length === 1);
    expect(graph.requests[0]?.body).toEqual({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.1',
      typing_indicator: { type: 'text' },
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(graph.requests).toHaveLength(1);
  });

  it('of one conversation give way to the newest', async () => {
    receipts.tell(PHONE_NUMBER_ID, 'wamid.1', 'ct_1');
    receipts.tell(PHONE_NUMBER_ID, 'wamid.2', 'ct_1');
    receipts.tell(PHONE_NUMBER_ID, 'wamid.3', 'ct_2');
    await until(() => graph.requests.length === 2);
    expect(told().sort()).toEqual(['wamid.2', 'wamid.3']);
  });

  it('are repeated a few times after a fault, and then dropped', async () => {
    graph.script = () => 'html_502';
    receipts.tell(PHONE_NUMBER_ID, 'wamid.1');
    await until(() => graph.requests.length === 3);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(told()).toEqual(['wamid.1', 'wamid.1', 'wamid.1']);
  });

  it('are not repeated when Meta refuses them for good', async () => {
    graph.script = () => ({ error: 100 });
    receipts.tell(PHONE_NUMBER_ID, 'wamid.1');
    await until(() => graph.requests.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(told()).toEqual(['wamid.1']);
  });

  it('for a number that is not connected are dropped without a word', async () => {
    connections.connections = [];
    receipts.tell(PHONE_NUMBER_ID, 'wamid.1');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(graph.requests).toEqual([]);
  });

  it('stop at once, also in the middle of a call', async () => {
    graph.script = () => ({ acceptAfterMs: 5_000 });
    receipts.tell(PHONE_NUMBER_ID, 'wamid.1');
    await until(() => graph.requests.length === 1);
    const startedAt = performance.now();
    await receipts.stop();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    receipts.tell(PHONE_NUMBER_ID, 'wamid.2');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(graph.requests).toHaveLength(1);
  });
});
