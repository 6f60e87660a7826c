import type {
  SetupGuide,
  SetupStepId,
  UpdateSetupGuideRequest,
} from '../../../contract/setup-guide.ts';
import type { Database } from '../../../database/database.ts';
import { isConnected } from '../connection.ts';
import type { ConnectionChanges } from '../connection-changes.ts';
import type { ConnectionService } from '../connection-service.ts';
import type { ConnectionRecord } from '../connection-store.ts';
import { toIso } from '../connection-summary.ts';
import type { SetupStepStore } from './setup-step-store.ts';

/** The first message of a customer to a number; from the messages slice. */
export interface FirstMessages {
  findFirstReceived(
    phoneNumberId: string,
  ): Promise<{ atMs: number; text: string | undefined } | undefined>;
}

/**
 * How far the set-up has come: five steps, from a number to the first message.
 *
 * Nothing is counted that can be seen. Credentials are done when Meta takes them, the webhook when
 * Meta has called it, the last step when a customer's message is here; so whoever comes back days
 * later, at another computer, or did half of it by hand, finds the list as things are, and a token
 * that has run out undoes its step. Only the first two happen where we cannot look: a person ticks
 * them, once for the installation, and working credentials prove them too.
 */
export class SetupGuideService {
  readonly #database: Database;
  readonly #store: SetupStepStore;
  readonly #connections: Pick<ConnectionService, 'findRecord'>;
  readonly #changes: Pick<ConnectionChanges, 'change'>;
  readonly #firstMessages: FirstMessages;

  constructor(parts: {
    database: Database;
    store: SetupStepStore;
    connections: Pick<ConnectionService, 'findRecord'>;
    changes: Pick<ConnectionChanges, 'change'>;
    firstMessages: FirstMessages;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#connections = parts.connections;
    this.#changes = parts.changes;
    this.#firstMessages = parts.firstMessages;
  }

  async getGuide(): Promise<SetupGuide> {
    const latest = await this.#connections.findRecord();
    const record = latest && isConnected(latest) ? latest : undefined;
    const ticks = await this.#store.list(this.#database.read);
    const first = record && (await this.#firstMessages.findFirstReceived(record.phoneNumberId));
    const hasCredentials = record !== undefined && isTaken(record);
    const webhookAtMs =
      record?.webhookVerifiedAtMs ?? first?.atMs ?? record?.lastWebhookAtMs ?? undefined;
    const step = (id: SetupStepId, isDone: boolean, atMs: number | undefined) => ({
      id,
      isDone,
      doneAt: isDone ? toIso(atMs) : null,
    });
    return {
      steps: [
        step('number', ticks.has('number') || hasCredentials, ticks.get('number')),
        step('app', ticks.has('app') || hasCredentials, ticks.get('app')),
        step('credentials', hasCredentials, record?.updatedAtMs),
        step('webhook', webhookAtMs !== undefined, webhookAtMs),
        step('message', first !== undefined, first?.atMs),
      ],
      isBegun: ticks.size > 0,
      firstMessage: first
        ? { at: new Date(first.atMs).toISOString(), text: first.text ?? null }
        : null,
    };
  }

  /** Ticks a manual step or takes the tick back; every admin's guide follows by the feed. */
  async setStep(
    { step, isDone }: UpdateSetupGuideRequest,
    nowMs = Date.now(),
  ): Promise<SetupGuide> {
    await this.#changes.change((tx) =>
      isDone ? this.#store.tick(tx, step, nowMs) : this.#store.untick(tx, step),
    );
    return this.getGuide();
  }
}

/** Meta takes the credentials, and its webhooks could be believed. */
function isTaken({ light, appSecret }: ConnectionRecord): boolean {
  return light !== 'disconnected' && appSecret !== undefined;
}
