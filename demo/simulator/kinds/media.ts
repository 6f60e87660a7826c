import { optionalText, rejectUnknownKeys, requireObject } from '../field-checks.ts';
import { GraphError } from '../graph-error.ts';
import type { MessageKind } from './message-kind.ts';

const MAX_CAPTION_CHARACTERS = 1_024;
const MAX_NAME_CHARACTERS = 240;

/** `{id|link, …}`: a file that was uploaded, or one that is to be had at a public address. */
function mediaKind(type: string, rest: readonly string[]): MessageKind {
  return {
    type,
    validate(content) {
      const media = requireObject(content, type);
      rejectUnknownKeys(media, ['id', 'link', ...rest], type);
      if ((media.id === undefined) === (media.link === undefined)) {
        throw new GraphError(131008, { details: `Param ${type} needs either an id or a link.` });
      }
      for (const name of ['id', 'link']) {
        if (media[name] !== undefined && typeof media[name] !== 'string') {
          throw new GraphError(100, { details: `Param ${type}['${name}'] must be a string.` });
        }
      }
      if (typeof media.link === 'string' && !/^https?:\/\//.test(media.link)) {
        throw new GraphError(131009, { details: `Param ${type}['link'] is not a valid URI.` });
      }
      optionalText(media.caption, `${type}['caption']`, MAX_CAPTION_CHARACTERS);
      optionalText(media.filename, `${type}['filename']`, MAX_NAME_CHARACTERS);
      if (media.voice !== undefined && typeof media.voice !== 'boolean') {
        throw new GraphError(100, { details: `Param ${type}['voice'] must be a boolean.` });
      }
    },
  };
}

export const mediaKinds: readonly MessageKind[] = [
  mediaKind('image', ['caption']),
  mediaKind('video', ['caption']),
  mediaKind('audio', ['voice']),
  mediaKind('document', ['caption', 'filename']),
  mediaKind('sticker', []),
];
