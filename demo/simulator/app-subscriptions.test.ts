import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

describe('a new app’s webhook', () => {
  let rig: SimulatorRig;
  let form: Record<string, string>;
  beforeEach(async () => {
    rig = await SimulatorRig.start({ isAppNew: true, webhookUrl: '' });
    form = {
      object: 'whatsapp_business_account',
      callback_url: rig.sinkUrl,
      verify_token: rig.simulator.options.verifyToken,
      fields: 'messages,account_update',
      include_values: 'true',
    };
  });
  afterEach(() => rig.stop());
  const token = () => `${rig.simulator.options.appId}|${rig.simulator.options.appSecret}`;
  const path = () => `${rig.simulator.options.appId}/subscriptions`;
  const enter = (change: Record<string, string> = {}) =>
    rig.call('POST', path(), { token: token(), body: { ...form, ...change } });
  const subscribe = (body?: object) =>
    rig.call('POST', `${rig.simulator.options.businessAccountId}/subscribed_apps`, { body });
  const listed = async () => (await rig.call('GET', path(), { token: token() })).body.data;

  it('is entered by the app’s own token, after its server has been asked', async () => {
    expect(await listed()).toEqual([]);
    const own = rig.simulator.options.accessToken;
    expect((await rig.call('POST', path(), { token: own, body: form })).error.code).toBe(15);
    expect((await enter()).body).toEqual({ success: true });
    expect(rig.sink.handshakes).toHaveLength(1);
    expect(await listed()).toMatchObject([
      { callback_url: rig.sinkUrl, fields: [{ name: 'account_update' }, { name: 'messages' }] },
    ]);
  });

  it('is taken as a form too', async () => {
    const response = await fetch(`${rig.simulator.url}/v26.0/${path()}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token()}` },
      body: new URLSearchParams(form),
    });
    expect(await response.json()).toEqual({ success: true });
  });

  it('is refused where its server does not answer the verification', async () => {
    const { error } = await enter({ verify_token: 'wrong' });
    expect([error.code, error.message]).toEqual([
      2200,
      expect.stringMatching(/^\(#2200\) Callback verification failed/),
    ]);
    expect(await listed()).toEqual([]);
  });

  it.each([
    ['an object of another product', { object: 'page' }],
    ['a field that does not exist', { fields: 'messages,postcards' }],
    ['an address without https', { callback_url: 'http://inbox.example.com/hook' }],
    ['a key that does not exist', { active: 'true' }],
  ])('is refused with %s', async (_what, change) => {
    expect((await enter(change)).error.code).toBe(100);
  });

  it('brings messages only with the field and with the account’s subscription', async () => {
    const write = async (text: string) => {
      rig.simulator.customerWrites('nadia', text);
      await rig.simulator.whenIdle();
    };
    await write('Nobody is there');
    await enter({ fields: 'account_update' });
    await subscribe();
    await write('No such field');
    await enter();
    await write('Hello');
    expect(rig.sink.accepted).toMatchObject([{ text: { body: 'Hello' } }]);
  });

  it('is overridden for an account only once the app is subscribed there', async () => {
    const override = {
      override_callback_uri: rig.sinkUrl,
      verify_token: rig.simulator.options.verifyToken,
    };
    expect((await subscribe(override)).error.code).toBe(100);
    await subscribe();
    expect((await subscribe(override)).body).toEqual({ success: true });
  });
});
