import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectSignupRequest } from '../backend/contract/signup.ts';
import { connectSignupResponseSchema, signupProblemSchema } from '../backend/contract/signup.ts';
import { SimulatorRig } from '../demo/simulator/test-rig.ts';
import { SignupRig } from './support/signup-rig.ts';
import { testDatabases } from './support/test-databases.ts';

const ACCOUNT = '900100200300410';
const NUMBER = '700500300100210';
const NUMBER_WITH_PIN = '700500300100211';
const PHONE_ACCOUNT = '900100200300420';
const PHONE_NUMBER = '700500300100220';
const CODE_LIFE_MS = 30_000;

/** «Connect with Facebook» and a WhatsApp, over HTTP: what every way of going wrong leaves behind. */
describe.each(testDatabases)('Embedded Signup ($name)', ({ create }) => {
  let meta: SimulatorRig;
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: SignupRig;
  beforeEach(async () => {
    meta = await SimulatorRig.start({ signupCodeLifeMs: CODE_LIFE_MS });
    opened = await create();
    await start();
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
    await meta.stop();
  });
  const start = async (change: ConstructorParameters<typeof SignupRig>[2] = {}) => {
    rig = new SignupRig(opened.database, meta.simulator, change);
    await rig.start();
  };
  const good = async (change: Partial<ConnectSignupRequest> = {}) => ({
    code: await rig.finishDialog(ACCOUNT),
    businessAccountId: ACCOUNT,
    phoneNumberId: NUMBER,
    kind: 'cloud_api' as const,
    ...change,
  });
  const stopped = async (request: ConnectSignupRequest) => {
    const { status, body } = await rig.connect(request);
    expect(status).toBeGreaterThanOrEqual(400);
    const { code, message, details } = body.error;
    return { status, code, message, ...signupProblemSchema.parse(details) };
  };
  const isConnected = async (id: string) =>
    (await rig.access.connections.findByPhoneNumberId(id)) !== undefined;

  it('is offered where it is set up, with the origins to believe', async () => {
    const { options, url } = meta.simulator;
    expect((await rig.call('GET')).body.offer).toEqual({
      appId: options.appId,
      configId: options.signupConfigId,
      apiVersion: 'v26.0',
      sdkUrl: `${url}/en_US/sdk.js`,
      messageOrigins: [url],
    });
    await rig.stop();
    await start({ sdkUrl: undefined });
    expect((await rig.call('GET')).body.offer).toMatchObject({
      sdkUrl: 'https://connect.facebook.net/en_US/sdk.js',
      messageOrigins: ['https://facebook.com', 'https://*.facebook.com'],
    });
    await rig.stop();
    await start({ isOffered: false });
    expect((await rig.call('GET')).body).toEqual({ offer: null });
    expect((await rig.connect(await good())).status).toBe(404);
  });

  it('is for admins only', async () => {
    const { access_token: token } = await rig.access.signIn('operator');
    expect((await rig.call('GET', undefined, token)).status).toBe(403);
    expect((await rig.call('POST', await good(), token)).status).toBe(403);
  });

  it('connects a new number: subscribed, registered, saved, audited, and no secret told', async () => {
    const answer = await rig.connect(await good());
    expect(answer.status).toBe(200);
    const { settings, done, notes } = connectSignupResponseSchema.parse(answer.body);
    expect(settings).toMatchObject({ phoneNumberId: NUMBER, businessAccountId: ACCOUNT });
    expect(notes).toEqual([]);
    expect(done).toEqual([
      'exchange_code',
      'confirm_assets',
      'subscribe_app',
      'register_number',
      'save_connection',
    ]);
    const connection = await rig.access.connections.findByPhoneNumberId(NUMBER);
    const token = connection?.accessToken ?? '';
    const { body } = await meta.call('GET', `${NUMBER}?fields=status`, { token });
    expect(body.status).toBe('CONNECTED');
    const apps = await meta.call('GET', `${ACCOUNT}/subscribed_apps`, { token });
    expect(apps.body.data).toHaveLength(1);
    const stored = await rig.dump();
    expect(stored).toContain('signup.connected');
    expect(stored + answer.text).not.toContain(token);
    expect(stored).toContain('"pin":"v1.');
  });

  it('leaves a number as it is that is registered and subscribed already', async () => {
    const { businessAccountId, phoneNumberId } = meta.simulator.options;
    const code = await rig.finishDialog(businessAccountId);
    const answer = await rig.connect({ code, kind: 'cloud_api' });
    expect(answer.status).toBe(200);
    expect(await isConnected(phoneNumberId)).toBe(true);
    expect(rig.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  it('finds account and number by itself when the page says nothing of them', async () => {
    const code = await rig.finishDialog(PHONE_ACCOUNT, { phoneNumberId: PHONE_NUMBER });
    expect((await rig.connect({ code, kind: 'business_app' })).status).toBe(200);
    expect(await isConnected(PHONE_NUMBER)).toBe(true);
  });

  it('lets the person choose where the account has several numbers, and goes on with the same code', async () => {
    const request = await good({ phoneNumberId: undefined });
    const problem = await stopped(request);
    expect(problem).toMatchObject({ step: 'confirm_assets', next: 'choose_number' });
    expect(problem.numbers.map(({ phoneNumberId }) => phoneNumberId)).toEqual([
      NUMBER,
      NUMBER_WITH_PIN,
    ]);
    expect((await rig.connect({ ...request, phoneNumberId: NUMBER })).status).toBe(200);
    expect(await isConnected(NUMBER)).toBe(true);
  });

  it('answers a second press like the first, and asks Meta for nothing again', async () => {
    const request = await good();
    const first = await rig.connect(request);
    const calls = rig.requests.length;
    expect((await rig.connect(request)).body).toEqual(first.body);
    expect(rig.requests.length).toBe(calls);
  });

  it('works on one press at a time', async () => {
    const request = await good();
    const answers = await Promise.all([rig.connect(request), rig.connect(request)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(rig.requests.filter((path) => path.includes('access_token'))).toHaveLength(1);
    expect(rig.requests.filter((path) => path.endsWith('/register'))).toHaveLength(1);
  });

  it.each([
    ['unknown', 'AQnever', /Invalid verification code format/],
    ['expired', undefined, /has expired/],
  ])('does not exchange a code that is %s, and never a second time', async (how, code, words) => {
    if (how === 'expired') meta.simulator.options.signupCodeLifeMs = -1;
    const request = await good(code ? { code } : {});
    const problem = await stopped(request);
    meta.simulator.options.signupCodeLifeMs = CODE_LIFE_MS;
    expect(problem).toMatchObject({ step: 'exchange_code', next: 'start_over', done: [] });
    expect(problem).toMatchObject({ status: 422, message: expect.stringMatching(words) });
    expect(await stopped(request)).toMatchObject({ status: 409, next: 'start_over' });
    expect(rig.requests.filter((path) => path.includes('access_token'))).toHaveLength(1);
    expect(await rig.dump()).toContain('signup.failed');
  });

  it('says which of the server’s settings is wrong when Meta does not know the app', async () => {
    meta.simulator.breakSetup(['wrong_app_secret']);
    const problem = await stopped(await good());
    expect(problem).toMatchObject({ step: 'exchange_code', next: 'start_over' });
    expect(problem.message).toMatch(/client secret.*Check WHATSAPP_APP_SECRET/);
  });

  it.each([
    ['account', { businessAccountId: PHONE_ACCOUNT }],
    ['number', { phoneNumberId: PHONE_NUMBER }],
  ])('believes no %s of the page that was not shared', async (_what, foreign) => {
    expect(await stopped(await good(foreign))).toMatchObject({
      status: 400,
      code: 'validation_failed',
      step: 'confirm_assets',
      next: 'start_over',
      done: ['exchange_code'],
    });
    expect(await rig.access.connections.list()).toEqual([]);
  });

  it.each(['whatsapp_business_management', 'whatsapp_business_messaging'])(
    'says that %s was not granted',
    async (missing) => {
      const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];
      const code = await rig.finishDialog(ACCOUNT, {
        scopes: scopes.filter((scope) => scope !== missing),
      });
      const problem = await stopped(await good({ code }));
      expect(problem).toMatchObject({ step: 'confirm_assets', next: 'start_over' });
      expect(problem.message).toContain(missing);
    },
  );

  it('asks for the PIN of a number that has one, and keeps what was done', async () => {
    const request = await good({ phoneNumberId: NUMBER_WITH_PIN });
    const problem = await stopped(request);
    expect(problem).toMatchObject({ step: 'register_number', next: 'enter_pin', status: 422 });
    expect(problem.done).toEqual(['exchange_code', 'confirm_assets', 'subscribe_app']);
    expect(await isConnected(NUMBER_WITH_PIN)).toBe(false);
    expect((await stopped({ ...request, pin: '111111' })).next).toBe('enter_pin');
    expect((await rig.connect({ ...request, pin: '246810' })).status).toBe(200);
    expect(rig.requests.filter((path) => path.endsWith('/register'))).toHaveLength(3);
  });

  it('never registers again by itself, and says so when Meta has locked that', async () => {
    const request = await good({ phoneNumberId: NUMBER_WITH_PIN });
    for (let call = 0; call < 10; call += 1) await stopped(request);
    const problem = await stopped(request);
    expect(problem).toMatchObject({ step: 'register_number', next: 'try_again' });
    expect(problem.message).toMatch(/locked that for 72 hours/);
    expect(rig.requests.filter((path) => path.endsWith('/register'))).toHaveLength(11);
  });

  it('looks first after a registration without an answer, and finds it done', async () => {
    const request = await good();
    rig.dropAnswersTo = /\/register$/;
    const problem = await stopped(request);
    expect(problem).toMatchObject({ status: 502, step: 'register_number', next: 'try_again' });
    rig.dropAnswersTo = undefined;
    expect((await rig.connect(request)).status).toBe(200);
    expect(rig.requests.filter((path) => path.endsWith('/register'))).toHaveLength(1);
  });

  it('waits a minute after a registration that may still be under way', async () => {
    const request = await good();
    rig.swallowRequestsTo = /\/register$/;
    await stopped(request);
    rig.swallowRequestsTo = undefined;
    expect(await stopped(request)).toMatchObject({ status: 409, next: 'try_again' });
    expect(rig.requests.filter((path) => path.endsWith('/register'))).toHaveLength(1);
  });

  it('does not repeat a code whose answer was lost', async () => {
    const request = await good();
    rig.dropAnswersTo = /access_token/;
    expect(await stopped(request)).toMatchObject({
      status: 502,
      step: 'exchange_code',
      next: 'start_over',
    });
    rig.dropAnswersTo = undefined;
    expect(await stopped(request)).toMatchObject({ status: 409, next: 'start_over' });
    expect(rig.requests.filter((path) => path.includes('access_token'))).toHaveLength(1);
  });

  it('does not register a phone’s number, whatever the page calls it, and asks for its data once', async () => {
    const code = await rig.finishDialog(PHONE_ACCOUNT, { phoneNumberId: PHONE_NUMBER });
    const request = { code, phoneNumberId: PHONE_NUMBER, kind: 'cloud_api' as const };
    const { done, notes } = connectSignupResponseSchema.parse((await rig.connect(request)).body);
    expect(done).toEqual([
      ...['exchange_code', 'confirm_assets', 'subscribe_app', 'save_connection'],
      ...['sync_contacts', 'sync_history'],
    ]);
    expect(notes).toEqual([]);
    await rig.connect(request);
    const asked = rig.requests.filter((path) => /register|smb_app_data/.test(path));
    expect(asked).toEqual(Array(2).fill(`POST /v26.0/${PHONE_NUMBER}/smb_app_data`));
  });

  it('connects a phone’s number also when its data cannot be had yet, and asks for it again', async () => {
    const code = await rig.finishDialog(PHONE_ACCOUNT, { phoneNumberId: PHONE_NUMBER });
    rig.swallowRequestsTo = /smb_app_data/;
    const first = connectSignupResponseSchema.parse(
      (await rig.connect({ code, kind: 'business_app' })).body,
    );
    expect(first.notes).toHaveLength(2);
    expect(await isConnected(PHONE_NUMBER)).toBe(true);
    rig.swallowRequestsTo = undefined;
    const second = connectSignupResponseSchema.parse(
      (await rig.connect({ code, kind: 'business_app' })).body,
    );
    expect(second.notes).toEqual([]);
    expect(second.done).toContain('sync_history');
  });

  it('forgets sign-ups after a day, and their tokens when they are done', async () => {
    await rig.connect(await good());
    await stopped(await good({ phoneNumberId: NUMBER_WITH_PIN }));
    const rows = () => opened.database.read('whatsapp_signups').orderBy('created_at');
    const tokens = (await rows()).map((row: { access_token: unknown }) => row.access_token);
    expect(tokens).toEqual([null, expect.stringMatching(/^v1\./)]);
    await rig.signups.deleteOld(Date.now() + 24 * 3_600_000);
    expect(await rows()).toEqual([]);
  });
});
