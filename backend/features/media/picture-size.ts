/** In pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

type Reader = (head: Buffer) => PictureSize | undefined;

/**
 * How large a picture is, from its first bytes and without unpacking it, so that its place in a chat
 * can be kept before it has loaded. Undefined for other types and for what is cut off or nonsense.
 */
export function readPictureSize(head: Buffer, type: string): PictureSize | undefined {
  try {
    const size = READERS[type]?.(head);
    return size && size.width > 0 && size.height > 0 ? size : undefined;
  } catch (error) {
    // Reading past the end: the header is incomplete.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const READERS: Readonly<Record<string, Reader>> = {
  // IHDR is always the first chunk.
  'image/png': (head) => ({ width: head.readUInt32BE(16), height: head.readUInt32BE(20) }),
  'image/gif': (head) => ({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) }),
  'image/webp': readWebp,
  'image/jpeg': readJpeg,
};

/** https://developers.google.com/speed/webp/docs/riff_container */
function readWebp(head: Buffer): PictureSize | undefined {
  const form = head.toString('latin1', 12, 16);
  if (form === 'VP8X') {
    return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
  }
  if (form === 'VP8 ') {
    return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
  }
  if (form !== 'VP8L') return undefined;
  const bits = head.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Goes from segment to segment up to the frame header (ITU-T T.81, annex B). */
function readJpeg(head: Buffer): PictureSize | undefined {
  for (let at = 2; ;) {
    if (head.readUInt8(at) !== 0xff) return undefined;
    const marker = head.readUInt8(at + 1);
    // 0xC4, 0xC8 and 0xCC lie among the frame headers and are none.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: head.readUInt16BE(at + 7), height: head.readUInt16BE(at + 5) };
    // Fill bytes stand before a marker in any number.
    at += marker === 0xff ? 1 : 2 + head.readUInt16BE(at + 2);
  }
}
