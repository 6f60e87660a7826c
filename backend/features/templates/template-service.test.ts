import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph, GraphReply, GraphRequest } from '../../../test/support/fake-graph.ts';
import { GRAPH_TEMPLATES } from '../../../test/fixtures/messages/templates.ts';
import { ADA, SendingRig, until } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { TemplateOrder, TemplateVariables } from '../../contract/content/template-order.ts';
import type { TemplateDraft } from '../../contract/template.ts';

const ADMIN = { id: 'op_ada', name: 'Ada', address: '203.0.113.7' };
const NADIA = '+15550100999';
const PATH = '/v26.0/900100200300400/message_templates';
const DRAFT: TemplateDraft = {
  name: 'opening_hours',
  language: 'en_US',
  category: 'UTILITY',
  parameter_format: 'named',
  components: [
    {
      type: 'BODY',
      text: 'Hello {{first_name}}, we are open on Sunday, too.',
      example: { body_text_named_params: [{ param_name: 'first_name', example: 'Nadia' }] },
    },
  ],
};

describe.each(testDatabases)('message templates ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  /** Answers to whatever is no message and no list. */
  let answer: GraphReply;
  beforeEach(async () => {
    opened = await create();
    graph = await startFakeGraph();
    answer = { json: { success: true } };
    graph.script = ({ method, path }: GraphRequest) => {
      if (path.endsWith('/messages')) return 'accept';
      return method === 'GET' ? { json: { data: Object.values(GRAPH_TEMPLATES) } } : answer;
    };
    rig = new SendingRig(opened.database, graph.url);
    await rig.templates.syncNow();
    graph.requests.length = 0;
  });
  afterEach(async () => {
    await rig.templateSync.stop();
    await rig.stop();
    await graph.close();
    await opened.discard();
  });

  const send = (template: TemplateOrder, clientMessageId?: string) =>
    rig.sending.send(
      {
        to: NADIA,
        type: 'template',
        template,
        ...(clientMessageId === undefined ? {} : { client_message_id: clientMessageId }),
      },
      ADA,
    );
  const VISIT = { name: 'visit', language: 'en-US', variables: { body: ['Nadia', 'Friday'] } };

  it('are submitted to Meta, and stand in the list as pending', async () => {
    answer = { json: { id: '560000000000900', status: 'PENDING', category: 'MARKETING' } };
    const { template, findings } = await rig.templateWriter.create(DRAFT, ADMIN);
    expect(findings).toEqual([]);
    expect(graph.requests).toMatchObject([
      { method: 'POST', path: PATH, body: { ...DRAFT, parameter_format: 'NAMED' } },
    ]);
    // Meta may put it in another category at once.
    expect(template).toMatchObject({
      ...{ id: '560000000000900', status: 'PENDING', category: 'MARKETING' },
      unsendable_because: expect.stringContaining('reviewing'),
    });
    expect(await rig.templates.get('560000000000900')).toEqual(template);
  });

  it('are not submitted while the linter finds errors', async () => {
    const components = [{ type: 'BODY', text: '{{first_name}} is ready' }];
    await expect(
      rig.templateWriter.create({ ...DRAFT, name: 'Opening', components }, ADMIN),
    ).rejects.toMatchObject({
      code: 'validation_failed',
      details: expect.arrayContaining([
        expect.objectContaining({ field: 'name' }),
        expect.objectContaining({ rule: 'variable_at_edge' }),
        expect.objectContaining({ rule: 'example_missing' }),
      ]),
    });
    expect(graph.requests).toEqual([]);
  });

  it('tell in words what Meta refuses, and when Meta gave no answer', async () => {
    answer = {
      status: 400,
      json: {
        error: {
          message: 'Invalid parameter',
          code: 100,
          error_subcode: 2388024,
          error_user_title: 'Content in this language already exists',
          error_user_msg: 'There is already English content for this template.',
        },
      },
    };
    await expect(rig.templateWriter.create(DRAFT, ADMIN)).rejects.toMatchObject({
      code: 'refused_by_meta',
      message: expect.stringContaining('There is already English content'),
      details: { code: 100, subcode: 2388024 },
    });
    answer = 'html_502';
    await expect(rig.templateWriter.create(DRAFT, ADMIN)).rejects.toMatchObject({
      code: 'meta_unreachable',
    });
    await expect(rig.templateWriter.delete(GRAPH_TEMPLATES.visit.id, ADMIN)).rejects.toThrow(
      'Meta gave no',
    );
    expect((await rig.templates.get(GRAPH_TEMPLATES.visit.id)).status).toBe('APPROVED');
  });

  it('are edited by id and then reviewed again', async () => {
    const { id } = GRAPH_TEMPLATES.visit;
    const components = [{ type: 'BODY', text: 'We are open again, come and see us.' }];
    const { template } = await rig.templateWriter.edit(id, { components }, ADMIN);
    expect(graph.requests).toMatchObject([
      { method: 'POST', path: `/v26.0/${id}`, body: { components } },
    ]);
    expect(template).toMatchObject({ id, name: 'visit', status: 'PENDING', components });
    await expect(
      rig.templateWriter.edit('99', { category: 'UTILITY' }, ADMIN),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('come out of a pause when Meta ends it, and only those that are in one', async () => {
    const { id } = GRAPH_TEMPLATES.visit;
    await expect(rig.templateWriter.unpause(id, ADMIN)).rejects.toMatchObject({ code: 'conflict' });
    const paused = { ...GRAPH_TEMPLATES.visit, status: 'PAUSED' };
    graph.script = ({ method }) => (method === 'GET' ? { json: { data: [paused] } } : answer);
    await rig.templates.syncNow();
    answer = { json: { success: false, reason: 'It was paused for its low quality.' } };
    await expect(rig.templateWriter.unpause(id, ADMIN)).rejects.toMatchObject({
      code: 'refused_by_meta',
      message: 'It was paused for its low quality.',
    });
    answer = { json: { success: true } };
    expect(await rig.templateWriter.unpause(id, ADMIN)).toMatchObject({ status: 'APPROVED' });
    expect(graph.requests.at(-1)).toMatchObject({ method: 'POST', path: `/v26.0/${id}/unpause` });
  });

  it('leave a trace of whoever made, changed or deleted them', async () => {
    const { place } = GRAPH_TEMPLATES;
    answer = { json: { id: '560000000000900', status: 'PENDING' } };
    await rig.templateWriter.create(DRAFT, ADMIN);
    answer = { json: { success: true } };
    await rig.templateWriter.edit(place.id, { category: 'MARKETING' }, ADMIN);
    await rig.templateWriter.deleteByName('visit', ADMIN);
    answer = { status: 400, json: { error: { message: 'No', code: 100 } } };
    await expect(rig.templateWriter.delete(place.id, ADMIN)).rejects.toThrow();
    const rows: Record<string, string>[] = await opened.database.read('audit_log');
    const [first] = rows;
    expect([first?.actor_id, first?.actor_name, first?.address]).toEqual(Object.values(ADMIN));
    const told = rows.map(({ action, details = '' }) => {
      const { name, language } = JSON.parse(details) as { name: string; language: string };
      return `${action} ${name} ${language}`;
    });
    expect(told.toSorted()).toEqual([
      'template.created opening_hours en_US',
      'template.deleted visit en_US',
      'template.deleted visit es',
      `template.edited ${place.name} ${place.language}`,
    ]);
  });

  it('are deleted in one language by id, and in all of them by name', async () => {
    const { visit, visitSpanish } = GRAPH_TEMPLATES;
    const asked = () => {
      const last = graph.requests.at(-1);
      return [last?.method, last?.query.get('name'), last?.query.get('hsm_id')];
    };
    expect(await rig.templateWriter.delete(visit.id, ADMIN)).toEqual({
      deleted: [{ id: visit.id, name: 'visit', language: 'en_US' }],
    });
    expect(asked()).toEqual(['DELETE', 'visit', visit.id]);
    await rig.templates.syncNow();
    const { deleted } = await rig.templateWriter.deleteByName('visit', ADMIN);
    expect(deleted.map(({ id }) => id)).toEqual([visit.id, visitSpanish.id]);
    expect(asked()).toEqual(['DELETE', 'visit', null]);
    const { templates } = await rig.templates.list({ limit: 50, search: 'visit' });
    expect(templates).toEqual([]);
    await expect(rig.templateWriter.deleteByName('visit', ADMIN)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('are sent, and the message keeps what the customer reads', async () => {
    rig.worker.start();
    const message = await send({
      id: GRAPH_TEMPLATES.orderReady.id,
      variables: {
        header: { order_no: 'A-7' },
        body: { first_name: 'Nadia' },
        buttons: { 0: 'A-7' },
      },
    });
    expect(message).toMatchObject({
      message_type: 'template',
      message_text:
        'Order A-7\nHello Nadia, your order is ready. See you soon, Nadia!\nFern & Kettle\nTrack\nThanks\nCall',
      content: { kind: 'template', name: 'order_ready', language: 'en_US', category: 'UTILITY' },
    });
    await rig.untilStatus(message.id, 'sent');
    expect(graph.accepted[0]?.body).toMatchObject({
      type: 'template',
      template: {
        name: 'order_ready',
        language: { code: 'en_US' },
        components: [
          { type: 'header', parameters: [{ parameter_name: 'order_no', text: 'A-7' }] },
          { type: 'body', parameters: [{ parameter_name: 'first_name', text: 'Nadia' }] },
          { type: 'button', sub_type: 'url', index: '0', parameters: [{ text: 'A-7' }] },
        ],
      },
    });
  });

  it('do not leave with wrong values, paused, or unknown', async () => {
    const refusals: [TemplateOrder, string, string][] = [
      [{ ...VISIT, variables: {} }, 'validation_failed', 'The body needs a value for «1».'],
      [{ name: 'paused', language: 'en_US' }, 'template_unusable', 'Meta has paused this template'],
      [{ name: 'visit', language: 'fr' }, 'template_unusable', 'It has: en_US, es.'],
      [{ name: 'visits', language: 'en_US' }, 'template_unusable', 'There is no template «visits»'],
      [{ id: '99' }, 'template_unusable', 'There is no template with the id «99»'],
    ];
    for (const [order, code, words] of refusals) {
      const error = await send(order).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    }
    expect(await rig.database.read('whatsapp_queue')).toEqual([]);
  });

  it('are sent once for one click, though Meta paused them meanwhile', async () => {
    const first = await send(VISIT, 'click-1');
    await rig.database.transaction((tx) =>
      rig.templates.recordEvents(
        tx,
        [
          {
            businessAccountId: '900100200300400',
            ...{ name: 'visit', language: 'en_US', change: { status: 'PAUSED' } },
          },
        ],
        Date.now(),
      ),
    );
    expect((await send(VISIT, 'click-1')).id).toBe(first.id);
    await expect(send(VISIT, 'click-2')).rejects.toMatchObject({ code: 'template_unusable' });
    const other = { ...VISIT, variables: { body: ['Tomás', 'Friday'] } };
    await expect(send(other, 'click-1')).rejects.toMatchObject({ code: 'conflict' });
  });

  describe('to many', () => {
    const broadcast = (
      template: TemplateOrder,
      recipients: { to: string; variables?: TemplateVariables }[],
      clientMessageId?: string,
    ) =>
      rig.broadcasts.create(
        {
          recipients,
          type: 'template',
          template,
          ...(clientMessageId === undefined ? {} : { client_message_id: clientMessageId }),
        },
        ADA,
      );
    const BY_ID = { id: GRAPH_TEMPLATES.visit.id, variables: { body: ['you', 'Friday'] } };

    it('come with everybody’s own values, and a bad row holds nobody up', async () => {
      rig.worker.start();
      rig.broadcastWorker.start();
      const { broadcast: made, refused } = await broadcast(BY_ID, [
        { to: '+15551000001', variables: { body: ['Nadia', 'Monday'] } },
        { to: '+15551000002' },
        { to: '+15551000003', variables: { body: ['Tomás'] } },
        { to: 'nonsense', variables: { body: ['A', 'B'] } },
      ]);
      expect(made.message_text).toBe('Hello you, we expect you on Friday at our shop.');
      expect(refused).toMatchObject([
        { recipient: '+15551000003', error: 'The body needs a value for «2».' },
        { recipient: 'nonsense', error: expect.stringContaining('not a phone number') },
      ]);
      await until(async () => (await rig.broadcasts.get(made.id)).state === 'done');
      const texts = graph.accepted.map(({ body }) => JSON.stringify(body.template));
      expect(
        texts.filter((text) => text.includes('Nadia') && text.includes('Monday')),
      ).toHaveLength(1);
      expect(texts.filter((text) => text.includes('you') && text.includes('Friday'))).toHaveLength(
        1,
      );
      expect(texts).toHaveLength(2);
      const rows = await rig.database.read('whatsapp_queue').whereNotNull('message_id');
      expect(rows.map(({ content }) => content)).toEqual([null, null]);
    });

    it('are refused as a whole when nobody could get one', async () => {
      const people = [{ to: '+15551000001' }];
      await expect(broadcast({ ...BY_ID, variables: {} }, people)).rejects.toMatchObject({
        code: 'validation_failed',
      });
      const paused = { name: 'paused', language: 'en_US' };
      await expect(broadcast(paused, people)).rejects.toMatchObject({ code: 'template_unusable' });
      const words = {
        id: GRAPH_TEMPLATES.visit.id,
        components: [],
      };
      const own = [{ to: '+15551000001', variables: { body: ['A', 'B'] } }];
      await expect(broadcast(words, own)).rejects.toMatchObject({ code: 'validation_failed' });
      expect(await rig.database.read('broadcasts')).toEqual([]);
    });

    it('are one broadcast for one click', async () => {
      const people = [{ to: '+15551000001', variables: { body: ['Nadia', 'Monday'] } }];
      const first = await broadcast(BY_ID, people, 'click-1');
      const again = await broadcast(BY_ID, people, 'click-1');
      expect(again.broadcast.id).toBe(first.broadcast.id);
      const other = { ...BY_ID, variables: { body: ['all', 'Friday'] } };
      await expect(broadcast(other, people, 'click-1')).rejects.toMatchObject({ code: 'conflict' });
    });
  });
});
