import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { WebhookBacklog } from '../webhooks/webhook-backlog.ts';

const SHARED_FOR_MS = 1_000;
const PROBE_TIMEOUT_MS = 2_000;
/** Older than this, what customers wrote is not being shown. */
export const MAX_WAITING_MS = 60_000;

export interface ReadinessReport {
  /** What keeps the server from its work, in words; empty: it is ready. */
  problems: string[];
  /** How long the oldest webhook has waited to be worked through; 0: none waits, null: unknown. */
  oldestUnprocessedSeconds: number | null;
}

/**
 * Whether this server does its work: a commit succeeds, and what came in is being worked through.
 * (A server may go on answering webhooks with 200 while its workers are dead.) However many ask,
 * there is at most one probe in a second.
 */
export class Readiness {
  readonly #database: Pick<Database, 'probeCommit'>;
  readonly #backlog: Pick<WebhookBacklog, 'findOldestWaitingMs'>;
  #shared: { report: Promise<ReadinessReport>; validUntilMs: number } | undefined;

  constructor(parts: {
    database: Pick<Database, 'probeCommit'>;
    backlog: Pick<WebhookBacklog, 'findOldestWaitingMs'>;
  }) {
    this.#database = parts.database;
    this.#backlog = parts.backlog;
  }

  check(): Promise<ReadinessReport> {
    const nowMs = performance.now();
    if (!this.#shared || nowMs >= this.#shared.validUntilMs) {
      this.#shared = { report: this.#probe(), validUntilMs: nowMs + SHARED_FOR_MS };
    }
    return this.#shared.report;
  }

  async #probe(): Promise<ReadinessReport> {
    try {
      await this.#database.probeCommit(PROBE_TIMEOUT_MS);
      const oldestMs = await this.#backlog.findOldestWaitingMs();
      const waitedMs = oldestMs === undefined ? 0 : Math.max(0, Date.now() - oldestMs);
      const seconds = Math.round(waitedMs / 1_000);
      const problems =
        waitedMs > MAX_WAITING_MS
          ? [`The oldest webhook has waited ${seconds} s to be worked through.`]
          : [];
      return { problems, oldestUnprocessedSeconds: seconds };
    } catch (error) {
      return {
        problems: [`The database takes no writes: ${describeError(error)}.`],
        oldestUnprocessedSeconds: null,
      };
    }
  }
}
