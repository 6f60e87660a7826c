import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../test/support/fake-graph.ts';
import type { FakeGraph } from '../../test/support/fake-graph.ts';
import { GraphInspector } from './graph-inspector.ts';

const CREDENTIALS = {
  phoneNumberId: '700500300100200',
  businessAccountId: '900100200300400',
  accessToken: 'EAAtoken',
  apiVersion: 'v26.0',
};

describe('the Graph inspector', () => {
  let graph: FakeGraph;
  let inspector: GraphInspector;
  beforeEach(async () => {
    graph = await startFakeGraph();
    inspector = new GraphInspector({ baseUrl: graph.url, timeoutMs: 300 });
  });
  afterEach(() => graph.close());

  it('reads a number and when its answer was given', async () => {
    graph.script = () => ({ json: { id: CREDENTIALS.phoneNumberId, verified_name: 'Fern Desk' } });
    const probe = await inspector.probeNumber(CREDENTIALS, ['id', 'verified_name']);
    expect(probe.result).toMatchObject({ kind: 'ok', value: { verified_name: 'Fern Desk' } });
    expect(Math.abs((probe.servedAtMs ?? 0) - Date.now())).toBeLessThan(5_000);
    expect(probe.servedVersion).toBeUndefined();
    expect(graph.requests[0]?.query.get('fields')).toBe('id,verified_name');
  });

  it('tells what a token may do, and what it may not be told', async () => {
    const report = async (data: object) => {
      graph.script = () => ({ json: { data } });
      return inspector.inspectToken(CREDENTIALS);
    };
    expect(
      await report({
        is_valid: true,
        app_id: '310000000000001',
        type: 'USER',
        expires_at: 1_793_000_000,
        data_access_expires_at: 1_799_000_000,
        scopes: ['whatsapp_business_management'],
        granular_scopes: [
          { scope: 'whatsapp_business_management', target_ids: ['900100200300400'] },
          { scope: 'whatsapp_business_messaging' },
        ],
      }),
    ).toEqual({
      kind: 'ok',
      value: {
        isValid: true,
        appId: '310000000000001',
        type: 'USER',
        expiresAtMs: 1_793_000_000_000,
        dataAccessEndsAtMs: 1_799_000_000_000,
        scopes: ['whatsapp_business_management'],
        targets: { whatsapp_business_management: ['900100200300400'] },
      },
    });
    expect(await report({ is_valid: true })).toMatchObject({
      value: { expiresAtMs: undefined, scopes: undefined, targets: {} },
    });
    expect((await report({})).kind).toBe('no_answer');
  });

  it('reads the app’s webhook as the app itself', async () => {
    graph.script = () => ({
      json: {
        data: [
          { object: 'page', callback_url: 'https://other.example/' },
          {
            object: 'whatsapp_business_account',
            callback_url: 'https://inbox.example/',
            active: true,
            fields: [{ name: 'messages', version: 'v26.0' }, 'account_update'],
          },
        ],
      },
    });
    const credentials = { ...CREDENTIALS, appSecret: 'hush' };
    expect(await inspector.findAppSubscription(credentials, '31')).toEqual({
      kind: 'ok',
      value: {
        callbackUrl: 'https://inbox.example/',
        isActive: true,
        fields: ['messages', 'account_update'],
      },
    });
    const [request] = graph.requests;
    expect(request).toMatchObject({
      path: '/v26.0/31/subscriptions',
      authorization: 'Bearer 31|hush',
    });
    expect(request?.query.get('appsecret_proof')).toBe(
      createHmac('sha256', 'hush').update('31|hush').digest('hex'),
    );
    graph.script = () => ({ json: { data: [] } });
    expect(await inspector.findAppSubscription(credentials, '31')).toEqual({
      kind: 'ok',
      value: null,
    });
  });

  it('lists the account’s apps with their detours', async () => {
    graph.script = () => ({
      json: {
        data: [
          {
            whatsapp_business_api_data: { id: '31' },
            override_callback_uri: 'https://other.example/',
          },
          {},
        ],
      },
    });
    expect(await inspector.listSubscribedApps(CREDENTIALS)).toEqual({
      kind: 'ok',
      value: [
        { id: '31', overrideUrl: 'https://other.example/' },
        { id: undefined, overrideUrl: undefined },
      ],
    });
  });

  it('tells a refusal from no answer', async () => {
    graph.script = () => ({ error: 190, status: 401 });
    expect(await inspector.getAccount(CREDENTIALS, ['id'])).toMatchObject({
      kind: 'refused',
      httpStatus: 401,
      error: { code: 190 },
    });
    for (const reply of ['html_502', { json: { unexpected: true } }] as const) {
      graph.script = () => reply;
      expect((await inspector.getAccount(CREDENTIALS, ['id'])).kind).toBe('no_answer');
      expect((await inspector.listSubscribedApps(CREDENTIALS)).kind).toBe('no_answer');
      expect((await inspector.isNumberInAccount(CREDENTIALS)).kind).toBe('no_answer');
    }
  });
});
