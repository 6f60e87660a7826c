import { describe, expect, it } from 'vitest';
import type { DoctorCheckId, DoctorStatus } from '../../../contract/doctor.ts';
import type { Refusal } from '../../../whatsapp/graph-answer.ts';
import { examine } from './doctor-checks.ts';
import type { DoctorFacts } from './doctor-facts.ts';

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const DAY_MS = 86_400_000;
const NUMBER = '700500300100200';
const ACCOUNT = '900100200300400';
const APP = '310000000000001';

const ok = <Value>(value: Value) => ({ kind: 'ok' as const, value });
const refused = (code: number, message = '', subcode?: number): Refusal => ({
  kind: 'refused',
  httpStatus: 400,
  error: {
    code,
    subcode,
    message,
    details: undefined,
    traceId: undefined,
    retryAfterMs: undefined,
  },
});
const silent = { kind: 'no_answer' as const, reason: 'no answer in time' };
const token = (change: object = {}) =>
  ok({
    isValid: true,
    appId: APP,
    type: 'SYSTEM_USER',
    expiresAtMs: 0,
    dataAccessEndsAtMs: 0,
    scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
    targets: {},
    ...change,
  });
const node = (fields: object) => ok({ id: NUMBER, ...fields });
const number = (change: object = {}) =>
  node({ status: 'CONNECTED', name_status: 'APPROVED', quality_rating: 'GREEN', ...change });
const health = (...entities: object[]) => node({ health_status: { entities } });
const blocked = (entity_type: string, ...codes: number[]) => ({
  entity_type,
  can_send_message: 'BLOCKED',
  errors: codes.map((error_code) => ({ error_code, error_description: `Reason ${error_code}.` })),
});
const ours = { callbackUrl: 'https://inbox.example/x', isActive: true, fields: ['messages'] };
const foreign = 'https://crm.example/hook?key=theirs';

const SOUND: DoctorFacts = {
  nowMs: NOW_MS,
  webhookUrl: 'https://inbox.example/api/webhooks/whatsapp',
  phoneNumberId: NUMBER,
  businessAccountId: ACCOUNT,
  apiVersion: 'v26.0',
  hasAppSecret: true,
  appSecretUpdatedAtMs: NOW_MS - DAY_MS,
  lastWebhookAtMs: NOW_MS - 60_000,
  webhookRefusedAtMs: undefined,
  opening: node({}),
  entry: node({}),
  skewMs: 0,
  servedVersion: 'v26.0',
  token: token(),
  number: number(),
  health: health(),
  limit: node({ whatsapp_business_manager_messaging_limit: 'TIER_2K' }),
  callbacks: node({ webhook_configuration: { application: 'https://inbox.example/x' } }),
  account: ok({ id: ACCOUNT }),
  funding: refused(10),
  isNumberInAccount: ok(true),
  apps: ok([{ id: APP, overrideUrl: undefined }]),
  appSubscription: ok(ours),
};
const verdict = (id: DoctorCheckId, change: Partial<DoctorFacts>) =>
  examine({ ...SOUND, ...change }).find((check) => check.id === id);

describe('the doctor’s checks', () => {
  it('find a sound set-up well', () => {
    expect(examine(SOUND).filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it('name every cure where something is wrong, and none where not', () => {
    const wrong = examine({
      ...SOUND,
      number: number({ status: 'PENDING', quality_rating: 'RED' }),
    });
    for (const { status, fix, link } of wrong) {
      expect([fix !== null, link !== null]).toEqual(Array(2).fill(status === 'problem'));
    }
  });

  it.each<[DoctorCheckId, string, DoctorStatus, Partial<DoctorFacts>]>([
    ['access_token', 'a withdrawn token', 'problem', { entry: refused(190) }],
    ['access_token', 'a token without permission', 'ok', { entry: refused(10) }],
    ['access_token', 'an unknown number', 'ok', { entry: refused(100, '', 33) }],
    ['access_token', 'a limit', 'unknown', { entry: refused(4) }],
    ['access_token', 'a fault of Meta’s', 'unknown', { entry: refused(1) }],
    ['token_life', 'sixty days', 'ok', { token: token({ expiresAtMs: NOW_MS + 60 * DAY_MS }) }],
    ['token_life', 'ten days', 'warning', { token: token({ expiresAtMs: NOW_MS + 10 * DAY_MS }) }],
    [
      'token_life',
      'a user’s token',
      'warning',
      { token: token({ type: 'USER', expiresAtMs: NOW_MS + 60 * DAY_MS }) },
    ],
    ['token_life', 'nothing said', 'unknown', { token: token({ expiresAtMs: undefined }) }],
    ['token_life', 'an invalid token', 'unknown', { token: token({ isValid: false }) }],
    ['scopes', 'none', 'problem', { token: token({ scopes: [] }) }],
    ['scopes', 'none told', 'unknown', { token: token({ scopes: undefined }) }],
    [
      'assets',
      'another account',
      'problem',
      { token: token({ targets: { whatsapp_business_messaging: ['900100200300499'] } }) },
    ],
    ['assets', 'an account it may not see', 'problem', { account: refused(200) }],
    ['assets', 'an account Meta does not tell of', 'unknown', { account: silent }],
    [
      'assets',
      'no permission to see it',
      'unknown',
      { account: refused(10), token: token({ scopes: [] }) },
    ],
    ['number_in_account', 'another account', 'problem', { isNumberInAccount: ok(false) }],
    ['number_in_account', 'a list it may not see', 'unknown', { isNumberInAccount: refused(200) }],
    [
      'registration',
      'a number that was moved',
      'problem',
      { number: number({ status: 'MIGRATED' }) },
    ],
    ['registration', 'a flagged number', 'ok', { number: number({ status: 'FLAGGED' }) }],
    ['registration', 'no status', 'unknown', { number: node({}) }],
    ['display_name', 'a review', 'warning', { number: number({ name_status: 'PENDING_REVIEW' }) }],
    ['display_name', 'no name', 'warning', { number: number({ name_status: 'NONE' }) }],
    ['display_name', 'a declined one', 'problem', { number: number({ name_status: 'DECLINED' }) }],
    ['quality', 'medium', 'warning', { number: number({ quality_rating: 'YELLOW' }) }],
    ['quality', 'low', 'problem', { number: number({ quality_rating: 'RED' }) }],
    ['quality', 'a new number', 'ok', { number: number({ quality_rating: 'UNKNOWN' }) }],
    ['restriction', 'a restricted number', 'problem', { number: number({ status: 'RESTRICTED' }) }],
    ['restriction', 'a ban', 'problem', { health: health(blocked('WABA', 141014)) }],
    [
      'restriction',
      'a rejected account',
      'problem',
      { account: ok({ account_review_status: 'REJECTED' }) },
    ],
    [
      'restriction',
      'a business that is not verified',
      'warning',
      { health: health({ ...blocked('BUSINESS', 141010), can_send_message: 'LIMITED' }) },
    ],
    ['restriction', 'calls that cannot be made', 'ok', { health: health(blocked('APP', 138024)) }],
    ['restriction', 'an unpaid bill', 'ok', { health: health(blocked('WABA', 141006)) }],
    [
      'restriction',
      'a number without an approved name',
      'ok',
      {
        number: number({ name_status: 'PENDING_REVIEW' }),
        health: health({ entity_type: 'PHONE_NUMBER', can_send_message: 'LIMITED' }),
      },
    ],
    ['restriction', 'silence', 'unknown', { health: silent }],
    ['payment', 'Meta’s complaint', 'problem', { health: health(blocked('WABA', 141006)) }],
    ['payment', 'no method, by Meta', 'warning', { funding: node({}) }],
    ['payment', 'a method', 'ok', { funding: node({ primary_funding_id: '1' }), health: silent }],
    ['payment', 'nothing told', 'unknown', { health: silent }],
    ['app_secret', 'none', 'problem', { hasAppSecret: false }],
    ['app_secret', 'a wrong one', 'problem', { opening: refused(100, 'Invalid appsecret_proof') }],
    ['app_secret', 'silence', 'unknown', { opening: silent }],
    ['subscription', 'nobody', 'problem', { apps: ok([]) }],
    [
      'subscription',
      'another app',
      'problem',
      { apps: ok([{ id: '31', overrideUrl: undefined }]) },
    ],
    ['subscription', 'an app that may be ours', 'unknown', { token: silent }],
    ['messages_field', 'others', 'problem', { appSubscription: ok({ ...ours, fields: [] }) }],
    ['messages_field', 'no webhook', 'unknown', { appSubscription: ok(null) }],
    ['messages_field', 'silence', 'unknown', { appSubscription: silent }],
    [
      'callback',
      'an override of the number',
      'problem',
      { callbacks: node({ webhook_configuration: { phone_number: foreign } }) },
    ],
    [
      'callback',
      'an override of the account that only its apps name',
      'problem',
      { apps: ok([{ id: APP, overrideUrl: foreign }]) },
    ],
    [
      'callback',
      'an override that leads here',
      'ok',
      {
        callbacks: node({
          webhook_configuration: { application: foreign, phone_number: SOUND.webhookUrl },
        }),
      },
    ],
    [
      'callback',
      'another product',
      'problem',
      { callbacks: node({ webhook_configuration: { application: foreign } }) },
    ],
    [
      'callback',
      'a server that does not know its public address',
      'warning',
      { webhookUrl: 'http://localhost:3000/api/webhooks/whatsapp' },
    ],
    ['callback', 'none', 'problem', { callbacks: node({}), appSubscription: ok(null) }],
    [
      'callback',
      'one switched off',
      'problem',
      { appSubscription: ok({ ...ours, isActive: false }) },
    ],
    ['callback', 'silence', 'unknown', { callbacks: silent, appSubscription: silent }],
    ['webhooks', 'none yet', 'unknown', { lastWebhookAtMs: undefined }],
    ['webhooks', 'a quiet week', 'ok', { lastWebhookAtMs: NOW_MS - 7 * DAY_MS }],
    ['webhooks', 'a wrong signature since', 'warning', { webhookRefusedAtMs: NOW_MS - 1_000 }],
    ['webhooks', 'a wrong signature before', 'ok', { webhookRefusedAtMs: NOW_MS - 90_000 }],
    [
      'webhooks',
      'a wrong signature before the app secret was changed',
      'unknown',
      {
        webhookRefusedAtMs: NOW_MS - 2_000,
        appSecretUpdatedAtMs: NOW_MS - 1_000,
        lastWebhookAtMs: undefined,
      },
    ],
    ['clock', 'a minute and a half', 'warning', { skewMs: 90_000 }],
    ['clock', 'an hour', 'problem', { skewMs: -3_600_000 }],
    ['clock', 'nothing told', 'unknown', { skewMs: undefined }],
    ['api_version', 'one that is served no more', 'problem', { apiVersion: 'v12.0' }],
    [
      'api_version',
      'one that ends soon',
      'warning',
      { apiVersion: 'v21.0', servedVersion: 'v21.0' },
    ],
    ['api_version', 'nothing told', 'unknown', { servedVersion: undefined }],
  ])('on %s: %s is %s', (id, _what, status, change) => {
    expect(verdict(id, change)).toMatchObject({ status });
  });

  it('cut Meta’s words to a sentence, whatever is in them', () => {
    const words = `${'x'.repeat(500)}\u0000\u001b[31m`;
    const entity = { entity_type: 'WABA', can_send_message: 'LIMITED', additional_info: [words] };
    const { finding = '' } = verdict('restriction', { health: health(entity) }) ?? {};
    expect(finding).toMatch(/^Meta limits sending: x+/);
    expect(finding.length).toBeLessThan(250);
    expect(finding).not.toMatch(/\p{Cc}/u);
  });

  it('survive answers of any shape', () => {
    for (const odd of [null, 7, 'x', [], [null], { entities: [null] }]) {
      const broken = ok({ health_status: odd, webhook_configuration: odd, status: odd });
      const facts = { ...SOUND, number: broken, health: broken, callbacks: broken, limit: broken };
      expect(examine(facts)).toHaveLength(17);
    }
  });
});
