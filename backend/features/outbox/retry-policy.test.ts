import { describe, expect, it } from 'vitest';
import { decideAfterNotSent, decideAfterRefusal } from './retry-policy.ts';

const refusal = (code: number, attempts: number, retryAfterMs?: number) =>
  decideAfterRefusal({ code, retryAfterMs }, attempts, () => 0);

describe('the retry policy', () => {
  it('makes a pair wait 4^n seconds, then gives up', () => {
    expect([1, 2, 3, 4, 5].map((attempts) => refusal(131056, attempts))).toEqual(
      [4_000, 16_000, 64_000, 256_000, 1_024_000].map((delayMs) => ({ kind: 'retry', delayMs })),
    );
    expect(refusal(131056, 6)).toEqual({ kind: 'fail' });
  });

  it('lets the whole number rest when its throughput or quota is used up', () => {
    expect(refusal(130429, 1)).toEqual({ kind: 'hold_number', delayMs: 1_000 });
    expect(refusal(130429, 3)).toEqual({ kind: 'hold_number', delayMs: 4_000 });
    expect(refusal(4, 1)).toEqual({ kind: 'hold_number', delayMs: 60_000 });
  });

  it('waits at least as long as Meta asks for', () => {
    expect(refusal(130429, 1, 30_000)).toEqual({ kind: 'hold_number', delayMs: 30_000 });
  });

  it('tries a fault at Meta again with growing pauses, a bounded number of times', () => {
    expect(refusal(2, 1)).toEqual({ kind: 'retry', delayMs: 2_000 });
    expect(refusal(2, 4)).toEqual({ kind: 'retry', delayMs: 16_000 });
    expect(refusal(2, 8)).toEqual({ kind: 'fail' });
    expect(refusal(131000, 3)).toEqual({ kind: 'fail' });
  });

  it('pauses the number for what only an admin can mend, and fails what never succeeds', () => {
    expect(refusal(190, 99)).toEqual({ kind: 'pause_number' });
    expect(refusal(131026, 1)).toEqual({ kind: 'fail' });
    expect(refusal(424242, 1)).toEqual({ kind: 'fail' });
  });

  it('spreads retries by up to a quarter, never earlier', () => {
    expect(decideAfterRefusal({ code: 2, retryAfterMs: undefined }, 1, () => 0.999)).toEqual({
      kind: 'retry',
      delayMs: 2_500,
    });
  });

  it('has patience with a Meta that cannot be reached, for a day', () => {
    expect(decideAfterNotSent(1, 0, () => 0)).toEqual({ kind: 'hold_number', delayMs: 1_000 });
    expect(decideAfterNotSent(40, 3_600_000, () => 0)).toEqual({
      kind: 'hold_number',
      delayMs: 60_000,
    });
    expect(decideAfterNotSent(41, 25 * 3_600_000)).toEqual({ kind: 'fail' });
  });
});
