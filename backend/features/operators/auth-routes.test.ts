import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRig, GOOD_PASSWORD, SETUP_TOKEN } from '../../../test/support/access-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { Api } from '../../http/api.ts';
import { COMMAND_LINE } from './audit-log.ts';

const claim = {
  setup_token: SETUP_TOKEN,
  name: 'Nadia Okoro',
  email: 'Nadia@Example.com',
  password: GOOD_PASSWORD,
};

describe.each(testDatabases)('the access routes ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  let api: Api;
  beforeEach(async () => {
    opened = await create();
    rig = new AccessRig(opened.database);
    api = await rig.listen();
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });
  const post = (path: string, body?: unknown, token?: string) =>
    rig.call('POST', path, { body, token });

  it('lead from set-up to sign-in, refresh, who am I and sign-out', async () => {
    await rig.setup.prepare();
    expect((await rig.call('GET', '/api/auth/state')).body).toEqual({ needs_setup: true });
    const made = await post('/api/auth/setup', claim);
    expect(made).toMatchObject({
      status: 200,
      body: { expires_in: 600, operator: { email: 'nadia@example.com', role: 'admin' } },
    });
    expect((await rig.call('GET', '/api/auth/state')).body).toEqual({ needs_setup: false });
    const login = await post('/api/auth/login', {
      email: 'NADIA@example.com',
      password: GOOD_PASSWORD,
    });
    expect(login.status).toBe(200);
    const renewed = await post('/api/auth/refresh', { refresh_token: login.body.refresh_token });
    expect(renewed.status).toBe(200);
    const token: string = renewed.body.access_token;
    expect((await rig.call('GET', '/api/auth/me', { token })).body).toEqual({
      operator: login.body.operator,
    });
    expect((await post('/api/auth/logout', undefined, token)).status).toBe(204);
    expect((await rig.call('GET', '/api/auth/me', { token })).status).toBe(401);
    for (const { text } of [made, login, renewed]) {
      expect(text).not.toContain(GOOD_PASSWORD);
      expect(text).not.toContain('$scrypt$');
    }
  });

  it('answer a wrong password 401 with the tries left, then 429 with Retry-After', async () => {
    await rig.signIn('operator');
    const tryOnce = () =>
      post('/api/auth/login', { email: 'operator@example.com', password: 'wrong' });
    expect(await tryOnce()).toMatchObject({
      status: 401,
      body: {
        error: {
          code: 'wrong_credentials',
          message: 'Email or password is not right. 4 tries left before a 15-minute pause.',
          details: { tries_left: 4 },
        },
      },
    });
    for (let index = 0; index < 4; index += 1) await tryOnce();
    const paused = await tryOnce();
    expect(paused).toMatchObject({ status: 429, body: { error: { code: 'too_many_requests' } } });
    expect(paused.headers.get('retry-after')).toBe('900');
  });

  it('answer a closed set-up 403 and a reused refresh token 401', async () => {
    const session = await rig.signIn('admin');
    expect(await post('/api/auth/setup', claim)).toMatchObject({
      status: 403,
      body: { error: { code: 'setup_closed' } },
    });
    await rig.sessions.refresh(session.refresh_token, '127.0.0.1');
    rig.nowMs += 60_000;
    const reused = await post('/api/auth/refresh', { refresh_token: session.refresh_token });
    expect(reused).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } });
  });

  it('name the field of a bad body, and want JSON', async () => {
    const bad = await post('/api/auth/login', { email: 'no address', password: 'x' });
    expect(bad).toMatchObject({ status: 400, body: { error: { details: [{ field: 'email' }] } } });
    for (const body of [[], 'text', { email: 'a@example.com' }, { ...claim, role: 'admin' }]) {
      expect((await post('/api/auth/setup', body)).status).toBe(400);
    }
    const form = await rig.call('POST', '/api/auth/login', {
      body: { email: 'a@example.com', password: 'x' },
      headers: { 'Content-Type': 'text/plain' },
    });
    expect(form.status).toBe(415);
  });

  it('survive U+0000 and __proto__ in what is typed', async () => {
    await rig.signIn('operator');
    const answers = [
      await post('/api/auth/login', { email: 'a\u0000@example.com', password: 'x' }),
      await post('/api/auth/login', { email: 'a@example.com', password: 'x\u0000' }),
      await post('/api/auth/refresh', { refresh_token: 'x\u0000y' }),
      await rig.call('POST', '/api/auth/login', {
        body: JSON.parse('{"__proto__":{"role":"admin"},"email":"a@example.com","password":"x"}'),
      }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([400, 401, 401, 400]);
  });

  it('store a name with U+0000 or a lone surrogate without a fault', async () => {
    const { access_token: token } = await rig.signIn('admin');
    const made = await post(
      '/api/operators',
      { name: 'A\u0000da \ud800', email: 'ada@example.com', password: GOOD_PASSWORD },
      token,
    );
    expect(made.status).toBe(201);
    expect(made.body.operator.name).toBe('A\uFFFDda \uFFFD');
    const key = await post('/api/api-keys', { name: 'shop\u0000' }, token);
    expect(key).toMatchObject({ status: 201, body: { api_key: { name: 'shop\uFFFD' } } });
    const patched = await rig.call('PATCH', '/api/operators/a%00b', { body: {}, token });
    expect(patched.status).toBe(400);
    expect((await rig.call('DELETE', '/api/api-keys/a%00b', { token })).status).toBe(400);
  });

  it('let admins look after operators and keys', async () => {
    const { access_token: token, operator: admin } = await rig.signIn('admin');
    const made = await post(
      '/api/operators',
      { name: 'Ada Obi', email: 'ada@example.com', password: GOOD_PASSWORD },
      token,
    );
    expect(made).toMatchObject({ status: 201, body: { operator: { role: 'operator' } } });
    const { id } = made.body.operator;
    const patch = (path: string, body: unknown) => rig.call('PATCH', path, { body, token });
    expect(await patch(`/api/operators/${id}`, { is_active: false })).toMatchObject({
      status: 200,
      body: { operator: { id, is_active: false } },
    });
    expect((await patch(`/api/operators/${admin.id}`, { role: 'operator' })).status).toBe(409);
    expect((await patch('/api/operators/op_unknown', { name: 'X' })).status).toBe(404);
    const listed = await rig.call('GET', '/api/operators', { token });
    expect(listed.body.operators).toHaveLength(2);
    const key = await post('/api/api-keys', { name: 'shop' }, token);
    expect(key.status).toBe(201);
    const keys = await rig.call('GET', '/api/api-keys', { token });
    expect(keys.body.api_keys).toEqual([key.body.api_key]);
    expect(keys.text).not.toContain(key.body.key);
    const revoke = () => rig.call('DELETE', `/api/api-keys/${key.body.api_key.id}`, { token });
    expect((await revoke()).status).toBe(204);
    expect((await revoke()).status).toBe(404);
  });

  it('are open to exactly those who are declared', async () => {
    const admin = await rig.signIn('admin');
    const operator = await rig.signIn('operator');
    const fired = await rig.signIn('admin', 'fired@example.com');
    await rig.operators.update(fired.operator.id, { is_active: false }, COMMAND_LINE);
    const demoted = await rig.signIn('admin', 'demoted@example.com');
    await rig.operators.update(demoted.operator.id, { role: 'operator' }, COMMAND_LINE);
    const { key } = await rig.apiKeys.create({ name: 'k', role: 'operator' }, COMMAND_LINE);
    const visitors = [
      { token: undefined, rank: 0 },
      { token: 'unknown', rank: 0 },
      { token: fired.access_token, rank: 0 },
      { token: operator.access_token, rank: 1 },
      { token: demoted.access_token, rank: 1 },
      { token: key, rank: 1 },
      { token: admin.access_token, rank: 2 },
    ];
    const needed = { public: 0, operator: 1, admin: 2 };
    // Signing out would end the visitor's session for the routes after it.
    const definitions = api.definitions.filter((route) => !route.path.endsWith('/logout'));
    expect(definitions.length).toBeGreaterThan(15);
    for (const { method, path, access } of definitions) {
      for (const { token, rank } of visitors) {
        const body = method === 'get' || method === 'delete' ? undefined : { nonsense: true };
        const answer = await rig.call(method.toUpperCase(), path.replace(':id', 'x_none'), {
          body,
          token,
        });
        const refusal = rank === 0 ? 401 : 403;
        const described = `${method} ${path} as rank ${rank}`;
        if (rank < needed[access]) expect(answer.status, described).toBe(refusal);
        else expect([200, 201, 204, 400, 404, 409], described).toContain(answer.status);
      }
    }
  });
});
