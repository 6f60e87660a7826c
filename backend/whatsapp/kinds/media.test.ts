import { describe, expect, it } from 'vitest';
import { previewOf, readContent, readSource, textOf, typeOf } from './index.ts';

/** Base64 of 32 bytes 0x00, 0x01, … as Meta prints it in webhooks. */
const SHA256 = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const FILE = { id: '810000000000001', mime_type: 'image/jpeg', sha256: SHA256.toString('base64') };
const media = { id: expect.stringMatching(/^md_\w+$/), state: 'pending', mime_type: 'image/jpeg' };

const read = (type: string, payload: object) => readContent({ type, [type]: payload });

describe('files in webhooks', () => {
  it.each([
    ['image', { caption: 'Look' }, { caption: 'Look' }],
    ['video', { caption: 'Look' }, { caption: 'Look' }],
    ['audio', { voice: true }, { voice: true }],
    ['audio', { voice: false }, {}],
    ['sticker', { animated: true }, { animated: true }],
    ['document', { caption: 'Look' }, { caption: 'Look' }],
  ])('become a %s with %j', (type, told, kept) => {
    const content = read(type, { ...FILE, ...told });
    expect(content).toEqual({ kind: type, media, ...kept });
    expect(typeOf(content)).toBe(type);
  });

  it('keep the name of a document as text', () => {
    const name = '../a\u202Eb.pdf';
    expect(read('document', { ...FILE, filename: name })).toEqual({
      kind: 'document',
      media: { ...media, file_name: name },
    });
  });

  it('are to be had under Meta’s id; the hash is kept in hex', () => {
    const message = { type: 'image', image: FILE };
    const source = readSource(message, readContent(message));
    expect(source).toEqual({ metaId: FILE.id, sha256: SHA256.toString('hex') });
    const odd = { type: 'image', image: { ...FILE, sha256: 'not base64' } };
    expect(readSource(odd, readContent(odd))?.sha256).toBeUndefined();
    expect(readSource({ type: 'text' }, { kind: 'text', body: 'x' })).toBeUndefined();
  });

  it('cannot be read without an id of the file', () => {
    const message = { type: 'image', image: { mime_type: 'image/jpeg' } };
    expect(() => readSource(message, readContent(message))).toThrow('image.id is missing');
    expect(() => readContent({ type: 'image' })).toThrow('image is missing');
  });

  it('are shown in the list by caption, name or kind, and found by the first two', () => {
    const named = read('document', { ...FILE, filename: 'label.pdf' });
    expect([previewOf(named), textOf(named)]).toEqual(['label.pdf', 'label.pdf']);
    const captioned = read('document', { ...FILE, filename: 'label.pdf', caption: 'Yours' });
    expect([previewOf(captioned), textOf(captioned)]).toEqual(['Yours', 'Yours']);
    const plain = ['image', 'video', 'audio', 'document', 'sticker'].map((type) =>
      read(type, FILE),
    );
    expect(plain.map(previewOf)).toEqual(['Photo', 'Video', 'Audio', 'Document', 'Sticker']);
    expect(plain.map(textOf)).toEqual([null, null, null, null, null]);
    expect(previewOf(read('audio', { ...FILE, voice: true }))).toBe('Voice message');
  });

  it('that Meta could not pass on are told of as unsupported, with the reason', () => {
    const errors = [{ code: 131052, title: 'Media download error' }];
    for (const file of [undefined, {}, { mime_type: 'video/mp4' }]) {
      expect(readContent({ type: 'video', video: file, errors })).toEqual({
        kind: 'unsupported',
        original_type: 'video',
        reason: 'Media download error',
      });
    }
    expect(readContent({ type: 'video', video: FILE, errors })).toMatchObject({ kind: 'video' });
  });
});
