import type { Migration } from './migration.ts';

/** What WhatsApp knows of a contact's blocking: the order to tell it, and how that ended. */
export const contactBlocks: Migration = {
  async up(tx) {
    await tx.schema.alterTable('whatsapp_contacts', (table) => {
      table.string('block_state', 10);
      table.string('block_reason', 1_200);
      table.integer('block_attempts').notNullable().defaultTo(0);
      table.bigInteger('block_due_at');
    });
    await tx.raw(
      'CREATE INDEX contacts_due_blocks ON whatsapp_contacts (block_due_at) WHERE block_due_at IS NOT NULL',
    );
  },
  async down(tx) {
    await tx.raw('DROP INDEX contacts_due_blocks');
    for (const column of ['block_state', 'block_reason', 'block_attempts', 'block_due_at']) {
      await tx.raw('ALTER TABLE whatsapp_contacts DROP COLUMN ??', [column]);
    }
  },
};
