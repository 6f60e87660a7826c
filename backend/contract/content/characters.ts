import { z } from 'zod';

/** Meta counts characters, not bytes and not UTF-16 units: an emoji is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}

/** Text that must be there, of at most `max` characters; `what` begins the sentence of the error. */
export function requiredText(what: string, max: number) {
  return z
    .string(`${what} is missing.`)
    .min(1, `${what} must not be empty.`)
    .refine((text) => countCharacters(text) <= max, `${what} has at most ${max} characters.`);
}
