import { MEDIA_LIMITS } from '../../backend/contract/media-limits.ts';
import type { FileKind } from '../../backend/contract/media-limits.ts';
import { ApiError } from '../api/api-error.ts';
import { formatSize } from '../i18n/format.ts';
import { t } from '../i18n/inbox-words.ts';
import { preparePicture } from './prepare-picture.ts';

/** Types by ending, for files of which the browser does not tell any. */
const TYPES_BY_ENDING: Readonly<Record<string, string>> = {
  heic: 'image/heic',
  heif: 'image/heic',
  '3gp': 'video/3gpp',
  amr: 'audio/amr',
  aac: 'audio/aac',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  csv: 'text/plain',
  md: 'text/plain',
  log: 'text/plain',
};
/** Other names of the same. */
const SYNONYMS: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/mp3': 'audio/mpeg',
  'audio/x-aac': 'audio/aac',
  'application/ogg': 'audio/ogg',
  'image/heif': 'image/heic',
};
const NOT_TAKEN = {
  video: 'file.videoTypes',
  audio: 'file.audioTypes',
  document: 'file.documentTypes',
} as const;

/**
 * Makes of a file what WhatsApp takes, as the kind that it is. Pictures are converted and made smaller
 * where they have to be; everything else goes as it is. Throws ApiError with words for a person, so
 * that nothing is sent of which it is known that it would be refused.
 */
export async function prepareFile(file: File): Promise<{ file: File; kind: FileKind }> {
  if (file.size === 0) throw refusal(t('file.empty'));
  const type = typeOf(file);
  if (type.startsWith('image/')) return { file: await preparePicture(file, type), kind: 'image' };
  const kind = kindOf(type);
  const { maxBytes, types } = MEDIA_LIMITS[kind];
  if (!(types as readonly string[]).includes(type)) throw refusal(t(NOT_TAKEN[kind]));
  if (file.size > maxBytes) {
    throw refusal(t('file.tooLarge', { size: formatSize(file.size), max: formatSize(maxBytes) }));
  }
  return { file: file.type === type ? file : new File([file], file.name, { type }), kind };
}

/** A refusal of our own, which is told as the server's are. */
function refusal(words: string): ApiError {
  return new ApiError(415, 'unsupported_media_type', words);
}

function typeOf({ name, type }: File): string {
  const told = type.split(';')[0]?.trim().toLowerCase() ?? '';
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = SYNONYMS[told] ?? told;
  if (known.startsWith('text/')) return 'text/plain';
  return known === '' ? (TYPES_BY_ENDING[ending] ?? '') : known;
}

function kindOf(type: string): 'video' | 'audio' | 'document' {
  if (type.startsWith('video/')) return 'video';
  return type.startsWith('audio/') ? 'audio' : 'document';
}
