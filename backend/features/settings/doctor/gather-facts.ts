import type { Refusal } from '../../../whatsapp/graph-answer.ts';
import type { GraphInspector } from '../../../whatsapp/graph-inspector.ts';
import type { ConnectionRecord } from '../connection-store.ts';
import { findAppId, isProofRefusal, isTokenRefusal } from './doctor-facts.ts';
import type { DoctorFacts } from './doctor-facts.ts';

const NUMBER_FIELDS = ['id', 'status', 'name_status', 'quality_rating'];
const ACCOUNT_FIELDS = ['id', 'name', 'account_review_status'];

/**
 * Asks Meta all that the checks need. The first call tells whether token and app secret are taken:
 * with a wrong secret the rest is asked without its proof, so that one fault does not hide the
 * others; a refused token ends the asking. The rest goes at once, each call with its own time limit.
 * Fields that Meta may not know are asked for by themselves, as one unknown field (error 100) refuses
 * all that are asked for with it.
 */
export async function gatherFacts(
  inspector: GraphInspector,
  record: ConnectionRecord,
  webhookUrl: string,
  now: () => number = Date.now,
): Promise<DoctorFacts> {
  const sentAtMs = now();
  const probe = await inspector.probeNumber(record, ['id']);
  const opening = probe.result;
  // The Date header has whole seconds: on average it is half a second behind.
  const ourMs = (sentAtMs + now()) / 2 - 500;
  const isProofWrong = record.appSecret !== undefined && isProofRefusal(opening);
  const credentials = isProofWrong ? { ...record, appSecret: undefined } : record;
  const entry = isProofWrong ? await inspector.getNumber(credentials, ['id']) : opening;

  const answers =
    entry.kind === 'refused' && isTokenRefusal(entry)
      ? withoutAsking(entry)
      : await askTheRest(inspector, credentials);
  return {
    nowMs: now(),
    webhookUrl,
    phoneNumberId: record.phoneNumberId,
    businessAccountId: record.businessAccountId,
    apiVersion: record.apiVersion,
    hasAppSecret: record.appSecret !== undefined,
    appSecretUpdatedAtMs: record.appSecretUpdatedAtMs,
    lastWebhookAtMs: record.lastWebhookAtMs,
    webhookRefusedAtMs: record.webhookRefusedAtMs,
    opening,
    entry,
    skewMs: probe.servedAtMs === undefined ? undefined : probe.servedAtMs - ourMs,
    servedVersion: probe.servedVersion,
    ...answers,
  };
}

type Answers = Pick<
  DoctorFacts,
  | 'token'
  | 'number'
  | 'health'
  | 'limit'
  | 'callbacks'
  | 'account'
  | 'funding'
  | 'isNumberInAccount'
  | 'apps'
  | 'appSubscription'
>;

async function askTheRest(
  inspector: GraphInspector,
  credentials: ConnectionRecord,
): Promise<Answers> {
  const number = (...fields: string[]) => inspector.getNumber(credentials, fields);
  const token = inspector.inspectToken(credentials);
  const health = number('id', 'health_status');
  const subscription = Promise.all([token, health]).then(([token, health]) =>
    askTheApp(inspector, credentials, findAppId({ token, health })),
  );
  const answers = await Promise.all([
    token,
    number(...NUMBER_FIELDS),
    health,
    number('id', 'whatsapp_business_manager_messaging_limit'),
    number('id', 'webhook_configuration'),
    inspector.getAccount(credentials, ACCOUNT_FIELDS),
    inspector.getAccount(credentials, ['id', 'primary_funding_id']),
    inspector.isNumberInAccount(credentials),
    inspector.listSubscribedApps(credentials),
    subscription,
  ]);
  return {
    token: answers[0],
    number: answers[1],
    health: answers[2],
    limit: answers[3],
    callbacks: answers[4],
    account: answers[5],
    funding: answers[6],
    isNumberInAccount: answers[7],
    apps: answers[8],
    appSubscription: answers[9],
  };
}

async function askTheApp(
  inspector: GraphInspector,
  credentials: ConnectionRecord,
  appId: string | undefined,
): Promise<DoctorFacts['appSubscription']> {
  const { appSecret } = credentials;
  if (appSecret === undefined) return { kind: 'not_sent', reason: 'it takes the app secret' };
  if (appId === undefined) return { kind: 'not_sent', reason: 'the app’s ID is not known' };
  return inspector.findAppSubscription({ ...credentials, appSecret }, appId);
}

/** What refused the token once would refuse it every time. */
function withoutAsking(refusal: Refusal): Answers {
  return {
    token: refusal,
    number: refusal,
    health: refusal,
    limit: refusal,
    callbacks: refusal,
    account: refusal,
    funding: refusal,
    isNumberInAccount: refusal,
    apps: refusal,
    appSubscription: refusal,
  };
}
