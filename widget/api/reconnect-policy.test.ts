import { describe, expect, it } from 'vitest';
import { ReconnectPolicy } from './reconnect-policy.ts';

const options = { firstDelayMs: 500, maxDelayMs: 15_000, stableAfterMs: 10_000 };

describe('ReconnectPolicy', () => {
  it('waits twice as long after each failure, up to the cap', () => {
    const policy = new ReconnectPolicy({ ...options, random: () => 0.999_999 });
    const delays = Array.from({ length: 7 }, () => policy.nextDelayMs(0));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  it('spreads the waits over the upper half, so that widgets do not return together', () => {
    const earliest = new ReconnectPolicy({ ...options, random: () => 0 });
    expect(earliest.nextDelayMs(0)).toBe(250);
    expect(earliest.nextDelayMs(0)).toBe(500);
  });

  it('starts over after a connection that held', () => {
    const policy = new ReconnectPolicy({ ...options, random: () => 0 });
    policy.nextDelayMs(0);
    policy.nextDelayMs(0);
    policy.recordConnected(1_000);
    expect(policy.nextDelayMs(11_000)).toBe(250);
  });

  it('does not start over for a server that hangs up right after connecting', () => {
    const policy = new ReconnectPolicy({ ...options, random: () => 0 });
    policy.nextDelayMs(0);
    policy.recordConnected(1_000);
    expect(policy.nextDelayMs(1_200)).toBe(500);
  });

  it('starts over when told that the network is back', () => {
    const policy = new ReconnectPolicy({ ...options, random: () => 0 });
    policy.nextDelayMs(0);
    policy.nextDelayMs(0);
    policy.reset();
    expect(policy.nextDelayMs(0)).toBe(250);
  });
});
