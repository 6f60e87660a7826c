import type { Database } from '../../database/database.ts';
import { AppError, describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { reachTracePoint } from '../../trace-points.ts';

const MAX_BATCH_ROWS = 512;
const MAX_BATCH_BYTES = 8 * 1_024 * 1_024;
/** More than this is not kept waiting in memory; Meta delivers again. */
const MAX_WAITING_BYTES = 32 * 1_024 * 1_024;
const FAILING_FOR_MS = 15_000;

interface Waiting {
  rawBody: Buffer;
  receivedAtMs: number;
  resolve: () => void;
  reject: (error: Error) => void;
}

/**
 * The journal of raw webhooks: what stands in it is not lost.
 *
 * Group commit: webhooks that are in flight together share one transaction. A batch begins as soon
 * as no commit is under way (after the current turn of the event loop, so that all requests read in
 * it ride along); what arrives during a commit is the next batch. When idle this adds no delay, and
 * under load batches grow by themselves, so that an fsync is paid once for many.
 *
 * `append` resolves after the commit and rejects with `unavailable` when the commit failed (the
 * database has then tried for five seconds), when too much is waiting, and after `stop`. Nothing is
 * acknowledged that is not on disk.
 */
export class WebhookJournal {
  readonly #database: Database;
  readonly #onStored: () => void;
  readonly #logger: Logger;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #isCommitting = false;
  #isStopped = false;
  #whenDrained: (() => void)[] = [];
  #failedAtMs: number | undefined;

  constructor(parts: { database: Database; logger: Logger; onStored: () => void }) {
    this.#database = parts.database;
    this.#logger = parts.logger;
    this.#onStored = parts.onStored;
  }

  /** Whether webhooks are being committed right now. */
  get isBusy(): boolean {
    return this.#isCommitting;
  }

  /** Whether the latest commit failed, not long ago: with no webhook since, nobody knows. */
  get isFailing(): boolean {
    return this.#failedAtMs !== undefined && performance.now() - this.#failedAtMs < FAILING_FOR_MS;
  }

  /** Stores one raw body durably. */
  append(rawBody: Buffer, receivedAtMs = Date.now()): Promise<void> {
    if (this.#isStopped) return Promise.reject(unavailable('The server is stopping.'));
    if (this.#waitingBytes + rawBody.length > MAX_WAITING_BYTES) {
      return Promise.reject(unavailable('Too many webhooks are waiting to be stored.'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rawBody, receivedAtMs, resolve, reject });
      this.#waitingBytes += rawBody.length;
      if (this.#isCommitting) return;
      this.#isCommitting = true;
      setImmediate(() => void this.#commitAll());
    });
  }

  /** Refuses new webhooks and waits for those that wait. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (!this.#isCommitting) return;
    await new Promise<void>((resolve) => this.#whenDrained.push(resolve));
  }

  async #commitAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commit(this.#takeBatch());
    this.#isCommitting = false;
    for (const resolve of this.#whenDrained.splice(0)) resolve();
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    reachTracePoint('webhook_before_commit');
    try {
      await this.#database.appendRows(
        'whatsapp_webhooks',
        ['raw_body', 'received_at', 'due_at'],
        batch.map(({ rawBody, receivedAtMs }) => [rawBody, receivedAtMs, receivedAtMs]),
      );
    } catch (error) {
      this.#failedAtMs = performance.now();
      this.#logger.error(
        { webhooks: batch.length, reason: describeError(error) },
        'webhooks could not be stored; Meta was told to deliver them again',
      );
      const refusal = unavailable('The webhook could not be stored.');
      for (const { reject } of batch) reject(refusal);
      return;
    }
    reachTracePoint('webhook_after_commit');
    this.#failedAtMs = undefined;
    for (const { resolve } of batch) resolve();
    this.#onStored();
  }

  #takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { rawBody } of this.#waiting) {
      if (count === MAX_BATCH_ROWS || (count > 0 && bytes + rawBody.length > MAX_BATCH_BYTES))
        break;
      bytes += rawBody.length;
      count += 1;
    }
    this.#waitingBytes -= bytes;
    const batch = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return batch;
  }
}

function unavailable(message: string): AppError {
  return new AppError('unavailable', message, { retryAfterSeconds: 5 });
}
