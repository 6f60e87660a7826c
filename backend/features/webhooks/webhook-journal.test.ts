import { describe, expect, it } from 'vitest';
import type { Database } from '../../database/database.ts';
import { createLogger } from '../../logger.ts';
import { WebhookJournal } from './webhook-journal.ts';

/** A database whose commits end when the test says so. */
function createSlowDatabase() {
  const commits: { sizes: number[]; end: (error?: Error) => void }[] = [];
  const database = {
    appendRows: (_table: string, _columns: string[], rows: [Buffer, number, number][]) =>
      new Promise<void>((resolve, reject) => {
        commits.push({
          sizes: rows.map(([rawBody]) => rawBody.length),
          end: (error) => (error ? reject(error) : resolve()),
        });
      }),
  } as unknown as Database;
  return { database, commits };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the journal', () => {
  const create = () => {
    const { database, commits } = createSlowDatabase();
    let storedCount = 0;
    const journal = new WebhookJournal({
      database,
      logger: createLogger('silent'),
      onStored: () => (storedCount += 1),
    });
    return { journal, commits, countStored: () => storedCount };
  };

  it('gathers what arrives during a commit into the next one, of at most 512', async () => {
    const { journal, commits, countStored } = create();
    const appends = [journal.append(Buffer.alloc(1))];
    await turn();
    for (let count = 0; count < 600; count += 1) appends.push(journal.append(Buffer.alloc(1)));
    await turn();
    expect(commits.map(({ sizes }) => sizes.length)).toEqual([1]);
    expect(countStored()).toBe(0);
    for (const expected of [512, 88]) {
      commits.at(-1)?.end();
      await turn();
      expect(commits.at(-1)?.sizes.length).toBe(expected);
    }
    commits.at(-1)?.end();
    await Promise.all(appends);
    expect(countStored()).toBe(3);
  });

  it('keeps a batch to some megabytes', async () => {
    const { journal, commits } = create();
    const megabytes = 3 * 1_024 * 1_024;
    const appends = Array.from({ length: 4 }, () => journal.append(Buffer.alloc(megabytes)));
    await turn();
    expect(commits[0]?.sizes).toEqual([megabytes, megabytes]);
    commits[0]?.end();
    await turn();
    commits[1]?.end();
    await Promise.all(appends);
  });

  it('refuses those of a failed commit, and only those', async () => {
    const { journal, commits, countStored } = create();
    const first = journal.append(Buffer.alloc(1)).catch((error: unknown) => error);
    await turn();
    const second = journal.append(Buffer.alloc(1));
    commits[0]?.end(new Error('disk full'));
    expect(await first).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
    await turn();
    expect(countStored()).toBe(0);
    expect(journal.isFailing).toBe(true);
    commits[1]?.end();
    await second;
    expect(countStored()).toBe(1);
    expect(journal.isFailing).toBe(false);
  });

  it('refuses what is too much to keep waiting, and takes more once there is room', async () => {
    const { journal, commits } = create();
    const megabyte = Buffer.alloc(1_024 * 1_024);
    const outcomes = Array.from({ length: 40 }, () =>
      journal.append(megabyte).then(
        () => 'stored',
        (error: { code: string }) => error.code,
      ),
    );
    await turn();
    for (let round = 0; round < 10; round += 1) {
      commits.at(-1)?.end();
      await turn();
    }
    const seen = await Promise.all(outcomes);
    expect(seen.filter((outcome) => outcome === 'stored')).toHaveLength(32);
    expect(seen.filter((outcome) => outcome === 'unavailable')).toHaveLength(8);
    const later = journal.append(megabyte);
    await turn();
    commits.at(-1)?.end();
    await later;
  });

  it('finishes what waits when it is stopped, and takes nothing more', async () => {
    const { journal, commits } = create();
    const append = journal.append(Buffer.alloc(1));
    await turn();
    const stopped = journal.stop();
    await expect(journal.append(Buffer.alloc(1))).rejects.toMatchObject({ code: 'unavailable' });
    commits[0]?.end();
    await Promise.all([append, stopped]);
  });
});
