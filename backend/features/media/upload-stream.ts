import { createHash } from 'node:crypto';
import type { FileKind } from '../../contract/media-limits.ts';
import { AppError } from '../../errors.ts';
import { DECIDING_BYTES, findOutgoingType, maxBytesOf } from './outgoing-type.ts';
import { readPictureSize } from './picture-size.ts';
import type { StoredFacts } from './upload-store.ts';

/** So much of a file's beginning is kept for telling the size of a picture. */
const HEAD_BYTES = 256 * 1_024;

/**
 * Passes an upload's bytes through in chunks, counted and hashed on their way, and ends with what is
 * known of the file. What WhatsApp would refuse is refused as soon as it shows: by the first bytes,
 * or at the first byte too many. Throws `payload_too_large`, `unsupported_media_type`, and
 * `validation_failed` for an empty file.
 * @param onDone hears of the file after its last byte
 */
export async function* checkUpload(
  source: AsyncIterable<Uint8Array>,
  upload: { kind: FileKind; fileName: string | undefined },
  onDone: (facts: StoredFacts) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let sizeBytes = 0;
  for await (const chunk of source) {
    const isDecided = sizeBytes >= DECIDING_BYTES;
    sizeBytes += chunk.byteLength;
    if (head.length < HEAD_BYTES) {
      head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
    }
    if (!isDecided && sizeBytes >= DECIDING_BYTES) decideType(upload, head);
    if (sizeBytes > maxBytesOf(upload.kind, head)) throw tooLarge(upload.kind, head);
    hash.update(chunk);
    yield chunk;
  }
  if (sizeBytes === 0) throw new AppError('validation_failed', 'The file is empty.');
  const type = decideType(upload, head);
  onDone({ type, sizeBytes, sha256: hash.digest('hex'), ...readPictureSize(head, type) });
}

function decideType(
  { kind, fileName }: { kind: FileKind; fileName: string | undefined },
  head: Buffer,
): string {
  const type = findOutgoingType(kind, head, fileName);
  if (typeof type === 'string') return type;
  throw new AppError('unsupported_media_type', `The file ${type.refusal}`);
}

function tooLarge(kind: FileKind, head: Buffer): AppError {
  const maxBytes = maxBytesOf(kind, head);
  const words =
    maxBytes >= 1_048_576 ? `${maxBytes / 1_048_576} MB` : `${Math.floor(maxBytes / 1_024)} KB`;
  return new AppError('payload_too_large', `WhatsApp takes at most ${words} here.`, {
    details: { max_bytes: maxBytes },
  });
}
