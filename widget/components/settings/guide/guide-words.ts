import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { enSetupGuide } from '../../../i18n/en-setup-guide.ts';
import { createTranslator } from '../../../i18n/translate.ts';

/** The guide's words. */
export const t = createTranslator({ en: enSetupGuide });

/** A sentence with what stands between `**` made strong: the words to look for at Meta. */
export function withStrong(sentence: string): TemplateResult[] {
  return sentence
    .split('**')
    .map((part, at) => (at % 2 === 1 ? html`<strong>${part}</strong>` : html`${part}`));
}
