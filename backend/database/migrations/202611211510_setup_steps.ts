import type { Migration } from './migration.ts';

/** Steps of the set-up that only a person can tell are done. */
export const setupSteps: Migration = {
  async up(tx) {
    await tx.schema.createTable('setup_steps', (table) => {
      table.string('step', 20).primary();
      table.bigInteger('done_at').notNullable();
    });
  },
  async down(tx) {
    await tx.schema.dropTable('setup_steps');
  },
};
