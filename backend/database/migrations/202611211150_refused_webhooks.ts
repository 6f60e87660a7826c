import type { Migration } from './migration.ts';

/** When a webhook was last refused for its signature; what it came for, nobody can tell. */
export const refusedWebhooks: Migration = {
  async up(tx) {
    await tx.schema.alterTable('whatsapp_config', (table) => {
      table.bigInteger('webhook_refused_at');
    });
  },
  async down(tx) {
    await tx.schema.alterTable('whatsapp_config', (table) => {
      table.dropColumn('webhook_refused_at');
    });
  },
};
