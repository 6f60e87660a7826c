import { GraphError } from '../graph-error.ts';
import { rejectUnknownKeys, requireObject } from '../field-checks.ts';
import type { MessageKind } from './message-kind.ts';

/** Characters, not bytes: from the limits of Meta's text messages. */
const MAX_BODY_CHARACTERS = 4_096;

/** `{body, preview_url?}`. A customer's text is `{body}` alone. */
export const textKind: MessageKind = {
  type: 'text',
  validate(content) {
    const text = requireObject(content, 'text');
    rejectUnknownKeys(text, ['body', 'preview_url'], 'text');
    const { body, preview_url: previewUrl } = text;
    if (body === undefined || body === '') {
      throw new GraphError(131008, { details: "Param text['body'] must not be empty." });
    }
    if (typeof body !== 'string') {
      throw new GraphError(100, { details: "Param text['body'] must be a string." });
    }
    if ([...body].length > MAX_BODY_CHARACTERS) {
      throw new GraphError(100, {
        details: `Param text['body'] must be at most ${MAX_BODY_CHARACTERS} characters long.`,
      });
    }
    if (previewUrl !== undefined && typeof previewUrl !== 'boolean') {
      throw new GraphError(100, { details: "Param text['preview_url'] must be a boolean." });
    }
  },
};
