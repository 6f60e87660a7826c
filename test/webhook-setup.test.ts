import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog, COMMAND_LINE } from '../backend/features/operators/audit-log.ts';
import { WebhookSetupService } from '../backend/features/settings/webhook-setup/webhook-setup-service.ts';
import { GraphInspector } from '../backend/whatsapp/graph-inspector.ts';
import { GraphWebhookSetup } from '../backend/whatsapp/graph-webhook-setup.ts';
import { SimulatorRig, WebhookSink } from '../demo/simulator/test-rig.ts';
import type { SimulatorOptions } from '../demo/simulator/options.ts';
import { AccessRig } from './support/access-rig.ts';
import { testDatabases } from './support/test-databases.ts';

/** The webhook's set-up by API, against a WhatsApp that verifies addresses as Meta does. */
describe.each(testDatabases)('the webhook’s set-up ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let meta: SimulatorRig;
  let rig: AccessRig;
  let setup: WebhookSetupService;
  beforeEach(async () => {
    opened = await create();
  });
  afterEach(async () => {
    await rig.stop();
    await meta.stop();
    await opened.discard();
  });

  const start = async (
    options: SimulatorOptions,
    change: { appSecret?: string; webhookUrl?: string } = {},
  ) => {
    meta = await SimulatorRig.start(options);
    const { phoneNumberId, businessAccountId, accessToken, appSecret, verifyToken } =
      meta.simulator.options;
    const webhookUrl = change.webhookUrl ?? meta.sinkUrl;
    const secret = change.appSecret ?? appSecret;
    rig = new AccessRig(opened.database, {
      environment: {
        phoneNumberId,
        businessAccountId,
        accessToken,
        ...(secret === '' ? {} : { appSecret: secret }),
        verifyToken,
        webhookUrl,
      },
    });
    await rig.environmentNumber.prepare();
    const graph = { baseUrl: meta.simulator.url };
    setup = new WebhookSetupService({
      database: opened.database,
      connections: rig.connections,
      inspector: new GraphInspector(graph),
      graph: new GraphWebhookSetup(graph),
      auditLog: new AuditLog(),
      webhookUrl,
      graphApiUrl: meta.simulator.url,
    });
  };
  const startNew = () => start({ isAppNew: true, webhookUrl: '' });
  const hears = async (text: string) => {
    meta.simulator.customerWrites('nadia', text);
    await meta.simulator.whenIdle();
    return meta.sink.accepted.some((update) => JSON.stringify(update).includes(text));
  };

  it('only looks, at first', async () => {
    await startNew();
    expect(await setup.preview()).toMatchObject({
      state: 'possible',
      appId: meta.simulator.options.appId,
      ways: [
        {
          way: 'app',
          changes: [
            { what: 'callback', now: null, next: meta.sinkUrl, isTakeover: false },
            { what: 'fields' },
            { what: 'subscription' },
          ],
        },
      ],
    });
    expect(meta.sink.handshakes).toEqual([]);
    expect(await hears('Too early')).toBe(false);
  });

  it('sets up a new app so that messages come, and leaves a trace in the audit log', async () => {
    await startNew();
    const { seen } = await setup.preview();
    expect(await setup.apply({ way: 'app', seen }, COMMAND_LINE)).toMatchObject({ state: 'ready' });
    expect(meta.sink.handshakes).toMatchObject([{ 'hub.mode': 'subscribe' }]);
    expect(await hears('Hello')).toBe(true);
    const { details } = await opened.database
      .read('audit_log')
      .where({ action: 'settings.webhook_set_up' })
      .first();
    expect(details).toContain('callback');
    expect(details).not.toContain(meta.simulator.options.verifyToken);
  });

  it('has Meta call again where nothing is left to change', async () => {
    await start({});
    const { state, seen, ways } = await setup.preview();
    expect([state, ways]).toEqual(['ready', [{ way: 'app', changes: [] }]]);
    const before = meta.sink.handshakes.length;
    await setup.apply({ way: 'app', seen }, COMMAND_LINE);
    expect(meta.sink.handshakes.length).toBe(before + 1);
  });

  it('takes only this account’s messages where the app’s address is another product’s', async () => {
    const ours = new WebhookSink();
    await start({ isAppNew: true }, { webhookUrl: await ours.start() });
    const { seen, ways } = await setup.preview();
    expect(ways.map(({ way }) => way)).toEqual(['account', 'app']);
    expect(await setup.apply({ way: 'account', seen }, COMMAND_LINE)).toMatchObject({
      state: 'ready',
    });
    meta.simulator.customerWrites('nadia', 'Hello');
    await meta.simulator.whenIdle();
    expect([ours.accepted.length, meta.sink.accepted.length]).toEqual([1, 0]);
    const token = `${meta.simulator.options.appId}|${meta.simulator.options.appSecret}`;
    const path = `${meta.simulator.options.appId}/subscriptions`;
    expect((await meta.call('GET', path, { token })).body.data).toMatchObject([
      { callback_url: meta.sinkUrl },
    ]);
    await ours.stop();
  });

  it('changes nothing when Meta is not as it was shown', async () => {
    await startNew();
    const { seen } = await setup.preview();
    await meta.call('POST', `${meta.simulator.options.businessAccountId}/subscribed_apps`);
    await expect(setup.apply({ way: 'app', seen }, COMMAND_LINE)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(meta.sink.handshakes).toEqual([]);
  });

  it('says that Meta could not verify the address, and what to look at', async () => {
    await startNew();
    meta.sink.challengeAnswer = 'something else';
    const { seen } = await setup.preview();
    await expect(setup.apply({ way: 'app', seen }, COMMAND_LINE)).rejects.toMatchObject({
      code: 'refused_by_meta',
      message: expect.stringContaining('reached from the internet'),
    });
    expect(await setup.preview()).toMatchObject({ state: 'possible' });
  });

  it('leaves it to a person without the app secret, or with a wrong one', async () => {
    await start({ isAppNew: true, webhookUrl: '' }, { appSecret: '' });
    expect(await setup.preview()).toMatchObject({
      state: 'by_hand',
      reason: expect.stringContaining('app secret'),
    });
    await rig.stop();
    await meta.stop();
    await start({ isAppNew: true, webhookUrl: '' }, { appSecret: 'of-another-app' });
    expect(await setup.preview()).toMatchObject({ state: 'by_hand', ways: [] });
  });
});
