import { writeOgg } from './write-ogg.ts';

/*
 * Browsers of the Chromium family record Opus in WebM, and WhatsApp takes Opus in OGG. The sound itself
 * is the same, packet for packet, so it is only unpacked and packed anew: nothing is lost, and a
 * minute takes milliseconds. Read is what MediaRecorder writes (one track, no lacing); anything else
 * throws.
 *
 * https://www.matroska.org/technical/elements.html
 */

const IDS = {
  segment: 0x18538067,
  cluster: 0x1f43b675,
  tracks: 0x1654ae6b,
  track: 0xae,
  codec: 0x86,
  codecPrivate: 0x63a2,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
} as const;
/** Elements whose content is elements. */
const PARENTS: ReadonlySet<number> = new Set([
  IDS.segment,
  IDS.cluster,
  IDS.tracks,
  IDS.track,
  IDS.blockGroup,
]);
/** After the track's number: two bytes of time and one of flags. */
const BLOCK_HEAD_BYTES = 3;
const LACING = 0b0110;

interface Recording {
  codec: string;
  /** `OpusHead`, as it opens the OGG file too (RFC 7845 §5.1). */
  head: Uint8Array | undefined;
  packets: Uint8Array[];
}

/** The recording as an OGG file. Throws an Error for what is no Opus in WebM. */
export function webmToOgg(webm: Uint8Array): Uint8Array<ArrayBuffer> {
  const recording: Recording = { codec: '', head: undefined, packets: [] };
  readElements(webm, recording);
  const { codec, head, packets } = recording;
  if (codec !== 'A_OPUS' || !head) throw new Error('This is no WebM with Opus.');
  return writeOgg(head, packets);
}

function readElements(bytes: Uint8Array, recording: Recording): void {
  let at = 0;
  while (at < bytes.length) {
    const id = readVint(bytes, at, { keepMarker: true });
    const size = readVint(bytes, at + id.length, { keepMarker: false });
    const start = at + id.length + size.length;
    // Of unknown size, as live streams are: its content goes on to the end.
    const end = size.isUnknown ? bytes.length : Math.min(bytes.length, start + size.value);
    const content = bytes.subarray(start, end);
    if (PARENTS.has(id.value)) readElements(content, recording);
    else readLeaf(id.value, content, recording);
    at = end;
  }
}

function readLeaf(id: number, content: Uint8Array, recording: Recording): void {
  if (id === IDS.codec) recording.codec = String.fromCharCode(...content).replace(/\0+$/, '');
  else if (id === IDS.codecPrivate) recording.head = content;
  else if (id === IDS.simpleBlock || id === IDS.block) recording.packets.push(readBlock(content));
}

function readBlock(content: Uint8Array): Uint8Array {
  const { length } = readVint(content, 0, { keepMarker: false });
  const flags = content[length + BLOCK_HEAD_BYTES - 1] ?? 0;
  if ((flags & LACING) !== 0) throw new Error('Laced blocks are not read.');
  return content.subarray(length + BLOCK_HEAD_BYTES);
}

/** A number whose first bits tell how many bytes it has (RFC 8794 §4). */
function readVint(
  bytes: Uint8Array,
  at: number,
  { keepMarker }: { keepMarker: boolean },
): { value: number; length: number; isUnknown: boolean } {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > bytes.length)
    throw new Error('This is no WebM, or it is cut off.');
  let value = keepMarker ? first : first & (0xff >> length);
  let isUnknown = (first & (0xff >> length)) === 0xff >> length;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { value, length, isUnknown };
}
