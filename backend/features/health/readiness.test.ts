import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { Readiness } from './readiness.ts';

describe.each(testDatabases)('readiness ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  let readiness: Readiness;
  beforeEach(async () => {
    opened = await create();
    rig = new IngestRig(opened.database);
    readiness = new Readiness({ database: opened.database, backlog: rig.webhookStore });
  });
  afterEach(() => opened.discard());

  it('commits something and finds nothing waiting', async () => {
    expect(await readiness.check()).toEqual({ problems: [], oldestUnprocessedSeconds: 0 });
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
    await opened.database.close();
    const { problems } = await readiness.check();
    expect(problems[0]).toMatch(/^The database takes no writes: /);
  });

  it('costs one commit a second, however many ask', async () => {
    const probe = vi.spyOn(opened.database, 'probeCommit');
    await Promise.all(Array.from({ length: 50 }, () => readiness.check()));
    expect(probe).toHaveBeenCalledTimes(1);
  });
});
