import type { Knex } from 'knex';
import type { TemplateComponent } from '../../contract/template.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { listCards } from './template-parts.ts';

/** What Meta says about a template. */
export interface TemplateFacts {
  id: string;
  name: string;
  language: string;
  status: string;
  category: string;
  nextCategory: string | null;
  parameterFormat: 'positional' | 'named';
  components: TemplateComponent[];
  quality: string | null;
  rejectedReason: string | null;
}

export interface TemplateRecord extends TemplateFacts {
  businessAccountId: string;
  updatedAtMs: number;
  syncedAtMs: number;
}

/** Where a list goes on: behind this template. */
export type TemplateKey = Pick<TemplateFacts, 'name' | 'language' | 'id'>;

interface TemplateRow {
  business_account_id: string;
  id: string;
  name: string;
  language: string;
  status: string;
  category: string;
  next_category: string | null;
  parameter_format: 'positional' | 'named';
  components: string;
  search_text: string;
  quality: string | null;
  rejected_reason: string | null;
  updated_at: number;
  synced_at: number;
}

const TABLE = 'whatsapp_templates';
/** Rows in one statement; SQLite takes 32,766 values at most. */
const CHUNK_SIZE = 200;

/** The table whatsapp_templates. */
export class TemplateStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(db: Knex, accountId: string, id: string): Promise<TemplateRecord | undefined> {
    const row: TemplateRow | undefined = await db(TABLE)
      .where({ business_account_id: accountId, id })
      .first();
    return row && toRecord(row);
  }

  /** Every template of the account, or of one name, in one language or all. */
  async listAll(
    db: Knex,
    accountId: string,
    key: { name?: string; language?: string } = {},
  ): Promise<TemplateRecord[]> {
    const rows: TemplateRow[] = await db(TABLE)
      .where({ business_account_id: accountId, ...key })
      .orderBy(['name', 'language', 'id']);
    return rows.map(toRecord);
  }

  /** By name, then by language. */
  async list(
    db: Knex,
    accountId: string,
    options: {
      statuses?: readonly string[] | undefined;
      category?: string | undefined;
      language?: string | undefined;
      search?: string | undefined;
      after?: TemplateKey | undefined;
      limit: number;
    },
  ): Promise<TemplateRecord[]> {
    const { statuses, category, language, search, after, limit } = options;
    const select = db(TABLE)
      .where({ business_account_id: accountId })
      .orderBy(['name', 'language', 'id'])
      .limit(limit);
    if (statuses) void select.whereIn('status', statuses);
    if (category !== undefined) void select.where({ category });
    if (language !== undefined) void select.where({ language });
    if (after) {
      void select.whereRaw('(name, language, id) > (?, ?, ?)', [
        after.name,
        after.language,
        after.id,
      ]);
    }
    if (search !== undefined) {
      const columns = ['name', 'search_text'];
      void select.where((found) => this.#database.dialect.searchText(found, columns, search));
    }
    return ((await select) as TemplateRow[]).map(toRecord);
  }

  async count(db: Knex, accountId: string): Promise<number> {
    const [row] = await db(TABLE)
      .where({ business_account_id: accountId })
      .count<{ total: number | string }[]>({ total: '*' });
    return Number(row?.total ?? 0);
  }

  /** Writes these templates as they are here; those that are there are replaced. */
  async save(
    tx: Transaction,
    accountId: string,
    templates: readonly TemplateFacts[],
    nowMs: number,
  ): Promise<void> {
    for (let start = 0; start < templates.length; start += CHUNK_SIZE) {
      const rows = templates.slice(start, start + CHUNK_SIZE).map((facts) =>
        toRow({
          ...facts,
          businessAccountId: accountId,
          updatedAtMs: nowMs,
          syncedAtMs: nowMs,
        }),
      );
      await tx(TABLE).insert(rows).onConflict(['business_account_id', 'id']).merge();
    }
  }

  async delete(tx: Transaction, accountId: string, ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += CHUNK_SIZE) {
      await tx(TABLE)
        .where({ business_account_id: accountId })
        .whereIn('id', ids.slice(start, start + CHUNK_SIZE))
        .delete();
    }
  }

  /** Meta has named all of the account's templates. */
  async setSynced(tx: Transaction, accountId: string, nowMs: number): Promise<void> {
    await tx(TABLE).where({ business_account_id: accountId }).update({ synced_at: nowMs });
  }
}

/** What people read of a template, its cards included. */
function listTexts(components: readonly TemplateComponent[]): string[] {
  return components.flatMap((part) => [
    ...(part.text === undefined ? [] : [part.text]),
    ...(part.buttons ?? []).flatMap(({ text }) => (text === undefined ? [] : [text])),
    ...listCards({ components: [part] }).flatMap((card) => listTexts(card.components)),
  ]);
}

function toRow(record: TemplateRecord): TemplateRow {
  return {
    business_account_id: record.businessAccountId,
    id: record.id,
    name: record.name,
    language: record.language,
    status: record.status,
    category: record.category,
    next_category: record.nextCategory,
    parameter_format: record.parameterFormat,
    components: JSON.stringify(record.components),
    search_text: listTexts(record.components).join('\n'),
    quality: record.quality,
    rejected_reason: record.rejectedReason,
    updated_at: record.updatedAtMs,
    synced_at: record.syncedAtMs,
  };
}

function toRecord(row: TemplateRow): TemplateRecord {
  return {
    businessAccountId: row.business_account_id,
    id: row.id,
    name: row.name,
    language: row.language,
    status: row.status,
    category: row.category,
    nextCategory: row.next_category,
    parameterFormat: row.parameter_format,
    components: JSON.parse(row.components) as TemplateComponent[],
    quality: row.quality,
    rejectedReason: row.rejected_reason,
    updatedAtMs: row.updated_at,
    syncedAtMs: row.synced_at,
  };
}
