import { describe, expect, it } from 'vitest';
import { isDeeperThan } from './json-depth.ts';

const check = (text: string, maxDepth = 3) => isDeeperThan(Buffer.from(text), maxDepth);

describe('the depth of JSON', () => {
  it('is counted over objects and arrays together', () => {
    expect(check('{"a":[{"b":1}]}')).toBe(false);
    expect(check('{"a":[{"b":[]}]}')).toBe(true);
  });

  it('goes down again', () => {
    expect(check(`[${'[[]],'.repeat(1_000)}0]`)).toBe(false);
  });

  it('leaves brackets in texts out, also after escaped quotes and backslashes', () => {
    expect(check('["[[[[[[", "\\"[[[[", "\\\\", "ü[[[["]')).toBe(false);
    expect(check('["\\\\", [[[]]]]')).toBe(true);
  });

  it('is found quickly in a body of millions of brackets', () => {
    const timed = (brackets: number) => {
      const startedAt = performance.now();
      expect(check('['.repeat(brackets))).toBe(true);
      expect(check(`"${'['.repeat(brackets)}`)).toBe(false);
      return performance.now() - startedAt;
    };
    timed(100_000);
    const [some, many] = [timed(100_000), timed(4_000_000)];
    // Forty times as many, and not their square; a pause of the machine's own is allowed for.
    expect(many).toBeLessThan(Math.max(some, 10) * 400);
  });
});
