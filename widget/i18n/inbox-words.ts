import { en } from './en.ts';
import { enInbox } from './en-inbox.ts';
import { createTranslator } from './translate.ts';

/** The words of the inbox: `t('chat.send')`, `t('chat.timeLeft', { time })`. */
export const t = createTranslator({ en: { ...en, ...enInbox } });
