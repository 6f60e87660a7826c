import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { WatchedKind } from '../settings/connection-alarms.ts';
import { STATUS_NOTE_INTERVAL_MS } from '../settings/connection-activity.ts';
import type { ConnectionService } from '../settings/connection-service.ts';
import type { WebhookBacklog } from '../webhooks/webhook-backlog.ts';
import { MAX_WAITING_MS } from './readiness.ts';

const DEFAULT_INTERVAL_MS = 15_000;
/** Meta reports on an accepted message within seconds. */
const STATUS_PATIENCE_MS = 5 * 60_000;
/** Older sends say nothing about today's webhooks. */
const STATUS_MEMORY_MS = 24 * 60 * 60_000;

const REASONS: Record<WatchedKind, string> = {
  webhooks_waiting:
    'Messages from customers arrive but are not shown yet: the server is behind with its work, or its database is too slow. An admin can look at the webhook journal.',
  statuses_missing:
    'WhatsApp has reported nothing about sent messages for 5 minutes. Its webhooks may not reach this server: check the callback URL at Meta, and firewalls.',
};

export interface HealthWatchParts {
  database: Pick<Database, 'read'>;
  connections: Pick<ConnectionService, 'listConnectedRecords' | 'raiseAlarm' | 'clearAlarm'>;
  messages: Pick<MessageService, 'hasUnreported'>;
  backlog: Pick<WebhookBacklog, 'findOldestWaitingMs'>;
  logger: Logger;
}

type Watched = Pick<
  Awaited<ReturnType<ConnectionService['listConnectedRecords']>>[number],
  'phoneNumberId' | 'lastStatusAtMs'
>;

/**
 * Looks for trouble that nobody reports: webhooks that wait although they were answered 200, and
 * messages that Meta accepted and then said nothing about. Either turns the light amber, and ends by
 * itself. Every instance watches; raising and clearing are idempotent.
 *
 * Statuses count as missing when a message was accepted more than five minutes ago, since the last
 * status of any message of its number. While nobody can tell, an alarm stays as it is: for five
 * minutes after a start, because Meta first delivers what it could not (and another instance may
 * know), and while webhooks wait, because the statuses may be among them.
 */
export class HealthWatch {
  readonly #parts: HealthWatchParts;
  readonly #intervalMs: number;
  readonly #now: () => number;
  #startedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: HealthWatchParts & { intervalMs?: number; now?: () => number }) {
    this.#parts = parts;
    this.#intervalMs = parts.intervalMs ?? DEFAULT_INTERVAL_MS;
    this.#now = parts.now ?? Date.now;
  }

  start(): void {
    this.#startedAtMs = this.#now();
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.check());
    }, this.#intervalMs);
    this.#timer.unref();
  }

  /** Resolves when a check under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Looks once; never rejects. */
  async check(): Promise<void> {
    try {
      const isBehind = await this.#isBehind();
      for (const watched of await this.#parts.connections.listConnectedRecords()) {
        await this.#turn(watched.phoneNumberId, 'webhooks_waiting', isBehind);
        const isSilent = await this.#isSilent(watched);
        const canTell = !isSilent || this.#canBlameMeta(isBehind);
        if (canTell) await this.#turn(watched.phoneNumberId, 'statuses_missing', isSilent);
      }
    } catch (error) {
      this.#parts.logger.warn({ reason: describeError(error) }, 'could not look for trouble');
    }
  }

  async #isBehind(): Promise<boolean> {
    const oldestMs = await this.#parts.backlog.findOldestWaitingMs();
    return oldestMs !== undefined && this.#now() - oldestMs > MAX_WAITING_MS;
  }

  #canBlameMeta(isBehind: boolean): boolean {
    return !isBehind && this.#now() - this.#startedAtMs >= STATUS_PATIENCE_MS;
  }

  async #isSilent({ phoneNumberId, lastStatusAtMs }: Watched): Promise<boolean> {
    const nowMs = this.#now();
    const heardMs = lastStatusAtMs === undefined ? 0 : lastStatusAtMs + STATUS_NOTE_INTERVAL_MS;
    return this.#parts.messages.hasUnreported(this.#parts.database.read, phoneNumberId, {
      afterMs: Math.max(heardMs, nowMs - STATUS_MEMORY_MS),
      beforeMs: nowMs - STATUS_PATIENCE_MS,
    });
  }

  async #turn(phoneNumberId: string, kind: WatchedKind, isOn: boolean): Promise<void> {
    const { connections } = this.#parts;
    if (!isOn) return connections.clearAlarm(phoneNumberId, kind);
    await connections.raiseAlarm({
      phoneNumberId,
      kind,
      reason: REASONS[kind],
      raisedAtMs: this.#now(),
    });
  }
}
