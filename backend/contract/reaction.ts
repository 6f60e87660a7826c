import { z } from 'zod';
import { sendMessageResponseSchema } from './send.ts';

/** Unicode's list of emoji that are recommended for interchange: https://unicode.org/reports/tr51/ */
const RGI_EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');
const EMOJI_STYLE = '\u{FE0F}';

/** One emoji, in the form in which it is shown in colours; undefined for anything else. */
function readEmoji(text: string): string | undefined {
  return [text, `${text}${EMOJI_STYLE}`].find((form) => RGI_EMOJI.test(form));
}

export const reactionRequestSchema = z.strictObject({
  /** Exactly one emoji; empty takes the reaction back. */
  emoji: z
    .string()
    .max(100)
    .transform((text, context) => {
      const emoji = text === '' ? '' : readEmoji(text);
      if (emoji !== undefined) return emoji;
      context.addIssue({ code: 'custom', message: 'must be exactly one emoji, or empty' });
      return z.NEVER;
    }),
});

/** The message as it is shown from now on. */
export const reactionResponseSchema = sendMessageResponseSchema;
