import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

const MESSAGE_COLUMNS = ['reactions', 'edited_at', 'original_content', 'deleted_at'];

/* Reactions, edits and deletions: each one that counts, and what they make of their message. */
async function up(tx: Knex): Promise<void> {
  await tx.schema.createTable('message_amendments', (table) => {
    table.string('phone_number_id', 40).notNullable();
    table.string('target_message_id', 200).notNullable();
    table.string('kind', 12).notNullable();
    // 'customer' or 'business'; while parked, the ids that the webhook gives its sender.
    table.string('actor', 200).notNullable();
    table.string('event_message_id', 200).notNullable();
    table.bigInteger('sent_at').notNullable();
    table.text('payload').notNullable();
    // Null once the message is there that it is about.
    table.bigInteger('parked_at');
    table.primary(['phone_number_id', 'target_message_id', 'kind', 'actor']);
  });
  // Every message that comes looks here, so what is parked has an index of its own.
  await tx.raw(
    `CREATE INDEX message_amendments_parked
     ON message_amendments (phone_number_id, target_message_id) WHERE parked_at IS NOT NULL`,
  );
  await tx.raw(
    `CREATE INDEX message_amendments_parked_at
     ON message_amendments (parked_at) WHERE parked_at IS NOT NULL`,
  );
  await tx.schema.alterTable('whatsapp_messages', (table) => {
    table.text('reactions').notNullable().defaultTo('[]');
    table.bigInteger('edited_at');
    table.text('original_content');
    table.bigInteger('deleted_at');
  });
  // Older changes lack the new fields: clients that are behind take a snapshot.
  await tx('change_log').delete();
}

async function down(tx: Knex): Promise<void> {
  for (const column of MESSAGE_COLUMNS) {
    await tx.raw('ALTER TABLE whatsapp_messages DROP COLUMN ??', [column]);
  }
  await tx.schema.dropTable('message_amendments');
}

export const createMessageAmendments: Migration = { up, down };
