import { defineConfig } from 'vitest/config';

/**
 * `backend`: tests beside the code. `journeys`: the whole system in a real browser. `faults`: what
 * must hold when things go wrong, run by test/faults/run.ts.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'backend',
          include: [
            'backend/**/*.test.ts',
            'demo/**/*.test.ts',
            'test/*.test.ts',
            'widget/{store,api,i18n,files}/**/*.test.ts',
          ],
          globalSetup: ['test/support/postgres-server.ts'],
          testTimeout: 60_000,
          // Slow machines are slow everywhere; what comes is looked at the moment it is there.
          expect: { poll: { timeout: 15_000 } },
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          globalSetup: ['test/support/postgres-server.ts'],
          testTimeout: 60_000,
          // Slow machines are slow everywhere; what comes is looked at the moment it is there.
          expect: { poll: { timeout: 15_000 } },
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.faults.ts'],
          globalSetup: ['test/support/postgres-server.ts'],
          testTimeout: 30 * 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
