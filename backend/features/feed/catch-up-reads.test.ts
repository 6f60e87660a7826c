import { describe, expect, it } from 'vitest';
import { CatchUpReads } from './catch-up-reads.ts';
import type { ChangeLog } from './change-log.ts';

/** A log of one change, 7, whose answers wait for `answer`. */
function setUp() {
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  const wait = () => new Promise<void>((resolve) => answers.push(resolve));
  const log: Pick<ChangeLog, 'readAfter' | 'getBounds'> = {
    readAfter: async (seq) => {
      asked.push(seq);
      await wait();
      return seq < 7 ? [{ seq: 7, payload: '{"type":"settings.changed"}' }] : [];
    },
    getBounds: async () => {
      asked.push(-1);
      await wait();
      return { head: 7, oldest: 7 };
    },
  };
  const answer = () => answers.splice(0).forEach((give) => give());
  return { reads: new CatchUpReads(log as ChangeLog), asked, answer };
}

describe('reads for clients that come back', () => {
  it('are made once for all who stand at the same place at the same time', async () => {
    const { reads, asked, answer } = setUp();
    const all = [reads.readAfter(3), reads.readAfter(3), reads.readAfter(5), reads.readAfter(7)];
    answer();
    const [first, second, third, none] = await Promise.all(all);
    expect(asked).toEqual([3, 5, 7]);
    expect(second?.frame).toBe(first?.frame);
    expect(third).toMatchObject({ toSeq: 7 });
    expect(none).toBeUndefined();
  });

  it('are made again for those who come later', async () => {
    const { reads, asked, answer } = setUp();
    for (let time = 0; time < 2; time += 1) {
      const reading = [reads.readAfter(3), reads.getBounds(), reads.getBounds()];
      answer();
      await Promise.all(reading);
    }
    expect(asked).toEqual([3, -1, 3, -1]);
  });
});
