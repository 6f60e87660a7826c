import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from './support/test-databases.ts';

describe.each(testDatabases)('a transaction of a test ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  beforeEach(async () => {
    opened = await create();
  });
  afterEach(() => opened.discard());

  it('refuses a question that is not asked through it', async () => {
    const { database } = opened;
    const counters = () => database.read('counters').select('name');
    await expect(
      database.transaction(async (tx) => {
        await tx('counters').select('name');
        await counters();
      }),
    ).rejects.toThrow('Asked outside the transaction that is open');
    await expect(counters()).resolves.toBeDefined();
  });

  it('takes its own, after a savepoint too', async () => {
    const names = await opened.database.transaction(async (tx) => {
      await tx.transaction((savepoint) => savepoint('counters').select('name'));
      return tx('counters').select('name');
    });
    expect(names).toBeDefined();
  });
});
