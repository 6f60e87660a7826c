import { describe, expect, it, vi } from 'vitest';
import { MediaLinks } from './media-links.ts';

describe('addresses of files', () => {
  const create = () => {
    const getMediaLink = vi.fn(async (id: string) => `${id}-${getMediaLink.mock.calls.length}`);
    return { links: new MediaLinks({ getMediaLink }), getMediaLink };
  };

  it('are asked for once and used until they are about to run out', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const { links } = create();
      expect(await Promise.all([links.get('a'), links.get('a')])).toEqual(['a-1', 'a-1']);
      expect(await links.get('b')).toBe('b-2');
      vi.advanceTimersByTime(9 * 60_000 - 1);
      expect(await links.get('a')).toBe('a-1');
      vi.advanceTimersByTime(1);
      expect(await links.get('a')).toBe('a-3');
    } finally {
      vi.useRealTimers();
    }
  });

  it('are asked for anew when one was refused, could not be had, or the session is over', async () => {
    const { links, getMediaLink } = create();
    await links.get('a');
    expect(await links.get('a', true)).toBe('a-2');
    expect(await links.get('a')).toBe('a-2');
    getMediaLink.mockRejectedValueOnce(new Error('away'));
    await expect(links.get('b')).rejects.toThrow('away');
    expect(await links.get('b')).toBe('b-4');
    links.forget();
    expect(await links.get('a')).toBe('a-5');
  });
});
