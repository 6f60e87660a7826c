import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

const UNSENT = 'media_unsent';

/*
 * Files of ours, which are there before any message: an operator uploads one, and a message that is
 * sent takes it. Meta gets a copy then, under an id that is good for one number and for a time.
 */
const OF_CUSTOMERS_ONLY = ['message_id', 'phone_number_id', 'meta_id', 'expires_at'] as const;

async function up(tx: Knex): Promise<void> {
  await tx.schema.alterTable('media', (table) => {
    for (const column of OF_CUSTOMERS_ONLY) table.setNullable(column);
  });
  await tx.schema.alterTable('media', (table) => {
    table.string('copy_id', 200);
    table.string('copy_phone_number_id', 40);
    table.bigInteger('copy_expires_at');
  });
  await tx.raw(`CREATE INDEX ${UNSENT} ON media (created_at) WHERE message_id IS NULL`);
  await tx.schema.alterTable('whatsapp_queue', (table) => {
    // Such a row's files have to be at Meta before it is sent.
    table.boolean('has_files').notNullable().defaultTo(false);
  });
}

async function down(tx: Knex): Promise<void> {
  await tx.schema.alterTable('whatsapp_queue', (table) => {
    table.dropColumn('has_files');
  });
  await tx.raw(`DROP INDEX ${UNSENT}`);
  await tx('media').whereNull('meta_id').delete();
  await tx.schema.alterTable('media', (table) => {
    for (const column of ['copy_id', 'copy_phone_number_id', 'copy_expires_at']) {
      table.dropColumn(column);
    }
  });
  await tx.schema.alterTable('media', (table) => {
    for (const column of OF_CUSTOMERS_ONLY) table.dropNullable(column);
  });
}

export const uploads: Migration = { up, down };
