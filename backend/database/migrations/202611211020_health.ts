import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

const UNREPORTED = 'whatsapp_messages_unreported';

/** What readiness and the connection's alarms need. */
async function up(tx: Knex): Promise<void> {
  // The row that a readiness probe commits.
  await tx('counters').insert({ name: 'health_probe', value: 0 });

  await tx.schema.createTable('connection_alarms', (table) => {
    table.string('phone_number_id', 40).notNullable();
    table.string('kind', 40).notNullable();
    table.text('reason').notNullable();
    table.bigInteger('raised_at').notNullable();
    table.primary(['phone_number_id', 'kind']);
  });
  await tx.schema.alterTable('whatsapp_config', (table) => {
    table.bigInteger('last_status_at');
  });
  // «Which accepted messages has Meta said nothing about?» Few are in this state at a time.
  await tx.raw(
    `CREATE INDEX ${UNREPORTED} ON whatsapp_messages (phone_number_id, sent_at)
     WHERE status = 'sent'`,
  );
}

async function down(tx: Knex): Promise<void> {
  await tx.raw(`DROP INDEX ${UNREPORTED}`);
  await tx.schema.alterTable('whatsapp_config', (table) => {
    table.dropColumn('last_status_at');
  });
  await tx.schema.dropTable('connection_alarms');
  await tx('counters').where({ name: 'health_probe' }).delete();
}

export const health: Migration = { up, down };
