import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

/** What Meta said of a connected number when it was last asked. */
async function up(tx: Knex): Promise<void> {
  await tx.schema.createTable('number_facts', (table) => {
    table.string('phone_number_id', 40).primary();
    table.string('number_status', 40);
    table.string('name_status', 40);
    table.boolean('is_official');
    table.string('business_verification', 40);
    table.string('messaging_limit', 40);
    table.string('throughput_level', 40);
    table.string('payment_method', 20);
    table.string('app_id', 40);
    table.string('business_id', 40);
    // Whatever is known of a token is known of that one alone.
    table.string('token_fingerprint', 40);
    table.string('token_type', 40);
    table.bigInteger('token_expires_at');
    table.bigInteger('token_data_access_ends_at');
    table.text('token_scopes');
    table.bigInteger('checked_at').notNullable();
    table.bigInteger('due_at').notNullable();
  });
}

async function down(tx: Knex): Promise<void> {
  await tx.schema.dropTable('number_facts');
}

export const numberFacts: Migration = { up, down };
