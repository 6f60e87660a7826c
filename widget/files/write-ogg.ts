/*
 * Opus packets as an OGG file: RFC 3533 (pages), RFC 7845 (Opus in them).
 */

const MAX_SEGMENTS = 255;
/** Opus counts time at 48 kHz, whatever was recorded. */
const SAMPLES_PER_MS = 48;
/** A page about every second, so that players can seek. */
const PAGE_SAMPLES = 48_000;
const PAGE_HEAD_BYTES = 27;
const FIRST = 0b010;
const LAST = 0b100;
const SERIAL = 0x63687371;

/** Frame lengths in ms by the configuration number, the first five bits of a packet (RFC 6716 §3.1). */
const FRAME_MS = [
  ...Array.from({ length: 3 }, () => [10, 20, 40, 60]).flat(),
  ...Array.from({ length: 2 }, () => [10, 20]).flat(),
  ...Array.from({ length: 4 }, () => [2.5, 5, 10, 20]).flat(),
];

/** @param head the packet `OpusHead` */
export function writeOgg(
  head: Uint8Array,
  packets: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const pages: Uint8Array[] = [makePage([head], 0, FIRST, 0), makePage([makeTags()], 0, 0, 1)];
  let waiting: Uint8Array[] = [];
  let segments = 0;
  let samples = 0;
  let pageStart = 0;
  const flush = (flags: number) => {
    pages.push(makePage(waiting, samples, flags, pages.length));
    waiting = [];
    segments = 0;
    pageStart = samples;
  };
  for (const packet of packets) {
    const needed = Math.floor(packet.length / 255) + 1;
    const isFull = segments + needed > MAX_SEGMENTS || samples - pageStart >= PAGE_SAMPLES;
    if (isFull && waiting.length > 0) flush(0);
    waiting.push(packet);
    segments += needed;
    samples += samplesOf(packet);
  }
  flush(LAST);
  return concat(pages);
}

function makeTags(): Uint8Array {
  const vendor = new TextEncoder().encode('chasqui');
  const tags = new Uint8Array(16 + vendor.length);
  tags.set(new TextEncoder().encode('OpusTags'));
  new DataView(tags.buffer).setUint32(8, vendor.length, true);
  tags.set(vendor, 12);
  return tags;
}

/** How long a packet sounds: the length of its frames times their number (RFC 6716 §3.2). */
function samplesOf(packet: Uint8Array): number {
  const toc = packet[0] ?? 0;
  const code = toc & 0b11;
  const frames = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 0b111111;
  return (FRAME_MS[toc >> 3] ?? 20) * SAMPLES_PER_MS * frames;
}

function makePage(
  packets: readonly Uint8Array[],
  granule: number,
  flags: number,
  sequence: number,
): Uint8Array {
  const lacing = packets.flatMap(({ length }) => [
    ...Array.from({ length: Math.floor(length / 255) }, () => 255),
    length % 255,
  ]);
  const page = concat([new Uint8Array(PAGE_HEAD_BYTES), Uint8Array.from(lacing), ...packets]);
  const view = new DataView(page.buffer);
  page.set(new TextEncoder().encode('OggS'));
  page[5] = flags;
  view.setBigUint64(6, BigInt(granule), true);
  view.setUint32(14, SERIAL, true);
  view.setUint32(18, sequence, true);
  page[26] = lacing.length;
  view.setUint32(22, checksum(page), true);
  return page;
}

/** CRC-32 with the polynomial 0x04c11db7, neither reflected nor inverted (RFC 3533 §6). */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let rest = index << 24;
  for (let bit = 0; bit < 8; bit += 1)
    rest = rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1;
  return rest >>> 0;
});

function checksum(page: Uint8Array): number {
  let crc = 0;
  for (const byte of page)
    crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
