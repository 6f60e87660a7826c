import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

let rig: SimulatorRig;
let number: string;
let account: string;
let app: string;
let secret: string;
let token: string;

beforeAll(async () => {
  rig = await SimulatorRig.start();
  const { options } = rig.simulator;
  ({ phoneNumberId: number, businessAccountId: account, appId: app } = options);
  ({ appSecret: secret, accessToken: token } = options);
});
afterAll(() => rig.stop());

const put = (body: object) => rig.call('PUT', '/simulator/business', { body });
interface Report {
  expires_at: number;
  data_access_expires_at: number;
}
const inspect = async (inspected = token): Promise<Report> => {
  const path = `debug_token?input_token=${inspected}`;
  return (await rig.call('GET', path, { token: `${app}|${secret}` })).body.data as Report;
};
const exchange = (query: Record<string, string>) =>
  rig.call('GET', `oauth/access_token?${new URLSearchParams(query)}`);

describe('what Meta says of the business', () => {
  it('changes by the remote control, with the webhooks that Meta sends for it', async () => {
    await put({
      number: {
        quality_rating: 'YELLOW',
        whatsapp_business_manager_messaging_limit: 'TIER_10K',
        throughput_level: 'HIGH',
        is_official_business_account: true,
      },
      account: { business_verification_status: 'pending' },
    });
    const fields = 'quality_rating,throughput,is_official_business_account';
    expect((await rig.call('GET', `${number}?fields=${fields}`)).body).toMatchObject({
      quality_rating: 'YELLOW',
      throughput: { level: 'HIGH' },
      is_official_business_account: true,
    });
    const path = `${account}?fields=business_verification_status`;
    expect((await rig.call('GET', path)).body.business_verification_status).toBe('pending');
    await rig.simulator.whenIdle();
    const told = rig.sink.received.flatMap(({ body }) =>
      JSON.parse(body).entry[0].changes.map(({ field }: { field: string }) => field),
    );
    expect(told).toEqual(['business_capability_update', 'phone_number_quality_update']);
    expect((await put({ number: { colour: 'blue' } })).status).toBe(400);
  });

  it('shows the payment method to partners only', async () => {
    const path = `${account}?fields=primary_funding_id`;
    expect((await rig.call('GET', path)).error.code).toBe(10);
    await put({ account: { primary_funding_id: '550000000000005' } });
    expect((await rig.call('GET', path)).body.primary_funding_id).toBe('550000000000005');
    await put({ account: { primary_funding_id: null } });
    expect((await rig.call('GET', path)).body).toEqual({ id: account });
  });
});

describe('the business’s token', () => {
  const extend = (given: string, change: Record<string, string> = {}) =>
    exchange({
      grant_type: 'fb_exchange_token',
      client_id: app,
      client_secret: secret,
      fb_exchange_token: given,
      ...change,
    });
  const seconds = () => Math.floor(Date.now() / 1_000);

  it('ends when it ends, and is extended while it lasts', async () => {
    expect((await extend(token)).body).toEqual({ access_token: token, token_type: 'bearer' });
    await put({ token: { type: 'USER', expires_in: 3_600 } });
    const report = await inspect();
    expect(report).toMatchObject({ type: 'USER', is_valid: true });
    expect(report.expires_at - seconds()).toBeGreaterThan(3_500);
    expect(report.data_access_expires_at - seconds()).toBeGreaterThan(89 * 86_400);

    const { body } = await extend(token);
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 5_183_944 });
    const longer = String(body.access_token);
    expect(longer).not.toBe(token);
    const extended = await inspect(longer);
    expect(extended.expires_at - seconds()).toBeGreaterThan(59 * 86_400);
    const asked = await rig.call('GET', number, { token: longer });
    expect(asked.status).toBe(200);

    await put({ token: { type: 'USER', expires_in: -60 } });
    expect(await inspect()).toMatchObject({ is_valid: false, error: { subcode: 463 } });
    expect((await extend(token)).error).toMatchObject({ code: 190, error_subcode: 463 });
  });

  it('is extended for the app alone that it is of', async () => {
    expect((await extend(token, { client_secret: 'wrong' })).error).toMatchObject({
      code: 1,
      message: 'Error validating client secret.',
    });
    expect((await extend(token, { client_id: '31' })).error.code).toBe(101);
    expect((await extend('unknown')).error.code).toBe(190);
  });

  it('has the permissions that it was given', async () => {
    await put({ token: { type: 'SYSTEM_USER', expires_in: 0, scopes: ['public_profile'] } });
    expect(await inspect()).toMatchObject({ expires_at: 0, scopes: ['public_profile'] });
    expect((await rig.call('GET', number)).error.code).toBe(10);
    await put({ token: { type: 'SYSTEM_USER', expires_in: 0 } });
  });
});

it('what was changed outlives the process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chasqui-profile-'));
  const stateFile = join(folder, 'state.jsonl');
  const first = await SimulatorRig.start({ stateFile });
  first.simulator.changeBusiness({ number: { quality_rating: 'RED' } });
  await first.stop();
  const second = await SimulatorRig.start({ stateFile });
  const { body } = await second.call('GET', number);
  await second.stop();
  await rm(folder, { recursive: true });
  expect(body.quality_rating).toBe('RED');
});
