import { describe, expect, it } from 'vitest';
import { isUserId, parsePhoneNumber } from './phone-number.ts';

describe('a phone number', () => {
  it.each([
    ['+15550100123', '+15550100123'],
    ['15550100123', '+15550100123'],
    ['0015550100123', '+15550100123'],
    [' +1 (555) 010-0123 ', '+15550100123'],
    ['+1.555.010.0123', '+15550100123'],
    ['+44 (0)7700 900123', '+447700900123'],
    ['+49 151 23456789', '+4915123456789'],
    // As in the documents' examples, though no such number can exist.
    ['+1234567890', '+1234567890'],
  ])('written %s is %s', (text, number) => {
    expect(parsePhoneNumber(text)).toBe(number);
  });

  it.each([
    '',
    '+',
    '12',
    '030 1234567',
    'Nadia',
    '+1 555 CALL NOW',
    '+1555010\u0000123',
    '１５５５０１００１２３',
    `+${'1'.repeat(17)}`,
  ])('is not %j', (text) => {
    expect(parsePhoneNumber(text)).toBeUndefined();
  });
});

describe('a business-scoped user id', () => {
  it.each(['US.48213570926641', 'GB.ENT.abc123'])('is %s', (id) => {
    expect(isUserId(id)).toBe(true);
  });
  it.each(['us.1', 'USA.1', 'US.', 'US1', 'US.1;', `US.${'1'.repeat(129)}`])('is not %s', (id) => {
    expect(isUserId(id)).toBe(false);
  });
});
