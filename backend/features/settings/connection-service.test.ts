import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRig } from '../../../test/support/access-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { COMMAND_LINE } from '../operators/audit-log.ts';

const NUMBER = '700500300100200';
const form = {
  phoneNumberId: NUMBER,
  businessAccountId: '900100200300400',
  accessToken: 'EAAtoken',
  webhookVerifyToken: 'verify-token',
  apiVersion: 'v26.0',
};
const trouble = { light: 'disconnected' as const, reason: 'Meta refused the access token.' };

describe.each(testDatabases)('the connection ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  beforeEach(async () => {
    opened = await create();
    rig = new AccessRig(opened.database);
    await rig.settings.save(form, COMMAND_LINE);
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });
  const changes = async () =>
    (await rig.changeLog.readAfter(0, 100))
      .map((row) => JSON.parse(row.payload))
      .map((change) => change.connection.status.light);

  it('turns its light with trouble and back, each time as a change that wakes the feed', async () => {
    let wakes = 0;
    rig.notifier.onWake(() => (wakes += 1));
    await rig.connections.recordTrouble(NUMBER, trouble, 1_793_000_000_000);
    expect((await rig.connections.getSummary()).status).toEqual({
      ...trouble,
      since: new Date(1_793_000_000_000).toISOString(),
    });
    await rig.connections.recordRecovery(NUMBER);
    expect((await rig.connections.getSummary()).status).toEqual({
      light: 'connected',
      reason: null,
      since: null,
    });
    expect(await changes()).toEqual(['connected', 'disconnected', 'connected']);
    expect(wakes).toBe(2);
  });

  it('says nothing twice, and nothing of numbers it does not have', async () => {
    await rig.connections.recordTrouble(NUMBER, trouble, 1);
    await rig.connections.recordTrouble(NUMBER, trouble, 2);
    await rig.connections.recordRecovery(NUMBER);
    await rig.connections.recordRecovery(NUMBER);
    await rig.connections.recordTrouble('700500300100999', trouble);
    await rig.connections.recordRecovery('700500300100999');
    expect(await changes()).toEqual(['connected', 'disconnected', 'connected']);
  });

  it('ignores trouble that is reported after the number was disconnected', async () => {
    await rig.settings.disconnect(COMMAND_LINE);
    await rig.connections.recordTrouble(NUMBER, trouble);
    expect(await changes()).toEqual(['connected', 'disconnected']);
  });

  it('turns its light for a refusal of the token it has, not for one of an earlier token', async () => {
    const refuse = (accessToken: string) =>
      rig.database.transaction(async (tx) => {
        await rig.changeLog.reserve(tx, 0);
        return rig.connections.recordRefusal(tx, { phoneNumberId: NUMBER, accessToken }, trouble);
      });
    const other = new AccessRig(opened.openAgain());
    await rig.connections.list();
    await other.settings.save({ ...form, accessToken: 'EAAsecond' }, COMMAND_LINE);
    expect(await refuse('EAAtoken')).toBe(false);
    expect(await changes()).toEqual(['connected', 'connected']);
    expect(await refuse('EAAsecond')).toBe(true);
    expect(await refuse('EAAsecond')).toBe(true);
    expect(await changes()).toEqual(['connected', 'connected', 'disconnected']);
    await rig.settings.disconnect(COMMAND_LINE);
    expect(await refuse('EAAsecond')).toBe(false);
  });

  it('sees its own writes at once and another instance’s within about two seconds', async () => {
    const other = new AccessRig(opened.openAgain());
    await other.connections.list();
    await rig.settings.save({ ...form, accessToken: 'EAAsecond' }, COMMAND_LINE);
    expect((await rig.connections.list())[0]?.accessToken).toBe('EAAsecond');
    await expect
      .poll(async () => (await other.connections.list())[0]?.accessToken, { timeout: 4_000 })
      .toBe('EAAsecond');
  });

  it('asks the database once for many questions', async () => {
    rig.connections.invalidate();
    let reads = 0;
    const listAll = rig.connectionStore.listAll.bind(rig.connectionStore);
    rig.connectionStore.listAll = (tx) => {
      reads += 1;
      return listAll(tx);
    };
    await Promise.all(Array.from({ length: 50 }, () => rig.connections.list()));
    expect(reads).toBe(1);
  });

  it('does not remember a read that failed', async () => {
    rig.connections.invalidate();
    const listAll = rig.connectionStore.listAll.bind(rig.connectionStore);
    rig.connectionStore.listAll = () => Promise.reject(new Error('database is away'));
    await expect(rig.connections.list()).rejects.toThrow('database is away');
    rig.connectionStore.listAll = listAll;
    expect(await rig.connections.list()).toHaveLength(1);
  });

  it('notes webhooks at most once a minute', async () => {
    const noted = async () => {
      await rig.connectionActivity.stop();
      return (await rig.settings.getSettings()).lastWebhookAt;
    };
    rig.connectionActivity.recordWebhookReceived(1_793_000_000_000);
    expect(await noted()).toBe(new Date(1_793_000_000_000).toISOString());
    rig.connectionActivity.recordWebhookReceived(1_793_000_059_999);
    expect(await noted()).toBe(new Date(1_793_000_000_000).toISOString());
    rig.connectionActivity.recordWebhookReceived(1_793_000_060_000);
    expect(await noted()).toBe(new Date(1_793_000_060_000).toISOString());
    const afterTheClockWasSetBack = 1_792_740_000_000;
    rig.connectionActivity.recordWebhookReceived(afterTheClockWasSetBack);
    expect(await noted()).toBe(new Date(afterTheClockWasSetBack).toISOString());
    await rig.connectionActivity.recordWebhookVerified(1_793_000_000_001);
    expect((await rig.settings.getSettings()).webhookVerifiedAt).toBe(
      new Date(1_793_000_000_001).toISOString(),
    );
  });

  it('notes webhooks with a wrong signature at most once a minute', async () => {
    const noted = async () => {
      await rig.connectionActivity.stop();
      rig.connections.invalidate();
      return (await rig.connections.findRecord())?.webhookRefusedAtMs;
    };
    expect(await noted()).toBeUndefined();
    rig.connectionActivity.recordWebhookRefused(1_793_000_000_000);
    rig.connectionActivity.recordWebhookRefused(1_793_000_000_001);
    expect(await noted()).toBe(1_793_000_000_000);
    rig.connectionActivity.recordWebhookRefused(1_793_000_060_000);
    expect(await noted()).toBe(1_793_000_060_000);
  });

  it('refuses to hand out a secret that was copied from another row', async () => {
    const { database } = opened;
    const [row] = await database.read('whatsapp_config');
    await database.transaction((tx) =>
      tx('whatsapp_config').insert({ ...row, id: 'cf_copy', phone_number_id: '700500300100999' }),
    );
    rig.connections.invalidate();
    await expect(rig.connections.list()).rejects.toThrow(/access_token cannot be read/);
  });

  it('gives the environment’s number to two instances that boot at once', async () => {
    const empty = await create();
    const environment = {
      phoneNumberId: NUMBER,
      businessAccountId: '900100200300400',
      accessToken: 'EAAenvironment',
    };
    const instances = [
      new AccessRig(empty.database, { environment }),
      new AccessRig(empty.openAgain(), { environment }),
    ];
    await Promise.all(instances.map((instance) => instance.environmentNumber.prepare()));
    for (const instance of instances) {
      expect(await instance.connections.list()).toMatchObject([environment]);
    }
    await empty.discard();
  });

  describe('checked automatically', () => {
    const light = async () => (await rig.connections.getSummary()).status.light;

    it('turns red when Meta refuses the token, and green when it is accepted again', async () => {
      const working = rig.checker.outcome;
      rig.checker.outcome = {
        kind: 'refused',
        field: 'accessToken',
        error: 'Invalid Access Token',
        message: 'Meta does not accept this token.',
      };
      await rig.connectionChecks.refreshProfiles();
      expect(await light()).toBe('disconnected');
      rig.checker.outcome = working;
      await rig.connectionChecks.refreshProfiles();
      expect(await light()).toBe('connected');
    });

    it('does not call a token wrong because Meta is silent, nor right', async () => {
      rig.checker.outcome = { kind: 'unreachable', reason: 'timeout' };
      await rig.connections.recordTrouble(NUMBER, trouble);
      await rig.connectionChecks.refreshProfiles();
      expect((await rig.connections.getSummary()).status.reason).toBe(trouble.reason);
      await rig.connections.recordRecovery(NUMBER);
      await rig.connectionChecks.refreshProfiles();
      expect(await light()).toBe('degraded');
      expect((await rig.connections.list())[0]).toBeDefined();
    });

    it('leaves trouble alone that a person has to end', async () => {
      rig.connectionChecks.keepTroubleWhile(async () => true);
      await rig.connections.recordTrouble(NUMBER, {
        light: 'degraded',
        reason: 'Payment is missing.',
      });
      await rig.connectionChecks.refreshProfiles();
      expect(await light()).toBe('degraded');
      await rig.connectionChecks.test();
      expect(await light()).toBe('connected');
    });

    it('does not write what has not changed', async () => {
      const before = await changes();
      await rig.connectionChecks.refreshProfiles();
      expect(await changes()).toEqual(before);
    });
  });
});
