import { describe, expect, it } from 'vitest';
import { SendPacing } from './send-pacing.ts';

describe('pacing', () => {
  it('lets no number send more than its rate in any second', () => {
    let nowMs = 0;
    const pacing = new SendPacing({ messagesPerSecond: 80, clock: () => nowMs });
    const departures: number[] = [];
    for (; nowMs < 5_000; nowMs += 1) {
      while (pacing.budgetOf('n') > 0) {
        pacing.take('n', `contact ${departures.length}`);
        departures.push(nowMs);
      }
    }
    for (const start of departures) {
      const within = departures.filter((at) => at >= start && at < start + 1_000).length;
      expect(within).toBeLessThanOrEqual(80);
    }
    expect(departures.length).toBeGreaterThan(5 * 70);
  });

  it('lets a person get 45 at once and then one every 6 seconds, without touching others', () => {
    let nowMs = 0;
    const pacing = new SendPacing({ messagesPerSecond: 10_000, clock: () => nowMs });
    for (let sent = 0; sent < 45; sent += 1) {
      expect(pacing.pairWaitMs('n', 'busy')).toBe(0);
      pacing.take('n', 'busy');
    }
    expect(pacing.pairWaitMs('n', 'busy')).toBe(6_000);
    expect(pacing.pairWaitMs('n', 'other')).toBe(0);
    expect(pacing.pairWaitMs('other number', 'busy')).toBe(0);
    nowMs += 6_000;
    expect(pacing.pairWaitMs('n', 'busy')).toBe(0);
  });

  it('lets a number rest, and releases it at once when asked to', () => {
    let nowMs = 0;
    const pacing = new SendPacing({ clock: () => nowMs });
    pacing.holdNumber('n', 5_000);
    pacing.holdNumber('n', 1_000);
    expect(pacing.budgetOf('n')).toBe(0);
    expect(pacing.numberWaitMs('n')).toBe(5_000);
    expect(pacing.budgetOf('other')).toBeGreaterThan(0);
    pacing.releaseNumber('n');
    expect(pacing.budgetOf('n')).toBeGreaterThan(0);
    nowMs += 1;
  });
});
