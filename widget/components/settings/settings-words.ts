import { enSettings } from '../../i18n/en-settings.ts';
import { createTranslator } from '../../i18n/translate.ts';

/** The settings tab's words. */
export const t = createTranslator({ en: enSettings });
