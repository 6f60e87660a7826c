const MAX_LENGTH = 120;
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'image/gif': '.gif',
  'video/mp4': '.mp4',
  'video/3gpp': '.3gp',
  'audio/mp4': '.m4a',
  'audio/3gpp': '.3gp',
  'audio/ogg': '.ogg',
  'audio/aac': '.aac',
  'audio/mpeg': '.mp3',
  'audio/amr': '.amr',
  'application/pdf': '.pdf',
};
/** Control and format characters (bidi overrides among them), and what file systems refuse. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;
/** Names that are devices on Windows, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The name under which a file is saved. The sender's name is only a proposal: nothing in it may lead
 * into another folder, hide its ending or break a header.
 */
export function toDownloadName(fileName: string | undefined, type: string): string {
  const extension = EXTENSIONS[type] ?? '';
  const safe = (fileName ?? '').replace(UNSAFE, '_').replace(/^[\s.]+|[\s.]+$/g, '');
  if (safe === '') return `whatsapp-file${extension}`;
  const named = DEVICE.test(safe) ? `_${safe}` : safe;
  const [, stem = '', ending = ''] = /^(.*?)(\.[^.]{1,10})?$/s.exec(named) ?? [];
  return `${Array.from(stem).slice(0, MAX_LENGTH).join('')}${ending || extension}`;
}
