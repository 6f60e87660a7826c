import { describe, expect, it } from 'vitest';
import { MEDIA_SAMPLES } from '../../../demo/simulator/media-samples.ts';
import { readPictureSize } from './picture-size.ts';
import { sniffType, UNKNOWN_TYPE } from './sniff-type.ts';

const bytes = (latin1: string) => Buffer.from(latin1, 'latin1');
const PNG = bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0');

describe('the type of a file by its bytes', () => {
  it.each([
    [MEDIA_SAMPLES.image.bytes, 'image/jpeg'],
    [MEDIA_SAMPLES.sticker.bytes, 'image/webp'],
    [MEDIA_SAMPLES.video.bytes, 'video/mp4'],
    [MEDIA_SAMPLES.audio.bytes, 'audio/ogg'],
    [MEDIA_SAMPLES.document.bytes, 'application/pdf'],
    [PNG, 'image/png'],
    [bytes('GIF89a\x10\0\x08\0'), 'image/gif'],
    [bytes('\0\0\0\x18ftyp3gp5'), 'video/3gpp'],
    [bytes('\0\0\0\x18ftypM4A '), 'audio/mp4'],
    [bytes('#!AMR\n'), 'audio/amr'],
    [bytes('ID3\x04'), 'audio/mpeg'],
    [bytes('\xff\xfb\x90'), 'audio/mpeg'],
    [bytes('\xff\xf1\x50'), 'audio/aac'],
  ])('is told, whatever the sender says (%#)', (head, type) => {
    expect(sniffType(head, 'text/html')).toBe(type);
  });

  it.each([
    '',
    '<svg xmlns="http://www.w3.org/2000/svg">',
    '<!doctype html><script>',
    '\0\0\0\x18ftypheic',
    '\0\0\0\x18ftypqt  ',
    'PK\x03\x04',
    'MZ',
    'RIFF\0\0\0\0WAVE',
    ' \xff\xd8\xff',
    'GIF',
  ])('is unknown for what is not on the list: %j', (text) => {
    expect(sniffType(bytes(text), 'image/png')).toBe(UNKNOWN_TYPE);
  });

  it('believes the sender only between sound and film in the same container', () => {
    expect(sniffType(MEDIA_SAMPLES.video.bytes, 'audio/mp4')).toBe('audio/mp4');
    expect(sniffType(bytes('\0\0\0\x18ftyp3gp5'), 'audio/amr')).toBe('audio/3gpp');
    expect(sniffType(PNG, 'audio/mp4')).toBe('image/png');
  });
});

describe('the size of a picture', () => {
  it.each([
    [MEDIA_SAMPLES.image.bytes, 'image/jpeg', { width: 320, height: 240 }],
    [MEDIA_SAMPLES.sticker.bytes, 'image/webp', { width: 96, height: 96 }],
    [PNG, 'image/png', { width: 640, height: 480 }],
    [bytes('GIF89a\x10\0\x08\0'), 'image/gif', { width: 16, height: 8 }],
    [
      bytes('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0'),
      'image/webp',
      { width: 640, height: 480 },
    ],
  ])('is in its first bytes (%#)', (head, type, size) => {
    expect(readPictureSize(head, type)).toEqual(size);
  });

  it('is unknown for what is cut off, empty or no picture, however the bytes are made', () => {
    const { image, sticker } = MEDIA_SAMPLES;
    for (const { bytes: whole, mimeType } of [image, sticker]) {
      for (const length of [0, 3, 12, 20]) {
        expect(readPictureSize(whole.subarray(0, length), mimeType)).toBeUndefined();
      }
    }
    expect(readPictureSize(bytes('GIF89a\0\0\0\0'), 'image/gif')).toBeUndefined();
    expect(readPictureSize(bytes('\xff\xd8' + '\xff'.repeat(50)), 'image/jpeg')).toBeUndefined();
    expect(readPictureSize(PNG, 'video/mp4')).toBeUndefined();
  });
});
