import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signBody } from './webhook-sender.ts';
import { SimulatorRig } from './test-rig.ts';
import type { SetupFault } from './setup-fault-names.ts';

let rig: SimulatorRig;
let number: string;
let account: string;
let app: string;

beforeAll(async () => {
  rig = await SimulatorRig.start();
  ({ phoneNumberId: number, businessAccountId: account, appId: app } = rig.simulator.options);
});
afterEach(() => rig.simulator.breakSetup([]));
afterAll(() => rig.stop());

describe('a broken set-up', () => {
  it('is switched on and off by the remote control', async () => {
    const setup = (body?: unknown) =>
      rig.call(body === undefined ? 'GET' : 'PUT', '/simulator/setup', { body });
    expect((await setup()).body).toEqual({ faults: [] });
    expect((await setup({ faults: ['wrong_token'] })).body).toEqual({ faults: ['wrong_token'] });
    expect((await rig.call('GET', number)).error.code).toBe(190);
    expect((await setup({ faults: ['no such fault'] })).status).toBe(400);
    await setup({ faults: [] });
    expect((await rig.call('GET', number)).status).toBe(200);
  });

  it('may be there from the start', async () => {
    const broken = await SimulatorRig.start({ setupFaults: ['app_not_subscribed'] });
    const { body } = await broken.call('GET', `${account}/subscribed_apps`);
    await broken.stop();
    expect(body.data).toEqual([]);
  });

  it.each<[SetupFault, number]>([
    ['wrong_token', 190],
    ['expired_token', 190],
    ['missing_messaging_scope', 10],
    ['missing_asset', 200],
    ['unregistered_number', 133010],
    ['restricted_account', 131031],
    ['no_payment_method', 131042],
  ])('with %s refuses to send, by code %i', async (fault, code) => {
    rig.simulator.breakSetup([fault]);
    expect((await rig.send()).error.code).toBe(code);
  });

  it.each<[SetupFault, number]>([
    ['missing_management_scope', 10],
    ['missing_asset', 200],
  ])('with %s shows neither number nor account, by code %i', async (fault, code) => {
    rig.simulator.breakSetup([fault]);
    for (const path of [number, account, `${account}/phone_numbers`, `${account}/subscribed_apps`])
      expect([path, (await rig.call('GET', path)).error.code]).toEqual([path, code]);
    const own = `debug_token?input_token=${rig.simulator.options.accessToken}`;
    expect((await rig.call('GET', own)).body.data).toMatchObject({ is_valid: true });
  });

  it('with messages_unticked or foreign_callback sends no webhook, now or later', async () => {
    for (const fault of ['messages_unticked', 'foreign_callback'] as const) {
      rig.simulator.breakSetup([fault]);
      rig.simulator.customerWrites('nadia', 'Nobody hears this');
      await rig.simulator.whenIdle();
    }
    rig.simulator.breakSetup([]);
    await rig.simulator.whenIdle();
    expect(rig.sink.received).toEqual([]);
  });

  it('with wrong_app_secret signs webhooks by another secret', async () => {
    rig.simulator.breakSetup(['wrong_app_secret']);
    rig.simulator.customerWrites('nadia', 'By another secret');
    await rig.simulator.whenIdle();
    const webhook = rig.sink.received.at(-1)!;
    expect(webhook.signature).not.toBe(signBody(rig.simulator.options.appSecret, webhook.body));
  });
});

describe('what only some may see', () => {
  it('shows the app’s webhook to the app’s own token', async () => {
    const path = `${app}/subscriptions`;
    expect((await rig.call('GET', path)).error.code).toBe(15);
    const token = `${app}|${rig.simulator.options.appSecret}`;
    expect((await rig.call('GET', path, { token })).body.data).toMatchObject([
      { object: 'whatsapp_business_account', callback_url: rig.sinkUrl, active: true },
    ]);
  });

  it('shows nobody the payment method', async () => {
    const { error } = await rig.call('GET', `${account}?fields=primary_funding_id`);
    expect(error.code).toBe(10);
  });
});
