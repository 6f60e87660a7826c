import { MEDIA_LIMITS, MAX_STILL_STICKER_BYTES } from '../../contract/media-limits.ts';
import type { FileKind } from '../../contract/media-limits.ts';
import { sniffType, UNKNOWN_TYPE } from './sniff-type.ts';

/** Office files are packed in one of two containers; which of its types, the name says. */
const OOXML = 'application/vnd.openxmlformats-officedocument.';
const PACKED: readonly { head: string; types: Readonly<Record<string, string>> }[] = [
  {
    head: 'PK\x03\x04',
    types: {
      docx: `${OOXML}wordprocessingml.document`,
      xlsx: `${OOXML}spreadsheetml.sheet`,
      pptx: `${OOXML}presentationml.presentation`,
    },
  },
  {
    head: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    types: {
      doc: 'application/msword',
      xls: 'application/vnd.ms-excel',
      ppt: 'application/vnd.ms-powerpoint',
    },
  },
];

/** Where an OGG file names its codec: after the first page's header of 28 bytes (RFC 7845 §5.1). */
const OPUS_HEAD = { at: 28, magic: 'OpusHead', channelsAt: 37 } as const;
/** Bit 1 of the flags of a `VP8X` chunk. */
const WEBP_ANIMATION = { at: 20, bit: 0b10 } as const;
/** Enough for every decision made here. */
export const DECIDING_BYTES = 64;

/** What is wrong with a file that is not taken, as the end of «The file …». */
export interface TypeRefusal {
  refusal: string;
}

/**
 * The type under which WhatsApp takes this file as this kind, by the file's own bytes; or, in words,
 * why it does not.
 * @param head at least the first DECIDING_BYTES, or the whole file
 * @param fileName decides between the types of one container
 */
export function findOutgoingType(
  kind: FileKind,
  head: Buffer,
  fileName: string | undefined,
): string | TypeRefusal {
  const type = sniffOutgoing(kind, head, fileName);
  const isTaken = (MEDIA_LIMITS[kind].types as readonly string[]).includes(type);
  if (!isTaken) return { refusal: TAKEN_AS[kind] };
  if (type === 'audio/ogg' && !isMonoOpus(head)) {
    return { refusal: 'is OGG sound, which WhatsApp takes with the Opus codec in mono only.' };
  }
  return type;
}

const TAKEN_AS: Record<FileKind, string> = {
  image: 'is no picture that WhatsApp takes: JPEG or PNG.',
  video: 'is no film that WhatsApp takes: MP4 or 3GP.',
  audio: 'is no sound that WhatsApp takes: AAC, AMR, MP3, M4A or OGG with Opus.',
  document: 'is no document that WhatsApp takes: PDF, text, Word, Excel or PowerPoint.',
  sticker: 'is no sticker that WhatsApp takes: WebP.',
};

/** The most bytes a file of this kind may have. */
export function maxBytesOf(kind: FileKind, head: Buffer): number {
  const isStill = kind === 'sticker' && !isAnimatedWebp(head);
  return isStill ? MAX_STILL_STICKER_BYTES : MEDIA_LIMITS[kind].maxBytes;
}

function isAnimatedWebp(head: Buffer): boolean {
  const flags = head[WEBP_ANIMATION.at] ?? 0;
  return head.toString('latin1', 12, 16) === 'VP8X' && (flags & WEBP_ANIMATION.bit) !== 0;
}

function sniffOutgoing(kind: FileKind, head: Buffer, fileName: string | undefined): string {
  const text = head.toString('latin1', 0, 16);
  const packed = PACKED.find((each) => text.startsWith(each.head));
  if (packed) {
    const ending = /\.([a-z]+)$/i.exec(fileName ?? '')?.[1]?.toLowerCase();
    return packed.types[ending ?? ''] ?? UNKNOWN_TYPE;
  }
  const type = sniffType(head, kind === 'audio' ? 'audio/*' : '');
  return type === UNKNOWN_TYPE && kind === 'document' && isText(head) ? 'text/plain' : type;
}

/** No control characters but those that text has: tab, line ends, form feed, escape. */
function isText(head: Buffer): boolean {
  return head.every((byte) => byte >= 0x20 || [0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
}

function isMonoOpus(head: Buffer): boolean {
  const { at, magic, channelsAt } = OPUS_HEAD;
  return head.toString('latin1', at, at + magic.length) === magic && head[channelsAt] === 1;
}
