import type { Migration } from './migration.ts';

/** When a number's outbox was last let go on: what Meta says later of earlier messages stops it no more. */
export const outboxResumptions: Migration = {
  async up(tx) {
    await tx.schema.createTable('outbox_resumptions', (table) => {
      table.string('phone_number_id', 40).primary();
      table.bigInteger('resumed_at').notNullable();
    });
  },
  async down(tx) {
    await tx.schema.dropTable('outbox_resumptions');
  },
};
