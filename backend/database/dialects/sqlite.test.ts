import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../database.ts';
import type { Database } from '../database.ts';

let folder: string;
let database: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chasqui-sqlite-'));
  database = openDatabase(`sqlite:${join(folder, 'data', 'chasqui.sqlite')}`);
  await database.migrateToLatest();
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

it('makes the database and its side files readable by their owner only', async () => {
  await database.transaction((tx) => tx('counters').insert({ name: 'test', value: 1 }));
  const files = readdirSync(join(folder, 'data'));
  expect(files).toContain('chasqui.sqlite-wal');
  for (const file of files) {
    expect(statSync(join(folder, 'data', file)).mode & 0o777, file).toBe(0o600);
  }
});

it('runs with every commit on disk before it returns', async () => {
  const modes = await database.transaction(async (tx) => [
    await tx.raw('PRAGMA journal_mode'),
    await tx.raw('PRAGMA synchronous'),
  ]);
  expect(modes).toEqual([[{ journal_mode: 'wal' }], [{ synchronous: 2 }]]);
});

it('appends more rows than fit into one statement in one commit, or none of them', async () => {
  const count = async () => Number((await database.read('counters').count({ n: '*' }))[0]?.n);
  const migrated = await count();
  const rows = Array.from({ length: 150 }, (_, index) => [`row ${index}`, index]);
  await database.appendRows('counters', ['name', 'value'], rows);
  const before = await count();
  expect(before).toBe(migrated + 150);
  const withDuplicate = [...rows.map(([name, value]) => [`new ${name}`, value ?? 0]), ['row 3', 0]];
  await expect(database.appendRows('counters', ['name', 'value'], withDuplicate)).rejects.toThrow();
  expect(await count()).toBe(before);
});

it('commits what it appends after an append that met another process’s lock', async () => {
  const append = (...rows: [string, number][]) =>
    database.dialect.appendRows('counters', ['name', 'value'], rows);
  const file = `sqlite:${join(folder, 'data', 'chasqui.sqlite')}`;
  const other = openDatabase(file);
  const witness = openDatabase(file);
  try {
    await other.transaction(async (tx) => {
      await tx('counters').insert({ name: 'locks', value: 1 });
      await expect(append(['refused 1', 1], ['refused 2', 2])).rejects.toThrow(/SQLITE_BUSY/);
    });
    await append(['taken', 3]);
    expect(await witness.read('counters').where({ name: 'taken' }).first()).toBeDefined();
  } finally {
    await other.close();
    await witness.close();
  }
});

it('still migrates after two first boots at once have both put in the migrator’s lock row', async () => {
  await database.transaction((tx) => tx('schema_migrations_lock').insert({ is_locked: 0 }));
  await database.migrateToLatest();
  expect(await database.read('schema_migrations_lock')).toMatchObject([{ is_locked: 0 }]);
});

it('waits for whoever holds the file while a migration lock that looks taken is put right', async () => {
  const other = openDatabase(`sqlite:${join(folder, 'data', 'chasqui.sqlite')}`);
  let attempts = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const held = new Promise<{ holding: Promise<void> }>((resolve) => {
    const holding = other.transaction(async (tx) => {
      await tx('counters').insert({ name: 'held', value: 1 });
      resolve({ holding });
      await released;
    });
  });
  const { holding } = await held;
  // Longer than SQLite itself waits.
  setTimeout(release, 2_000);
  await database.dialect.holdMigrationLock(async () => {
    attempts += 1;
    if (attempts === 1) throw Object.assign(new Error('taken'), { name: 'MigrationLocked' });
  });
  expect(attempts).toBe(2);
  await holding;
  await other.close();
});
