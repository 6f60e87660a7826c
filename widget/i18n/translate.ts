import { en } from './en.ts';

/** A language's words by dotted name. `{name}` in them is filled in by the caller. */
export type Catalogue = Readonly<Record<string, string>>;
/** What fills the braces of a sentence. Numbers are written in the operator's locale. */
export type Words = Readonly<Record<string, string | number>>;

let locale = 'en';
// Some browsers report tags that Intl refuses (`en-US@posix`), so theirs is checked like any other.
if (typeof navigator !== 'undefined') setLocale(navigator.language);

/** The language tag for words, dates and numbers (BCP 47), as the host's `lang` or the browser says. */
export function getLocale(): string {
  return locale;
}

/** Unknown or malformed tags are ignored: formatting must not fail because of a host's attribute. */
export function setLocale(tag: string): void {
  try {
    locale = Intl.getCanonicalLocales(tag)[0] ?? locale;
  } catch {
    // Keep the one we have.
  }
}

function fill(sentence: string, words: Words | undefined): string {
  if (!words) return sentence;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const word = words[name];
    if (word === undefined) return whole;
    return typeof word === 'number' ? word.toLocaleString(locale) : word;
  });
}

/**
 * Makes a `t()` for one catalogue per language; English is the one that must be complete, since
 * its keys are the type of the others. Parts that load late (settings) bring their own catalogue
 * with them instead of weighing on the launcher:
 *
 * @example const t = createTranslator({ en: enSettings });
 */
export function createTranslator<English extends Catalogue>(
  catalogues: { en: English } & Readonly<Record<string, Partial<Record<keyof English, string>>>>,
): (key: keyof English & string, words?: Words) => string {
  return (key, words) => {
    const language = locale.split('-')[0] ?? 'en';
    const sentence = catalogues[language]?.[key] ?? catalogues.en[key] ?? key;
    return fill(sentence, words);
  };
}

/** The words of the launcher; those of the inbox are in inbox-words.ts. */
export const t = createTranslator({ en });
