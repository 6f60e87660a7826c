import type { EnvironmentCredentials } from '../../config.ts';
import { DEFAULT_API_VERSION } from '../../contract/protocol.ts';
import type {
  DisconnectResponse,
  UpdateWhatsappSettingsRequest,
  WhatsAppSettings,
} from '../../contract/settings.ts';
import { AppError } from '../../errors.ts';
import type { SecretBox } from '../../secrets/secret-box.ts';
import type { Actor, AuditLog } from '../operators/audit-log.ts';
import type { AppSubscription } from './app-subscription.ts';
import { withOutcome } from './check-outcome.ts';
import type { ConnectionChecker } from './connection-checker.ts';
import { newRecord, toConnection } from './connection.ts';
import type { ConnectionChanges } from './connection-changes.ts';
import type { ConnectionService } from './connection-service.ts';
import type { ConnectionRecord, ConnectionStore } from './connection-store.ts';
import { toConnectionStatus, toIso } from './connection-summary.ts';
import { changedAt, invalidField, keptSecrets, webhookUrlOf } from './credentials.ts';
import { toFactsView } from './number-facts.ts';
import type { NumberFactsService } from './number-facts-service.ts';
import { maskSecret, typedSecret } from './masked-secret.ts';

/*
 * The settings tab: read, save and disconnect business numbers.
 *
 * Where no number is named the first connected one is meant, so that who has only one never names it.
 *
 * A secret goes in and never comes out: answers say whether it is set, its last four characters and
 * when it was saved. What a form sends back masked, empty or not at all keeps the stored value.
 * Saving asks Meta first and refuses what Meta refuses, naming the field; when Meta gives no verdict
 * (unreachable, a fault of its own), the values are saved and the light turns amber, because an
 * outage at Meta must not keep an admin from entering credentials.
 */
export class SettingsService {
  #countQueued: (phoneNumberId: string) => Promise<number> = async () => 0;
  readonly #connections: ConnectionService;
  readonly #changes: ConnectionChanges;
  readonly #store: ConnectionStore;
  readonly #checker: ConnectionChecker;
  readonly #subscription: AppSubscription;
  readonly #facts: Pick<NumberFactsService, 'find' | 'refresh'>;
  readonly #secretBox: SecretBox;
  readonly #auditLog: AuditLog;
  readonly #environment: EnvironmentCredentials;
  readonly #publicUrl: string;

  constructor(parts: {
    connections: ConnectionService;
    changes: ConnectionChanges;
    store: ConnectionStore;
    checker: ConnectionChecker;
    facts: Pick<NumberFactsService, 'find' | 'refresh'>;
    subscription: AppSubscription;
    secretBox: SecretBox;
    auditLog: AuditLog;
    environment: EnvironmentCredentials;
    publicUrl: string;
  }) {
    this.#connections = parts.connections;
    this.#changes = parts.changes;
    this.#store = parts.store;
    this.#checker = parts.checker;
    this.#facts = parts.facts;
    this.#subscription = parts.subscription;
    this.#secretBox = parts.secretBox;
    this.#auditLog = parts.auditLog;
    this.#environment = parts.environment;
    this.#publicUrl = parts.publicUrl;
  }

  /** Tells how many of a number's messages wait for it. */
  countQueuedBy(count: (phoneNumberId: string) => Promise<number>): void {
    this.#countQueued = count;
  }

  /** Throws `not_found` when `number` is named and was never connected. */
  async getSettings(number?: string): Promise<WhatsAppSettings> {
    const record = await this.#connections.findRecord(number);
    if (number !== undefined && !record) throw notFound(number);
    const isCurrent = record !== undefined && record.disconnectedAtMs === undefined;
    const shown = isCurrent ? record : undefined;
    return {
      id: shown?.id ?? null,
      phoneNumberId: shown?.phoneNumberId ?? null,
      businessAccountId: shown?.businessAccountId ?? null,
      accessToken: maskSecret(shown?.accessToken, shown?.accessTokenUpdatedAtMs),
      appSecret: maskSecret(shown?.appSecret, shown?.appSecretUpdatedAtMs),
      webhookVerifyToken: maskSecret(shown?.verifyToken, shown?.verifyTokenUpdatedAtMs),
      webhookUrl: webhookUrlOf(this.#environment, this.#publicUrl),
      apiVersion: shown?.apiVersion ?? DEFAULT_API_VERSION,
      status: toConnectionStatus(record),
      verifiedName: shown?.verifiedName ?? null,
      displayPhoneNumber: shown?.displayPhoneNumber ?? null,
      qualityRating: shown?.qualityRating ?? null,
      lastWebhookAt: toIso(shown?.lastWebhookAtMs),
      webhookVerifiedAt: toIso(shown?.webhookVerifiedAtMs),
      ...toFactsView(shown && (await this.#facts.find(shown))),
      queuedMessages: shown ? await this.#countQueued(shown.phoneNumberId) : 0,
      source: shown?.source ?? 'none',
      updatedAt: toIso(shown?.updatedAtMs),
    };
  }

  /**
   * Saves the credentials of `number`, after asking Meta; with another phone number id, that one takes
   * its place. Throws `validation_failed` with the field when one is missing or Meta refuses it, and
   * `not_found` when `number` is named and not connected; nothing is changed then.
   */
  async save(
    request: UpdateWhatsappSettingsRequest,
    actor: Actor,
    { number, nowMs = Date.now() }: { number?: string | undefined; nowMs?: number } = {},
  ): Promise<WhatsAppSettings> {
    // Another instance may have saved within the last seconds.
    this.#connections.invalidate();
    const connected = await this.#connections.listConnectedRecords();
    const edited =
      number === undefined
        ? (findNumber(connected, request.phoneNumberId) ?? connected[0])
        : findNumber(connected, number);
    if (number !== undefined && !edited) throw notFound(number);
    return this.#save(request, actor, { replaced: edited, like: edited, nowMs });
  }

  /**
   * Connects one more number. Secrets that are left out are those of the first number, since several
   * numbers of one account share app and token. Throws as `save` does.
   */
  async add(
    request: UpdateWhatsappSettingsRequest,
    actor: Actor,
    nowMs = Date.now(),
  ): Promise<WhatsAppSettings> {
    this.#connections.invalidate();
    const like = await this.#connections.findRecord();
    return this.#save(request, actor, { replaced: undefined, like, nowMs });
  }

  async #save(
    request: UpdateWhatsappSettingsRequest,
    actor: Actor,
    given: {
      replaced: ConnectionRecord | undefined;
      /** Whose secrets are kept where the request has none. */
      like: ConnectionRecord | undefined;
      nowMs: number;
    },
  ): Promise<WhatsAppSettings> {
    const { replaced, nowMs } = given;
    const connected = findNumber(
      await this.#connections.listConnectedRecords(),
      request.phoneNumberId,
    );
    if (connected && connected.id !== replaced?.id) {
      throw invalidField(
        'phoneNumberId',
        'This number is connected already. Choose it among the numbers to change it.',
      );
    }
    const kept = keptSecrets(given.like, this.#environment);
    const accessToken = typedSecret(request.accessToken) ?? kept.accessToken;
    const verifyToken = typedSecret(request.webhookVerifyToken) ?? kept.verifyToken;
    const appSecret = typedSecret(request.appSecret) ?? kept.appSecret;
    if (!accessToken) throw invalidField('accessToken', 'Enter the access token.');
    const { phoneNumberId, businessAccountId, apiVersion } = request;
    const outcome = await this.#checker.check({
      phoneNumberId,
      businessAccountId,
      accessToken,
      appSecret,
      apiVersion,
    });
    if (outcome.kind === 'refused') throw invalidField(outcome.field, outcome.message);
    let isReconnected = false;
    await this.#changes.change(async (tx) => {
      const records = await this.#store.listAll(tx);
      const target = records.find((record) => record.phoneNumberId === phoneNumberId);
      isReconnected = target?.disconnectedAtMs !== undefined;
      const previous = given.like?.disconnectedAtMs === undefined ? given.like : undefined;
      if (replaced && replaced.id !== target?.id) {
        await this.#store.disconnect(tx, replaced.id, nowMs);
      }
      const base = target ?? newRecord(nowMs);
      const saved = withOutcome(
        {
          ...base,
          source: 'stored',
          phoneNumberId,
          businessAccountId,
          apiVersion,
          accessToken,
          accessTokenUpdatedAtMs:
            accessToken === kept.accessToken && previous ? previous.accessTokenUpdatedAtMs : nowMs,
          appSecret,
          appSecretUpdatedAtMs: changedAt(
            appSecret,
            kept.appSecret,
            previous?.appSecretUpdatedAtMs,
            nowMs,
          ),
          verifyToken,
          verifyTokenUpdatedAtMs: changedAt(
            verifyToken,
            kept.verifyToken,
            previous?.verifyTokenUpdatedAtMs,
            nowMs,
          ),
          updatedAtMs: nowMs,
          disconnectedAtMs: undefined,
        },
        outcome,
        nowMs,
      );
      await this.#store.save(tx, saved);
      await this.#changes.tellRenewed(tx, phoneNumberId);
      await this.#auditLog.append(
        tx,
        'settings.saved',
        actor,
        {
          phone_number_id: phoneNumberId,
          business_account_id: businessAccountId,
          access_token: this.#fingerprints(kept.accessToken, accessToken),
          app_secret: this.#fingerprints(kept.appSecret, appSecret),
          webhook_verify_token: this.#fingerprints(kept.verifyToken, verifyToken),
        },
        nowMs,
      );
    });
    await this.#refreshFacts(phoneNumberId);
    // Disconnecting has taken the app off the account. A new number's webhooks are another matter:
    // nobody's are moved without showing what changes (webhook-setup).
    if (isReconnected) await this.#subscribe(phoneNumberId);
    return this.getSettings(phoneNumberId);
  }

  /**
   * Disconnects a number, forgets its secrets, and takes the app off the account at Meta where Meta
   * lets the token. Contacts and messages stay, also those that wait to be sent.
   */
  async disconnect(
    actor: Actor,
    { number, nowMs = Date.now() }: { number?: string | undefined; nowMs?: number } = {},
  ): Promise<DisconnectResponse> {
    this.#connections.invalidate();
    const current = await this.#connections.findRecord(number);
    if (!current || current.disconnectedAtMs !== undefined) {
      throw new AppError('not_configured', 'No WhatsApp number is connected.');
    }
    await this.#changes.change(async (tx) => {
      await this.#store.disconnect(tx, current.id, nowMs);
      const details = { phone_number_id: current.phoneNumberId };
      await this.#auditLog.append(tx, 'settings.disconnected', actor, details, nowMs);
    });
    const queuedMessages = await this.#countQueued(current.phoneNumberId);
    const others = await this.#connections.list();
    return { ...(await this.#subscription.end(toConnection(current), others)), queuedMessages };
  }

  async #subscribe(phoneNumberId: string): Promise<void> {
    const connection = await this.#connections.findByPhoneNumberId(phoneNumberId);
    if (!connection) return;
    const facts = await this.#facts.find(connection);
    await this.#subscription.ensure(connection, facts?.appId);
  }

  async #refreshFacts(phoneNumberId: string): Promise<void> {
    const connection = await this.#connections.findByPhoneNumberId(phoneNumberId);
    if (connection) await this.#facts.refresh(connection);
  }

  #fingerprints(from: string | undefined, to: string | undefined): object | string {
    if (from === to) return 'unchanged';
    const fingerprint = (secret: string | undefined) =>
      secret ? this.#secretBox.fingerprint(secret) : null;
    return { from: fingerprint(from), to: fingerprint(to) };
  }
}

function findNumber(
  records: readonly ConnectionRecord[],
  phoneNumberId: string,
): ConnectionRecord | undefined {
  return records.find((record) => record.phoneNumberId === phoneNumberId);
}

function notFound(number: string): AppError {
  return new AppError('not_found', `There is no number with the ID ${number} here.`);
}
