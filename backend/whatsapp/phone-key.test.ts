import { describe, expect, it } from 'vitest';
import { phoneKey } from './phone-key.ts';

describe('the forms of a phone number', () => {
  it.each([
    ['+5491123456789', '541123456789'],
    ['+5215512345678', '525512345678'],
    ['+5511987654321', '551187654321'],
  ])('%s and %s are one', (longer, shorter) => {
    expect(phoneKey(longer)).toBe(phoneKey(shorter));
  });

  it.each([
    ['a landline in Brazil', '+551123456789', '+5511923456789'],
    ['another country', '+4915112345678', '+49151912345678'],
    ['a shorter number of Mexico', '+521551234567', '+52551234567'],
  ])('%s is somebody else', (_what, one, other) => {
    expect(phoneKey(one)).not.toBe(phoneKey(other));
  });
});
