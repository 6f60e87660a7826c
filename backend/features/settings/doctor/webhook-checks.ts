import { ok, problem, quote, unknown, unknownBecause, warning } from './check.ts';
import type { Check, Cure, Verdict } from './check.ts';
import { asObject, findAppId, isProofRefusal, text } from './doctor-facts.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import { links } from './links.ts';

const MINUTE_MS = 60_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/;

/** Whether Meta sends the number's messages here, and whether they can be believed. */
export const webhookChecks: readonly Check[] = [
  {
    id: 'app_secret',
    examine(facts) {
      const link = links.settings('appSecret');
      const fix =
        'Copy the app secret from the Meta app (App settings › Basic) and save it in Settings.';
      if (!facts.hasAppSecret) {
        return problem('No app secret is saved, so no webhook can be accepted.', { fix, link });
      }
      if (isProofRefusal(facts.opening)) {
        return problem('The app secret is not that of the access token’s app.', { fix, link });
      }
      if (facts.opening.kind === 'ok') return ok('Meta accepts the app secret.');
      return unknownBecause(facts.opening);
    },
  },
  {
    id: 'subscription',
    examine(facts) {
      if (facts.apps.kind !== 'ok') return unknownBecause(facts.apps);
      const appId = findAppId(facts);
      const ids = facts.apps.value.flatMap(({ id }) => id ?? []);
      if (appId !== undefined && ids.includes(appId)) {
        return ok('The app gets the account’s webhooks.');
      }
      if (appId === undefined && ids.length > 0) {
        return unknown('The account sends webhooks, but which app is ours is not known.');
      }
      return problem('The app is not subscribed to the WhatsApp Business Account.', {
        fix: `Subscribe it: in the Meta app open WhatsApp › Configuration, or POST to /${facts.businessAccountId}/subscribed_apps with the access token.`,
        link: links.appConfiguration(facts),
      });
    },
  },
  {
    id: 'messages_field',
    examine(facts) {
      const { appSubscription } = facts;
      if (appSubscription.kind !== 'ok') return appSilence(facts);
      if (appSubscription.value === null) return unknown('The app has no webhook yet.');
      if (appSubscription.value.fields.includes('messages')) {
        return ok('The webhook field «messages» is ticked.');
      }
      return problem('The webhook field «messages» is not ticked, so no message arrives.', {
        fix: 'In the Meta app open WhatsApp › Configuration › Webhook fields and tick «messages».',
        link: links.appConfiguration(facts),
      });
    },
  },
  { id: 'callback', examine: examineCallback },
  {
    id: 'webhooks',
    examine(facts) {
      const { lastWebhookAtMs, webhookRefusedAtMs: refusedAtMs = 0, nowMs } = facts;
      const isRefusalLatest =
        refusedAtMs > (lastWebhookAtMs ?? 0) && refusedAtMs > (facts.appSecretUpdatedAtMs ?? 0);
      if (isRefusalLatest && (!facts.hasAppSecret || isProofRefusal(facts.opening))) {
        return unknown('Not known while Meta does not accept the app secret.');
      }
      if (isRefusalLatest) {
        return warning(
          `The latest webhook, ${describeAge(nowMs - refusedAtMs)}, had a wrong signature.`,
          {
            fix: 'If it was Meta’s, another app delivers here too: compare the app secret with that of the app that owns the webhook.',
            link: links.appBasics(facts),
          },
        );
      }
      if (lastWebhookAtMs === undefined) {
        return unknown('No signed webhook has come yet; a message from any phone would bring one.');
      }
      return ok(`The last signed webhook came ${describeAge(nowMs - lastWebhookAtMs)}.`);
    },
  },
];

/** Number before account before app: the nearest address gets the messages. */
function examineCallback(facts: DoctorFacts): Verdict {
  const { callbacks, apps, appSubscription } = facts;
  const appId = findAppId(facts);
  const listed = asObject(callbacks.kind === 'ok' ? callbacks.value.webhook_configuration : {});
  const apart = apps.kind === 'ok' ? apps.value.find(({ id }) => id === appId) : undefined;
  const ofApp = appSubscription.kind === 'ok' ? appSubscription.value : undefined;
  const ofNumber = text(listed.phone_number);
  const ofAccount = text(listed.whatsapp_business_account) ?? apart?.overrideUrl;
  const ours = hostOf(facts.webhookUrl);
  const link = links.appConfiguration(facts);
  const override = ofNumber ?? ofAccount;
  if (override !== undefined) {
    const of = ofNumber === undefined ? 'account' : 'number';
    if (hostOf(override) === ours) return ok(`Meta sends the ${of}’s messages here.`);
    return elsewhere(facts, `An override sends the ${of}’s messages to ${describeHost(override)}`, {
      fix:
        of === 'account'
          ? 'Subscribe the app to the account again without an override, which ends it.'
          : 'End the number’s override: POST an empty override_callback_uri to it.',
      link,
    });
  }
  const url = text(listed.application) ?? ofApp?.callbackUrl;
  const fix = `Enter ${facts.webhookUrl} as callback URL in the Meta app, unless another product needs its own there.`;
  if (url === undefined) {
    if (callbacks.kind === 'ok' || ofApp === null) {
      return problem('No callback URL is entered at Meta.', { fix, link });
    }
    return unknownBecause(callbacks);
  }
  if (hostOf(url) !== ours) {
    return elsewhere(facts, `Meta sends the app’s messages to ${describeHost(url)}`, {
      fix,
      link,
    });
  }
  if (ofApp?.isActive === false) {
    return problem('Meta has switched the app’s webhook off.', { fix, link });
  }
  return ok('Meta sends the app’s messages here.');
}

/** A problem, unless that may be this very server under its public name. */
function elsewhere(
  { webhookUrl }: DoctorFacts,
  finding: string,
  { fix, link }: Required<Cure>,
): Verdict {
  if (!URL.canParse(webhookUrl) || !LOOPBACK.test(new URL(webhookUrl).hostname)) {
    return problem(`${finding}, not here.`, { fix, link });
  }
  return warning(`${finding}; this server does not know its own public address.`, {
    fix: `If that is this server, set PUBLIC_URL to its address. If not: ${fix}`,
    link,
  });
}

/** The app's own settings are shown to whoever has its secret, and to nobody else. */
function appSilence({ appSubscription, hasAppSecret, opening }: DoctorFacts): Verdict {
  if (!hasAppSecret || isProofRefusal(opening)) {
    return unknown('Meta shows the app’s webhook fields only to whoever has the app secret.');
  }
  return unknownBecause(appSubscription);
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** Never the whole address: there may be secrets in it. */
function describeHost(url: string): string {
  return quote(hostOf(url) ?? 'another address');
}

function describeAge(ageMs: number): string {
  const minutes = Math.floor(Math.max(0, ageMs) / MINUTE_MS);
  if (minutes < 1) return 'just now';
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours ago` : `${Math.floor(hours / 24)} days ago`;
}
