import { randomBytes } from 'node:crypto';

/** Bytes for ids: from the system, or repeatable when there is a seed. */
export type RandomBytes = (length: number) => Buffer;

/**
 * @param seed without one the system's randomness is used
 * @param offset a different number for every start on the same state, so that ids never repeat
 */
export function createRandomBytes(seed: number | undefined, offset: number): RandomBytes {
  if (seed === undefined) return randomBytes;
  // mulberry32: small, and good enough for ids that need to differ, not to be secret.
  let state = (seed ^ Math.imul(offset + 1, 0x9e3779b1)) >>> 0;
  const nextByte = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return (length) => Buffer.from(Array.from({ length }, nextByte));
}

/**
 * An id with the shape of Meta's: base64 of a small binary record around the other side's id and a
 * random part. Nobody may read anything out of it.
 */
export function createWamid(
  other: string,
  direction: 'incoming' | 'outgoing',
  random: RandomBytes,
): string {
  const id = Buffer.from(other, 'utf8');
  const secret = Buffer.from(random(9).toString('hex').toUpperCase(), 'ascii');
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, id.length]),
    id,
    Buffer.from([0x15, 0x02, 0x00, direction === 'incoming' ? 0x12 : 0x11, 0x18, secret.length]),
    secret,
    Buffer.from([0x00]),
  ]);
  return `wamid.${bytes.toString('base64')}`;
}
