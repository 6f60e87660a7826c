import { enTemplatesAdmin } from '../../i18n/en-templates-admin.ts';
import { createTranslator } from '../../i18n/translate.ts';

/** The words of the admins' page for templates. */
export const t = createTranslator({ en: enTemplatesAdmin });
