import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../contract/feed.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { ChangeLog } from './change-log.ts';

const change = (light: 'connected' | 'degraded'): Change => ({
  type: 'settings.changed',
  connection: {
    is_configured: true,
    phone_number_id: '700500300100200',
    verified_name: null,
    display_phone_number: null,
    status: { light, reason: null, since: null },
  },
});

describe.each(testDatabases)('the change log ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let log: ChangeLog;
  beforeEach(async () => {
    opened = await create();
    log = new ChangeLog(opened.database);
  });
  afterEach(() => opened.discard());

  it('numbers changes in the order in which they were appended', async () => {
    await opened.database.transaction((tx) =>
      log.append(tx, [change('connected'), change('degraded')]),
    );
    const read = await log.readAfter(0, 10);
    expect(read.map((row) => row.seq)).toEqual([1, 2]);
    expect(JSON.parse(read[1]?.payload ?? '')).toMatchObject(change('degraded'));
  });

  it('gives back the number of a transaction that failed, so that there is no gap', async () => {
    const failing = opened.database.transaction(async (tx) => {
      await log.append(tx, [change('connected')]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await opened.database.transaction((tx) => log.append(tx, [change('connected')]));
    expect((await log.readAfter(0, 10)).map((row) => row.seq)).toEqual([1]);
  });

  it('forgets what is older than seven days, in small steps, and nothing newer', async () => {
    const DAY_MS = 24 * 60 * 60 * 1_000;
    const nowMs = 100 * DAY_MS;
    const append = (count: number, atMs: number) =>
      opened.database.transaction((tx) =>
        log.append(tx, Array(count).fill(change('connected')), atMs),
      );
    await append(1_200, nowMs - 7 * DAY_MS - 1);
    await append(3, nowMs - 7 * DAY_MS);
    let rests = 0;
    await log.deleteOld(nowMs, async () => {
      rests += 1;
      return rests < 2;
    });
    expect(await log.getBounds()).toEqual({ head: 1_203, oldest: 1_001 });
    await log.deleteOld(nowMs, async () => true);
    expect((await log.readAfter(0, 10)).map(({ seq }) => seq)).toEqual([1_201, 1_202, 1_203]);
  });

  it('shows two instances’ concurrent changes to a reader in commit order, none skipped', async () => {
    const other = new ChangeLog(opened.openAgain());
    const otherDatabase = opened.openAgain();
    const seen: number[] = [];
    let done = false;
    const reading = (async () => {
      let last = 0;
      while (!done || (await log.readAfter(last, 1)).length > 0) {
        for (const row of await log.readAfter(last, 50)) {
          seen.push(row.seq);
          last = row.seq;
        }
      }
    })();
    const write = async (database: typeof otherDatabase, target: ChangeLog) => {
      for (let index = 0; index < 60; index += 1) {
        await database.transaction((tx) => target.append(tx, [change('connected')]));
      }
    };
    await Promise.all([write(opened.database, log), write(otherDatabase, other)]);
    done = true;
    await reading;
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
  });
});
