import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from '../demo/simulator/test-rig.ts';
import { COMMAND_LINE } from '../backend/features/operators/audit-log.ts';
import { AccessRig } from './support/access-rig.ts';
import { testDatabases } from './support/test-databases.ts';

const DAY_MS = 86_400_000;

/** From connecting to disconnecting, with a WhatsApp that is as strict as Meta. */
describe.each(testDatabases)('a connection’s life ($name)', ({ create }) => {
  let meta: SimulatorRig;
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  beforeAll(async () => {
    meta = await SimulatorRig.start();
  });
  afterAll(() => meta.stop());
  beforeEach(async () => {
    opened = await create();
    rig = new AccessRig(opened.database, { graphUrl: meta.simulator.url });
  });
  afterEach(async () => {
    meta.simulator.breakSetup([]);
    meta.simulator.changeBusiness({ token: { type: 'SYSTEM_USER', expires_in: 0 } });
    await rig.stop();
    await opened.discard();
  });
  const connect = (change: object = {}) => {
    const { phoneNumberId, businessAccountId, accessToken, appSecret } = meta.simulator.options;
    const form = { phoneNumberId, businessAccountId, accessToken, appSecret, apiVersion: 'v26.0' };
    return rig.settings.save({ ...form, ...change }, COMMAND_LINE);
  };
  const token = async () => (await rig.connections.list())[0]?.accessToken;
  const extend = () => rig.tokenExtender.extend(COMMAND_LINE);
  const subscribers = async () => {
    const path = `${meta.simulator.options.businessAccountId}/subscribed_apps`;
    return (await meta.call('GET', path)).body.data;
  };

  it('replaces a token that ends by one of 60 days, and says until when', async () => {
    meta.simulator.changeBusiness({ token: { type: 'USER', expires_in: 3_600 } });
    const before = await connect();
    expect(before).toMatchObject({ tokenKind: 'temporary', status: { light: 'degraded' } });
    const answer = await extend();
    expect(answer).toMatchObject({
      success: true,
      message: expect.stringMatching(/^Meta has extended the token\. It is good until \d{4}-/),
    });
    expect(await token()).toMatch(/^EAASimulatedExtended/);
    const after = await rig.settings.getSettings();
    expect(after.status.light).toBe('connected');
    const leftMs = Date.parse(after.tokenExpiresAt ?? '') - Date.now();
    expect(Math.round(leftMs / DAY_MS)).toBe(60);
    expect(answer).toMatchObject({ expiresAt: after.tokenExpiresAt });
    expect(JSON.stringify(answer)).not.toContain(await token());
  });

  it('extends nothing that never ends', async () => {
    await connect();
    expect(await extend()).toEqual({
      success: true,
      message: 'This token never ends, so there is nothing to extend.',
      expiresAt: null,
    });
    expect(await token()).toBe(meta.simulator.options.accessToken);
  });

  it('says what keeps a token from being extended, and keeps it', async () => {
    await expect(extend()).rejects.toMatchObject({ code: 'not_configured' });
    meta.simulator.changeBusiness({ token: { type: 'USER', expires_in: 3_600 } });
    await connect({ appSecret: undefined });
    expect(await extend()).toMatchObject({ success: false, field: 'appSecret' });
    await connect();
    meta.simulator.breakSetup(['wrong_app_secret']);
    expect(await extend()).toMatchObject({ success: false, field: 'appSecret' });
    meta.simulator.breakSetup(['expired_token']);
    expect(await extend()).toMatchObject({
      success: false,
      field: 'accessToken',
      error: expect.stringMatching(/extends only tokens that still last\. For one that never ends/),
    });
    expect(await token()).toBe(meta.simulator.options.accessToken);
  });

  it('moves nobody’s webhooks by itself', async () => {
    await meta.call('DELETE', `${meta.simulator.options.businessAccountId}/subscribed_apps`);
    await connect();
    expect(await subscribers()).toEqual([]);
  });

  it('ends the account’s webhooks with the connection, and brings them back with it', async () => {
    await connect();
    expect(await subscribers()).toHaveLength(1);
    rig.settings.countQueuedBy(async () => 3);
    expect(await rig.settings.disconnect(COMMAND_LINE)).toEqual({
      isUnsubscribed: true,
      message: 'Meta sends this server no more messages.',
      queuedMessages: 3,
    });
    expect(await subscribers()).toEqual([]);
    await connect();
    expect(await subscribers()).toHaveLength(1);
  });

  it('ends here also where Meta does not let the token end it there, and says so', async () => {
    await connect();
    meta.simulator.breakSetup(['missing_management_scope']);
    expect(await rig.settings.disconnect(COMMAND_LINE)).toMatchObject({
      isUnsubscribed: false,
      message: expect.stringMatching(/refused it with error 10.*remove the app at Meta/),
    });
    expect(await rig.connections.list()).toEqual([]);
  });

  it('goes on with the same number where it was, facts and all', async () => {
    const first = await connect();
    await rig.settings.disconnect(COMMAND_LINE);
    expect(await rig.settings.getSettings()).toMatchObject({ id: null, messagingLimit: null });
    const again = await connect();
    expect(again).toMatchObject({ id: first.id, phoneNumberId: first.phoneNumberId });
    expect(again.status.light).toBe('connected');
  });
});
