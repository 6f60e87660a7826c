import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GraphError } from './graph-error.ts';
import { resolveOptions } from './options.ts';
import { RateLimits } from './rate-limits.ts';

const HOUR_MS = 3_600_000;

describe('the limits of a number', () => {
  let limits: RateLimits;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 21) });
    limits = new RateLimits(resolveOptions({}));
  });
  afterEach(() => vi.useRealTimers());

  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
  /** 0 when admitted, else the code. */
  const admit = (person: string, lastWrittenAtMs: number | undefined = Date.now()) => {
    try {
      limits.admit(person, lastWrittenAtMs);
      return 0;
    } catch (error) {
      return (error as GraphError).code;
    }
  };
  const admitMany = (count: number, toPerson: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => admit(toPerson(index)));

  it('let 45 messages to one person pass at once, and then one in 6 s', () => {
    expect(admitMany(45, () => 'nadia')).not.toContain(131056);
    expect(admit('nadia')).toBe(131056);
    expect(admit('tomas')).toBe(0);
    pass(5_999);
    expect(admit('nadia')).toBe(131056);
    pass(1);
    expect(admit('nadia')).toBe(0);
    expect(admit('nadia')).toBe(131056);
  });

  it('let 80 messages a second pass to all together', () => {
    expect(admitMany(80, String)).not.toContain(130429);
    expect(admit('one more')).toBe(130429);
    // One every 12.5 ms.
    pass(13);
    expect(admit('one more')).toBe(0);
    expect(admit('and another')).toBe(130429);
    pass(1_000);
    expect(admitMany(81, (index) => `later ${index}`)).toEqual([
      ...Array<number>(80).fill(0),
      130429,
    ]);
  });

  it('keep the window open for 24 hours after the customer’s last message', () => {
    const writtenAtMs = Date.now();
    pass(24 * HOUR_MS - 1);
    expect(admit('nadia', writtenAtMs)).toBe(0);
    pass(1);
    expect(admit('nadia', writtenAtMs)).toBe(131047);
  });

  it('take nothing for a refused message', () => {
    const longAgoMs = Date.now() - 25 * HOUR_MS;
    for (let index = 0; index < 200; index += 1) expect(admit('nadia', longAgoMs)).toBe(131047);
    expect(admitMany(45, () => 'nadia')).not.toContain(131056);
  });
});
