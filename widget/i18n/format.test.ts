import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  formatPhone,
  formatRowTime,
  formatSize,
  formatTimeLeft,
  showControls,
  speakTimeLeft,
} from './format.ts';
import { t } from './inbox-words.ts';
import { setLocale } from './translate.ts';

const HOUR_MS = 3_600_000;

describe('words, times and numbers', () => {
  beforeEach(() => setLocale('en-GB'));
  afterEach(() => setLocale('en'));

  it.each([
    ['+15550142', '+1 5550142'],
    ['+14155550142', '+1 415-555-0142'],
    ['+447700900118', '+44 7700 900118'],
    ['+351915550142', '+351 915 550142'],
    ['@maya', '@maya'],
    ['US.4821', 'US.4821'],
  ])('writes %s as %s', (phone, shown) => expect(formatPhone(phone)).toBe(shown));

  it.each([
    [18 * HOUR_MS + 20 * 60_000, '18 h 20 m', '18 hours 20 minutes'],
    [52 * 60_000, '52 m', '52 minutes'],
    [23 * HOUR_MS, '23 h', '23 hours'],
    [HOUR_MS + 60_000, '1 h 1 m', '1 hour 1 minute'],
    [4_000, '1 m', '1 minute'],
  ])('tells %d ms as «%s» and speaks it as «%s»', (leftMs, shown, spoken) => {
    expect(formatTimeLeft(leftMs)).toBe(shown);
    expect(speakTimeLeft(leftMs)).toBe(spoken);
  });

  it('dates a row by how long ago it was', () => {
    const now = new Date(2026, 2, 12, 16, 22);
    const row = (...parts: [number, number, number, number, number]) =>
      formatRowTime(new Date(...parts).toISOString(), now);
    expect(row(2026, 2, 12, 9, 5)).toBe('09:05');
    expect(row(2026, 2, 11, 23, 59)).toBe('Yesterday');
    expect(row(2026, 2, 9, 12, 0)).toBe('Monday');
    expect(row(2026, 1, 2, 12, 0)).toBe('2 Feb');
    expect(row(2025, 1, 2, 12, 0)).toBe('2 Feb 2025');
  });

  it('fills the braces of a sentence and keeps what nobody filled', () => {
    expect(t('chat.unreadMany', { count: 1_234 })).toBe('1,234 unread messages');
    expect(t('chat.unreadMany', {})).toBe('{count} unread messages');
  });

  it.each([
    [0, '0 bytes'],
    [394, '394 bytes'],
    [1_000, '1 kB'],
    [84_200, '84 kB'],
    [1_250_000, '1.3 MB'],
    [104_857_600, '105 MB'],
    [3_000_000_000, '3,000 MB'],
  ])('tells a size of %d bytes as «%s»', (bytes, shown) => {
    expect(formatSize(bytes)).toBe(shown);
  });

  it('writes out what controls or hides in a foreign text, and keeps what words are made of', () => {
    expect(showControls('a\u202Eb\u0000\r\n\u2066\uFEFF')).toBe(
      'a[U+202E]b[U+0000][U+000D][U+000A][U+2066][U+FEFF]',
    );
    const honest = 'می\u200cخواهم 👩\u200d💻 Å <b>';
    expect(showControls(honest)).toBe(honest);
  });

  it('ignores a language tag that is none', () => {
    setLocale('not a tag');
    expect(t('chat.today')).toBe('Today');
  });
});
