import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph, GraphReply } from '../../../test/support/fake-graph.ts';
import { GraphInspector } from '../../whatsapp/graph-inspector.ts';
import { GraphConnectionChecker } from './graph-connection-checker.ts';

const candidate = {
  phoneNumberId: '700500300100200',
  businessAccountId: '900100200300400',
  accessToken: 'EAAtoken'.padEnd(200, 'x'),
  appSecret: undefined,
  apiVersion: 'v26.0',
};
const NUMBER: GraphReply = {
  json: {
    id: candidate.phoneNumberId,
    display_phone_number: '+1 555-0123',
    verified_name: 'Fern\u0000 Desk',
    quality_rating: 'GREEN',
  },
};
const OTHER_NUMBER = { id: '700500300100999' };
const ACCOUNT: GraphReply = { json: { data: [OTHER_NUMBER, { id: candidate.phoneNumberId }] } };

describe('the check of a connection with Meta', () => {
  let graph: FakeGraph;
  let checker: GraphConnectionChecker;
  beforeEach(async () => {
    graph = await startFakeGraph();
    checker = new GraphConnectionChecker(
      new GraphInspector({ baseUrl: graph.url, timeoutMs: 500 }),
    );
    answer(NUMBER, ACCOUNT);
  });
  afterEach(() => graph.close());
  const answer = (number: GraphReply, account: GraphReply) => {
    graph.script = ({ path }) => (path.includes(candidate.phoneNumberId) ? number : account);
  };
  const error = (code: number, message: string, subcode?: number): GraphReply => ({
    status: 400,
    json: { error: { message, type: 'OAuthException', code, error_subcode: subcode } },
  });

  it('asks for the number and the account’s numbers and brings what Meta knows of the number', async () => {
    expect(await checker.check(candidate)).toEqual({
      kind: 'working',
      profile: {
        verifiedName: 'Fern\uFFFD Desk',
        displayPhoneNumber: '+1 555-0123',
        qualityRating: 'GREEN',
      },
    });
    expect(graph.requests.map((request) => request.path)).toEqual([
      `/v26.0/${candidate.phoneNumberId}`,
      '/v26.0/debug_token',
      `/v26.0/${candidate.businessAccountId}/phone_numbers`,
    ]);
    expect(graph.requests[0]?.authorization).toBe(`Bearer ${candidate.accessToken}`);
  });

  it.each([
    [
      'a token that is cut off',
      error(190, 'Invalid OAuth access token'),
      { accessToken: 'EAAGm0PX4ZCpsBAKZ9fKq' },
      'accessToken',
      'Meta does not accept this token. It may be cut off: tokens usually have 200 or more characters, this one has 21. Copy it again in full.',
    ],
    [
      'a token of full length',
      error(190, 'Invalid OAuth access token'),
      {},
      'accessToken',
      /^Meta does not accept this token\. It may have been withdrawn/,
    ],
    [
      'a temporary token whose time is over',
      error(190, 'Session has expired', 463),
      {},
      'accessToken',
      'That was a guest key. Temporary tokens stop after 24 hours. Make a permanent one so this does not happen again.',
    ],
    [
      'a token without permission',
      error(200, '(#200) Permissions error'),
      {},
      'accessToken',
      /may not use this number/,
    ],
    [
      'an unknown number',
      error(100, 'Unsupported get request', 33),
      {},
      'phoneNumberId',
      /no phone number with this ID/,
    ],
    [
      'a wrong app secret',
      error(100, 'Invalid appsecret_proof provided in the API argument'),
      { appSecret: 'wrong-app-secret' },
      'appSecret',
      /does not belong/,
    ],
    [
      'a missing app secret',
      error(100, 'API calls from the server require an appsecret_proof argument'),
      {},
      'appSecret',
      /Enter the app secret/,
    ],
  ])('names the field and the cure for %s', async (_what, reply, change, field, message) => {
    answer(reply, ACCOUNT);
    const outcome = await checker.check({ ...candidate, ...change });
    expect(outcome).toMatchObject({
      kind: 'refused',
      field,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
    const { accessToken } = { ...candidate, ...change };
    expect(JSON.stringify(outcome)).not.toContain(accessToken);
  });

  it('asks nobody about credentials that can never work', async () => {
    const outcome = await checker.check({ ...candidate, accessToken: 'EAA with spaces' });
    expect(outcome).toMatchObject({ kind: 'refused', field: 'accessToken' });
    expect(graph.requests).toEqual([]);
  });

  const inspected = (report: object) => {
    graph.script = ({ path }) => {
      if (path.endsWith('/debug_token')) return { json: { data: { is_valid: true, ...report } } };
      return path.includes(candidate.phoneNumberId) ? NUMBER : ACCOUNT;
    };
  };
  const SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging'];

  it('names the permission that the token lacks', async () => {
    inspected({ scopes: ['whatsapp_business_management'] });
    expect(await checker.check(candidate)).toMatchObject({
      field: 'accessToken',
      error: 'Missing Permission',
      message: expect.stringContaining('lacks the permission whatsapp_business_messaging.'),
      isTokenGood: true,
    });
  });

  it('names the account that the token does not open', async () => {
    const target_ids = ['900100200300499'];
    inspected({ scopes: SCOPES, granular_scopes: [{ scope: SCOPES[0], target_ids }] });
    expect(await checker.check(candidate)).toMatchObject({
      field: 'businessAccountId',
      error: 'Account Not Opened By This Token',
    });
    inspected({
      scopes: SCOPES,
      granular_scopes: [{ scope: SCOPES[0], target_ids: [candidate.businessAccountId] }],
    });
    expect((await checker.check(candidate)).kind).toBe('working');
  });

  it('is content with a token that Meta does not let inspect itself', async () => {
    graph.script = ({ path }) => {
      if (path.endsWith('/debug_token')) return error(100, '(#100) You must provide an app token');
      return path.includes(candidate.phoneNumberId) ? NUMBER : ACCOUNT;
    };
    expect((await checker.check(candidate)).kind).toBe('working');
  });

  it('names the account when that is what Meta does not find', async () => {
    answer(NUMBER, error(100, 'Unsupported get request', 33));
    expect(await checker.check(candidate)).toMatchObject({
      kind: 'refused',
      field: 'businessAccountId',
      error: 'Invalid Business Account ID',
    });
  });

  it('names the number when it is none of the account’s', async () => {
    answer(NUMBER, { json: { data: [OTHER_NUMBER] } });
    expect(await checker.check(candidate)).toMatchObject({
      kind: 'refused',
      field: 'phoneNumberId',
      message: expect.stringMatching(/not in this WhatsApp Business Account/),
    });
  });

  it('looks through all pages of the account’s numbers', async () => {
    const cursors = { before: 'first', after: 'second' };
    graph.script = ({ path, query }) => {
      if (!path.endsWith('/phone_numbers')) return NUMBER;
      if (query.get('after') === 'second') return ACCOUNT;
      return { json: { data: [OTHER_NUMBER], paging: { cursors, next: 'https://…' } } };
    };
    expect((await checker.check(candidate)).kind).toBe('working');
  });

  it.each<[string, GraphReply]>([
    ['an outage', { error: 2, status: 503 }],
    ['a rate limit', { error: 4 }],
    ['an error nobody knows', { error: 987_654 }],
    ['an HTML page', 'html_502'],
    ['a cut connection', 'accept_then_drop'],
    ['JSON without the number', { json: {} }],
    ['silence', { acceptAfterMs: 2_000 }],
  ])('gives no verdict on credentials for %s', async (_what, reply) => {
    answer(reply, ACCOUNT);
    expect(await checker.check(candidate)).toMatchObject({ kind: 'unreachable' });
    answer(NUMBER, reply);
    expect(await checker.check(candidate)).toMatchObject({ kind: 'unreachable' });
  });
});
