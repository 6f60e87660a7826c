import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

const MESSAGE_ORDER = 'whatsapp_messages_position';

/** How messages came here, windows as Meta tells them, marketing refusals, and account notices. */
async function up(tx: Knex): Promise<void> {
  await tx.schema.alterTable('whatsapp_messages', (table) => {
    table.text('provenance');
    // The id, except for history, which is stored after later messages and stands before them.
    table.bigInteger('position');
  });
  await tx('whatsapp_messages').update({ position: tx.ref('id') });
  await tx.raw(`CREATE INDEX ${MESSAGE_ORDER} ON whatsapp_messages (conversation_id, position)`);

  await tx.schema.alterTable('conversations', (table) => {
    // When Meta last refused a message because the window had closed (131047).
    table.bigInteger('window_refused_at');
    // Until when an answer to an advertisement's click opens the free entry point.
    table.bigInteger('free_entry_offered_until');
    table.bigInteger('free_entry_expires_at');
  });
  await tx.schema.alterTable('whatsapp_contacts', (table) => {
    // Since when they want no marketing; null: they have not said so.
    table.bigInteger('marketing_stopped_at');
    // Meta's time of their last word on it, so that words in the wrong order change nothing.
    table.bigInteger('marketing_told_at');
  });

  await tx.schema.createTable('account_notices', (table) => {
    table.string('id', 40).primary();
    // Of the whole notice: one that is delivered twice is kept once.
    table.string('fingerprint', 64).notNullable().unique();
    table.string('business_account_id', 40);
    table.string('phone_number_id', 40);
    table.string('display_phone_number', 40);
    table.string('field', 60).notNullable();
    table.string('event', 80).notNullable();
    table.string('severity', 10).notNullable();
    table.text('details').notNullable();
    table.bigInteger('happened_at').notNullable();
    table.bigInteger('created_at').notNullable();
    table.index(['happened_at']);
  });
}

const ADDED_COLUMNS = [
  ['whatsapp_contacts', ['marketing_stopped_at', 'marketing_told_at']],
  ['conversations', ['window_refused_at', 'free_entry_offered_until', 'free_entry_expires_at']],
  ['whatsapp_messages', ['provenance', 'position']],
] as const;

async function down(tx: Knex): Promise<void> {
  await tx.schema.dropTable('account_notices');
  await tx.raw(`DROP INDEX ${MESSAGE_ORDER}`);
  for (const [table, columns] of ADDED_COLUMNS) {
    for (const column of columns) {
      // Knex would make a table anew for this on SQLite, and others refer to these.
      await tx.raw('ALTER TABLE ?? DROP COLUMN ??', [table, column]);
    }
  }
}

export const messageProvenance: Migration = { up, down };
