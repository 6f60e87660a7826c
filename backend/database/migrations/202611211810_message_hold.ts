import type { Migration } from './migration.ts';

/** Why Meta held a message back, in its own word. */
export const messageHold: Migration = {
  async up(tx) {
    await tx.schema.alterTable('whatsapp_messages', (table) => {
      table.string('hold', 60);
    });
  },
  async down(tx) {
    await tx.raw('ALTER TABLE whatsapp_messages DROP COLUMN ??', ['hold']);
  },
};
