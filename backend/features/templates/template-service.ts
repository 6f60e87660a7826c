import { z } from 'zod';
import type {
  DeleteTemplatesResponse,
  Template,
  TemplateChange,
  TemplateDraft,
  TemplateFinding,
  TemplateListState,
  TemplatePage,
  TemplateQuery,
  TemplateWriteResponse,
} from '../../contract/template.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import type { GraphResult } from '../../whatsapp/graph-client.ts';
import type { GraphTemplates } from '../../whatsapp/graph-templates.ts';
import { toMessageError } from '../../whatsapp/graph-error.ts';
import type { TemplateEvent } from '../../whatsapp/webhook-events.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { Connection, ConnectionService } from '../settings/connection-service.ts';
import { lintTemplate } from './lint-template.ts';
import { readComponents, toLanguage, toListState, toTemplate } from './read-graph-template.ts';
import type { TemplateRecord, TemplateStore } from './template-store.ts';
import type { TemplateSyncStore } from './template-sync-store.ts';
import type { TemplateSync } from './template-sync.ts';

const cursorSchema = z.tuple([z.string(), z.string(), z.string()]);
/** Meta takes a moment until its list shows what it has accepted. */
const SYNC_AFTER_WRITE_MS = 10_000;
/** Webhooks about templates come in flocks. */
const SYNC_AFTER_WEBHOOK_MS = 60_000;

/** The connected account's message templates: looked up, written through to Meta, filled in. */
export class TemplateService {
  readonly #database: Database;
  readonly #store: TemplateStore;
  readonly #syncs: TemplateSyncStore;
  readonly #sync: Pick<TemplateSync, 'syncNow' | 'schedule'>;
  readonly #connections: Pick<ConnectionService, 'getConnected'>;
  readonly #graph: Pick<GraphTemplates, 'create' | 'edit' | 'delete'>;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: Pick<ChangeNotifier, 'wake'>;

  constructor(parts: {
    database: Database;
    store: TemplateStore;
    syncs: TemplateSyncStore;
    sync: Pick<TemplateSync, 'syncNow' | 'schedule'>;
    connections: Pick<ConnectionService, 'getConnected'>;
    graph: Pick<GraphTemplates, 'create' | 'edit' | 'delete'>;
    changeLog: ChangeLog;
    changeNotifier: Pick<ChangeNotifier, 'wake'>;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#syncs = parts.syncs;
    this.#sync = parts.sync;
    this.#connections = parts.connections;
    this.#graph = parts.graph;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
  }

  /** By name, then by language. Throws `not_configured`. */
  async list(query: TemplateQuery): Promise<TemplatePage> {
    const { businessAccountId } = await this.#connections.getConnected(query.number);
    const { cursor, limit, status, category, language, search } = query;
    const [name, lastLanguage, id] = cursor === undefined ? [] : decodeCursor(cursor, cursorSchema);
    const records = await this.#store.list(this.#database.read, businessAccountId, {
      statuses: status?.split(',').map((word) => word.trim().toUpperCase()),
      category: category?.toUpperCase(),
      language: language === undefined ? undefined : toLanguage(language),
      search,
      after:
        name === undefined || lastLanguage === undefined || id === undefined
          ? undefined
          : { name, language: lastLanguage, id },
      limit: limit + 1,
    });
    const page = records.slice(0, limit);
    const last = records.length > limit ? page.at(-1) : undefined;
    return {
      templates: page.map(toTemplate),
      next_cursor: last ? encodeCursor([last.name, last.language, last.id]) : null,
      state: await this.#stateOf(businessAccountId),
    };
  }

  /** Throws `not_found`, `not_configured`. */
  async get(id: string): Promise<Template> {
    const { businessAccountId } = await this.#getConnection();
    return toTemplate(await this.#getRecord(businessAccountId, id));
  }

  lint(draft: TemplateDraft): TemplateFinding[] {
    return lintTemplate(draft);
  }

  /** Asks Meta for the whole list. Throws `meta_unreachable` when that fails; nothing is lost then. */
  async syncNow(): Promise<TemplateListState> {
    const state = await this.#sync.syncNow(await this.#getConnection());
    if (state.sync_error !== null) throw new AppError('meta_unreachable', state.sync_error);
    return state;
  }

  /**
   * Submits a template to Meta's review. Throws `validation_failed` with what the linter finds,
   * `refused_by_meta`, `meta_unreachable` (it may or may not be there: look after a sync).
   */
  async create(draft: TemplateDraft): Promise<TemplateWriteResponse> {
    const connection = await this.#getConnection();
    const findings = requireClean(lintTemplate(draft));
    const { parameter_format, ...rest } = draft;
    const answer = await this.#graph.create(connection, {
      ...rest,
      parameter_format: parameter_format.toUpperCase(),
    });
    const made = await this.#takeAnswer(connection, answer);
    const record = await this.#save(connection, {
      id: made.id,
      name: draft.name,
      language: toLanguage(draft.language),
      status: made.status,
      category: made.category ?? draft.category,
      nextCategory: null,
      parameterFormat: parameter_format,
      components: readComponents(draft.components),
      quality: null,
      rejectedReason: null,
    });
    return { template: toTemplate(record), findings };
  }

  /** Changes a template at Meta, who reviews it again. Throws as `create`, and `not_found`. */
  async edit(id: string, change: TemplateChange): Promise<TemplateWriteResponse> {
    const connection = await this.#getConnection();
    const record = await this.#getRecord(connection.businessAccountId, id);
    const next = {
      ...record,
      category: change.category ?? record.category,
      components: readComponents(change.components ?? record.components),
    };
    const findings = requireClean(
      change.components === undefined
        ? []
        : lintTemplate({ ...next, parameter_format: record.parameterFormat }),
    );
    await this.#takeAnswer(connection, await this.#graph.edit(connection, id, change));
    const isReviewed = change.components !== undefined || change.category !== undefined;
    const saved = await this.#save(connection, {
      ...next,
      status: isReviewed ? 'PENDING' : record.status,
      rejectedReason: isReviewed ? null : record.rejectedReason,
    });
    return { template: toTemplate(saved), findings };
  }

  /** Deletes one language of a template at Meta. */
  async delete(id: string): Promise<DeleteTemplatesResponse> {
    const connection = await this.#getConnection();
    const record = await this.#getRecord(connection.businessAccountId, id);
    return this.#delete(connection, { name: record.name, id }, [record]);
  }

  /** Deletes every language of this name at Meta. */
  async deleteByName(name: string): Promise<DeleteTemplatesResponse> {
    const connection = await this.#getConnection();
    const records = await this.#store.listAll(this.#database.read, connection.businessAccountId, {
      name,
    });
    if (records.length === 0) throw new AppError('not_found', `There is no template «${name}».`);
    return this.#delete(connection, { name }, records);
  }

  /** What Meta's webhooks tell of templates; a sync soon after puts right what came out of order. */
  async recordEvents(
    tx: Transaction,
    events: readonly TemplateEvent[],
    nowMs: number,
  ): Promise<'applied'[]> {
    await this.#changeLog.reserve(tx, 0);
    for (const { businessAccountId, name, language, change } of events) {
      const key = { name, language: toLanguage(language) };
      for (const record of await this.#store.listAll(tx, businessAccountId, key)) {
        if (change.status === 'DELETED') {
          await this.#store.delete(tx, businessAccountId, [record.id]);
        } else await this.#store.save(tx, businessAccountId, [{ ...record, ...change }], nowMs);
      }
    }
    for (const accountId of new Set(events.map((event) => event.businessAccountId))) {
      await this.#appendChanged(tx, accountId, nowMs);
      await this.#sync.schedule(tx, SYNC_AFTER_WEBHOOK_MS, accountId);
    }
    return events.map(() => 'applied');
  }

  async #delete(
    connection: Connection,
    target: { name: string; id?: string },
    records: readonly TemplateRecord[],
  ): Promise<DeleteTemplatesResponse> {
    const { businessAccountId } = connection;
    await this.#takeAnswer(connection, await this.#graph.delete(connection, target));
    await this.#change(businessAccountId, (tx) =>
      this.#store.delete(
        tx,
        businessAccountId,
        records.map(({ id }) => id),
      ),
    );
    return { deleted: records.map(({ id, name, language }) => ({ id, name, language })) };
  }

  async #save(
    { businessAccountId }: Connection,
    facts: Parameters<TemplateStore['save']>[2][number],
  ): Promise<TemplateRecord> {
    await this.#change(businessAccountId, (tx, nowMs) =>
      this.#store.save(tx, businessAccountId, [facts], nowMs),
    );
    return this.#getRecord(businessAccountId, facts.id);
  }

  async #change(
    accountId: string,
    write: (tx: Transaction, nowMs: number) => Promise<void>,
  ): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const nowMs = Date.now();
      await write(tx, nowMs);
      await this.#sync.schedule(tx, SYNC_AFTER_WRITE_MS, accountId);
      await this.#appendChanged(tx, accountId, nowMs);
    });
    this.#changeNotifier.wake();
  }

  async #appendChanged(tx: Transaction, accountId: string, nowMs: number): Promise<void> {
    const state = toListState(
      await this.#store.count(tx, accountId),
      await this.#syncs.find(tx, accountId),
    );
    await this.#changeLog.append(tx, [{ type: 'templates.changed', state }], nowMs);
  }

  /** What Meta answered to a change, or an error in words; then the list is looked at again. */
  async #takeAnswer<Value>(connection: Connection, answer: GraphResult<Value>): Promise<Value> {
    if (answer.kind === 'ok') return answer.value;
    if (answer.kind === 'refused') {
      const { title, details } = toMessageError(answer.error);
      throw new AppError('refused_by_meta', [title, details].filter(Boolean).join('. '), {
        details: { code: answer.error.code, subcode: answer.error.subcode ?? null },
      });
    }
    await this.#database.transaction((tx) =>
      this.#sync.schedule(tx, SYNC_AFTER_WRITE_MS, connection.businessAccountId),
    );
    throw new AppError(
      'meta_unreachable',
      `Meta gave no clear answer (${answer.reason}). It may have been done: look at the list in a minute before you try again.`,
    );
  }

  async #stateOf(accountId: string): Promise<TemplateListState> {
    const db = this.#database.read;
    return toListState(
      await this.#store.count(db, accountId),
      await this.#syncs.find(db, accountId),
    );
  }

  async #getRecord(accountId: string, id: string): Promise<TemplateRecord> {
    const record = await this.#store.find(this.#database.read, accountId, id);
    if (!record) throw new AppError('not_found', `There is no template «${id}».`);
    return record;
  }

  async #getConnection(): Promise<Connection> {
    return this.#connections.getConnected();
  }
}

/** The warnings; throws `validation_failed` when there are errors. */
function requireClean(findings: TemplateFinding[]): TemplateFinding[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return findings;
  throw new AppError('validation_failed', `Meta would refuse this: ${errors[0]?.message ?? ''}`, {
    details: errors,
  });
}
