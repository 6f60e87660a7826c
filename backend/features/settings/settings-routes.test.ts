import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doctorReportSchema } from '../../contract/doctor.ts';
import { AccessRig } from '../../../test/support/access-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const TOKEN = 'EAAplantedtoken0000000000000000000000abcd';
const APP_SECRET = 'plantedappsecret0000000000001234';
const VERIFY_TOKEN = 'planted-verify-token-9876';
const SECRETS = [TOKEN, APP_SECRET, VERIFY_TOKEN];

const form = {
  phoneNumberId: '700500300100200',
  businessAccountId: '900100200300400',
  accessToken: TOKEN,
  webhookVerifyToken: VERIFY_TOKEN,
  appSecret: APP_SECRET,
  apiVersion: 'v26.0',
};
const PATH = '/api/settings/whatsapp';

describe.each(testDatabases)('the settings routes ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  let token: string;
  /** Everything that went over the wire. */
  let answers: string;
  beforeEach(async () => {
    opened = await create();
    answers = '';
    await start();
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });
  const start = async (options?: ConstructorParameters<typeof AccessRig>[1]) => {
    rig = new AccessRig(opened.database, options);
    await rig.environmentNumber.prepare();
    await rig.listen();
    token = (await rig.signIn('admin', `admin${Date.now()}@example.com`)).access_token;
  };
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await rig.call(method, path, { body, token });
    answers += answer.text;
    return answer;
  };
  const changes = async () =>
    (await rig.changeLog.readAfter(0, 100)).map((row) => JSON.parse(row.payload));

  it('show nothing connected at first', async () => {
    const { body } = await call('GET', PATH);
    expect(body).toMatchObject({
      id: null,
      source: 'none',
      accessToken: { isSet: false, last4: null },
      webhookUrl: 'https://inbox.example.com/api/webhooks/whatsapp',
      apiVersion: 'v26.0',
      status: { light: 'disconnected' },
    });
    expect((await call('GET', '/api/whatsapp/connection')).body).toMatchObject({
      is_configured: false,
      phone_number_id: null,
    });
    expect((await call('DELETE', PATH)).status).toBe(409);
  });

  it('save what Meta accepts, and show what Meta says of the number', async () => {
    const saved = await call('PUT', PATH, form);
    expect(saved.status).toBe(200);
    expect(saved.body).toMatchObject({
      phoneNumberId: form.phoneNumberId,
      businessAccountId: form.businessAccountId,
      accessToken: { isSet: true, last4: 'abcd' },
      appSecret: { isSet: true, last4: '1234' },
      webhookVerifyToken: { isSet: true, last4: '9876' },
      status: { light: 'connected', reason: null, since: null },
      verifiedName: 'Fern Desk',
      displayPhoneNumber: '+1 555 0123',
      qualityRating: 'GREEN',
      source: 'stored',
    });
    expect((await call('GET', PATH)).body).toEqual(saved.body);
    expect(rig.checker.asked).toMatchObject([{ accessToken: TOKEN, appSecret: APP_SECRET }]);
    expect((await rig.connections.list())[0]?.accessToken).toBe(TOKEN);
    expect(await changes()).toMatchObject([
      { type: 'settings.changed', connection: { is_configured: true, verified_name: 'Fern Desk' } },
    ]);
  });

  it('let admins ask the doctor, once a number is connected', async () => {
    expect((await call('GET', `${PATH}/doctor`)).status).toBe(409);
    await call('PUT', PATH, form);
    const { status, body } = await call('GET', `${PATH}/doctor`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ checkedAt: expect.any(String) });
    expect(doctorReportSchema.parse(body).checks).toHaveLength(17);
    const operator = await rig.signIn('operator');
    const refused = await rig.call('GET', `${PATH}/doctor`, { token: operator.access_token });
    expect(refused.status).toBe(403);
  });

  it('never let a secret out again: not in answers, changes, the audit log or the database', async () => {
    await call('PUT', PATH, form);
    await call('GET', PATH);
    await call('POST', `${PATH}/test`);
    await call('GET', `${PATH}/doctor`);
    await call('GET', '/api/config/whatsapp');
    await call('GET', '/api/whatsapp/connection');
    rig.checker.outcome = {
      kind: 'refused',
      field: 'accessToken',
      error: 'Invalid Access Token',
      message: 'Meta does not accept this token.',
    };
    await call('PUT', PATH, { ...form, accessToken: `${TOKEN}2` });
    await call('POST', `${PATH}/test`, { accessToken: `${TOKEN}3` });
    await call('PUT', PATH, { ...form, apiVersion: TOKEN });
    await call('DELETE', PATH);
    const stored = JSON.stringify([
      await opened.database.read('whatsapp_config'),
      await opened.database.read('audit_log'),
      await opened.database.read('change_log'),
    ]);
    for (const secret of SECRETS) {
      expect(answers).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
  });

  it.each([
    ['masked', { accessToken: '••••abcd', webhookVerifyToken: '••••', appSecret: '••••1234' }],
    ['empty', { accessToken: '', webhookVerifyToken: '', appSecret: '' }],
    ['omitted', {}],
  ])('keep the stored secrets when they come back %s', async (_how, secrets) => {
    const { phoneNumberId, businessAccountId, apiVersion } = form;
    const before = (await call('PUT', PATH, form)).body;
    const after = await call('PUT', PATH, {
      phoneNumberId,
      businessAccountId,
      apiVersion: apiVersion === 'v26.0' ? 'v25.0' : apiVersion,
      ...secrets,
    });
    expect(after.body).toMatchObject({
      apiVersion: 'v25.0',
      accessToken: before.accessToken,
      appSecret: before.appSecret,
      webhookVerifyToken: before.webhookVerifyToken,
    });
    expect((await rig.connections.list())[0]).toMatchObject({
      accessToken: TOKEN,
      appSecret: APP_SECRET,
      verifyToken: VERIFY_TOKEN,
    });
  });

  it.each([
    ['phoneNumberId', { phoneNumberId: '+1 555 0123' }],
    ['businessAccountId', { businessAccountId: 'abc' }],
    ['businessAccountId', { businessAccountId: undefined }],
    ['accessToken', { accessToken: undefined }],
    ['accessToken', { accessToken: '••••abcd' }],
    ['webhookVerifyToken', { webhookVerifyToken: 'seven77' }],
    ['apiVersion', { apiVersion: '26' }],
    ['graphUrl', { graphUrl: 'https://graph.example.test' }],
  ])('name the field %s when it is wrong, and store nothing', async (field, change) => {
    const answer = await call('PUT', PATH, { ...form, ...change });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'validation_failed' } } });
    expect(answer.body.error.details).toEqual([{ field, message: expect.any(String) }]);
    expect(rig.checker.asked).toEqual([]);
    expect(await opened.database.read('whatsapp_config')).toEqual([]);
  });

  it('refuse a token that Meta refuses, beside its field, and keep the old one', async () => {
    await call('PUT', PATH, form);
    const message = 'Meta does not accept this token. It may be cut off.';
    rig.checker.outcome = {
      kind: 'refused',
      field: 'accessToken',
      error: 'Invalid Access Token',
      message,
    };
    const answer = await call('PUT', PATH, { ...form, accessToken: 'EAAwrong' });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: { code: 'validation_failed', message, details: [{ field: 'accessToken', message }] },
      },
    });
    expect((await rig.connections.list())[0]?.accessToken).toBe(TOKEN);
    expect((await call('GET', PATH)).body.status.light).toBe('connected');
  });

  it('save while Meta cannot be reached, and say that the connection is not proven', async () => {
    rig.checker.outcome = { kind: 'unreachable', reason: 'timeout' };
    const answer = await call('PUT', PATH, form);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: {
          light: 'degraded',
          reason: 'Meta could not be reached to check the connection: timeout',
        },
      },
    });
    expect((await rig.connections.list())[0]?.accessToken).toBe(TOKEN);
  });

  it('test what is stored, or what is typed without saving it', async () => {
    expect((await call('POST', `${PATH}/test`)).body).toMatchObject({
      success: false,
      field: 'phoneNumberId',
    });
    await call('PUT', PATH, form);
    const success = {
      success: true,
      message: 'Connection successful. Phone number: +1 555 0123',
    };
    expect(await call('POST', `${PATH}/test`)).toMatchObject({ status: 200, body: success });
    expect((await call('POST', `${PATH}/test`, {})).body).toEqual(success);
    rig.checker.outcome = {
      kind: 'refused',
      field: 'accessToken',
      error: 'Invalid Access Token',
      message: 'Meta does not accept this token.',
    };
    const typed = await call('POST', `${PATH}/test`, { accessToken: 'EAAtyped' });
    expect(typed).toMatchObject({ status: 200 });
    expect(typed.body).toEqual({
      success: false,
      error: 'Invalid Access Token',
      field: 'accessToken',
    });
    expect(rig.checker.asked.at(-1)).toMatchObject({
      phoneNumberId: form.phoneNumberId,
      accessToken: 'EAAtyped',
      appSecret: APP_SECRET,
    });
    // Only a test of what is stored says something about the connection.
    expect((await call('GET', PATH)).body.status.light).toBe('connected');
    await call('POST', `${PATH}/test`);
    expect((await call('GET', PATH)).body.status).toMatchObject({
      light: 'disconnected',
      reason: 'Meta does not accept this token.',
    });
  });

  it('disconnect, forgetting the secrets, and take the number back later', async () => {
    const { body: first } = await call('PUT', PATH, form);
    expect(await call('DELETE', PATH)).toMatchObject({
      status: 200,
      body: {
        isUnsubscribed: false,
        message: expect.stringMatching(/Meta could not be reached/),
        queuedMessages: 0,
      },
    });
    expect((await call('GET', PATH)).body).toMatchObject({
      phoneNumberId: null,
      source: 'none',
      accessToken: { isSet: false },
      status: { light: 'disconnected' },
    });
    expect(await rig.connections.list()).toEqual([]);
    const [row] = await opened.database.read('whatsapp_config');
    expect(row).toMatchObject({ access_token: '', app_secret: null, webhook_verify_token: null });
    // Nothing is kept, so nothing can be omitted.
    expect((await call('PUT', PATH, { ...form, accessToken: '' })).status).toBe(400);
    expect((await call('PUT', PATH, form)).body.id).toBe(first.id);
  });

  it('move to another number, keeping the secrets of the form', async () => {
    await call('PUT', PATH, form);
    const moved = { ...form, phoneNumberId: '700500300100999', accessToken: '' };
    expect((await call('PUT', PATH, moved)).status).toBe(200);
    expect(await rig.connections.list()).toMatchObject([
      { phoneNumberId: '700500300100999', accessToken: TOKEN, appSecret: APP_SECRET },
    ]);
    expect(await rig.connections.findByPhoneNumberId(form.phoneNumberId)).toBeUndefined();
  });

  it('answer under their older names', async () => {
    expect((await call('POST', '/api/config/whatsapp', form)).status).toBe(200);
    const [older, newer] = [await call('GET', '/api/config/whatsapp'), await call('GET', PATH)];
    expect(older.body).toEqual(newer.body);
  });

  it('note in the audit log who changed which secret, as fingerprints', async () => {
    await call('PUT', PATH, form);
    await call('PUT', PATH, { ...form, accessToken: `${TOKEN}2`, appSecret: '' });
    const rows: { actor_name: string; address: string; details: string }[] = await opened.database
      .read('audit_log')
      .where({ action: 'settings.saved' })
      .orderBy('created_at')
      .orderBy('id');
    expect(rows).toHaveLength(2);
    const details = JSON.parse(rows[1]?.details ?? '');
    expect(rows[1]).toMatchObject({ actor_name: 'Nadia Okoro' });
    expect(rows[1]?.address).toContain('127.0.0.1');
    expect(details).toMatchObject({ app_secret: 'unchanged', webhook_verify_token: 'unchanged' });
    expect(details.access_token.from).toMatch(/^[0-9a-f]{12}$/);
    expect(details.access_token.to).not.toBe(details.access_token.from);
  });

  it('take the environment’s values first, until an admin saves', async () => {
    await rig.stop();
    const environment = {
      phoneNumberId: form.phoneNumberId,
      businessAccountId: form.businessAccountId,
      accessToken: TOKEN,
      appSecret: APP_SECRET,
      verifyToken: VERIFY_TOKEN,
      webhookUrl: 'https://hooks.example.com/whatsapp',
    };
    await start({ environment });
    expect((await call('GET', PATH)).body).toMatchObject({
      source: 'environment',
      phoneNumberId: form.phoneNumberId,
      accessToken: { isSet: true, last4: 'abcd' },
      webhookUrl: environment.webhookUrl,
      status: { light: 'degraded', reason: 'Not checked with Meta yet.' },
    });
    await rig.connectionChecks.refreshProfiles();
    expect((await call('GET', PATH)).body).toMatchObject({
      status: { light: 'connected' },
      verifiedName: 'Fern Desk',
    });
    // Still not stored: the environment is their place.
    expect(await opened.database.read('whatsapp_config')).toMatchObject([{ access_token: '' }]);
    const { phoneNumberId, businessAccountId } = form;
    await call('PUT', PATH, { phoneNumberId, businessAccountId });
    await rig.stop();
    await start({ environment: { ...environment, accessToken: 'EAAnewer' } });
    expect((await call('GET', PATH)).body.source).toBe('stored');
    expect((await rig.connections.list())[0]?.accessToken).toBe(TOKEN);
    await call('DELETE', PATH);
    await rig.stop();
    await start({ environment });
    expect((await rig.connections.list())[0]).toBeUndefined();
  });

  it('tell whoever waits for renewed credentials, inside the transaction', async () => {
    const renewed: string[] = [];
    rig.connectionChanges.onRenewed(async (tx, phoneNumberId) => {
      expect(tx.isTransaction).toBe(true);
      renewed.push(phoneNumberId);
    });
    await call('PUT', PATH, form);
    expect(renewed).toEqual([form.phoneNumberId]);
    await rig.connections.recordTrouble(form.phoneNumberId, {
      light: 'disconnected',
      reason: 'Meta refused the access token.',
    });
    await call('POST', `${PATH}/test`);
    expect(renewed).toHaveLength(2);
    await call('POST', `${PATH}/test`);
    expect(renewed).toHaveLength(2);
  });
});
