import { describe, expect, it } from 'vitest';
import { FakeServer, refused } from '../test-support/fake-server.ts';
import { TestStorage } from '../test-support/test-storage.ts';
import { ApiClient } from './api-client.ts';
import { ApiError } from './api-error.ts';
import { Session } from './session.ts';
import type { SessionEnd } from './session.ts';

const backendUrl = 'https://inbox.example.test';
const storageKey = `chasqui:session:${backendUrl}`;

function setUp(options: { refreshToken?: string; getHostToken?: () => string } = {}) {
  const server = new FakeServer();
  const storage = new TestStorage();
  if (options.refreshToken) storage.setItem(storageKey, options.refreshToken);
  const clock = { nowMs: 0 };
  const session = new Session({
    backendUrl,
    fetch: server.fetch,
    storage,
    getHostToken: options.getHostToken,
    now: () => clock.nowMs,
  });
  const ends: SessionEnd[] = [];
  session.onEnd((why) => ends.push(why));
  const api = new ApiClient({ backendUrl, fetch: server.fetch, session });
  server.on('POST /api/auth/login', () => ({ status: 200, body: server.signIn() }));
  server.on('POST /api/auth/refresh', () => ({ status: 200, body: server.signIn() }));
  server.on('GET /api/auth/me', () => ({ status: 200, body: { operator: { id: 'op_ana' } } }));
  return { server, storage, clock, session, api, ends };
}

const login = { email: 'ana@example.com', password: 'correct horse battery' };

describe('ApiClient', () => {
  it('signs in, sends the token in the header, and keeps only the refresh token in storage', async () => {
    const { api, server, storage } = setUp();
    await api.logIn(login);
    await api.getMe();
    expect(server.requests.at(-1)?.token).toBe('access-1');
    expect([...storage.values]).toEqual([[storageKey, 'refresh-1']]);
  });

  it('renews the token before it ends', async () => {
    const { api, server, clock } = setUp();
    await api.logIn(login);
    clock.nowMs = 545_000;
    await api.getMe();
    expect(server.pathsOf('POST')).toContain('/api/auth/refresh');
    expect(server.requests.at(-1)?.token).toBe('access-2');
  });

  it('makes one refresh for however many calls need it, since each token works once', async () => {
    const { api, server } = setUp({ refreshToken: 'refresh-0' });
    await Promise.all([api.getMe(), api.getMe(), api.getMe()]);
    expect(server.pathsOf('POST')).toEqual(['/api/auth/refresh']);
  });

  it('renews once when the server refuses the token, and repeats the call', async () => {
    const { api, server } = setUp();
    await api.logIn(login);
    server.on('GET /api/auth/me', ({ token }) =>
      token === 'access-1'
        ? refused(401, 'unauthorized')
        : { status: 200, body: { operator: { id: 'op_ana' } } },
    );
    await expect(api.getMe()).resolves.toMatchObject({ id: 'op_ana' });
    expect(server.pathsOf('GET')).toHaveLength(2);
  });

  it('ends the session when the refresh token is refused', async () => {
    const { api, server, storage, ends } = setUp({ refreshToken: 'refresh-0' });
    server.on('POST /api/auth/refresh', () => refused(401, 'unauthorized'));
    await expect(api.getMe()).rejects.toMatchObject({ status: 401, code: 'unauthorized' });
    expect(ends).toEqual(['expired']);
    expect(storage.values.size).toBe(0);
  });

  it('keeps the session when the server is merely away', async () => {
    const { api, server, storage, ends } = setUp({ refreshToken: 'refresh-0' });
    server.on('POST /api/auth/refresh', () => 'no answer');
    await expect(api.getMe()).rejects.toMatchObject({ status: 0, code: 'unreachable' });
    expect(ends).toEqual([]);
    expect(storage.getItem(storageKey)).toBe('refresh-0');
  });

  it('exchanges the host’s token where a host signs its users in', async () => {
    const { api, server } = setUp({ getHostToken: () => 'from-the-host' });
    server.on('POST /api/auth/sso', () => ({ status: 200, body: server.signIn() }));
    await api.getMe();
    expect(server.requests[0]).toMatchObject({
      path: '/api/auth/sso',
      body: { token: 'from-the-host' },
    });
  });

  it('signs out here even if the server can’t be told', async () => {
    const { api, server, storage, ends } = setUp();
    await api.logIn(login);
    server.on('POST /api/auth/logout', () => 'no answer');
    await api.logOut();
    expect(ends).toEqual(['signed_out']);
    expect(storage.values.size).toBe(0);
  });

  it('hands on the server’s code, words and field problems', async () => {
    const { api, server } = setUp();
    const details = [{ field: 'email', message: 'Enter an email address.' }];
    server.on('POST /api/auth/login', () => ({
      status: 400,
      body: { error: { code: 'validation_failed', message: 'Look at the fields.', details } },
    }));
    const error: unknown = await api.logIn(login).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'validation_failed', message: 'Look at the fields.' });
    expect((error as ApiError).fieldProblems).toEqual(details);
  });

  it('survives a proxy’s answer that is no JSON', async () => {
    const { api } = setUp();
    const broken = new ApiClient({
      backendUrl,
      session: api.session,
      fetch: async () => new Response('<html>Bad Gateway</html>', { status: 502 }),
    });
    const error: unknown = await broken.logIn(login).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 502, isTransient: true });
  });

  it('escapes what it puts into addresses', async () => {
    const { api, server } = setUp();
    await api.logIn(login);
    await api.getContact('+1 555/0118').catch(() => undefined);
    await api.listMessages({ contact: 'a&b=c' }).catch(() => undefined);
    expect(server.pathsOf('GET')).toEqual([
      '/api/whatsapp/contacts/%2B1%20555%2F0118',
      '/api/whatsapp/messages?contact=a%26b%3Dc',
    ]);
  });
});
