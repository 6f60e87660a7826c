import type { ApplyWebhookSetupRequest, WebhookSetup } from '../../../contract/webhook-setup.ts';
import type { Database } from '../../../database/database.ts';
import { AppError } from '../../../errors.ts';
import type { GraphResult } from '../../../whatsapp/graph-answer.ts';
import type { GraphInspector } from '../../../whatsapp/graph-inspector.ts';
import type { GraphWebhookSetup } from '../../../whatsapp/graph-webhook-setup.ts';
import type { Actor, AuditLog } from '../../operators/audit-log.ts';
import { isConnected, toConnection } from '../connection.ts';
import type { Connection } from '../connection.ts';
import type { ConnectionService } from '../connection-service.ts';
import { WEBHOOK_FIELDS, planWebhook } from './plan-webhook.ts';
import type { WebhookFacts } from './plan-webhook.ts';
import { whyUnreachable } from './reachable.ts';

type Ready = Connection & { appSecret: string; verifyToken: string };
/** Either what Meta tells, or why a person has to do it. */
type Look = { connection: Ready; facts: WebhookFacts } | { reason: string };

/**
 * Sets the webhook up at Meta, in a person's place: first it only looks and says what would change,
 * then it does exactly that.
 *
 * An app has one address, and somebody else may live from it. So a change names whose messages it
 * takes away, and is made only while everything at Meta is still as it was shown (`seen`). Where the
 * token, the app secret or our own address do not allow it, the reason says what to do by hand. Meta
 * calls our address during the change, so its success is at once the verification.
 */
export class WebhookSetupService {
  readonly #database: Database;
  readonly #connections: Pick<ConnectionService, 'findRecord' | 'invalidate'>;
  readonly #inspector: GraphInspector;
  readonly #graph: GraphWebhookSetup;
  readonly #auditLog: AuditLog;
  readonly #webhookUrl: string;
  readonly #graphApiUrl: string;

  constructor(parts: {
    database: Database;
    connections: Pick<ConnectionService, 'findRecord' | 'invalidate'>;
    inspector: GraphInspector;
    graph: GraphWebhookSetup;
    auditLog: AuditLog;
    /** Where Meta's webhooks should go. */
    webhookUrl: string;
    graphApiUrl: string;
  }) {
    this.#database = parts.database;
    this.#connections = parts.connections;
    this.#inspector = parts.inspector;
    this.#graph = parts.graph;
    this.#auditLog = parts.auditLog;
    this.#webhookUrl = parts.webhookUrl;
    this.#graphApiUrl = parts.graphApiUrl;
  }

  /** What would change; changes nothing. Throws `not_configured` and `meta_unreachable`. */
  async preview(number?: string): Promise<WebhookSetup> {
    const look = await this.#look(number);
    if ('facts' in look) return planWebhook(look.facts);
    const unknown = { appId: null, appCallback: null, ways: [], seen: '' };
    return { ...unknown, state: 'by_hand', reason: look.reason };
  }

  /**
   * Makes the changes of one way that was previewed. Throws `conflict` when it is not at Meta as it
   * was seen, `refused_by_meta` with Meta's reason, `meta_unreachable` where that is not known.
   */
  async apply(
    { way, seen }: ApplyWebhookSetupRequest,
    actor: Actor,
    { number, nowMs = Date.now() }: { number?: string | undefined; nowMs?: number } = {},
  ): Promise<WebhookSetup> {
    const look = await this.#look(number);
    if (!('facts' in look)) throw new AppError('conflict', look.reason);
    const { connection, facts } = look;
    const plan = planWebhook(facts);
    const chosen = plan.ways.find((each) => each.way === way);
    if (!chosen || plan.seen !== seen) {
      throw new AppError(
        'conflict',
        'At Meta it is not as it was shown. Look again what would change.',
      );
    }
    const address = { url: facts.ours, verifyToken: connection.verifyToken };
    const touches = (what: string) => chosen.changes.some((change) => change.what === what);
    if (way === 'app') {
      const fields = [...new Set([...(facts.app?.fields ?? []), ...WEBHOOK_FIELDS])];
      this.#expect(await this.#graph.enterApp(connection, facts.appId, address, fields));
      if (touches('subscription') || touches('override')) {
        this.#expect(await this.#graph.subscribeAccount(connection));
      }
    } else {
      // Meta redirects only for an app that is subscribed already.
      if (touches('subscription')) this.#expect(await this.#graph.subscribeAccount(connection));
      this.#expect(await this.#graph.subscribeAccount(connection, address));
    }
    const details = { phone_number_id: connection.phoneNumberId, way, changes: chosen.changes };
    await this.#database.transaction((tx) =>
      this.#auditLog.append(tx, 'settings.webhook_set_up', actor, details, nowMs),
    );
    return this.preview(number);
  }

  async #look(number: string | undefined): Promise<Look> {
    this.#connections.invalidate();
    const record = await this.#connections.findRecord(number);
    if (!record || !isConnected(record)) {
      throw new AppError('not_configured', 'No WhatsApp number is connected.');
    }
    const { appSecret, verifyToken, ...connection } = toConnection(record);
    if (!appSecret)
      return { reason: 'Save the app secret first: only the app may set its webhook.' };
    if (!verifyToken) return { reason: 'Generate a webhook verify token and save it first.' };
    const reason = whyUnreachable(this.#webhookUrl, this.#graphApiUrl);
    if (reason !== undefined) return { reason };
    const ready = { ...connection, appSecret, verifyToken };
    return this.#ask(ready);
  }

  async #ask(connection: Ready): Promise<Look> {
    const [token, apps, number] = await Promise.all([
      this.#inspector.inspectToken(connection),
      this.#inspector.listSubscribedApps(connection),
      this.#inspector.getNumber(connection, ['webhook_configuration']),
    ]);
    const appId = token.kind === 'ok' ? token.value.appId : undefined;
    if (appId === undefined) return { reason: whyNot(token, 'which app the token is of') };
    if (apps.kind !== 'ok') return { reason: whyNot(apps, 'which apps the account has') };
    const app = await this.#inspector.findAppSubscription(connection, appId);
    if (app.kind !== 'ok') return { reason: whyNot(app, 'the app’s webhook') };
    const own = apps.value.find(({ id }) => id === appId);
    return {
      connection,
      facts: {
        ours: this.#webhookUrl,
        appId,
        app: app.value,
        isSubscribed: own !== undefined,
        override: own?.overrideUrl,
        // Older versions do not know this field; then no override of the number is known.
        numberOverride: number.kind === 'ok' ? ofNumber(number.value) : undefined,
      },
    };
  }

  #expect(result: GraphResult<unknown>): void {
    if (result.kind === 'ok') return;
    if (result.kind !== 'refused') {
      throw new AppError('meta_unreachable', `Meta gave no clear answer: ${result.reason}.`);
    }
    const { code, message } = result.error;
    const isOurAddress = /verif/i.test(message) || code === 2200;
    throw new AppError(
      'refused_by_meta',
      isOurAddress
        ? `Meta could not verify ${this.#webhookUrl}. Can it be reached from the internet, over https? Meta says: ${message}`
        : `Meta refused (error ${code}): ${message}`,
    );
  }
}

function ofNumber({ webhook_configuration: listed }: Record<string, unknown>): string | undefined {
  const url = (listed as { phone_number?: unknown } | undefined)?.phone_number;
  return typeof url === 'string' && url !== '' ? url : undefined;
}

function whyNot(result: GraphResult<unknown>, what: string): string {
  const reason =
    result.kind === 'refused'
      ? `error ${result.error.code}: ${result.error.message}`
      : result.kind === 'ok'
        ? 'it is not in the answer'
        : result.reason;
  return `Meta does not tell ${what} (${reason}). Set the webhook up by hand.`;
}
