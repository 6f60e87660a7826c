import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { FiguresReporter } from './support/figures-reporter.ts';

/*
 * `npm run test:faults [-- --full] [--seed N] [--only TEXT]`: the promises of the README, kept while
 * processes are killed, disks fail, and Meta answers badly. The short form takes minutes and runs
 * with every change; the full form reaches the figures of a release.
 */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
  },
});
const form = values.full ? 'full' : 'short';
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number.');
process.env.FAULTS_FORM = form;
process.env.FAULTS_SEED = String(seed);

const vitest = await startVitest('test', [], {
  run: true,
  watch: false,
  project: ['faults'],
  ...(values.only === undefined ? {} : { testNamePattern: values.only }),
  reporters: [new FiguresReporter({ resultFile: 'test-results/faults.json', form, seed })],
});
await vitest.close();
