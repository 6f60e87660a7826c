import { describe, expect, it } from 'vitest';
import { PasswordHasher } from './password-hasher.ts';

const hasher = new PasswordHasher({ logCost: 4 });

describe('the password hasher', () => {
  it('knows the right password and no other', async () => {
    const stored = await hasher.hash('violet otter carries');
    expect(await hasher.verify('violet otter carries', stored)).toBe(true);
    expect(await hasher.verify('Violet otter carries', stored)).toBe(false);
    expect(await hasher.verify('violet otter carries ', stored)).toBe(false);
  });

  it('uses scrypt with N = 2^17, r = 8, p = 1 unless told otherwise, and says so in the string', async () => {
    const stored = await new PasswordHasher().hash('violet otter carries');
    expect(stored).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    // Verified by what the string says, not by this hasher's own cost.
    expect(await hasher.verify('violet otter carries', stored)).toBe(true);
  });

  it('does not cut long passwords off', async () => {
    const long = 'x'.repeat(255);
    const stored = await hasher.hash(`${long}a`);
    expect(await hasher.verify(`${long}b`, stored)).toBe(false);
  });

  it('takes the same characters however they were typed', async () => {
    const stored = await hasher.hash('caf\u00e9 caf\u00e9 caf\u00e9');
    expect(await hasher.verify('cafe\u0301 cafe\u0301 cafe\u0301', stored)).toBe(true);
  });

  it('says no to an unknown account and to a damaged hash', async () => {
    expect(await hasher.verify('anything', undefined)).toBe(false);
    expect(await hasher.verify('anything', 'plain text')).toBe(false);
  });

  it('lets many wait their turn and sends the rest away', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => hasher.hash('violet otter carries')),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(50 - 2 - 40);
    expect(refused[0]).toMatchObject({ reason: { code: 'unavailable' } });
    await expect(hasher.hash('afterwards it works')).resolves.toContain('$scrypt$');
  });
});
