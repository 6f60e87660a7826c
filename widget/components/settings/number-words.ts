import { enNumber } from '../../i18n/en-number.ts';
import { createTranslator } from '../../i18n/translate.ts';

/** Words of what Meta says of the number and its token. */
export const t = createTranslator({ en: enNumber });
