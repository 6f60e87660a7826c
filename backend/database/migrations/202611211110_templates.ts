import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

/** More of what Meta says about a template. The column `id` holds Meta's id. */
async function up(tx: Knex): Promise<void> {
  await tx.schema.alterTable('whatsapp_templates', (table) => {
    table.string('parameter_format', 20).notNullable().defaultTo('positional');
    table.string('quality', 20);
    table.text('rejected_reason');
    /** When Meta stopped listing it; such rows are kept, since messages refer to their names. */
    table.bigInteger('gone_at');
  });
}

async function down(tx: Knex): Promise<void> {
  await tx.schema.alterTable('whatsapp_templates', (table) => {
    table.dropColumn('gone_at');
    table.dropColumn('rejected_reason');
    table.dropColumn('quality');
    table.dropColumn('parameter_format');
  });
}

export const templates: Migration = { up, down };
