import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccountNoticeService } from '../backend/features/account-notices/account-notice-service.ts';
import { AccountNoticeStore } from '../backend/features/account-notices/account-notice-store.ts';
import type { AccountNotice } from '../backend/whatsapp/webhook-events.ts';
import { SimulatorRig } from '../demo/simulator/test-rig.ts';
import { startFakeGraph } from './support/fake-graph.ts';
import type { GraphReply } from './support/fake-graph.ts';
import { AccessRig } from './support/access-rig.ts';
import { testDatabases } from './support/test-databases.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const LIMIT_CHANGED: AccountNotice = {
  businessAccountId: '900100200300400',
  phoneNumberId: undefined,
  displayPhoneNumber: undefined,
  field: 'business_capability_update',
  event: 'LIMITS_CHANGED',
  severity: 'info',
  details: {},
  happenedAtMs: undefined,
};

/** What Meta says of a number, asked for over HTTP and kept. */
describe.each(testDatabases)('what is known of the number ($name)', ({ create }) => {
  let meta: SimulatorRig;
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  beforeAll(async () => {
    meta = await SimulatorRig.start();
  });
  afterAll(() => meta.stop());
  beforeEach(async () => {
    opened = await create();
    const { options } = meta.simulator;
    meta.simulator.changeBusiness({ token: { type: 'SYSTEM_USER', expires_in: 0 } });
    rig = new AccessRig(opened.database, {
      graphUrl: meta.simulator.url,
      environment: {
        phoneNumberId: options.phoneNumberId,
        businessAccountId: options.businessAccountId,
        accessToken: options.accessToken,
        appSecret: options.appSecret,
      },
    });
    await rig.environmentNumber.prepare();
    await rig.connectionChecks.refreshProfiles();
  });
  afterEach(async () => {
    meta.simulator.breakSetup([]);
    await rig.stop();
    await opened.discard();
  });
  const status = async () => (await rig.connections.getSummary()).status;
  const countChanges = async () => (await rig.changeLog.readAfter(0, 100)).length;

  it('is nothing before Meta was asked, and all of it from then on, also after a restart', async () => {
    expect(await rig.settings.getSettings()).toMatchObject({
      verificationLevel: null,
      messagingLimit: null,
      tokenKind: null,
      checkedAt: null,
    });
    await rig.numberFacts.refreshDue();
    const told = {
      verificationLevel: 'verified',
      numberStatus: 'CONNECTED',
      nameStatus: 'APPROVED',
      messagingLimit: 'TIER_2K',
      throughputLevel: 'STANDARD',
      // Meta tells its partners only.
      paymentMethod: null,
      tokenKind: 'permanent',
      tokenExpiresAt: null,
      tokenScopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
      appId: '310000000000001',
      businessId: '440000000000004',
      checkedAt: expect.any(String),
    };
    expect(await rig.settings.getSettings()).toMatchObject(told);
    const { phoneNumberId, businessAccountId, accessToken } = meta.simulator.options;
    const environment = { phoneNumberId, businessAccountId, accessToken };
    const again = new AccessRig(opened.openAgain(), { environment });
    expect(await again.settings.getSettings()).toMatchObject(told);
    await again.stop();
  });

  it('is asked for once a day, and at once after a webhook told of a change', async () => {
    await rig.numberFacts.refreshDue();
    meta.simulator.changeBusiness({
      number: {
        whatsapp_business_manager_messaging_limit: 'TIER_10K',
        is_official_business_account: true,
      },
    });
    await rig.numberFacts.refreshDue();
    expect(await rig.settings.getSettings()).toMatchObject({ messagingLimit: 'TIER_2K' });
    const { database } = opened;
    const notices = new AccountNoticeService({ database, store: new AccountNoticeStore() });
    notices.onTold((tx) => rig.numberFacts.markDue(tx));
    await database.transaction((tx) => notices.record(tx, LIMIT_CHANGED, Date.now()));
    await rig.numberFacts.refreshDue();
    expect(await rig.settings.getSettings()).toMatchObject({
      messagingLimit: 'TIER_10K',
      verificationLevel: 'official',
    });
    meta.simulator.changeBusiness({
      number: {
        whatsapp_business_manager_messaging_limit: 'TIER_2K',
        is_official_business_account: false,
      },
    });
    await rig.numberFacts.refreshDue(Date.now() + DAY_MS + 1);
    expect(await rig.settings.getSettings()).toMatchObject({ messagingLimit: 'TIER_2K' });
  });

  it('wakes screens only when something has changed', async () => {
    const before = await countChanges();
    await rig.numberFacts.refreshDue();
    expect(await countChanges()).toBe(before + 1);
    await rig.numberFacts.refreshDue(Date.now() + DAY_MS + 1);
    expect(await countChanges()).toBe(before + 1);
  });

  it.each<[string, GraphReply]>([
    ['is silent', 'accept_then_drop'],
    ['has a fault of its own', { error: 2, status: 503 }],
    ['limits our questions', { error: 80008 }],
  ])('stays as it was while Meta %s, and nobody has to reconnect', async (_what, reply) => {
    await rig.numberFacts.refreshDue();
    const known = await rig.settings.getSettings();
    const graph = await startFakeGraph();
    graph.script = () => reply;
    const { phoneNumberId, businessAccountId, accessToken, appSecret } = meta.simulator.options;
    const other = new AccessRig(opened.openAgain(), {
      graphUrl: graph.url,
      environment: { phoneNumberId, businessAccountId, accessToken, appSecret },
    });
    await opened.database.transaction((tx) => other.numberFacts.markDue(tx));
    await other.numberFacts.refreshDue();
    await other.stop();
    await graph.close();
    expect(graph.requests.length).toBeGreaterThan(0);
    const { checkedAt: _ignored, ...facts } = await rig.settings.getSettings();
    expect(known).toMatchObject(facts);
    expect((await status()).light).toBe('connected');
  });

  it('turns the light amber before the token ends, and green with a token that lasts', async () => {
    meta.simulator.changeBusiness({ token: { type: 'USER', expires_in: 3 * 3_600 + 600 } });
    await rig.connectionChecks.test();
    const settings = await rig.settings.getSettings();
    expect(settings.tokenKind).toBe('temporary');
    const leftMs = Date.parse(settings.tokenExpiresAt ?? '') - Date.now();
    expect(Math.round(leftMs / 60_000)).toBe(190);
    expect(await status()).toEqual({
      light: 'degraded',
      reason: expect.stringMatching(
        /^The access token is a guest key: it stops on \d+ \w+ \d{4}, \d\d:\d\d UTC\. An admin/,
      ),
      since: expect.any(String),
    });
    meta.simulator.changeBusiness({ token: { type: 'SYSTEM_USER', expires_in: 60 * 86_400 } });
    await rig.connectionChecks.test();
    expect(await rig.settings.getSettings()).toMatchObject({ tokenKind: 'expiring' });
    expect((await status()).light).toBe('connected');
    // Nobody asks Meta, time goes by.
    await rig.numberFacts.refreshDue(Date.now() + 54 * DAY_MS);
    expect((await status()).light).toBe('degraded');
  });

  it('is of one token: another one is a stranger until Meta was asked', async () => {
    await rig.numberFacts.refreshDue();
    const [connection] = await rig.connections.list();
    const other = { ...connection!, accessToken: 'EAAother' };
    expect(await rig.numberFacts.find(other)).toMatchObject({
      messagingLimit: 'TIER_2K',
      token: undefined,
    });
  });

  it('turns the light amber while Meta restricts the number or finds no working payment', async () => {
    meta.simulator.changeBusiness({ number: { status: 'RESTRICTED' } });
    await rig.connectionChecks.test();
    expect(await status()).toMatchObject({
      light: 'degraded',
      reason: expect.stringMatching(/^Meta has restricted the number\./),
    });
    meta.simulator.changeBusiness({ number: { status: 'CONNECTED' } });
    meta.simulator.breakSetup(['no_payment_method']);
    await rig.connectionChecks.test();
    expect((await rig.settings.getSettings()).paymentMethod).toBe('trouble');
    expect(await status()).toMatchObject({ reason: expect.stringMatching(/payment method/) });
    meta.simulator.breakSetup([]);
    await rig.connectionChecks.test();
    expect((await status()).light).toBe('connected');
  });
});
