import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

const COLUMNS = ['thumbnail_width', 'thumbnail_height', 'thumbnail_bytes'] as const;

/** Small copies of pictures, which are in the media storage beside them; null: there is none. */
async function up(tx: Knex): Promise<void> {
  await tx.schema.alterTable('media', (table) => {
    for (const column of COLUMNS) table.integer(column);
  });
}

async function down(tx: Knex): Promise<void> {
  for (const column of COLUMNS) {
    await tx.raw('ALTER TABLE ?? DROP COLUMN ??', ['media', column]);
  }
}

export const thumbnails: Migration = { up, down };
