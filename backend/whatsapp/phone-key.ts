/*
 * Countries whose mobile numbers WhatsApp knows in two forms, of which people dial either one:
 * Argentina with or without the 9 after 54, Mexico with or without the 1 after 52, Brazil with or
 * without the ninth digit. In Brazil only numbers whose eight digits begin with 6 to 9 had the
 * shorter form; with 2 to 5 they are landlines, which are somebody else.
 */
const LONGER_FORMS: readonly (readonly [RegExp, string])[] = [
  [/^549(\d{10})$/, '54$1'],
  [/^521(\d{10})$/, '52$1'],
  [/^55([1-9]\d)9([6-9]\d{7})$/, '55$1$2'],
];

/**
 * What all forms of one phone number have in common, for matching only: numbers are kept, shown and
 * dialled as they were given. `number` is international, with or without its plus.
 */
export function phoneKey(number: string): string {
  const digits = number.replace(/\D/g, '');
  for (const [form, shorter] of LONGER_FORMS) {
    if (form.test(digits)) return digits.replace(form, shorter);
  }
  return digits;
}
