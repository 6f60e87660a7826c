import type { Knex } from 'knex';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { Database } from '../../database/database.ts';
import { OutboxStore } from './outbox-store.ts';
import { RecipientStore } from './recipient-store.ts';

const sqlite = testDatabases.filter(({ name }) => name === 'sqlite');

/** What the outbox asks all day must not get slower as the queue's history grows. */
describe.each(sqlite)('the outbox’s questions to the database ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let store: OutboxStore;
  let recipients: RecipientStore;
  beforeEach(async () => {
    opened = await create();
    store = new OutboxStore(opened.database);
    recipients = new RecipientStore(opened.database);
  });
  afterEach(() => opened.discard());

  type InTransaction = (work: (tx: Knex.Transaction) => Promise<unknown>) => Promise<unknown>;

  /** The plans of all selects that `ask` makes, one line a step. */
  async function explain(
    database: Database,
    ask: (inTransaction: InTransaction) => Promise<unknown>,
  ): Promise<string> {
    const selects: { sql: string; bindings: readonly Knex.RawBinding[] }[] = [];
    const note = (query: (typeof selects)[number]) => {
      if (/^select/i.test(query.sql)) selects.push(query);
    };
    database.read.on('query', note);
    await ask((work) =>
      database.transaction((tx) => {
        tx.on('query', note);
        return work(tx);
      }),
    );
    database.read.off('query', note);
    expect(selects.length).toBeGreaterThan(0);
    const steps: { detail: string }[] = [];
    for (const { sql, bindings } of selects) {
      steps.push(...(await database.read.raw(`EXPLAIN QUERY PLAN ${sql}`, [...bindings])));
    }
    return steps.map(({ detail }) => detail).join('\n');
  }

  it.each<[string, (inTransaction: InTransaction) => Promise<unknown>]>([
    ['what is due', () => store.hasDue(1, ['7'])],
    ['when to look again', () => store.findNextDueAt(1)],
    [
      'the next single messages',
      (inTransaction) =>
        inTransaction((tx) =>
          store.claimDue(tx, 'direct', { nowMs: 1, limit: 5, phoneNumberIds: ['7'] }),
        ),
    ],
    [
      'the next of broadcasts',
      (inTransaction) =>
        inTransaction((tx) =>
          store.claimDue(tx, 'broadcast', { nowMs: 1, limit: 5, phoneNumberIds: ['7'] }),
        ),
    ],
    ['leases that ran out', (inTransaction) => inTransaction((tx) => store.listExpired(tx, 1, 5))],
    [
      'a broadcast’s next recipients',
      (inTransaction) => inTransaction((tx) => recipients.listWaiting(tx, 'bc', 5)),
    ],
    [
      'a broadcast’s figures',
      (inTransaction) => inTransaction((tx) => recipients.countByState(tx, ['bc'])),
    ],
    [
      'whether somebody is in a broadcast',
      (inTransaction) => inTransaction((tx) => recipients.hasContact(tx, 'bc', 'ct')),
    ],
  ])('reads an index and sorts nothing: %s', async (_question, ask) => {
    const plan = await explain(opened.database, ask);
    expect(plan).toMatch(/SEARCH .*USING (COVERING )?INDEX/);
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});
