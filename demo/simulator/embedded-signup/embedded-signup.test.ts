import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from '../test-rig.ts';
import type { SimulatorOptions } from '../options.ts';

const ACCOUNT = '900100200300410';
const NUMBER = '700500300100210';
const NUMBER_WITH_PIN = '700500300100211';
const PHONE_ACCOUNT = '900100200300420';
const PHONE_NUMBER = '700500300100220';
const SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging'];

describe('the simulator’s Embedded Signup', () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await SimulatorRig.start();
  });
  afterEach(() => rig.stop());

  const restart = async (options: SimulatorOptions) => {
    await rig.stop();
    rig = await SimulatorRig.start(options);
  };
  /** What the dialog does when somebody presses «Finish». */
  const finish = async (account_id = ACCOUNT, scopes = SCOPES, phone_number_id?: string) => {
    const response = await fetch(`${rig.simulator.url}/signup-dialog/codes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account_id, scopes, phone_number_id }),
    });
    return ((await response.json()) as { code: string }).code;
  };
  const exchange = (code: string, change: Record<string, string> = {}) => {
    const { appId, appSecret } = rig.simulator.options;
    const query = new URLSearchParams({
      ...{ client_id: appId, client_secret: appSecret, code },
      ...change,
    });
    return rig.call('GET', `oauth/access_token?${query}`, { token: null });
  };
  const grant = async (...given: Parameters<typeof finish>) =>
    String((await exchange(await finish(...given))).body.access_token);
  const register = (token: string, pin: string, number = NUMBER) =>
    rig.call('POST', `${number}/register`, { token, body: { messaging_product: 'whatsapp', pin } });
  const sync = (token: string, sync_type: string) =>
    rig.call('POST', `${PHONE_NUMBER}/smb_app_data`, {
      token,
      body: { messaging_product: 'whatsapp', sync_type },
    });

  it('gives a code’s token once, to whoever knows the app’s secret', async () => {
    const code = await finish();
    expect((await exchange(code, { client_secret: 'wrong' })).error).toMatchObject({ code: 1 });
    expect((await exchange(code, { client_id: '1' })).error).toMatchObject({ code: 101 });
    expect((await exchange('AQnever')).error).toMatchObject({ code: 100 });
    expect((await exchange(code, { redirect_uri: 'https://x.example' })).error.error_subcode).toBe(
      36008,
    );
    const given = await exchange(code);
    expect(given).toMatchObject({ status: 200, body: { token_type: 'bearer' } });
    expect((await exchange(code)).error).toMatchObject({ code: 100, error_subcode: 36009 });
  });

  it('takes no code that is older than its life', async () => {
    await restart({ signupCodeLifeMs: -1 });
    expect((await exchange(await finish())).error).toMatchObject({
      code: 100,
      error_subcode: 36007,
    });
  });

  it('tells what a token is for, and shows its account only', async () => {
    const token = await grant();
    const { body } = await rig.call('GET', `debug_token?input_token=${token}`);
    expect(body.data).toMatchObject({
      app_id: rig.simulator.options.appId,
      type: 'SYSTEM_USER',
      is_valid: true,
      granular_scopes: SCOPES.map((scope) => ({ scope, target_ids: [ACCOUNT] })),
    });
    const numbers = await rig.call('GET', `${ACCOUNT}/phone_numbers?fields=id,status`, { token });
    expect(numbers.body.data).toEqual([
      { id: NUMBER, status: 'PENDING' },
      { id: NUMBER_WITH_PIN, status: 'PENDING' },
    ]);
    const { businessAccountId } = rig.simulator.options;
    for (const foreign of [PHONE_ACCOUNT, PHONE_NUMBER, businessAccountId]) {
      expect((await rig.call('GET', foreign, { token })).error).toMatchObject({ code: 100 });
    }
    // Nor does the other business's token see this one's.
    expect((await rig.call('GET', NUMBER)).error).toMatchObject({ code: 100 });
  });

  it('refuses what the person did not grant', async () => {
    const token = await grant(ACCOUNT, ['whatsapp_business_messaging']);
    expect((await rig.call('GET', ACCOUNT, { token })).error).toMatchObject({ code: 10 });
  });

  it('registers a number by its PIN, ten times in 72 hours at most', async () => {
    const token = await grant();
    expect((await register(token, '12345')).error).toMatchObject({ code: 100 });
    expect((await register(token, '246811', NUMBER_WITH_PIN)).error).toMatchObject({
      code: 133005,
    });
    expect((await register(token, '246810', NUMBER_WITH_PIN)).body).toEqual({ success: true });
    for (let call = 0; call < 10; call += 1) {
      expect((await register(token, '123456')).status).toBe(200);
    }
    expect((await register(token, '123456')).error).toMatchObject({ code: 133016 });
    const { body } = await rig.call('GET', `${NUMBER}?fields=status`, { token });
    expect(body).toMatchObject({ status: 'CONNECTED' });
  });

  it('lets a number send and be written to once it is registered and subscribed', async () => {
    const token = await grant();
    const write = (to: string) =>
      fetch(`${rig.simulator.url}/simulator/customers/nadia/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: 'To the repairs', to }),
      });
    const send = () =>
      rig.call('POST', `${NUMBER}/messages`, {
        token,
        body: {
          messaging_product: 'whatsapp',
          to: '+15550100999',
          type: 'text',
          text: { body: 'From the repairs' },
        },
      });
    expect((await write(NUMBER)).status).toBe(400);
    expect((await send()).error).toMatchObject({ code: 133010 });
    await register(token, '123456');
    await rig.call('POST', `${ACCOUNT}/subscribed_apps`, { token });
    expect((await write(NUMBER)).status).toBe(201);
    expect((await send()).status).toBe(200);
    await rig.simulator.whenIdle();
    const entries = rig.sink.received.flatMap(
      ({ body }) => (JSON.parse(body) as { entry: { id: string; changes: object[] }[] }).entry,
    );
    expect(new Set(entries.map(({ id }) => id))).toEqual(new Set([ACCOUNT]));
    expect(JSON.stringify(entries)).toContain('To the repairs');
    expect(rig.sink.received[0]?.value().metadata).toEqual({
      display_phone_number: '15550100210',
      phone_number_id: NUMBER,
    });
    expect(rig.sink.accepted.map(({ status }) => status)).toEqual([undefined, 'sent', 'delivered']);
  });

  it('counts the window of each number by itself', async () => {
    const token = await grant();
    await register(token, '123456');
    rig.simulator.customerWrites('nadia', 'To the shop');
    const body = {
      messaging_product: 'whatsapp',
      to: '+15550100999',
      type: 'text',
      text: { body: 'Nobody asked' },
    };
    const answer = await rig.call('POST', `${NUMBER}/messages`, { token, body });
    expect(answer.error).toMatchObject({ code: 131047 });
  });

  it('sends a phone’s contacts and history once each, and registers no number of a phone', async () => {
    const token = await grant(PHONE_ACCOUNT, SCOPES, PHONE_NUMBER);
    await rig.call('POST', `${PHONE_ACCOUNT}/subscribed_apps`, { token });
    expect((await register(token, '123456', PHONE_NUMBER)).error).toMatchObject({ code: 100 });
    expect((await sync(token, 'everything')).error).toMatchObject({ code: 100 });
    for (const type of ['smb_app_state_sync', 'history']) {
      expect((await sync(token, type)).body).toMatchObject({ request_id: expect.any(String) });
      expect((await sync(token, type)).error).toMatchObject({ code: 2593107 });
    }
    await rig.simulator.whenIdle();
    const bodies = rig.sink.received.map(({ body }) => body).join();
    expect(bodies).toContain('"field":"smb_app_state_sync"');
    expect(bodies).toContain('"field":"history"');
  });

  it('opens its window for the app’s own configuration only', async () => {
    const { appId, signupConfigId } = rig.simulator.options;
    const open = async (change: Record<string, string>) => {
      const query = new URLSearchParams({
        client_id: appId,
        config_id: signupConfigId,
        response_type: 'code',
        override_default_response_type: 'true',
        ...change,
      });
      return (await fetch(`${rig.simulator.url}/signup-dialog/portfolio?${query}`)).status;
    };
    expect(await open({})).toBe(200);
    expect(await open({ client_id: '1' })).toBe(400);
    expect(await open({ config_id: '1' })).toBe(400);
    expect(await open({ response_type: 'token' })).toBe(400);
  });
});
