import { getLocale } from './translate.ts';

/** `en_US` in the operator's words; as it is where the browser knows no name. */
export function languageName(language: string): string {
  try {
    const names = new Intl.DisplayNames(getLocale(), { type: 'language' });
    return names.of(language.replaceAll('_', '-')) ?? language;
  } catch {
    return language;
  }
}
