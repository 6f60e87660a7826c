import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

/**
 * The list of templates as Meta tells it, one row each by account and id, beside how the list itself
 * stands; and, for broadcasts of templates, what one recipient gets. The first table of templates
 * was never written to, so it is made anew.
 */
async function up(tx: Knex): Promise<void> {
  await tx.schema.dropTable('whatsapp_templates');
  await tx.schema.createTable('whatsapp_templates', (table) => {
    table.string('business_account_id', 40).notNullable();
    table.string('id', 40).notNullable();
    table.primary(['business_account_id', 'id']);
    table.string('name', 512).notNullable();
    table.string('language', 20).notNullable();
    table.string('status', 30).notNullable();
    table.string('category', 30).notNullable();
    table.string('next_category', 30);
    table.string('parameter_format', 20).notNullable();
    table.text('components').notNullable();
    /** What people read of it. */
    table.text('search_text').notNullable();
    table.string('quality', 20);
    table.text('rejected_reason');
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('synced_at').notNullable();
    // Meta's key, but not ours: a list that breaks it must not stop the sync.
    table.index(['business_account_id', 'name', 'language']);
  });
  await tx.schema.createTable('template_syncs', (table) => {
    table.string('business_account_id', 40).primary();
    table.bigInteger('due_at').notNullable();
    table.bigInteger('synced_at');
    table.text('error');
    table.integer('failures').notNullable().defaultTo(0);
  });
  await tx.schema.alterTable('whatsapp_queue', (table) => {
    /** JSON; null: what the broadcast says. */
    table.text('content');
  });
}

async function down(tx: Knex): Promise<void> {
  await tx.schema.alterTable('whatsapp_queue', (table) => table.dropColumn('content'));
  await tx.schema.dropTable('template_syncs');
  await tx.schema.dropTable('whatsapp_templates');
  await tx.schema.createTable('whatsapp_templates', (table) => {
    table.string('id', 40).primary();
    table.string('business_account_id', 40).notNullable();
    table.string('name', 512).notNullable();
    table.string('language', 20).notNullable();
    table.string('status', 30).notNullable();
    table.string('category', 30).notNullable();
    table.text('components').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.unique(['business_account_id', 'name', 'language']);
  });
}

export const templates: Migration = { up, down };
