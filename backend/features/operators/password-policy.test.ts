import { describe, expect, it } from 'vitest';
import { assertStrongPassword } from './password-policy.ts';

const account = { email: 'nadia.okoro@example.com', name: 'Nadia Okoro' };
const check = (password: string) => () => assertStrongPassword(password, account);

describe('the password policy', () => {
  it.each([
    'password1234',
    'Password123!',
    'P@ssw0rd1234',
    'passwordpassword',
    'iloveyou2024',
    'welcome12345',
    'letmein!!!!!',
    'qwertyuiop12',
    'adminadmin12',
    'whatsapp2026',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    '123456789012',
    '121212121212',
    'qwertyuiop[]'.replace('[]', '12'),
    '1qaz2wsx3edc',
    'abcdefghijkl',
    'nadiaokoro12',
    'nadia.okoro1',
  ])('refuses %s, naming the field', (password) => {
    expect(check(password)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        details: [{ field: 'password', message: expect.any(String) }],
      }),
    );
  });

  it.each([
    'violet otter carries nine lamps',
    'correct horse battery staple',
    'tr0ub4dor&3-kettle',
    'Hx9$kQ2!mZ7@',
    'my dog nadia eats twelve plums',
    '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 grüßt Käse',
    '83920174659201',
  ])('accepts %s', (password) => {
    expect(check(password)).not.toThrow();
  });
});
