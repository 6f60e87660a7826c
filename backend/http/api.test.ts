import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from '../app.ts';
import { createLogger } from '../logger.ts';
import { Api } from './api.ts';
import type { Principal } from './principal.ts';

const TOKENS: Record<string, Principal> = {
  operator: { kind: 'operator', id: 'op_1', name: 'Operator', role: 'operator' },
  admin: { kind: 'operator', id: 'op_2', name: 'Admin', role: 'admin' },
};

describe('the HTTP API', () => {
  let server: Server;
  let url: string;

  beforeEach(async () => {
    const api = new Api({ findPrincipal: async (token) => TOKENS[token] });
    const body = z.union([
      z.strictObject({ to: z.string(), text: z.strictObject({ body: z.string().min(1) }) }),
      z.strictObject({ phone_number: z.string(), message_text: z.string().min(1) }),
    ]);
    const common = { tag: 'Test', response: z.object({}) } as const;
    api.route(
      {
        ...common,
        method: 'post',
        path: '/api/things',
        access: 'operator',
        summary: 'Makes.',
        body,
        status: 201,
      },
      ({ body: thing }) => thing,
    );
    api.route(
      {
        ...common,
        method: 'get',
        path: '/api/things',
        access: 'public',
        summary: 'Lists.',
        query: z.object({ limit: z.coerce.number().int().max(10).default(5) }),
      },
      ({ query }) => query,
    );
    api.route(
      { ...common, method: 'get', path: '/api/secret', access: 'admin', summary: 'For admins.' },
      ({ principal }) => principal,
    );
    api.route(
      { ...common, method: 'get', path: '/api/broken', access: 'public', summary: 'Breaks.' },
      () => {
        throw new Error('secret detail');
      },
    );
    const app = createApp({
      config: {
        publicUrl: 'http://127.0.0.1',
        allowedOrigins: ['https://shop.example.com'],
        trustProxy: '',
      },
      logger: createLogger('silent'),
      api,
      widgetFolder: '/nonexistent',
      isOutage: () => false,
      pages: undefined,
    });
    await new Promise<void>((resolve) => (server = app.listen(0, '127.0.0.1', () => resolve())));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/things`, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer operator', 'content-type': 'application/json', ...headers },
    });

  it('gives a handler the parsed body and answers with what it returns', async () => {
    const answer = await post('{"phone_number":"+15550100","message_text":"Hi"}');
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ phone_number: '+15550100', message_text: 'Hi' });
  });

  it('names the field of an invalid body, of the branch that comes nearest', async () => {
    const answer = await post('{"to":"+15550100","text":{"body":""}}');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: { code: 'validation_failed', details: [{ field: 'text.body' }] },
    });
  });

  it('names an invalid query parameter', async () => {
    const answer = await fetch(`${url}/api/things?limit=99`);
    expect(await answer.json()).toMatchObject({
      error: { code: 'validation_failed', details: [{ field: 'limit' }] },
    });
  });

  it.each([
    ['{"phone_number":', 400, 'malformed_json'],
    [`{"a":"${'x'.repeat(300_000)}"}`, 413, 'payload_too_large'],
  ])('refuses a body it cannot read', async (body, status, code) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code } });
  });

  it('refuses a body that is not JSON by its type', async () => {
    const answer = await post('{}', { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
  });

  it.each([
    ['/api/secret', undefined, 401],
    ['/api/secret', 'nonsense', 401],
    ['/api/secret', 'operator', 403],
    ['/api/secret', 'admin', 200],
    ['/api/nowhere', 'admin', 404],
    ['/api/%E0%A4%A', 'admin', 404],
  ])('answers %s with the token %s by %i', async (path, token, status) => {
    const answer = await fetch(`${url}${path}`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
    expect(answer.status).toBe(status);
  });

  it('says nothing of a fault’s inside', async () => {
    const answer = await fetch(`${url}/api/broken`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret detail');
  });

  it('lets allowed origins in by CORS and refuses foreign ones', async () => {
    const preflight = (origin: string) =>
      fetch(`${url}/api/things`, { method: 'OPTIONS', headers: { origin } });
    const allowed = await preflight('https://shop.example.com');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
    const foreign = await preflight('https://evil.example');
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    expect((await preflight('null')).status).toBe(403);
  });

  it('sends its security headers and no x-powered-by', async () => {
    const { headers } = await fetch(`${url}/api/things`);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('describes every declared route at /openapi.json, and shows it at /docs', async () => {
    const description = (await (await fetch(`${url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    expect(Object.keys(description.paths)).toEqual(['/api/things', '/api/secret', '/api/broken']);
    expect(Object.keys(description.paths['/api/things'] ?? {})).toEqual(['post', 'get']);
    expect(await (await fetch(`${url}/docs`)).text()).toContain('swagger-ui');
    expect((await fetch(`${url}/docs/swagger-ui-bundle.js`)).status).toBe(200);
    const guide = await fetch(`${url}/docs/connect-whatsapp`);
    expect(guide.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await guide.text()).toContain('# Connect a WhatsApp number');
  });
});
