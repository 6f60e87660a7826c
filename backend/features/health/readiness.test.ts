import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { createLogger } from '../../logger.ts';
import { Readiness } from './readiness.ts';

describe.each(testDatabases)('readiness ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  let readiness: Readiness;
  beforeEach(async () => {
    opened = await create();
    rig = new IngestRig(opened.database);
    readiness = new Readiness({
      database: opened.database,
      backlog: rig.webhookStore,
      journal: rig.journal,
      logger: createLogger('silent'),
    });
  });
  afterEach(() => opened.discard());

  it('commits something and finds nothing waiting', async () => {
    expect(await readiness.check()).toEqual({
      problems: [],
      oldestUnprocessedSeconds: 0,
      databaseError: null,
    });
    const probe = await opened.database.read('counters').where({ name: 'health_probe' }).first();
    expect(Number(probe.value)).toBeGreaterThan(Date.now() - 10_000);
  });

  it('is lost while a webhook has waited for more than a minute, and says how long', async () => {
    await rig.journal.append(Buffer.from('{}'), Date.now() - 95_000);
    const { problems, oldestUnprocessedSeconds } = await readiness.check();
    expect(oldestUnprocessedSeconds).toBeGreaterThanOrEqual(95);
    expect(problems).toEqual([
      `The oldest webhook has waited ${oldestUnprocessedSeconds} s to be worked through.`,
    ]);
  });

  it('stands while a webhook has waited for a few seconds', async () => {
    await rig.journal.append(Buffer.from('{}'), Date.now() - 5_000);
    expect((await readiness.check()).problems).toEqual([]);
  });

  it('is lost while nothing can be committed', async () => {
    await opened.database.transaction((tx) => tx.schema.dropTable('counters'));
    const { problems, databaseError } = await readiness.check();
    expect(problems).toEqual([`The database takes no writes: ${databaseError}.`]);
    expect(databaseError).toMatch(/^(SQLITE_ERROR|42P01)$/);
  });

  it('tells nobody what the database said: only its code', async () => {
    const refusal = new Error('update «counters» at 10.0.0.5 as user chasqui');
    vi.spyOn(opened.database, 'probeCommit').mockRejectedValue(refusal);
    expect((await readiness.check()).problems).toEqual([
      'The database takes no writes: see the log.',
    ]);
  });

  it('is lost when a commit waits for more than two seconds, and is back when it goes through', async () => {
    let release = () => {};
    let onLocked = () => {};
    const locked = new Promise<void>((resolve) => (onLocked = resolve));
    const holding = opened.openAgain().transaction(async (tx) => {
      await tx('counters').where({ name: 'health_probe' }).update({ value: 1 });
      onLocked();
      await new Promise<void>((resolve) => (release = resolve));
    });
    await locked;
    expect((await readiness.check()).databaseError).toMatch(/^(SQLITE_BUSY|ETIMEDOUT)$/);
    release();
    await holding;
    await expect
      .poll(async () => (await readiness.check()).problems, { timeout: 5_000 })
      .toEqual([]);
  });

  it('stands while an old webhook that an admin put back in line waits for its turn', async () => {
    await rig.journal.append(Buffer.from('{}'), Date.now() - 3 * 24 * 60 * 60_000);
    const { id } = await opened.database.read('whatsapp_webhooks').first('id');
    await opened.database.transaction((tx) => rig.webhookStore.requeue(tx, [id], Date.now()));
    expect((await readiness.check()).problems).toEqual([]);
  });

  it('counts a webhook that waits for its own retry from its arrival', async () => {
    await rig.journal.append(Buffer.from('{}'), Date.now() - 70_000);
    const { id } = await opened.database.read('whatsapp_webhooks').first('id');
    await opened.database.transaction((tx) =>
      rig.webhookStore.noteAttempt(tx, id, {
        attempts: 3,
        dueAtMs: Date.now() + 30_000,
        error: 'test',
      }),
    );
    expect((await readiness.check()).problems).toHaveLength(1);
  });

  it('is lost when the latest webhooks could not be stored, even if the probe can be', async () => {
    const journal = { isFailing: true };
    const { database } = opened;
    const logger = createLogger('silent');
    const strict = new Readiness({ database, backlog: rig.webhookStore, journal, logger });
    expect((await strict.check()).problems).toEqual(['The latest webhooks could not be stored.']);
  });

  it('costs one commit a second, however many ask', async () => {
    const probe = vi.spyOn(opened.database, 'probeCommit');
    await Promise.all(Array.from({ length: 50 }, () => readiness.check()));
    expect(probe).toHaveBeenCalledTimes(1);
  });
});
