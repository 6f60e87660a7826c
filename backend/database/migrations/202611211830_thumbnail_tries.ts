import type { Migration } from './migration.ts';

const LACKING = 'media_lacking_thumbnails';

/** Pictures that have no small copy get one later; how often that was tried. */
export const thumbnailTries: Migration = {
  async up(tx) {
    await tx.schema.alterTable('media', (table) => {
      table.integer('thumbnail_tries').notNullable().defaultTo(0);
    });
    // Hardly any picture stays in it: it gets its copy, needs none, or was tried often enough.
    await tx.raw(
      `CREATE INDEX ${LACKING} ON media (id)
       WHERE state = 'ready' AND thumbnail_bytes IS NULL AND thumbnail_tries < 3
         AND sniffed_type IN ('image/jpeg', 'image/png', 'image/webp')`,
    );
  },
  async down(tx) {
    await tx.raw(`DROP INDEX ${LACKING}`);
    await tx.raw('ALTER TABLE media DROP COLUMN ??', ['thumbnail_tries']);
  },
};
