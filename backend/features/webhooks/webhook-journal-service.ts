import type {
  WebhookEventDetail,
  WebhookEventPage,
  WebhookEventQuery,
  WebhookItemQuery,
} from '../../contract/webhook-event.ts';
import type { Database } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import type { WebhookReadModel } from './webhook-read-model.ts';
import type { WebhookStore } from './webhook-store.ts';

/** Put back in line in one transaction, so that the intake never waits long. */
const REPLAY_BATCH = 500;

/**
 * What admins do with the journal: look for a message, and have webhooks worked through again.
 *
 * A replay puts the webhook back in line; a worker takes it like a new one, here or, after a command
 * on the command line, in the running server within a second. What was taken before stays as it is,
 * because messages and statuses are stored once.
 */
export class WebhookJournalService {
  readonly #database: Database;
  readonly #store: WebhookStore;
  readonly #readModel: WebhookReadModel;
  readonly #onReplayed: () => void;

  constructor(parts: {
    database: Database;
    store: WebhookStore;
    readModel: WebhookReadModel;
    /** Something was put back in line. */
    onReplayed: () => void;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#readModel = parts.readModel;
    this.#onReplayed = parts.onReplayed;
  }

  /** Throws `invalid_cursor`. */
  async list(query: WebhookEventQuery): Promise<WebhookEventPage> {
    return this.#readModel.list(query);
  }

  /** Throws `not_found` and `invalid_cursor`. */
  async get(id: string, query: WebhookItemQuery): Promise<WebhookEventDetail> {
    const event = isWebhookId(id) ? await this.#readModel.find(Number(id), query) : undefined;
    if (!event) throw notFound(id);
    return event;
  }

  /** Has one webhook worked through again, whatever became of it. Throws `not_found`. */
  async replay(id: string): Promise<void> {
    const isFound =
      isWebhookId(id) &&
      (await this.#database.transaction((tx) =>
        this.#store.requeue(tx, [Number(id)], Date.now()),
      )) > 0;
    if (!isFound) throw notFound(id);
    this.#onReplayed();
  }

  /**
   * Has all webhooks worked through again that failed or of which an item is set aside; returns how
   * many. Each is taken once, also when it fails again meanwhile.
   */
  async replayFailed(): Promise<number> {
    let replayed = 0;
    let lastId = 0;
    for (;;) {
      const ids = await this.#store.listTroubled(lastId, REPLAY_BATCH);
      const last = ids.at(-1);
      if (last === undefined) return replayed;
      replayed += await this.#database.transaction((tx) =>
        this.#store.requeue(tx, ids, Date.now()),
      );
      this.#onReplayed();
      lastId = last;
    }
  }
}

function isWebhookId(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}

function notFound(id: string): AppError {
  return new AppError('not_found', `There is no webhook «${id}».`);
}
