import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../../test/support/fake-graph.ts';
import type { FakeGraph, GraphReply } from '../../../../test/support/fake-graph.ts';
import { GraphInspector } from '../../../whatsapp/graph-inspector.ts';
import { newRecord } from '../connection.ts';
import { examine } from './doctor-checks.ts';
import { gatherFacts } from './gather-facts.ts';

const record = {
  ...newRecord(1),
  phoneNumberId: '700500300100200',
  businessAccountId: '900100200300400',
  accessToken: 'EAAtoken',
  appSecret: 'planted-app-secret',
};

describe('the doctor’s facts', () => {
  let graph: FakeGraph;
  let inspector: GraphInspector;
  beforeEach(async () => {
    graph = await startFakeGraph();
    inspector = new GraphInspector({ baseUrl: graph.url, timeoutMs: 200 });
  });
  afterEach(() => graph.close());
  const gather = (now?: () => number) =>
    gatherFacts(inspector, record, 'https://inbox.example/api/webhooks/whatsapp', now);

  it.each<[string, GraphReply]>([
    ['a 500 of Meta’s', { error: 131000, status: 500 }],
    ['an outage', { error: 2, status: 503 }],
    ['a limit', { error: 4 }],
    ['an HTML page', 'html_502'],
    ['JSON of another form', { json: {} }],
    ['a cut connection', 'accept_then_drop'],
    ['silence', { acceptAfterMs: 1_000 }],
  ])('make nothing a problem for %s', async (_what, reply) => {
    graph.script = () => reply;
    const bad = examine(await gather()).filter(({ status }) => !['ok', 'unknown'].includes(status));
    expect(bad).toEqual([]);
  });

  it('end with a refused token: no further call is made', async () => {
    graph.script = () => ({ error: 190, status: 401 });
    await gather();
    expect(graph.requests).toHaveLength(1);
  });

  it('are asked for without the proof of an app secret that is wrong', async () => {
    graph.script = ({ query }) =>
      query.has('appsecret_proof')
        ? { error: 100, title: 'Invalid appsecret_proof provided in the API argument' }
        : { json: { id: record.phoneNumberId, status: 'CONNECTED' } };
    const checks = examine(await gather());
    const statusOf = (id: string) => checks.find((check) => check.id === id)?.status;
    expect([statusOf('app_secret'), statusOf('access_token'), statusOf('registration')]).toEqual([
      'problem',
      'ok',
      'ok',
    ]);
  });

  it('tell how far the clock is off', async () => {
    graph.script = () => ({ json: { id: record.phoneNumberId } });
    const { skewMs = 0 } = await gather(() => Date.now() - 3_600_000);
    expect(Math.abs(skewMs - 3_600_000)).toBeLessThan(3_000);
  });
});
