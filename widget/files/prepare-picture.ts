import { MEDIA_LIMITS } from '../../backend/contract/media-limits.ts';
import { ApiError } from '../api/api-error.ts';
import { t } from '../i18n/inbox-words.ts';

const { maxBytes } = MEDIA_LIMITS.image;
/** More than phones show; sides beyond it are only weight. */
const MAX_SIDE_PX = 2_560;
const QUALITIES = [0.9, 0.8, 0.65, 0.5];
const SMALLER = 0.7;
const MIN_SIDE_PX = 320;

/**
 * A picture as WhatsApp takes it: JPEG and 8-bit RGB(A) PNG of at most 5 MB go as they are; all others
 * that this browser can read become JPEG. Throws ApiError with words for a person.
 */
export async function preparePicture(file: File, type: string): Promise<File> {
  if (file.size <= maxBytes && (await isTakenAsItIs(file, type))) return file;
  const picture = await createImageBitmap(file).catch(() => {
    const words = type === 'image/heic' ? 'file.heic' : 'file.unreadable';
    throw new ApiError(415, 'unsupported_media_type', t(words));
  });
  try {
    const name = `${file.name.replace(/\.[^.]*$/, '') || 'photo'}.jpg`;
    return new File([await toJpeg(picture)], name, { type: 'image/jpeg' });
  } finally {
    picture.close();
  }
}

async function isTakenAsItIs(file: File, type: string): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 26).arrayBuffer());
  if (type === 'image/jpeg') return head[0] === 0xff && head[1] === 0xd8;
  // IHDR: bit depth, and the colour type 2 (RGB) or 6 (with alpha).
  const isPlainPng = head[24] === 8 && (head[25] === 2 || head[25] === 6);
  return type === 'image/png' && head[1] === 0x50 && isPlainPng;
}

/** Less quality first, then fewer pixels, until it is small enough. */
async function toJpeg(picture: ImageBitmap): Promise<Blob> {
  let scale = Math.min(1, MAX_SIDE_PX / Math.max(picture.width, picture.height));
  for (;;) {
    const canvas = draw(picture, scale);
    for (const quality of QUALITIES) {
      const jpeg = await new Promise<Blob | null>((resolve) =>
        canvas.toBlob(resolve, 'image/jpeg', quality),
      );
      if (jpeg && jpeg.size <= maxBytes) return jpeg;
    }
    scale *= SMALLER;
    if (Math.max(picture.width, picture.height) * scale < MIN_SIDE_PX) {
      throw new ApiError(413, 'payload_too_large', t('file.unreadable'));
    }
  }
}

function draw(picture: ImageBitmap, scale: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new ApiError(415, 'unsupported_media_type', t('file.unreadable'));
  // JPEG knows no transparency.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}
