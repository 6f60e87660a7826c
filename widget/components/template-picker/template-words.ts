import { enTemplates } from '../../i18n/en-templates.ts';
import { createTranslator } from '../../i18n/translate.ts';

/** The template picker's words. */
export const t = createTranslator({ en: enTemplates });
