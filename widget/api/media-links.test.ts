import { describe, expect, it, vi } from 'vitest';
import { MediaLinks } from './media-links.ts';

describe('addresses of files', () => {
  const create = () => {
    const getMediaLink = vi.fn(async (id: string) => ({
      url: `${id}-${getMediaLink.mock.calls.length}`,
    }));
    const links = new MediaLinks({ getMediaLink });
    const get = async (id: string, isRefused?: boolean) => (await links.get(id, isRefused)).url;
    return { links, get, getMediaLink };
  };

  it('are asked for once and used until they are about to run out', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const { get } = create();
      expect(await Promise.all([get('a'), get('a')])).toEqual(['a-1', 'a-1']);
      expect(await get('b')).toBe('b-2');
      vi.advanceTimersByTime(9 * 60_000 - 1);
      expect(await get('a')).toBe('a-1');
      vi.advanceTimersByTime(1);
      expect(await get('a')).toBe('a-3');
    } finally {
      vi.useRealTimers();
    }
  });

  it('are asked for anew when one was refused, could not be had, or the session is over', async () => {
    const { links, get, getMediaLink } = create();
    await get('a');
    expect(await get('a', true)).toBe('a-2');
    expect(await get('a')).toBe('a-2');
    getMediaLink.mockRejectedValueOnce(new Error('away'));
    await expect(get('b')).rejects.toThrow('away');
    expect(await get('b')).toBe('b-4');
    links.forget();
    expect(await get('a')).toBe('a-5');
  });
});
