import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SecretBox, SecretUnreadableError } from './secret-box.ts';

const PLACE = { table: 'whatsapp_config', column: 'access_token', rowId: 'cf_1' };
const TOKEN = 'EAA-planted-token-ü';

describe('the secret box', () => {
  const box = new SecretBox(randomBytes(32));

  it('opens what it sealed, for the same place', () => {
    expect(box.open(box.seal(TOKEN, PLACE), PLACE)).toBe(TOKEN);
    expect(box.open(box.seal('', PLACE), PLACE)).toBe('');
  });

  it('never seals the same text into the same envelope, and shows nothing of it', () => {
    const [one, two] = [box.seal(TOKEN, PLACE), box.seal(TOKEN, PLACE)];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+$/);
    expect(one).not.toContain(TOKEN);
    expect(one).not.toContain(Buffer.from(TOKEN).toString('base64url'));
  });

  it.each([
    ['row', { ...PLACE, rowId: 'cf_2' }],
    ['column', { ...PLACE, column: 'app_secret' }],
    ['table', { ...PLACE, table: 'other' }],
  ])('refuses a ciphertext that was put into another %s', (_what, place) => {
    expect(() => box.open(box.seal(TOKEN, PLACE), place)).toThrow(SecretUnreadableError);
  });

  it('refuses every changed bit of iv, ciphertext and tag', () => {
    const [version, keyId, iv = '', sealed = ''] = box.seal(TOKEN, PLACE).split('.');
    const flip = (text: string, index: number) => {
      const bytes = Buffer.from(text, 'base64url');
      bytes[index] = (bytes[index] ?? 0) ^ 1;
      return bytes.toString('base64url');
    };
    const variants = [
      ...Array.from({ length: 12 }, (_, index) => [flip(iv, index), sealed]),
      ...Array.from({ length: Buffer.from(sealed, 'base64url').length }, (_, index) => [
        iv,
        flip(sealed, index),
      ]),
    ];
    for (const [changedIv, changedSealed] of variants) {
      const envelope = [version, keyId, changedIv, changedSealed].join('.');
      expect(() => box.open(envelope, PLACE)).toThrow(SecretUnreadableError);
    }
  });

  it('refuses what is cut off, of another version, or no envelope', () => {
    const envelope = box.seal(TOKEN, PLACE);
    for (const bad of [
      '',
      TOKEN,
      envelope.slice(0, -30),
      `${envelope}.x`,
      envelope.replace('v1', 'v2'),
    ]) {
      expect(() => box.open(bad, PLACE)).toThrow(SecretUnreadableError);
    }
  });

  it('refuses another key, also when the envelope claims to be of this one', () => {
    const other = new SecretBox(randomBytes(32));
    const envelope = other.seal(TOKEN, PLACE);
    expect(() => box.open(envelope, PLACE)).toThrow(/another secret key/);
    expect(() => box.open(envelope.replace(other.keyId, box.keyId), PLACE)).toThrow(
      SecretUnreadableError,
    );
  });

  it('takes keys of 32 bytes only', () => {
    for (const length of [0, 16, 31, 33]) {
      expect(() => new SecretBox(randomBytes(length))).toThrow(`has ${length} bytes`);
    }
  });

  it('makes fingerprints that tell secrets apart and depend on the key', () => {
    expect(box.fingerprint('one')).toBe(box.fingerprint('one'));
    expect(box.fingerprint('one')).not.toBe(box.fingerprint('two'));
    expect(new SecretBox(randomBytes(32)).fingerprint('one')).not.toBe(box.fingerprint('one'));
  });
});
