import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DoctorCheckId } from '../backend/contract/doctor.ts';
import { SETUP_FAULTS } from '../demo/simulator/setup-fault-names.ts';
import type { SetupFault } from '../demo/simulator/setup-fault-names.ts';
import { SimulatorRig } from '../demo/simulator/test-rig.ts';
import { AccessRig } from './support/access-rig.ts';
import { testDatabases } from './support/test-databases.ts';

const NAMED_BY: Record<SetupFault, DoctorCheckId> = {
  wrong_token: 'access_token',
  expired_token: 'access_token',
  temporary_token: 'token_life',
  missing_messaging_scope: 'scopes',
  missing_management_scope: 'scopes',
  missing_asset: 'assets',
  foreign_number: 'number_in_account',
  wrong_app_secret: 'app_secret',
  app_not_subscribed: 'subscription',
  messages_unticked: 'messages_field',
  foreign_callback: 'callback',
  unregistered_number: 'registration',
  restricted_account: 'restriction',
  no_payment_method: 'payment',
  wrong_api_version: 'api_version',
};
/** Works today; and who is on a loopback address cannot tell who «crm.example.com» is. */
const WARNINGS: SetupFault[] = ['temporary_token', 'foreign_callback'];
const WORDS: Partial<Record<SetupFault, RegExp>> = {
  wrong_token: /withdrawn or is not complete/,
  expired_token: /time is over/,
  missing_messaging_scope: /whatsapp_business_messaging\.$/,
  missing_management_scope: /whatsapp_business_management\.$/,
  foreign_callback: /to crm\.example\.com; this server does not know its own public address\.$/,
};

/** The doctor and a WhatsApp, over HTTP, with one thing wrong at a time. */
describe.each(testDatabases)('the connection doctor ($name)', ({ create }) => {
  let meta: SimulatorRig;
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  beforeAll(async () => {
    meta = await SimulatorRig.start();
  });
  afterAll(() => meta.stop());
  beforeEach(async () => {
    opened = await create();
    await start();
  });
  afterEach(async () => {
    meta.simulator.breakSetup([]);
    await rig.stop();
    await opened.discard();
  });
  const start = async ({
    graphUrl = meta.simulator.url,
    ...change
  }: { graphUrl?: string } = {}) => {
    const { options } = meta.simulator;
    const environment = {
      phoneNumberId: options.phoneNumberId,
      businessAccountId: options.businessAccountId,
      accessToken: options.accessToken,
      appSecret: options.appSecret,
      webhookUrl: meta.sinkUrl,
      ...change,
    };
    rig = new AccessRig(opened.database, { environment, graphUrl });
    await rig.environmentNumber.prepare();
    rig.connectionActivity.recordWebhookReceived(Date.now());
    await rig.connectionActivity.stop();
  };
  const examine = async () => (await rig.doctor.examine()).checks;
  const isWell = (status: string) => status === 'ok' || status === 'unknown';

  it('finds everything well in a sound set-up', async () => {
    const checks = await examine();
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(checks.map(({ fix, link }) => fix ?? link)).toEqual(checks.map(() => null));
  });

  it.each(SETUP_FAULTS)('names %s and nothing else, with its cure', async (fault) => {
    meta.simulator.breakSetup([fault]);
    const checks = await examine();
    const found = checks.filter(({ status }) => !isWell(status));
    expect(found).toMatchObject([
      { id: NAMED_BY[fault], fix: expect.any(String), link: { to: expect.any(String) } },
    ]);
    if (WORDS[fault]) expect(found[0]?.finding).toMatch(WORDS[fault]);
    expect(found[0]?.status).toBe(WARNINGS.includes(fault) ? 'warning' : 'problem');
  });

  it('tells each of two faults', async () => {
    meta.simulator.breakSetup(['wrong_app_secret', 'app_not_subscribed']);
    const found = (await examine()).filter(({ status }) => status === 'problem');
    expect(found.map(({ id }) => id)).toEqual(['app_secret', 'subscription']);
  });

  it('never lets a secret or a foreign address’s query into its report', async () => {
    const { accessToken, appSecret } = meta.simulator.options;
    for (const fault of SETUP_FAULTS) {
      meta.simulator.breakSetup([fault]);
      const text = JSON.stringify(await rig.doctor.examine());
      for (const secret of [accessToken, appSecret, 'key=theirs'])
        expect(text).not.toContain(secret);
    }
  });

  it('calls silence no problem, and tells what it knows all the same', async () => {
    await rig.stop();
    await start({ graphUrl: 'http://127.0.0.1:1' });
    const checks = await examine();
    expect(checks.filter(({ status }) => !isWell(status))).toEqual([]);
    expect(checks.filter(({ status }) => status === 'ok').map(({ id }) => id)).toEqual([
      'webhooks',
    ]);
  });
});
