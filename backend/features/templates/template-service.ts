import { z } from 'zod';
import type {
  Template,
  TemplateDraft,
  TemplateFinding,
  TemplateListState,
  TemplatePage,
  TemplateQuery,
} from '../../contract/template.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import type { TemplateEvent } from '../../whatsapp/webhook-events.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { Connection, ConnectionService } from '../settings/connection-service.ts';
import { lintTemplate } from './lint-template.ts';
import { toLanguage, toListState, toTemplate } from './read-graph-template.ts';
import type { TemplateRecord, TemplateStore } from './template-store.ts';
import type { TemplateSyncStore } from './template-sync-store.ts';
import type { TemplateSync } from './template-sync.ts';

const cursorSchema = z.tuple([z.string(), z.string(), z.string()]);
/** Webhooks about templates come in flocks. */
const SYNC_AFTER_WEBHOOK_MS = 60_000;

/** The connected account's message templates: looked up, and kept as Meta tells them. */
export class TemplateService {
  readonly #database: Database;
  readonly #store: TemplateStore;
  readonly #syncs: TemplateSyncStore;
  readonly #sync: Pick<TemplateSync, 'syncNow' | 'schedule'>;
  readonly #connections: Pick<ConnectionService, 'getConnected'>;
  readonly #changeLog: ChangeLog;

  constructor(parts: {
    database: Database;
    store: TemplateStore;
    syncs: TemplateSyncStore;
    sync: Pick<TemplateSync, 'syncNow' | 'schedule'>;
    connections: Pick<ConnectionService, 'getConnected'>;
    changeLog: ChangeLog;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#syncs = parts.syncs;
    this.#sync = parts.sync;
    this.#connections = parts.connections;
    this.#changeLog = parts.changeLog;
  }

  /** By name, then by language. Throws `not_configured`. */
  async list(query: TemplateQuery): Promise<TemplatePage> {
    const { businessAccountId } = await this.getConnection(query.number);
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
    const { businessAccountId } = await this.getConnection();
    return toTemplate(await this.getRecord(businessAccountId, id));
  }

  lint(draft: TemplateDraft): TemplateFinding[] {
    return lintTemplate(draft);
  }

  /** Asks Meta for the whole list. Throws `meta_unreachable` when that fails; nothing is lost then. */
  async syncNow(): Promise<TemplateListState> {
    const state = await this.#sync.syncNow(await this.getConnection());
    if (state.sync_error !== null) throw new AppError('meta_unreachable', state.sync_error);
    return state;
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
      await this.appendChanged(tx, accountId, nowMs);
      await this.#sync.schedule(tx, SYNC_AFTER_WEBHOOK_MS, accountId);
    }
    return events.map(() => 'applied');
  }

  /** The list has changed: for the feed, in the transaction that changes it. */
  async appendChanged(tx: Transaction, accountId: string, nowMs: number): Promise<void> {
    const state = toListState(
      await this.#store.count(tx, accountId),
      await this.#syncs.find(tx, accountId),
    );
    await this.#changeLog.append(tx, [{ type: 'templates.changed', state }], nowMs);
  }

  async #stateOf(accountId: string): Promise<TemplateListState> {
    const db = this.#database.read;
    return toListState(
      await this.#store.count(db, accountId),
      await this.#syncs.find(db, accountId),
    );
  }

  /** Throws `not_found`. */
  async getRecord(accountId: string, id: string): Promise<TemplateRecord> {
    const record = await this.#store.find(this.#database.read, accountId, id);
    if (!record) throw new AppError('not_found', `There is no template «${id}».`);
    return record;
  }

  /** Of the account of this number, or of the first one. Throws `not_configured`. */
  async getConnection(number?: string): Promise<Connection> {
    return this.#connections.getConnected(number);
  }
}
