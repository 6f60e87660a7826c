import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

const SIGNUPS = 'whatsapp_signups';
const REGISTRATIONS = 'whatsapp_registrations';

/*
 * How far each sign-up by «Connect with Facebook» has come, known by its code's hash, with its token
 * until it is done; and the PIN by which a number was registered, which outlives its connection.
 */
async function up(tx: Knex): Promise<void> {
  await tx.schema.createTable(SIGNUPS, (table) => {
    table.string('code_hash', 64).primary();
    /** Somebody works on it until then. */
    table.bigInteger('busy_until').notNullable();
    table.text('access_token');
    table.string('business_account_id', 40);
    table.string('phone_number_id', 40);
    table.string('kind', 20);
    table.text('done').notNullable();
    table.bigInteger('created_at').notNullable().index();
  });
  await tx.schema.createTable(REGISTRATIONS, (table) => {
    table.string('phone_number_id', 40).primary();
    table.text('pin').notNullable();
    table.string('state', 20).notNullable();
    table.bigInteger('attempted_at').notNullable();
  });
}

async function down(tx: Knex): Promise<void> {
  await tx.schema.dropTable(REGISTRATIONS);
  await tx.schema.dropTable(SIGNUPS);
}

export const signups: Migration = { up, down };
