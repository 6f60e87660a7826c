import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

let rig: SimulatorRig;
let number: string;
let account: string;

beforeAll(async () => {
  rig = await SimulatorRig.start();
  number = rig.simulator.options.phoneNumberId;
  account = rig.simulator.options.businessAccountId;
});
afterAll(() => rig.stop());

describe('tokens of the Graph API', () => {
  it.each([
    ['no token', null, undefined],
    ['an unknown token', 'EAAwrong', 467],
    ['a token that has run out', 'EAASimulatedExpiredUserToken', 463],
  ])('answers 401 and code 190 to %s', async (_name, token, subcode) => {
    const { status, error } = await rig.call('GET', number, { token });
    expect([status, error.code, error.type, error.error_subcode]).toEqual([
      401,
      190,
      'OAuthException',
      subcode,
    ]);
    expect(error.fbtrace_id).toEqual(expect.any(String));
  });

  it('does not let the app token read anything but debug_token', async () => {
    const token = `${rig.simulator.options.appId}|${rig.simulator.options.appSecret}`;
    expect((await rig.call('GET', number, { token })).error.code).toBe(190);
    const path = `debug_token?input_token=${rig.simulator.options.accessToken}`;
    expect((await rig.call('GET', path, { token })).status).toBe(200);
  });

  it('checks a given appsecret_proof', async () => {
    const { accessToken, appSecret } = rig.simulator.options;
    const proof = createHmac('sha256', appSecret).update(accessToken).digest('hex');
    expect((await rig.call('GET', `${number}?appsecret_proof=${proof}`)).status).toBe(200);
    const { error } = await rig.call('GET', `${number}?appsecret_proof=${proof.slice(1)}0`);
    expect([error.code, error.message]).toEqual([
      100,
      'Invalid appsecret_proof provided in the API argument',
    ]);
  });

  it('demands appsecret_proof where the app requires it', async () => {
    const strict = await SimulatorRig.start({ requireAppSecretProof: true });
    const { error } = await strict.call('GET', number);
    await strict.stop();
    expect([error.code, error.message]).toEqual([
      100,
      'API calls from the server require an appsecret_proof argument',
    ]);
  });

  it.each([
    ['EAASimulatedSystemUserToken', { is_valid: true, type: 'SYSTEM_USER', expires_at: 0 }],
    ['EAASimulatedTemporaryUserToken', { is_valid: true, type: 'USER' }],
    ['EAASimulatedExpiredUserToken', { is_valid: false, error: { code: 190, subcode: 463 } }],
    ['EAAwrong', { is_valid: false, error: { code: 190 } }],
  ])('inspects the token %s with HTTP 200', async (inspected, expected) => {
    const { status, body } = await rig.call('GET', `debug_token?input_token=${inspected}`);
    expect(status).toBe(200);
    expect(body.data).toMatchObject(expected);
  });

  it('tells when a temporary token will run out', async () => {
    const path = 'debug_token?input_token=EAASimulatedTemporaryUserToken';
    const { body } = await rig.call('GET', path);
    const { expires_at: expiresAt } = body.data as { expires_at: number };
    expect(expiresAt * 1_000).toBeGreaterThan(Date.now());
    expect(expiresAt * 1_000).toBeLessThan(Date.now() + 86_400_000);
  });
});

describe('objects of the Graph API', () => {
  it('answers a number’s default fields', async () => {
    expect((await rig.call('GET', number)).body).toEqual({
      id: number,
      display_phone_number: '+1 555-010-0200',
      verified_name: 'Storeboard',
      quality_rating: 'GREEN',
      code_verification_status: 'VERIFIED',
    });
  });

  it('answers exactly the fields asked for, and the id', async () => {
    const { body } = await rig.call('GET', `${number}?fields=status,throughput`);
    expect(body).toEqual({ id: number, status: 'CONNECTED', throughput: { level: 'STANDARD' } });
  });

  it('refuses a field that does not exist with code 100', async () => {
    const { status, error } = await rig.call('GET', `${account}?fields=name,colour`);
    expect([status, error.code]).toEqual([400, 100]);
    expect(error.message).toContain('nonexisting field (colour)');
  });

  it('answers 100/33 for an object that does not exist, whatever the method', async () => {
    for (const [method, path] of [
      ['GET', '12345'],
      ['POST', '12345/messages'],
      ['GET', '12345/phone_numbers'],
      ['POST', '12345/subscribed_apps'],
      ['GET', `${number}/nothing`],
    ] as const) {
      const { status, error } = await rig.call(method, path, method === 'POST' ? { body: {} } : {});
      expect([path, status, error.code, error.error_subcode, error.type]).toEqual([
        path,
        400,
        100,
        33,
        'GraphMethodException',
      ]);
    }
  });

  it('lists the account’s numbers with cursors', async () => {
    const { body } = await rig.call('GET', `${account}/phone_numbers?fields=verified_name`);
    expect(body).toMatchObject({
      data: [{ id: number, verified_name: 'Storeboard' }],
      paging: { cursors: { before: expect.any(String), after: expect.any(String) } },
    });
  });

  it.each([
    [`/v23.0/`, 'v23.0'],
    [`/v26.0/`, 'v26.0'],
    [`/v12.0/`, 'v21.0'],
    [`/`, 'v26.0'],
  ])('serves %s and says which version did it', async (prefix, served) => {
    const { status, headers } = await rig.call('GET', `${prefix}${number}`);
    expect([status, headers.get('facebook-api-version')]).toEqual([200, served]);
  });
});

describe('subscribed apps', () => {
  const path = () => `${account}/subscribed_apps`;

  it('sends no webhook while the app is not subscribed', async () => {
    expect((await rig.call('GET', path())).body.data).toHaveLength(1);
    expect((await rig.call('DELETE', path())).body).toEqual({ success: true });
    expect((await rig.call('GET', path())).body.data).toEqual([]);
    rig.simulator.customerWrites('nadia', 'Nobody hears this');
    await rig.simulator.whenIdle();
    expect(rig.sink.received).toHaveLength(0);

    expect((await rig.call('POST', path())).body).toEqual({ success: true });
    rig.simulator.customerWrites('nadia', 'This is heard');
    await rig.simulator.whenIdle();
    expect(rig.sink.accepted).toMatchObject([{ text: { body: 'This is heard' } }]);
  });

  it('redirects webhooks to a verified address until it is subscribed anew', async () => {
    const other = await SimulatorRig.start();
    const override = { override_callback_uri: other.sinkUrl, verify_token: 'wrong' };
    expect((await rig.call('POST', path(), { body: override })).error.code).toBe(100);
    override.verify_token = 'simulated-verify-token';
    expect((await rig.call('POST', path(), { body: override })).status).toBe(200);
    expect((await rig.call('GET', path())).body.data).toMatchObject([
      { override_callback_uri: other.sinkUrl },
    ]);
    rig.simulator.customerWrites('nadia', 'Over there');
    await rig.simulator.whenIdle();
    await rig.call('POST', path());
    rig.simulator.customerWrites('nadia', 'Here again');
    await rig.simulator.whenIdle();
    const texts = (sink: typeof rig.sink) =>
      sink.accepted.map(({ text }) => (text as { body: string }).body);
    expect(texts(other.sink)).toEqual(['Over there']);
    expect(texts(rig.sink).at(-1)).toBe('Here again');
    await other.stop();
  });
});
