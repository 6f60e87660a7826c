import { createHash } from 'node:crypto';
import type { WebhookChange, WebhookSetup } from '../../../contract/webhook-setup.ts';
import type { AppSubscription } from '../../../whatsapp/graph-inspector.ts';

/** How webhooks go at Meta now. */
export interface WebhookFacts {
  /** Where they should go. */
  ours: string;
  appId: string;
  app: AppSubscription | null;
  isSubscribed: boolean;
  /** Where the account's messages go instead of the app's address. */
  override: string | undefined;
  /** Where the number's messages go instead of both. */
  numberOverride: string | undefined;
}

/** The fields that this server understands; the first is what everything is about. */
export const WEBHOOK_FIELDS = [
  'messages',
  'message_template_status_update',
  'message_template_quality_update',
  'template_category_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'account_update',
  'account_alerts',
  'business_capability_update',
  'security',
  'user_preferences',
] as const;

/**
 * What has to change at Meta so that messages come here, in up to two ways. An app has one address:
 * where another product has its own there, the account's override goes first, which takes nothing
 * from anybody; taking the app's address over is offered as the second way. Pure.
 */
export function planWebhook(facts: WebhookFacts): WebhookSetup {
  const { ours, appId, app, isSubscribed, override, numberOverride } = facts;
  const seen = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
  const appUrl = app?.callbackUrl;
  const known = { appId, appCallback: describe(appUrl, ours), reason: null, seen };
  if (numberOverride !== undefined && numberOverride !== ours) {
    const reason = `An override of this number alone sends its messages to ${hostOf(numberOverride)}. End it there, or by a POST of an empty override to the number.`;
    return { ...known, state: 'by_hand', reason, ways: [] };
  }
  const hasMessages = app?.fields.includes('messages') ?? false;
  const subscription = isSubscribed
    ? []
    : [change('subscription', null, `app ${appId}`, { isTakeover: false })];
  const ofApp = [
    ...(appUrl === ours && app?.isActive ? [] : [redirect('callback', appUrl, facts)]),
    ...(hasMessages ? [] : [change('fields', null, 'messages', { isTakeover: false })]),
    ...subscription,
    ...(override === undefined
      ? []
      : [change('override', hostOf(override), null, { isTakeover: override !== ours })]),
  ];
  const ofAccount = [
    ...subscription,
    ...(override === ours ? [] : [redirect('override', override, facts)]),
  ];
  // An override only redirects what the app subscribes to at its own address.
  const canOverride = appUrl !== undefined && appUrl !== ours && hasMessages;
  const ways: WebhookSetup['ways'] = [
    ...(canOverride ? [{ way: 'account', changes: ofAccount } as const] : []),
    { way: 'app', changes: ofApp },
  ];
  const inForce = ways.find(({ changes }) => changes.length === 0);
  if (inForce) return { ...known, state: 'ready', ways: [inForce] };
  return { ...known, state: 'possible', ways };
}

function redirect(
  what: 'callback' | 'override',
  from: string | undefined,
  { ours }: WebhookFacts,
): WebhookChange {
  return change(what, describe(from, ours), ours, {
    isTakeover: from !== undefined && from !== ours,
  });
}

function change(
  what: WebhookChange['what'],
  now: string | null,
  next: string | null,
  { isTakeover }: { isTakeover: boolean },
): WebhookChange {
  return { what, now, next, isTakeover };
}

function describe(url: string | undefined, ours: string): string | null {
  if (url === undefined) return null;
  return url === ours ? ours : hostOf(url);
}

/** Never the whole address: there may be secrets in it. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'another address';
}
