import type { TestContext } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** What the case measured, for its line in the report. */
    figures?: Record<string, number | string>;
  }
}

/** The short form runs on every change; the full form is for releases. */
export const IS_FULL = process.env.FAULTS_FORM === 'full';

/** Every random choice of a run follows from this; a failure is repeated with `--seed`. */
export const SEED = Number(process.env.FAULTS_SEED ?? 1);

/** One of two sizes, by form. */
export function size(short: number, full: number): number {
  return IS_FULL ? full : short;
}

/** Puts figures on the case's line in the report; call as often as you like. */
export function report(context: TestContext, figures: Record<string, number | string>): void {
  context.task.meta.figures = { ...context.task.meta.figures, ...figures };
}

/** Random numbers from 0 to below 1 that follow from the seed and `stream` alone (mulberry32). */
export function seededRandom(stream = 0): () => number {
  let state = (SEED * 0x9e3779b1 + stream * 0x85ebca6b) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
