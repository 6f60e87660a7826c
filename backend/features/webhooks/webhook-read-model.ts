import type { Knex } from 'knex';
import { z } from 'zod';
import type {
  WebhookEvent,
  WebhookEventPage,
  WebhookEventQuery,
  WebhookProblem,
} from '../../contract/webhook-event.ts';
import type { Database } from '../../database/database.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import type { ProblemRow, WebhookRow } from './webhook-store.ts';

const cursorSchema = z.tuple([z.number().int().positive()]);

type ListedRow = Omit<WebhookRow, 'raw_body' | 'due_at'> & { size: number };

/** The journal as admins see it: newest first, with what was set aside. */
export class WebhookReadModel {
  readonly #database: Database;

  constructor(parts: { database: Database }) {
    this.#database = parts.database;
  }

  /** Throws `invalid_cursor`. */
  async list(query: WebhookEventQuery): Promise<WebhookEventPage> {
    const db = this.#database.read;
    const select: Knex.QueryBuilder = db('whatsapp_webhooks')
      .select('id', 'state', 'received_at', 'processed_at', 'attempts', 'item_count')
      .select('problem_count', 'error', db.raw('length(raw_body) AS size'))
      .orderBy('id', 'desc')
      .limit(query.limit + 1);
    if (query.state !== undefined) select.where('state', query.state);
    if (query.has_problems === 'true') select.where('problem_count', '>', 0);
    if (query.has_problems === 'false') {
      select.where((none) => none.where('problem_count', 0).orWhereNull('problem_count'));
    }
    if (query.cursor !== undefined) {
      select.where('id', '<', decodeCursor(query.cursor, cursorSchema)[0]);
    }
    const rows = (await select) as ListedRow[];
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const problems: ProblemRow[] = await db('webhook_problems')
      .whereIn(
        'webhook_id',
        shown.map(({ id }) => id),
      )
      .orderBy(['webhook_id', 'item_path']);
    return {
      events: shown.map((row) =>
        toEvent(
          row,
          problems.filter((problem) => problem.webhook_id === row.id),
        ),
      ),
      counts: await this.#count(db),
      next_cursor: last ? encodeCursor([last.id]) : null,
    };
  }

  async #count(db: Knex): Promise<WebhookEventPage['counts']> {
    const countRows = async (query: Knex.QueryBuilder) => {
      const [row] = (await query.count({ total: '*' })) as { total: number | string }[];
      return Number(row?.total ?? 0);
    };
    const open = () => db('webhook_problems').whereNull('resolved_at');
    return {
      stored: await countRows(db('whatsapp_webhooks').whereRaw("state = 'stored'")),
      failed: await countRows(db('whatsapp_webhooks').whereRaw("state = 'failed'")),
      unknown_items: await countRows(open().where('state', 'unknown')),
      failed_items: await countRows(open().where('state', 'failed')),
    };
  }
}

function toEvent(row: ListedRow, problems: readonly ProblemRow[]): WebhookEvent {
  return {
    id: String(row.id),
    state: row.state,
    received_at: new Date(row.received_at).toISOString(),
    processed_at: toIso(row.processed_at),
    attempts: row.attempts,
    size_bytes: Number(row.size),
    item_count: row.item_count,
    problem_count: row.problem_count,
    error: row.error,
    problems: problems.map((problem): WebhookProblem => ({
      item_path: problem.item_path,
      state: problem.state,
      reason: problem.reason,
      raw: problem.raw,
      created_at: new Date(problem.created_at).toISOString(),
      resolved_at: toIso(problem.resolved_at),
    })),
  };
}

function toIso(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
