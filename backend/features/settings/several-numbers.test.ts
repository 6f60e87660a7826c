import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRig } from '../../../test/support/access-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const FIRST = {
  phoneNumberId: '700500300100200',
  businessAccountId: '900100200300400',
  accessToken: 'EAAfirsttoken000000000000000000000000aaaa',
  webhookVerifyToken: 'planted-verify-token-9876',
  appSecret: 'plantedappsecret0000000000001234',
};
const SECOND = { phoneNumberId: '700500300100299', businessAccountId: '900100200300400' };
const THIRD = {
  phoneNumberId: '700500300100377',
  businessAccountId: '900100200300477',
  accessToken: 'EAAthirdtoken000000000000000000000000cccc',
};
const PATH = '/api/settings/whatsapp';

describe.each(testDatabases)('several connected numbers ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  let token: string;
  beforeEach(async () => {
    opened = await create();
    rig = new AccessRig(opened.database);
    await rig.environmentNumber.prepare();
    await rig.listen();
    token = (await rig.signIn('admin', 'admin@example.com')).access_token;
    await call('PUT', PATH, FIRST);
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });
  const call = (method: string, path: string, body?: unknown) =>
    rig.call(method, path, { body, token });
  const add = (settings: object) => call('POST', `${PATH}/numbers`, settings);
  const numbers = async () => {
    const { body } = await call('GET', '/api/whatsapp/connection');
    return body.numbers.map((each: { phone_number_id: string }) => each.phone_number_id);
  };

  it('stand side by side; a new one takes the secrets of the first', async () => {
    const added = await add(SECOND);
    expect(added.status).toBe(200);
    expect(added.body).toMatchObject({
      phoneNumberId: SECOND.phoneNumberId,
      accessToken: { isSet: true, last4: 'aaaa' },
      appSecret: { isSet: true, last4: '1234' },
      webhookVerifyToken: { isSet: true, last4: '9876' },
    });
    expect((await add(THIRD)).body).toMatchObject({ accessToken: { last4: 'cccc' } });
    expect(await numbers()).toEqual([
      FIRST.phoneNumberId,
      SECOND.phoneNumberId,
      THIRD.phoneNumberId,
    ]);
    expect((await call('GET', PATH)).body.phoneNumberId).toBe(FIRST.phoneNumberId);
    const { body } = await call('GET', `${PATH}?number=${THIRD.phoneNumberId}`);
    expect(body).toMatchObject({ businessAccountId: THIRD.businessAccountId });
    const unknown = `${PATH}?number=70050030010077`;
    expect((await call('GET', unknown)).status).toBe(404);
    expect((await call('PUT', unknown, SECOND)).status).toBe(404);
  });

  it('are saved one by one: the first stays the first, the others as they are', async () => {
    await add(SECOND);
    const change = { ...SECOND, accessToken: 'EAAothertoken000000000000000000000000bbbb' };
    await call('PUT', `${PATH}?number=${SECOND.phoneNumberId}`, change);
    expect((await rig.connections.getConnected()).phoneNumberId).toBe(FIRST.phoneNumberId);
    const [first, second] = await rig.connections.list();
    expect(first?.accessToken).toBe(FIRST.accessToken);
    expect(second?.accessToken).toBe(change.accessToken);
  });

  it('are not connected twice', async () => {
    await add(SECOND);
    for (const answer of [
      await add(FIRST),
      await call('PUT', `${PATH}?number=${SECOND.phoneNumberId}`, FIRST),
    ]) {
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain('This number is connected already.');
    }
    expect(await numbers()).toEqual([FIRST.phoneNumberId, SECOND.phoneNumberId]);
  });

  it('are replaced one by one, and disconnected one by one', async () => {
    await add(SECOND);
    await call('PUT', `${PATH}?number=${SECOND.phoneNumberId}`, THIRD);
    expect(await numbers()).toEqual([FIRST.phoneNumberId, THIRD.phoneNumberId]);
    expect((await call('DELETE', `${PATH}?number=${FIRST.phoneNumberId}`)).status).toBe(200);
    expect(await numbers()).toEqual([THIRD.phoneNumberId]);
    expect((await call('GET', PATH)).body.phoneNumberId).toBe(THIRD.phoneNumberId);
  });

  it('have a light each; all together are amber while one of them works', async () => {
    await add(SECOND);
    const trouble = { light: 'disconnected', reason: 'Meta refused the token.' } as const;
    await rig.connections.recordTrouble(SECOND.phoneNumberId, trouble);
    const { body } = await call('GET', '/api/whatsapp/connection');
    expect(body.status).toMatchObject({
      light: 'degraded',
      reason: '+1 555 0123: Meta refused the token.',
    });
    expect(body.numbers.map(({ status }: { status: { light: string } }) => status.light)).toEqual([
      'connected',
      'disconnected',
    ]);
    await rig.connections.recordTrouble(FIRST.phoneNumberId, trouble);
    expect((await call('GET', '/api/whatsapp/connection')).body.status.light).toBe('disconnected');
  });

  it('are all asked about by the monitor', async () => {
    await add(SECOND);
    rig.checker.asked.length = 0;
    await rig.connectionChecks.refreshProfiles();
    expect(rig.checker.asked.map(({ phoneNumberId }) => phoneNumberId)).toEqual([
      FIRST.phoneNumberId,
      SECOND.phoneNumberId,
    ]);
  });
});
