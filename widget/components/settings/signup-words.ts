import { enSignup } from '../../i18n/en-signup.ts';
import { createTranslator } from '../../i18n/translate.ts';

/** The words of «Connect with Facebook». */
export const t = createTranslator({ en: enSignup });
