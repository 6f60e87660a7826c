import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph, GraphReply } from '../../../test/support/fake-graph.ts';
import { GRAPH_TEMPLATES } from '../../../test/fixtures/messages/templates.ts';
import { SendingRig } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { TemplateEvent } from '../../whatsapp/webhook-events.ts';

const ACCOUNT = '900100200300400';
const ALL = Object.values(GRAPH_TEMPLATES);
type Listed = (typeof ALL)[number];

describe.each(testDatabases)('templates in step with Meta ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  /** What Meta has. */
  let listed: Listed[];
  beforeEach(async () => {
    opened = await create();
    graph = await startFakeGraph();
    listed = ALL;
    graph.script = ({ query }) => pageAfter(query.get('after'));
    rig = new SendingRig(opened.database, graph.url);
  });
  afterEach(async () => {
    await rig.templateSync.stop();
    await rig.stop();
    await graph.close();
    await opened.discard();
  });

  /** Three a page, whatever was asked for; cursors stand on the last page, too. */
  function pageAfter(after: string | null): GraphReply {
    const start = after === null ? 0 : Number(after);
    const next = start + 3;
    return {
      json: {
        data: listed.slice(start, next),
        paging: {
          cursors: { before: String(start), after: String(next) },
          ...(next < listed.length ? { next: 'https://graph.example/next' } : {}),
        },
      },
    };
  }
  const list = async (query: Partial<Parameters<typeof rig.templates.list>[0]> = {}) =>
    rig.templates.list({ limit: 50, ...query });
  const names = async () =>
    (await list()).templates.map(({ name, language }) => `${name} ${language}`);
  const tell = (change: TemplateEvent['change'], name = 'visit', language = 'en_US') =>
    rig.database.transaction((tx) =>
      rig.templates.recordEvents(
        tx,
        [{ businessAccountId: ACCOUNT, name, language, change }],
        Date.now(),
      ),
    );
  const countChanges = async () =>
    (await rig.changeLog.readAfter(0, 1_000)).filter(({ payload }) =>
      payload.includes('"templates.changed"'),
    ).length;

  it('reads page after page, and asks for the fields by name', async () => {
    const state = await rig.templates.syncNow();
    expect(state).toMatchObject({ template_count: ALL.length, sync_error: null });
    expect(graph.requests.map(({ query }) => query.get('after'))).toEqual([null, '3', '6']);
    expect(graph.requests[0]).toMatchObject({
      method: 'GET',
      path: `/v26.0/${ACCOUNT}/message_templates`,
    });
    expect(graph.requests[0]?.query.get('fields')).toContain('components,parameter_format');
    expect(await rig.templates.get('560000000000101')).toMatchObject({
      name: 'order_ready',
      parameter_format: 'named',
      status: 'APPROVED',
      quality: 'GREEN',
      rejected_reason: null,
      unsendable_because: null,
      components: GRAPH_TEMPLATES.orderReady.components,
    });
  });

  it('lists by name and language, page by page, filtered and searched', async () => {
    await rig.templates.syncNow();
    const first = await list({ limit: 5 });
    const second = await list({ limit: 5, cursor: first.next_cursor ?? '' });
    expect([...first.templates, ...second.templates].map(({ name }) => name)).toEqual([
      ...['carousel', 'code', 'offer', 'order_ready', 'paused', 'place', 'visit', 'visit'],
    ]);
    expect(second.next_cursor).toBeNull();
    const found = async (query: Parameters<typeof list>[0]) =>
      (await list(query)).templates.map(({ name }) => name);
    expect(await found({ status: 'paused' })).toEqual(['paused']);
    expect(await found({ status: 'PAUSED,REJECTED' })).toEqual(['paused']);
    expect(await found({ category: 'marketing', status: 'approved' })).toEqual([
      'carousel',
      'offer',
    ]);
    expect(await found({ language: 'es' })).toEqual(['visit']);
    expect(await found({ search: 'KEEP ONE' })).toEqual(['carousel']);
    expect(await found({ search: 'example' })).toEqual([]);
  });

  it('removes what Meta no longer lists after a complete sync only', async () => {
    await rig.templates.syncNow();
    listed = [GRAPH_TEMPLATES.visit, ...ALL.slice(4), GRAPH_TEMPLATES.place];
    graph.script = ({ query }) =>
      query.get('after') === null ? pageAfter(null) : { error: 190, title: 'Token expired' };
    await expect(rig.templates.syncNow()).rejects.toMatchObject({ code: 'meta_unreachable' });
    expect(await names()).toHaveLength(ALL.length);
    expect((await list()).state).toMatchObject({
      synced_at: expect.any(String),
      sync_error: expect.stringContaining('token'),
    });
    graph.script = ({ query }) => pageAfter(query.get('after'));
    await rig.templates.syncNow();
    expect(await names()).not.toContain('order_ready en_US');
    expect((await list()).state.sync_error).toBeNull();
  });

  it('tells open widgets when something changed, and only then', async () => {
    await rig.templates.syncNow();
    expect(await countChanges()).toBe(1);
    await rig.templates.syncNow();
    expect(await countChanges()).toBe(1);
    await tell({ status: 'PAUSED' });
    expect(await countChanges()).toBe(2);
  });

  it('takes from webhooks what Meta decided, for one language', async () => {
    await rig.templates.syncNow();
    await tell({ status: 'REJECTED', rejectedReason: 'PROMOTIONAL' });
    await tell({ quality: 'RED' });
    await tell({ nextCategory: 'MARKETING' });
    expect(await rig.templates.get(GRAPH_TEMPLATES.visit.id)).toMatchObject({
      status: 'REJECTED',
      rejected_reason: 'PROMOTIONAL',
      quality: 'RED',
      category: 'UTILITY',
      next_category: 'MARKETING',
      unsendable_because: expect.stringContaining('rejected'),
    });
    await tell({ category: 'MARKETING', nextCategory: null }, 'visit', 'es');
    expect(await rig.templates.get(GRAPH_TEMPLATES.visitSpanish.id)).toMatchObject({
      status: 'APPROVED',
      category: 'MARKETING',
    });
    await tell({ status: 'DELETED' });
    expect(await names()).not.toContain('visit en_US');
    expect(await names()).toContain('visit es');
  });

  it('keeps Meta’s advice on a rejected template, which only the webhook has', async () => {
    await rig.templates.syncNow();
    const rejectedReason = 'PROMOTIONAL. Use MARKETING.';
    await tell({ status: 'REJECTED', rejectedReason });
    const rejected = { status: 'REJECTED', rejected_reason: 'PROMOTIONAL' };
    listed = ALL.map((each) =>
      each === GRAPH_TEMPLATES.visit ? { ...each, ...rejected } : each,
    ) as Listed[];
    await new Promise((resolve) => setTimeout(resolve, 5));
    await rig.templates.syncNow();
    const { rejected_reason } = await rig.templates.get(GRAPH_TEMPLATES.visit.id);
    expect(rejected_reason).toBe(rejectedReason);
  });

  it('leaves alone what a webhook has told while the pages were read', async () => {
    await rig.templates.syncNow();
    graph.script = async ({ query }) => {
      if (query.get('after') === null) await tell({ status: 'PAUSED' });
      return pageAfter(query.get('after'));
    };
    await new Promise((resolve) => setTimeout(resolve, 5));
    await rig.templates.syncNow();
    expect((await rig.templates.get(GRAPH_TEMPLATES.visit.id)).status).toBe('PAUSED');
  });

  it('syncs on connecting, once a day, and soon after a webhook, at one instance', async () => {
    const other = new SendingRig(opened.openAgain(), graph.url);
    const rounds = async (nowMs: number) => {
      graph.requests.length = 0;
      await Promise.all([rig.templateSync.runDue(nowMs), other.templateSync.runDue(nowMs)]);
      return graph.requests.filter(({ query }) => query.get('after') === null).length;
    };
    const nowMs = Date.now();
    const hour = 3_600_000;
    expect(await rounds(nowMs)).toBe(1);
    expect(await names()).toHaveLength(ALL.length);
    expect(await rounds(nowMs + 23 * hour)).toBe(0);
    expect(await rounds(nowMs + 24.1 * hour)).toBe(1);
    await tell({ status: 'APPROVED' });
    expect(await rounds(Date.now() + 30_000)).toBe(0);
    expect(await rounds(Date.now() + 61_000)).toBe(1);
    await rig.database.transaction((tx) => rig.templateSync.schedule(tx, 0));
    expect(await rounds(Date.now() + 1)).toBe(1);
    await other.templateSync.stop();
    await other.stop();
  });

  it('tries a failed sync again after a minute, then ever later', async () => {
    graph.script = () => 'html_502';
    const nowMs = Date.now();
    await rig.templateSync.runDue(nowMs);
    expect(graph.requests).toHaveLength(1);
    await rig.templateSync.runDue(nowMs + 30_000);
    expect(graph.requests).toHaveLength(1);
    await rig.templateSync.runDue(nowMs + 70_000);
    expect(graph.requests).toHaveLength(2);
    await rig.templateSync.runDue(Date.now() + 100_000);
    expect(graph.requests).toHaveLength(2);
    expect((await list()).state).toMatchObject({ synced_at: null, sync_error: expect.any(String) });
  });
});
