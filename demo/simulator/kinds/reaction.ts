import { rejectUnknownKeys, requireObject, requireString } from '../field-checks.ts';
import { GraphError } from '../graph-error.ts';
import type { MessageKind } from './message-kind.ts';

const EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');

/** `{message_id,emoji}`; an empty emoji takes the reaction back. */
export const reactionKind: MessageKind = {
  type: 'reaction',
  isAboutMessage: true,
  validate(content) {
    const reaction = requireObject(content, 'reaction');
    rejectUnknownKeys(reaction, ['message_id', 'emoji'], 'reaction');
    requireString(reaction.message_id, "reaction['message_id']");
    const { emoji } = reaction;
    if (emoji === '') return;
    const text = requireString(emoji, "reaction['emoji']");
    if (!EMOJI.test(text) && !EMOJI.test(`${text}\u{FE0F}`)) {
      throw new GraphError(131009, { details: "Param reaction['emoji'] is not an emoji." });
    }
  },
};
