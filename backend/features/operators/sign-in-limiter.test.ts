import { beforeEach, describe, expect, it } from 'vitest';
import { SignInLimiter } from './sign-in-limiter.ts';

describe('the sign-in limiter', () => {
  let nowMs = 0;
  let limiter: SignInLimiter;
  beforeEach(() => {
    nowMs = 1_000_000;
    limiter = new SignInLimiter(() => nowMs);
  });
  const fail = (account: string, address: string, times: number) => {
    for (let index = 0; index < times; index += 1) limiter.begin(account, address);
  };

  it('counts the tries that are left and then pauses for 15 minutes', () => {
    const left = [1, 2, 3, 4, 5].map(() => limiter.begin('a@example.com', '192.0.2.1').triesLeft);
    expect(left).toEqual([4, 3, 2, 1, 0]);
    expect(() => limiter.begin('a@example.com', '192.0.2.1')).toThrow(
      expect.objectContaining({ code: 'too_many_requests', retryAfterSeconds: 900 }),
    );
    nowMs += 15 * 60_000;
    expect(limiter.begin('a@example.com', '192.0.2.1').triesLeft).toBe(4);
  });

  it('never stops the owner, who comes from another address', () => {
    fail('a@example.com', '192.0.2.1', 5);
    expect(limiter.begin('a@example.com', '192.0.2.2').triesLeft).toBe(4);
    expect(limiter.begin('b@example.com', '192.0.2.1').triesLeft).toBe(4);
  });

  it('stops an address after 100 failures, whatever the accounts', () => {
    for (let index = 0; index < 100; index += 1) fail(`${index}@example.com`, '192.0.2.1', 1);
    expect(() => limiter.begin('new@example.com', '192.0.2.1')).toThrow(/Too many wrong tries/);
    expect(() => limiter.begin('new@example.com', '192.0.2.9')).not.toThrow();
  });

  it('forgets failures of an account that signs in, and does not count successes', () => {
    fail('a@example.com', '192.0.2.1', 4);
    limiter.begin('a@example.com', '192.0.2.1').succeed();
    expect(limiter.begin('a@example.com', '192.0.2.1').triesLeft).toBe(4);
    for (let index = 0; index < 300; index += 1) {
      limiter.begin(`ok${index}@example.com`, '192.0.2.1').succeed();
    }
  });

  it('takes one IPv6 network, and a mapped IPv4 address, for one address', () => {
    fail('a@example.com', '2001:db8:1:2::1', 5);
    expect(() => limiter.begin('a@example.com', '2001:DB8:1:2:ffff::9')).toThrow();
    expect(() => limiter.begin('a@example.com', '2001:db8:1:3::1')).not.toThrow();
    fail('b@example.com', '::ffff:192.0.2.1', 5);
    expect(() => limiter.begin('b@example.com', '192.0.2.1')).toThrow();
  });
});
