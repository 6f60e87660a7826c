import { describe, expect, it } from 'vitest';
import { planWebhook } from './plan-webhook.ts';
import type { WebhookFacts } from './plan-webhook.ts';
import { whyUnreachable } from './reachable.ts';

const OURS = 'https://inbox.example.com/api/webhooks/whatsapp';
const THEIRS = 'https://crm.example.com/hook?key=theirs';
const app = (callbackUrl: string, fields = ['messages']) => ({
  callbackUrl,
  isActive: true,
  fields,
});

const SOUND: WebhookFacts = {
  ours: OURS,
  appId: '310000000000001',
  app: app(OURS),
  isSubscribed: true,
  override: undefined,
  numberOverride: undefined,
};
const plan = (part: Partial<WebhookFacts>) => planWebhook({ ...SOUND, ...part });
const outline = (part: Partial<WebhookFacts>) =>
  plan(part).ways.map(({ way, changes }) => [
    way,
    ...changes.map(({ what, isTakeover }) => (isTakeover ? `${what}!` : what)),
  ]);

describe('the plan for the webhook', () => {
  it('changes nothing where all is well', () => {
    expect(plan({})).toMatchObject({ state: 'ready', ways: [{ way: 'app', changes: [] }] });
  });

  it('sets up a new app in one go', () => {
    expect(outline({ app: null, isSubscribed: false })).toEqual([
      ['app', 'callback', 'fields', 'subscription'],
    ]);
  });

  it('adds what is missing and leaves the rest', () => {
    expect(outline({ isSubscribed: false })).toEqual([['app', 'subscription']]);
    expect(outline({ app: app(OURS, ['account_update']) })).toEqual([['app', 'fields']]);
    expect(outline({ app: { ...app(OURS), isActive: false } })).toEqual([['app', 'callback']]);
  });

  it('leaves another product’s address alone first, and says whose messages the second way takes', () => {
    const both = plan({ app: app(THEIRS) });
    expect(outline({ app: app(THEIRS) })).toEqual([
      ['account', 'override'],
      ['app', 'callback!'],
    ]);
    expect(both.appCallback).toBe('crm.example.com');
    expect(both.ways[1]?.changes[0]).toEqual({
      what: 'callback',
      now: 'crm.example.com',
      next: OURS,
      isTakeover: true,
    });
  });

  it('cannot redirect what the app has not subscribed to', () => {
    expect(outline({ app: app(THEIRS, ['account_update']) })).toEqual([
      ['app', 'callback!', 'fields'],
    ]);
  });

  it('knows its own override, and names a foreign one', () => {
    expect(plan({ app: app(THEIRS), override: OURS })).toMatchObject({
      state: 'ready',
      ways: [{ way: 'account', changes: [] }],
    });
    expect(outline({ override: THEIRS })).toEqual([['app', 'override!']]);
  });

  it('leaves an override of the number to a person', () => {
    expect(plan({ numberOverride: THEIRS })).toMatchObject({
      state: 'by_hand',
      reason: expect.stringContaining('crm.example.com'),
      ways: [],
    });
    expect(plan({ numberOverride: OURS }).state).toBe('ready');
  });

  it('never tells a foreign address whole', () => {
    for (const part of [{ app: app(THEIRS) }, { override: THEIRS }, { numberOverride: THEIRS }])
      expect(JSON.stringify(plan(part))).not.toContain('theirs');
  });

  it('stands for exactly what was seen', () => {
    expect(plan({}).seen).toBe(plan({}).seen);
    expect(plan({}).seen).not.toBe(plan({ isSubscribed: false }).seen);
  });
});

describe('an address that Meta cannot call', () => {
  const META = 'https://graph.facebook.com';
  it.each([
    ['http://127.0.0.1:3000/api/webhooks/whatsapp', /PUBLIC_URL/],
    ['http://inbox.example.com/api/webhooks/whatsapp', /https addresses only/],
  ])('is told before anything is tried: %s', (url, words) => {
    expect(whyUnreachable(url, META)).toMatch(words);
    expect(whyUnreachable(url, 'http://127.0.0.1:3001')).toBeUndefined();
  });

  it('is not one with https', () => {
    expect(whyUnreachable(OURS, META)).toBeUndefined();
  });
});
