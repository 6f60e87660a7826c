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

  it('carry what was set aside of webhooks over to their items, and back', async () => {
    const problem = {
      webhook_id: 7,
      item_path: 'entry[0].changes[0].value.messages[1]',
      state: 'failed',
      reason: 'id is missing',
      raw: '{"type":"text"}',
      created_at: 1_793_000_100_000,
      resolved_at: null,
    };
    const solved = {
      ...problem,
      item_path: 'entry[0].changes[1]',
      state: 'unknown',
      resolved_at: 1_793_000_200_000,
    };
    const { database } = opened;
    const names = (await database.listMigrations()).map(({ name }) => name);
    const before = names.indexOf('202611211010_webhook_items');
    for (let step = 0; step < before; step += 1) await database.migrateUp();
    await database.transaction((tx) =>
      tx('webhook_problems').insert([
        { ...problem, id: 'wi_1' },
        { ...solved, id: 'wi_2' },
      ]),
    );
    await database.migrateUp();
    expect(await tableExists('webhook_problems')).toBe(false);
    expect(await database.read('webhook_items').orderBy('item_index')).toMatchObject([
      { ...problem, item_index: 0, type: 'malformed', message_id: null },
      { ...solved, item_index: 1, type: 'unknown', message_id: null },
    ]);
    await database.transaction((tx) =>
      tx('webhook_items').insert({
        ...{ webhook_id: 8, item_path: 'entry[0].changes[0].value.messages[0]', item_index: 0 },
        ...{ type: 'message', message_id: 'wamid.ONE', state: 'shown', created_at: 1 },
      }),
    );
    await database.migrateDown();
    expect(await tableExists('webhook_items')).toBe(false);
    expect(await database.read('webhook_problems').orderBy('id')).toMatchObject([problem, solved]);
  });

  it('keep files and what they are found by when files of ours come beside them', async () => {
    const { database } = opened;
    const names = (await database.listMigrations()).map(({ name }) => name);
    const before = names.indexOf('202611211130_uploads');
    for (let step = 0; step < before; step += 1) await database.migrateUp();
    const row = {
      ...{ id: 'md_1', message_id: 7, phone_number_id: '700500300100200', meta_id: '81' },
      ...{ mime_type: 'image/png', state: 'pending', due_at: 1, expires_at: 2, created_at: 1 },
    };
    await database.transaction((tx) => tx('media').insert(row));
    await database.migrateUp();
    await database.transaction((tx) =>
      tx('media').insert({
        ...{ ...row, id: 'md_2', state: 'ready', message_id: null, meta_id: null },
        ...{ phone_number_id: null, expires_at: null },
      }),
    );
    expect(await database.read('media').orderBy('id')).toMatchObject([
      row,
      { id: 'md_2', message_id: null, meta_id: null },
    ]);
    // Making them anew under their names would work if they had been lost with the old table.
    for (const index of ['media_pending', 'media_unsent']) {
      const again = database.transaction((tx) => tx.raw(`CREATE INDEX ${index} ON media (id)`));
      await expect(again).rejects.toThrow(/already exists/);
    }
    await database.migrateDown();
    expect(await database.read('media').pluck('id')).toEqual(['md_1']);
  });

  it('run once when two processes boot at the same time', async () => {
    const other = opened.openAgain();
    await Promise.all([opened.database.migrateToLatest(), other.migrateToLatest()]);
    const [row] = await opened.database.read('schema_migrations').count({ count: '*' });
    expect(Number(row?.count)).toBe(Object.keys(migrations).length);
  });

  it('refuse a database of a newer version, naming the cure', async () => {
    await opened.database.migrateToLatest();
    await opened.database.transaction((tx) =>
      tx('schema_migrations').insert({ name: '999912312359_from_the_future', batch: 9 }),
    );
    await expect(opened.openAgain().migrateToLatest()).rejects.toThrow(/newer version of Chasqui/);
  });
});
