import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

/*
 * One row for every item of a webhook that was worked through, so that «where is my message?» has an
 * answer for those on screen too. It replaces `webhook_problems`, whose rows it takes over.
 */
async function up(tx: Knex): Promise<void> {
  await tx.schema.createTable('webhook_items', (table) => {
    table.bigInteger('webhook_id').notNullable();
    table.string('item_path', 200).notNullable();
    // Where it stands among the items of its webhook; paths do not sort by number.
    table.integer('item_index').notNullable();
    table.string('type', 20).notNullable();
    // A message's kind, a status's name.
    table.string('kind', 40);
    table.string('message_id', 200);
    table.string('phone_number_id', 40);
    table.string('wa_id', 40);
    table.string('user_id', 160);
    table.string('state', 12).notNullable();
    table.text('reason');
    // Of items that were set aside; the journal has the others.
    table.text('raw');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('resolved_at');
    table.primary(['webhook_id', 'item_path']);
  });
  for (const column of ['message_id', 'wa_id', 'user_id']) {
    await tx.raw(
      `CREATE INDEX webhook_items_${column} ON webhook_items (${column}) WHERE ${column} IS NOT NULL`,
    );
  }
  await tx.raw(
    `CREATE INDEX webhook_items_open ON webhook_items (state)
     WHERE state IN ('unknown', 'failed') AND resolved_at IS NULL`,
  );
  await tx.raw(
    `CREATE INDEX whatsapp_webhooks_trouble ON whatsapp_webhooks (id)
     WHERE state = 'failed' OR problem_count > 0`,
  );
  await tx.raw(
    `INSERT INTO webhook_items
       (webhook_id, item_path, item_index, type, state, reason, raw, created_at, resolved_at)
     SELECT webhook_id, item_path,
       row_number() OVER (PARTITION BY webhook_id ORDER BY id) - 1,
       CASE state WHEN 'unknown' THEN 'unknown' ELSE 'malformed' END,
       state, reason, raw, created_at, resolved_at
     FROM webhook_problems`,
  );
  await tx.schema.dropTable('webhook_problems');
}

/** What was set aside goes back; what became of the other items is forgotten. */
async function down(tx: Knex): Promise<void> {
  await tx.schema.createTable('webhook_problems', (table) => {
    table.string('id', 40).primary();
    table.bigInteger('webhook_id').notNullable().index();
    table.string('item_path', 200).notNullable();
    table.string('state', 12).notNullable();
    table.text('reason').notNullable();
    table.text('raw').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('resolved_at');
    table.unique(['webhook_id', 'item_path']);
  });
  await tx.raw(
    `INSERT INTO webhook_problems
       (id, webhook_id, item_path, state, reason, raw, created_at, resolved_at)
     SELECT 'wi_' || webhook_id || '_' || item_index || '_' ||
         row_number() OVER (PARTITION BY webhook_id, item_index ORDER BY item_path),
       webhook_id, item_path, state, reason, raw, created_at, resolved_at
     FROM webhook_items
     WHERE state IN ('unknown', 'failed') AND reason IS NOT NULL AND raw IS NOT NULL`,
  );
  await tx.raw('DROP INDEX whatsapp_webhooks_trouble');
  await tx.schema.dropTable('webhook_items');
}

export const webhookItems: Migration = { up, down };
