import type { Knex } from 'knex';
import type { Template } from '../../contract/template.ts';
import type { Database, Transaction } from '../../database/database.ts';

const TABLE = 'whatsapp_templates';
/** Rows in one statement; SQLite takes 32,766 values at most. */
const CHUNK_SIZE = 200;

interface TemplateRow {
  id: string;
  business_account_id: string;
  name: string;
  language: string;
  status: string;
  category: string;
  components: string;
  parameter_format: Template['parameter_format'];
  quality: string | null;
  rejected_reason: string | null;
  updated_at: number;
  gone_at: number | null;
}

/** What Meta says about a template. */
export type ListedTemplate = Omit<Template, 'updated_at'>;

/** Where a list goes on: behind this template. */
export type TemplateKey = Pick<Template, 'name' | 'language'>;

/** The table `whatsapp_templates`. Those that Meta no longer lists are kept, and found by nobody. */
export class TemplateStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(
    db: Knex,
    businessAccountId: string,
    { name, language }: TemplateKey,
  ): Promise<Template | undefined> {
    const row: TemplateRow | undefined = await db(TABLE)
      .where({ business_account_id: businessAccountId, name, language, gone_at: null })
      .first();
    return row && toTemplate(row);
  }

  /** By name, then by language. */
  async list(
    db: Knex,
    businessAccountId: string,
    options: { status?: string; search?: string; after?: TemplateKey; limit: number },
  ): Promise<Template[]> {
    const { status, search, after, limit } = options;
    const select = db(TABLE)
      .where({ business_account_id: businessAccountId, gone_at: null })
      .orderBy(['name', 'language'])
      .limit(limit);
    if (status !== undefined) select.where('status', status);
    if (after) select.whereRaw('(name, language) > (?, ?)', [after.name, after.language]);
    if (search !== undefined) {
      const columns = ['name', 'components'];
      select.where((found) => this.#database.dialect.searchText(found, columns, search));
    }
    return ((await select) as TemplateRow[]).map(toTemplate);
  }

  /**
   * Makes the account's templates what Meta listed, beginning at `listedAtMs`; rows that a webhook
   * has written since are newer and stay.
   */
  async replaceAll(
    tx: Transaction,
    businessAccountId: string,
    listed: readonly ListedTemplate[],
    listedAtMs: number,
  ): Promise<void> {
    const known: Pick<TemplateRow, 'id' | 'name' | 'language'>[] = await tx(TABLE)
      .where({ business_account_id: businessAccountId })
      .where('updated_at', '<=', listedAtMs)
      .select('id', 'name', 'language');
    const listedIds = new Set(listed.map(({ id }) => id));
    const listedKeys = new Set(listed.map(keyOf));
    const goneIds = known.filter(({ id }) => !listedIds.has(id));
    // Made anew under the same name, it has another id.
    await inChunks(goneIds.filter((row) => listedKeys.has(keyOf(row))), (rows) =>
      tx(TABLE).whereIn('id', rows.map(({ id }) => id)).delete(),
    );
    await inChunks(goneIds, (rows) =>
      tx(TABLE)
        .whereIn('id', rows.map(({ id }) => id))
        .whereNull('gone_at')
        .update({ gone_at: listedAtMs }),
    );
    await inChunks(listed, (templates) =>
      tx(TABLE)
        .insert(templates.map((template) => toRow(businessAccountId, template, listedAtMs)))
        .onConflict('id')
        .merge()
        .where(`${TABLE}.updated_at`, '<=', listedAtMs),
    );
  }

  /** Changes what is known of one template; false: there is no such row. */
  async update(
    tx: Transaction,
    businessAccountId: string,
    id: string,
    change: { status?: string; category?: string; quality?: string; rejected_reason?: string | null },
    nowMs: number,
  ): Promise<boolean> {
    const count = await tx(TABLE)
      .where({ business_account_id: businessAccountId, id })
      .update({ ...change, updated_at: nowMs });
    return count > 0;
  }
}

async function inChunks<Value>(
  values: readonly Value[],
  write: (chunk: Value[]) => PromiseLike<unknown>,
): Promise<void> {
  for (let start = 0; start < values.length; start += CHUNK_SIZE) {
    await write(values.slice(start, start + CHUNK_SIZE));
  }
}

function keyOf({ name, language }: TemplateKey): string {
  return `${name} ${language}`;
}

function toRow(
  businessAccountId: string,
  template: ListedTemplate,
  listedAtMs: number,
): TemplateRow {
  return {
    ...template,
    business_account_id: businessAccountId,
    components: JSON.stringify(template.components),
    updated_at: listedAtMs,
    gone_at: null,
  };
}

function toTemplate(row: TemplateRow): Template {
  const { business_account_id: _account, gone_at: _gone, ...rest } = row;
  return {
    ...rest,
    components: JSON.parse(row.components) as Template['components'],
    updated_at: new Date(row.updated_at).toISOString(),
  };
}
