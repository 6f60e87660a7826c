/** What a file is by its own first bytes, whatever anybody says about it. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** A signature: these bytes (latin1) at this place. */
type Signature = readonly [at: number, bytes: string];

/*
 * The allow-list: types that WhatsApp's own apps make and browsers show without running anything.
 * A file of any other type, SVG and HTML among them, is a download of unknown content.
 */
const TYPES: readonly { type: string; signatures: readonly Signature[] }[] = [
  { type: 'image/jpeg', signatures: [[0, '\xff\xd8\xff']] },
  { type: 'image/png', signatures: [[0, '\x89PNG\r\n\x1a\n']] },
  { type: 'image/gif', signatures: [[0, 'GIF8']] },
  {
    type: 'image/webp',
    signatures: [
      [0, 'RIFF'],
      [8, 'WEBP'],
    ],
  },
  { type: 'application/pdf', signatures: [[0, '%PDF-']] },
  { type: 'audio/ogg', signatures: [[0, 'OggS']] },
  { type: 'audio/amr', signatures: [[0, '#!AMR']] },
  { type: 'audio/mpeg', signatures: [[0, 'ID3']] },
  ...['\xfb', '\xfa', '\xf3', '\xf2'].map((second) => ({
    type: 'audio/mpeg',
    signatures: [[0, `\xff${second}`]] as const,
  })),
  ...['\xf1', '\xf9'].map((second) => ({
    type: 'audio/aac',
    signatures: [[0, `\xff${second}`]] as const,
  })),
];

/** Brands of `ftyp` boxes (ISO/IEC 14496-12). HEIC, AVIF and QuickTime have others. */
const BRANDS: readonly (readonly [brand: RegExp, type: string])[] = [
  [/^3g[p2]/, 'video/3gpp'],
  [/^M4A /, 'audio/mp4'],
  [/^(iso[m2-9]|mp4[12]|avc1|M4V |MSNV|dash)/, 'video/mp4'],
];

/** Containers for sound as well as for film: which of the two, the sender may say. */
const SOUND_IN: Readonly<Record<string, string>> = {
  'video/mp4': 'audio/mp4',
  'video/3gpp': 'audio/3gpp',
};

/**
 * The type by magic bytes: one of the allow-list, or `application/octet-stream`.
 * @param head at least the first 16 bytes
 * @param told what the sender says; decides only between sound and film in the same container
 */
export function sniffType(head: Buffer, told: string): string {
  const text = head.toString('latin1', 0, 16);
  const found =
    TYPES.find(({ signatures }) => signatures.every(([at, bytes]) => text.startsWith(bytes, at)))
      ?.type ?? findBrand(text);
  if (found === undefined) return UNKNOWN_TYPE;
  const sound = SOUND_IN[found];
  return sound !== undefined && told.startsWith('audio/') ? sound : found;
}

function findBrand(text: string): string | undefined {
  if (!text.startsWith('ftyp', 4)) return undefined;
  return BRANDS.find(([brand]) => brand.test(text.slice(8, 12)))?.[1];
}
