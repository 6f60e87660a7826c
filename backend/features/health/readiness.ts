import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import { giveUpAfter } from '../../give-up-after.ts';
import type { Logger } from '../../logger.ts';
import type { WebhookBacklog } from '../webhooks/webhook-backlog.ts';
import type { WebhookJournal } from '../webhooks/webhook-journal.ts';

const SHARED_FOR_MS = 1_000;
const PROBE_TIMEOUT_MS = 2_000;
/** Older than this, what customers wrote is not being shown. */
export const MAX_WAITING_MS = 60_000;

export interface ReadinessReport {
  /** What keeps the server from its work, in words; empty: it is ready. */
  problems: string[];
  /** How long the oldest webhook has waited to be worked through; 0: none waits, null: unknown. */
  oldestUnprocessedSeconds: number | null;
  /** The code of the database's refusal (`SQLITE_FULL`, `ECONNREFUSED`, `ETIMEDOUT`); null: none. */
  databaseError: string | null;
}

/**
 * Whether this server does its work: a commit succeeds, and what came in is being worked through.
 * (A server may go on answering webhooks with 200 while its workers are dead.) However many ask,
 * there is at most one probe in a second. Anybody may ask, so what the database said goes to the log
 * and only its code into the answer.
 */
export class Readiness {
  readonly #database: Pick<Database, 'probeCommit'>;
  readonly #backlog: Pick<WebhookBacklog, 'findOldestWaitingMs'>;
  readonly #journal: Pick<WebhookJournal, 'isFailing'>;
  readonly #logger: Logger;
  #shared: { report: Promise<ReadinessReport>; validUntilMs: number } | undefined;

  constructor(parts: {
    database: Pick<Database, 'probeCommit'>;
    backlog: Pick<WebhookBacklog, 'findOldestWaitingMs'>;
    journal: Pick<WebhookJournal, 'isFailing'>;
    logger: Logger;
  }) {
    this.#database = parts.database;
    this.#backlog = parts.backlog;
    this.#journal = parts.journal;
    this.#logger = parts.logger;
  }

  check(): Promise<ReadinessReport> {
    const nowMs = performance.now();
    if (!this.#shared || nowMs >= this.#shared.validUntilMs) {
      const shared = { report: this.#probe(), validUntilMs: Infinity };
      this.#shared = shared;
      void shared.report.then(() => (shared.validUntilMs = performance.now() + SHARED_FOR_MS));
    }
    return this.#shared.report;
  }

  async #probe(): Promise<ReadinessReport> {
    try {
      await this.#database.probeCommit(PROBE_TIMEOUT_MS);
      const oldestMs = await giveUpAfter(
        PROBE_TIMEOUT_MS,
        this.#backlog.findOldestWaitingMs(),
        'a read',
      );
      const waitedMs = oldestMs === undefined ? 0 : Math.max(0, Date.now() - oldestMs);
      const seconds = Math.round(waitedMs / 1_000);
      const problems: string[] = [];
      if (waitedMs > MAX_WAITING_MS) {
        problems.push(`The oldest webhook has waited ${seconds} s to be worked through.`);
      }
      // A full disk may still take the probe's small row.
      if (this.#journal.isFailing) problems.push('The latest webhooks could not be stored.');
      return { problems, oldestUnprocessedSeconds: seconds, databaseError: null };
    } catch (error) {
      this.#logger.warn({ reason: describeError(error) }, 'not ready: the database does not work');
      const code = codeOf(error);
      return {
        problems: [`The database takes no writes: ${code}.`],
        oldestUnprocessedSeconds: null,
        databaseError: code,
      };
    }
  }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : 'see the log';
}
