import { invalidParameter } from '../graph-errors.ts';
import { checkKeys, readObject } from '../send-validation.ts';
import type { MessageKind } from './message-kind.ts';

const MAX_CHARACTERS = 4_096;

export const text: MessageKind = {
  accept(content) {
    const { body, preview_url, ...rest } = readObject(content, 'text');
    checkKeys(rest, [], 'text');
    if (body === undefined || body === '') {
      throw invalidParameter("The parameter text['body'] is required.");
    }
    if (typeof body !== 'string') throw invalidParameter("Param text['body'] must be a string.");
    if (countCharacters(body) > MAX_CHARACTERS) {
      throw invalidParameter(
        `Param text['body'] must be at most ${MAX_CHARACTERS} characters long.`,
      );
    }
    if (preview_url !== undefined && typeof preview_url !== 'boolean') {
      throw invalidParameter("Param text['preview_url'] must be a boolean.");
    }
    return { body, ...(preview_url === undefined ? {} : { preview_url }) };
  },

  write(draft) {
    const body = typeof draft === 'object' && draft !== null && 'body' in draft ? draft.body : draft;
    if (typeof body !== 'string' || body === '') throw new TypeError('A text needs some text.');
    return { body };
  },
};

/** People's characters, not UTF-16 units: an emoji counts once. */
function countCharacters(body: string): number {
  return [...body].length;
}
