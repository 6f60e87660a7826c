import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { FiguresReporter } from './support/figures-reporter.ts';

/*
 * `npm run test:faults [-- --full] [--seed N] [--only TEXT]`: the promises of the README, kept while
 * processes are killed, disks fail, and Meta answers badly. The short form takes minutes and runs
 * with every change, each time with the same seed, so that a failure is the change's; the full form
 * reaches the figures of a release and draws a new seed.
 */
const SHORT_FORM_SEED = 1;

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    seed: { type: 'string' },
    only: { type: 'string' },
  },
});
const form = values.full ? 'full' : 'short';
const seed = Number(values.seed ?? (values.full ? Date.now() % 1_000_000 : SHORT_FORM_SEED));
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
