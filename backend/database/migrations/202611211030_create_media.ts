import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

/*
 * The files of messages. A message's content names the file by this id; everything about the file
 * that changes is here and only here. The bytes are in the media storage under the same id.
 */
async function up(tx: Knex): Promise<void> {
  await tx.schema.createTable('media', (table) => {
    table.string('id', 40).primary();
    table.bigInteger('message_id').notNullable().index();
    table.string('phone_number_id', 40).notNullable();
    // Meta's id, and what the webhook told of the file.
    table.string('meta_id', 200).notNullable();
    table.string('sha256', 64);
    table.string('mime_type', 120).notNullable();
    table.string('file_name', 240);
    // pending, and the ends: ready, gone, failed.
    table.string('state', 12).notNullable();
    table.integer('attempts').notNullable().defaultTo(0);
    // When it is fetched, tried again, or taken over from a worker that was not heard of again.
    table.bigInteger('due_at').notNullable();
    // Grows with every claim: whoever holds an older one may not write any more.
    table.bigInteger('lease_token').notNullable().defaultTo(0);
    // Meta forgets the file then.
    table.bigInteger('expires_at').notNullable();
    table.text('error');
    // By the file's own bytes, once it is here.
    table.string('sniffed_type', 120);
    table.bigInteger('size_bytes');
    table.integer('width');
    table.integer('height');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('finished_at');
  });
  await tx.raw(`CREATE INDEX media_pending ON media (due_at) WHERE state = 'pending'`);
}

async function down(tx: Knex): Promise<void> {
  await tx.schema.dropTable('media');
}

export const createMedia: Migration = { up, down };
