import { describe, expect, it } from 'vitest';
import { findOutgoingType } from '../../backend/features/media/outgoing-type.ts';
import { MEDIA_SAMPLES } from '../../demo/simulator/media-samples.ts';
import { webmToOgg } from './webm-to-ogg.ts';

/** RFC 7845 §5.1: version 1, mono, 312 samples to skip, 48 kHz, no gain, mapping family 0. */
const HEAD = Buffer.from([...Buffer.from('OpusHead'), 1, 1, 56, 1, 0x80, 0xbb, 0, 0, 0, 0, 0]);
/** One frame of 20 ms (RFC 6716 §3.1, configuration 31). */
const ONE_FRAME = 31 << 3;
const SAMPLES_OF_20_MS = 960;

const packet = (length: number, toc = ONE_FRAME, fill = 7) =>
  Buffer.concat([Buffer.from([toc]), Buffer.alloc(length - 1, fill)]);

/** An EBML element whose size is written in eight bytes, or is not told. */
function element(id: number, content: Buffer, isUnknown = false): Buffer {
  const idBytes = Buffer.from(id.toString(16), 'hex');
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(isUnknown ? 0x01ffffffffffffffn : (1n << 56n) | BigInt(content.length));
  return Buffer.concat([idBytes, size, content]);
}

/** What MediaRecorder writes: segment and clusters of unknown size, a track, simple blocks. */
function makeWebm(
  packets: readonly Buffer[],
  options: { codec?: string; flags?: number } = {},
): Buffer {
  const { codec = 'A_OPUS', flags = 0x80 } = options;
  const track = Buffer.concat([element(0x86, Buffer.from(codec)), element(0x63a2, HEAD)]);
  const blocks = packets.map((bytes, index) =>
    element(0xa3, Buffer.concat([Buffer.from([0x81, 0, index & 0xff, flags]), bytes])),
  );
  return Buffer.concat([
    element(0x1a45dfa3, Buffer.from('webm')),
    element(
      0x18538067,
      Buffer.concat([
        element(0x1654ae6b, element(0xae, track)),
        element(0x1f43b675, Buffer.concat(blocks), true),
      ]),
      true,
    ),
  ]);
}

interface Page {
  flags: number;
  granule: number;
  serial: number;
  sequence: number;
  packets: Buffer[];
}

/** Reads OGG as RFC 3533 §6 has it, bit by bit, and throws where a checksum is wrong. */
function readOgg(ogg: Buffer): Page[] {
  const pages: Page[] = [];
  for (let at = 0; at < ogg.length;) {
    expect(ogg.toString('latin1', at, at + 5)).toBe('OggS\0');
    const count = ogg.readUInt8(at + 26);
    const lacing = [...ogg.subarray(at + 27, at + 27 + count)];
    const start = at + 27 + count;
    const end = start + lacing.reduce((sum, length) => sum + length, 0);
    const page = Buffer.from(ogg.subarray(at, end));
    page.writeUInt32LE(0, 22);
    expect(ogg.readUInt32LE(at + 22)).toBe(crcOf(page));
    const packets: Buffer[] = [];
    let from = start;
    let to = start;
    for (const length of lacing) {
      to += length;
      if (length === 255) continue;
      packets.push(ogg.subarray(from, to));
      from = to;
    }
    // No packet goes on in the next page.
    expect(from).toBe(end);
    pages.push({
      flags: ogg.readUInt8(at + 5),
      granule: Number(ogg.readBigUInt64LE(at + 6)),
      serial: ogg.readUInt32LE(at + 14),
      sequence: ogg.readUInt32LE(at + 18),
      packets,
    });
    at = end;
  }
  return pages;
}

function crcOf(bytes: Buffer): number {
  let crc = 0n;
  for (const byte of bytes) {
    crc ^= BigInt(byte) << 24n;
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1n;
      if (crc & 0x100000000n) crc ^= 0x104c11db7n;
    }
  }
  return Number(crc);
}

const convert = (...parameters: Parameters<typeof makeWebm>) =>
  readOgg(Buffer.from(webmToOgg(makeWebm(...parameters))));

describe('a recording in WebM, packed as OGG', () => {
  it('is read here as a file that others made is read', () => {
    const [first] = readOgg(MEDIA_SAMPLES.audio.bytes);
    expect(first?.flags).toBe(0b010);
    expect(first?.packets[0]?.toString('latin1', 0, 8)).toBe('OpusHead');
  });

  it('begins with the two pages of an Opus stream, and ends with the page that says so', () => {
    const pages = convert(Array.from({ length: 120 }, (_, index) => packet(80 + index)));
    const [head, tags, ...sound] = pages;
    expect(head).toMatchObject({ flags: 0b010, granule: 0, packets: [HEAD] });
    expect(tags).toMatchObject({ flags: 0, granule: 0 });
    expect(tags?.packets.map((bytes) => bytes.toString('latin1', 0, 8))).toEqual(['OpusTags']);
    expect(sound.map(({ flags }) => flags)).toEqual([0, 0, 0b100]);
    expect(pages.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(pages.map(({ serial }) => serial)).size).toBe(1);
  });

  it('has every packet as it was, also at the lengths where lacing is delicate', () => {
    const packets = [1, 2, 254, 255, 256, 509, 510, 511, 1_275].map((length, index) =>
      packet(length, ONE_FRAME, index),
    );
    const [, , ...sound] = convert(packets);
    expect(sound.flatMap((page) => page.packets)).toEqual(packets);
  });

  it('puts no more into a page than it can hold, nor more than about a second', () => {
    const long = Array.from({ length: 60 }, () => packet(2_600));
    for (const { packets } of convert(long).slice(2)) {
      const segments = packets.reduce((sum, { length }) => sum + Math.floor(length / 255) + 1, 0);
      expect(segments).toBeLessThanOrEqual(255);
    }
    const quiet = Array.from({ length: 501 }, () => packet(3));
    const granules = convert(quiet)
      .slice(2)
      .map(({ granule }) => granule);
    expect(granules.slice(0, 2)).toEqual([48_000, 96_000]);
    expect(granules.at(-1)).toBe(501 * SAMPLES_OF_20_MS);
  });

  it.each([
    ['one frame of 2.5 ms', [16 << 3], 120],
    ['one frame of 60 ms', [3 << 3], 2_880],
    ['one frame of 10 ms, hybrid', [12 << 3], 480],
    ['two frames of 20 ms', [(31 << 3) | 1], 1_920],
    ['two frames of different lengths', [(31 << 3) | 2], 1_920],
    ['three frames, told by the second byte', [(31 << 3) | 3, 3], 2_880],
  ])('counts the time of a packet of %s', (_words, start, samples) => {
    const [, , sound] = convert([Buffer.from([...start, 1, 2, 3])]);
    expect(sound?.granule).toBe(samples);
  });

  it('is taken by the server, and begins as Meta’s check wants it', () => {
    const ogg = Buffer.from(webmToOgg(makeWebm([packet(90)])));
    expect(findOutgoingType('audio', ogg, 'voice.ogg')).toBe('audio/ogg');
    expect(ogg.toString('latin1', 0, 40)).toMatch(/^OggS.{24}OpusHead/s);
  });

  it('is refused where it is something else, cut off, or laced', () => {
    expect(() => webmToOgg(makeWebm([packet(9)], { codec: 'A_VORBIS' }))).toThrow('no WebM');
    expect(() => webmToOgg(new Uint8Array([0]))).toThrow('no WebM');
    expect(() => webmToOgg(Buffer.from('OggS, but no WebM'))).toThrow('no WebM');
    expect(() => webmToOgg(makeWebm([packet(9)], { flags: 0b0010 }))).toThrow('Laced');
  });
});
