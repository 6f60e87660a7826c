import type { Database, Transaction } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { ConnectionChanges } from './connection-changes.ts';
import type { ConnectionRecords } from './connection-records.ts';
import type { ConnectionStore } from './connection-store.ts';

const WEBHOOK_NOTE_INTERVAL_MS = 60_000;
/** How far `lastStatusAtMs` may be behind; the alarm on missing statuses allows for it. */
export const STATUS_NOTE_INTERVAL_MS = 30_000;

/**
 * When Meta was last heard of: webhooks that came, webhooks with a wrong signature, statuses.
 *
 * Webhooks come by the thousand, so a moment is written at most once an interval, by one write after
 * the other, and no caller waits for it. A failed write is only logged: it costs a figure on a
 * screen. That Meta verified the webhook is the exception: an admin is waiting for it.
 */
export class ConnectionActivity {
  readonly #database: Database;
  readonly #store: ConnectionStore;
  readonly #records: Pick<ConnectionRecords, 'forget'>;
  readonly #changes: Pick<ConnectionChanges, 'change'>;
  readonly #logger: Logger;
  #nextWebhookNoteMs = 0;
  #nextRefusalNoteMs = 0;
  readonly #nextStatusNoteMs = new Map<string, number>();
  /** The last note under way. */
  #notes: Promise<void> = Promise.resolve();

  constructor(parts: {
    database: Database;
    store: ConnectionStore;
    records: Pick<ConnectionRecords, 'forget'>;
    changes: Pick<ConnectionChanges, 'change'>;
    logger: Logger;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#records = parts.records;
    this.#changes = parts.changes;
    this.#logger = parts.logger;
  }

  /** Notes that Meta's verification call was answered, and tells the feed. */
  async recordWebhookVerified(nowMs: number): Promise<void> {
    await this.#changes.change((tx) =>
      this.#store.setWebhookMoment(tx, 'webhook_verified_at', nowMs),
    );
  }

  /** Notes that a signed webhook arrived. */
  recordWebhookReceived(nowMs: number): void {
    if (isThrottled(nowMs, this.#nextWebhookNoteMs, WEBHOOK_NOTE_INTERVAL_MS)) return;
    this.#nextWebhookNoteMs = nowMs + WEBHOOK_NOTE_INTERVAL_MS;
    this.#note((tx) => this.#store.setWebhookMoment(tx, 'last_webhook_at', nowMs));
  }

  /** Notes that a webhook's signature was wrong. */
  recordWebhookRefused(nowMs: number): void {
    if (isThrottled(nowMs, this.#nextRefusalNoteMs, WEBHOOK_NOTE_INTERVAL_MS)) return;
    this.#nextRefusalNoteMs = nowMs + WEBHOOK_NOTE_INTERVAL_MS;
    this.#note((tx) => this.#store.setWebhookMoment(tx, 'webhook_refused_at', nowMs));
  }

  /** Notes that Meta reported on messages of these numbers. */
  recordStatusesReceived(phoneNumberIds: Iterable<string>, nowMs: number): void {
    for (const id of phoneNumberIds) {
      const nextMs = this.#nextStatusNoteMs.get(id) ?? 0;
      if (isThrottled(nowMs, nextMs, STATUS_NOTE_INTERVAL_MS)) continue;
      this.#nextStatusNoteMs.set(id, nowMs + STATUS_NOTE_INTERVAL_MS);
      this.#note((tx) => this.#store.setLastStatus(tx, id, nowMs));
    }
  }

  /** Waits for a write under way. */
  async stop(): Promise<void> {
    await this.#notes;
  }

  #note(write: (tx: Transaction) => Promise<void>): void {
    this.#notes = this.#notes
      .then(() => this.#database.transaction(write))
      .then(
        () => this.#records.forget(),
        (error: unknown) =>
          this.#logger.warn({ reason: describeError(error) }, 'a moment was not noted'),
      );
  }
}

/** A clock that was set back must not silence the notes until it is there again. */
function isThrottled(nowMs: number, nextMs: number, intervalMs: number): boolean {
  return nowMs < nextMs && nowMs >= nextMs - intervalMs;
}
