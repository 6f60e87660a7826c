import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '../../test/support/test-databases.ts';
import { migrations } from './migrations/index.ts';

/** The columns that the documents fix by name. */
const DOCUMENTED_COLUMNS: Record<string, string[]> = {
  whatsapp_messages: [
    'message_id',
    'from_phone',
    'to_phone',
    'message_type',
    'message_text',
    'status',
    'direction',
    'is_read',
    'created_at',
    'sent_at',
    'delivered_at',
    'read_at',
  ],
  whatsapp_contacts: [
    'phone_number',
    'display_name',
    'business_name',
    'is_verified',
    'is_blocked',
    'is_pinned',
    'last_message_time',
    'unread_count',
    'tags',
  ],
  whatsapp_webhooks: ['id'],
  whatsapp_templates: ['id'],
  whatsapp_queue: ['id'],
  whatsapp_session: ['id'],
  whatsapp_config: ['id'],
};

describe.each(testDatabases)('the migrations ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  beforeEach(async () => {
    opened = await create({ migrate: false });
  });
  afterEach(() => opened.discard());

  const tableExists = (table: string) => opened.database.read.schema.hasTable(table);

  it('make every table and column that the documents name', async () => {
    await opened.database.migrateToLatest();
    for (const [table, columns] of Object.entries(DOCUMENTED_COLUMNS)) {
      const existing = Object.keys(await opened.database.read(table).columnInfo());
      expect(existing, table).toEqual(expect.arrayContaining(columns));
    }
  });

  it('go down again with data in the tables, and up once more', async () => {
    await opened.database.migrateToLatest();
    await opened.database.transaction(async (tx) => {
      await tx('whatsapp_contacts').insert({
        id: 'ct_1',
        user_id: 'US.1',
        created_at: 1,
        updated_at: 1,
      });
      await tx('conversations').insert({
        id: 'cv_1',
        phone_number_id: '700500300100200',
        contact_id: 'ct_1',
        created_at: 1,
      });
    });
    for (let step = 0; step < Object.keys(migrations).length; step += 1) {
      await opened.database.migrateDown(true);
    }
    expect(await tableExists('whatsapp_contacts')).toBe(false);
    await opened.database.migrateToLatest();
    expect(await tableExists('whatsapp_contacts')).toBe(true);
  });

  it('run once when two processes boot at the same time', async () => {
    const other = opened.openAgain();
    await Promise.all([opened.database.migrateToLatest(), other.migrateToLatest()]);
    const [row] = await opened.database.read('schema_migrations').count({ count: '*' });
    expect(Number(row?.count)).toBe(Object.keys(migrations).length);
  });

  it('are not held up by a second lock row, as two processes may make that boot on nothing', async () => {
    await opened.database.migrateToLatest();
    await opened.database.migrateDown(true);
    await opened.database.transaction((tx) =>
      tx('schema_migrations_lock').insert({ is_locked: 0 }),
    );
    await opened.database.migrateToLatest();
    expect((await opened.database.listMigrations()).every(({ isDone }) => isDone)).toBe(true);
  });

  it('refuse a database of a newer version, naming the cure', async () => {
    await opened.database.migrateToLatest();
    await opened.database.transaction((tx) =>
      tx('schema_migrations').insert({ name: '999912312359_from_the_future', batch: 9 }),
    );
    await expect(opened.openAgain().migrateToLatest()).rejects.toThrow(/newer version of Chasqui/);
  });
});
