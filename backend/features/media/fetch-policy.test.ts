import { describe, expect, it } from 'vitest';
import { decideAfterFailure, failureOfCall, MAX_ATTEMPTS } from './fetch-policy.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const fresh = { attempts: 0, expiresAtMs: NOW + 1 };
const passing = { cause: 'passing', reason: 'x' } as const;
const calmly = () => 0.5;

const refusal = (code: number, more: object = {}, httpStatus = 400) =>
  failureOfCall({
    kind: 'refused',
    httpStatus,
    error: {
      code,
      subcode: undefined,
      message: 'x',
      details: undefined,
      traceId: undefined,
      retryAfterMs: undefined,
      ...more,
    },
  }).cause;

describe('what Meta’s answer about a file means', () => {
  it('knows the ways of saying that there is no such file', () => {
    expect(refusal(100, { subcode: 33 })).toBe('forgotten');
    expect(refusal(803)).toBe('forgotten');
    expect(refusal(1, {}, 404)).toBe('forgotten');
    expect(refusal(100)).toBe('passing');
  });

  it('leaves a refused token to an admin, and everything else to time', () => {
    expect(refusal(190)).toBe('blocked');
    expect(refusal(130429)).toBe('passing');
    expect(failureOfCall({ kind: 'not_sent', reason: 'x' }).cause).toBe('passing');
    expect(failureOfCall({ kind: 'no_answer', reason: 'x' }).cause).toBe('passing');
  });
});

describe('what comes after a failed try', () => {
  it('is a growing wait of at most six hours, and in the end a person', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS }, (_, attempts) =>
      decideAfterFailure(passing, { ...fresh, attempts }, NOW, calmly),
    );
    expect(waits.at(-1)).toEqual({ kind: 'end', state: 'failed' });
    const delays = waits.flatMap((each) => (each.kind === 'wait' ? [each.delayMs / 1_000] : []));
    expect(delays).toEqual([5, 20, 80, 320, 1_280, 5_120, 20_480, 21_600, 21_600]);
  });

  it('waits as long as Meta asks for', () => {
    const asked = { ...passing, retryAfterMs: 60_000 };
    expect(decideAfterFailure(asked, fresh, NOW)).toMatchObject({ delayMs: 60_000 });
  });

  it('is nobody’s fault while an admin has to act, until the file has run out', () => {
    const blocked = { cause: 'blocked', reason: 'x' } as const;
    expect(decideAfterFailure(blocked, fresh, NOW)).toMatchObject({ isCounted: false });
    expect(decideAfterFailure(blocked, { ...fresh, expiresAtMs: NOW }, NOW)).toEqual({
      kind: 'end',
      state: 'gone',
    });
  });
});
