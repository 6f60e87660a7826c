import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

/** Reactions that operators made: what WhatsApp is to be told, how that ended, and what it refused. */
async function up(tx: Knex): Promise<void> {
  await tx.schema.createTable('reaction_orders', (table) => {
    table.string('id', 40).primary();
    table.bigInteger('message_id').notNullable().index();
    table.string('phone_number_id', 40).notNullable();
    // Null: the reaction is taken back.
    table.string('emoji', 100);
    table.string('operator_id', 40).notNullable();
    table.string('operator_name', 200).notNullable();
    table.bigInteger('ordered_at').notNullable();
    // The business's reaction that it took the place of.
    table.text('before');
    table.string('state', 12).notNullable();
    table.string('wamid', 200);
    table.integer('attempts').notNullable();
    // Set while it is to be sent.
    table.bigInteger('due_at');
    // Set while an attempt is under way.
    table.bigInteger('lease_until');
  });
  await tx.raw(
    'CREATE INDEX reaction_orders_due ON reaction_orders (due_at) WHERE due_at IS NOT NULL',
  );
  await tx.raw(
    'CREATE INDEX reaction_orders_wamid ON reaction_orders (wamid) WHERE wamid IS NOT NULL',
  );
  await tx.raw(
    'CREATE INDEX reaction_orders_lease ON reaction_orders (message_id) WHERE lease_until IS NOT NULL',
  );
  await tx.schema.alterTable('whatsapp_messages', (table) => {
    table.text('refused_reaction');
  });
}

async function down(tx: Knex): Promise<void> {
  await tx.raw('ALTER TABLE whatsapp_messages DROP COLUMN refused_reaction');
  await tx.schema.dropTable('reaction_orders');
}

export const reactionOrders: Migration = { up, down };
