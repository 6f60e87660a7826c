import { expect, it } from 'vitest';
import { createLogger } from '../../logger.ts';
import { RetentionWorker } from './retention-worker.ts';

const logger = createLogger('silent');

it('cleans up at start by every rule, also after one that fails', async () => {
  const done: string[] = [];
  const worker = new RetentionWorker({
    rules: [
      { what: 'broken', deleteOld: () => Promise.reject(new Error('no such table')) },
      { what: 'whole', deleteOld: async () => done.push('whole') },
    ],
    logger,
  });
  worker.start();
  await expect.poll(() => done).toEqual(['whole']);
  await worker.stop();
});

it('stops between two batches, and waits for the one under way', async () => {
  let batches = 0;
  const over: string[] = [];
  const worker = new RetentionWorker({
    rules: [
      {
        what: 'endless',
        deleteOld: async (_nowMs, rest) => {
          do batches += 1;
          while (await rest());
          over.push('endless');
        },
      },
      { what: 'next', deleteOld: async () => over.push('next') },
    ],
    logger,
  });
  worker.start();
  await expect.poll(() => batches).toBeGreaterThan(1);
  await worker.stop();
  expect(over).toEqual(['endless']);
});
