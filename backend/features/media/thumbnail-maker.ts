import type sharpFunction from 'sharp';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { MediaStorage } from './media-storage.ts';
import { thumbnailKeyOf } from './media-keys.ts';
import type { PictureSize } from './picture-size.ts';

/** A small copy of a picture, as it is stored. */
export interface Thumbnail extends PictureSize {
  sizeBytes: number;
  /** The original as it is seen: a photo's EXIF data may turn it by a quarter. */
  original: PictureSize;
}

/**
 * `needless`: it is no picture that browsers show, moves, or is small as it is. Undefined: it could not be
 * made, which may succeed later.
 */
export type ThumbnailOutcome = Thumbnail | 'needless' | undefined;

export const THUMBNAIL_TYPE = 'image/webp';
/** The longest side: a chat shows pictures 264 px wide, and screens have up to three dots for one. */
const LONGEST_SIDE_PX = 640;
const QUALITY = 75;
/** A picture with no more pixels and bytes than this is its own thumbnail. */
const SMALL_BYTES = 128 * 1_024;
/** The whole file is held while it is read. WhatsApp's pictures have 5 MB at most. */
const MAX_SOURCE_BYTES = 16 * 1_024 * 1_024;
/** A progressive JPEG is unpacked as a whole, with up to 4 bytes a pixel. */
const MAX_SOURCE_PIXELS = 25_000_000;
const TIMEOUT_SECONDS = 5;

/** The only readers of libvips that ever see foreign bytes, by our own type of those. */
const READERS: Readonly<Record<string, string>> = {
  'image/jpeg': 'VipsForeignLoadJpegBuffer',
  'image/png': 'VipsForeignLoadPngBuffer',
  'image/webp': 'VipsForeignLoadWebpBuffer',
};

type Sharp = typeof sharpFunction;

/**
 * Makes thumbnails of pictures that are in the storage, and stores them beside those.
 *
 * Pictures come from strangers, so all but three readers are locked, and bytes, pixels and time are
 * limited. One is made at a time, by one thread. Nothing of the original but its pixels is kept: no
 * place where a photo was taken, no colour profile. Whatever goes wrong, there is no thumbnail then
 * and the original is shown; so it is on a machine for which sharp has no build.
 */
export class ThumbnailMaker {
  readonly #storage: MediaStorage;
  readonly #logger: Logger;
  #sharp: Promise<Sharp> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: { storage: MediaStorage; logger: Logger }) {
    this.#storage = parts.storage;
    this.#logger = parts.logger;
  }

  /** A file of this type, by its sender's word, is on its way: sharp loads meanwhile. */
  expect(toldType: string): void {
    if (!(toldType in READERS)) return;
    this.#sharp ??= loadSharp();
    // Whoever makes a thumbnail hears of it.
    this.#sharp.catch(() => undefined);
  }

  /** Whether sharp runs on this machine. Loads it. */
  async isAvailable(): Promise<boolean> {
    this.#sharp ??= loadSharp();
    return this.#sharp.then(
      () => true,
      () => false,
    );
  }

  /**
   * The thumbnail of a file that is stored. Never throws: a broken picture has none.
   * @param file what it is by its own bytes
   */
  make(
    id: string,
    file: { type: string; sizeBytes: number } & Partial<PictureSize>,
  ): Promise<ThumbnailOutcome> {
    if (!(file.type in READERS) || file.sizeBytes > MAX_SOURCE_BYTES || isSmall(file)) {
      return Promise.resolve('needless');
    }
    const made = this.#last.then(async () => {
      try {
        return await this.#make(id, file.sizeBytes);
      } catch (error) {
        this.#logger.info({ mediaId: id, reason: describeError(error) }, 'no thumbnail was made');
        return undefined;
      }
    });
    this.#last = made;
    return made;
  }

  async #make(id: string, sizeBytes: number): Promise<Thumbnail | 'needless'> {
    this.#sharp ??= loadSharp();
    const sharp = await this.#sharp;
    const picture = sharp(await this.#read(id), {
      failOn: 'error',
      limitInputPixels: MAX_SOURCE_PIXELS,
      sequentialRead: true,
    });
    const { pages = 1, autoOrient } = await picture.metadata();
    if (pages > 1) return 'needless';
    const { data, info } = await picture
      .autoOrient()
      .resize({
        ...{ width: LONGEST_SIDE_PX, height: LONGEST_SIDE_PX },
        ...{ fit: 'inside', withoutEnlargement: true },
      })
      .webp({ quality: QUALITY, effort: 2 })
      .timeout({ seconds: TIMEOUT_SECONDS })
      .toBuffer({ resolveWithObject: true });
    if (data.length >= sizeBytes) return 'needless';
    await this.#storage.put(thumbnailKeyOf(id), one(data));
    const { width, height } = info;
    return { width, height, sizeBytes: data.length, original: autoOrient };
  }

  async #read(id: string): Promise<Buffer> {
    const file = await this.#storage.open(id);
    if (!file) throw new Error('The file is missing from the storage.');
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of file.chunks) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
    } finally {
      await file.close();
    }
  }
}

function isSmall({
  sizeBytes,
  width = Infinity,
  height = Infinity,
}: { sizeBytes: number } & Partial<PictureSize>): boolean {
  return sizeBytes <= SMALL_BYTES && Math.max(width, height) <= LONGEST_SIDE_PX;
}

/** Not at the start: most servers start without a picture to make smaller, and it takes 25 MB. */
async function loadSharp(): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: Object.values(READERS) });
  return sharp;
}

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
