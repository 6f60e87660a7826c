/** Where a file is to be had. */
export interface MediaAddress {
  url: string;
  /** Of the small copy of a picture, where there is one. */
  thumbnailUrl?: string;
  /** The bytes themselves, where this page has them. */
  file?: Blob;
}

/** Where addresses are asked for. */
interface LinkSource {
  getMediaLink(id: string): Promise<MediaAddress>;
}

/** The server's links live ten minutes; by our own clock, since the two need not agree. */
const USED_FOR_MS = 9 * 60_000;

/**
 * Signed addresses of files. An `<img>` can send no token, so the address is the permission; it is
 * asked for once and used by everything that shows the file until it is about to run out.
 */
export class MediaLinks {
  readonly #api: LinkSource;
  readonly #adopted = new Set<string>();
  readonly #links = new Map<string, { address: Promise<MediaAddress>; staleAtMs: number }>();

  constructor(api: LinkSource) {
    this.#api = api;
  }

  /**
   * Addresses that are good for a while. Throws ApiError.
   * @param isRefused those given before did not work: get others
   */
  get(mediaId: string, isRefused = false): Promise<MediaAddress> {
    const known = this.#links.get(mediaId);
    if (known && !isRefused && performance.now() < known.staleAtMs) return known.address;
    const address = this.#api.getMediaLink(mediaId);
    this.#links.set(mediaId, { address, staleAtMs: performance.now() + USED_FOR_MS });
    // What failed is not remembered; whoever waits for it hears of it.
    address.catch(() => {
      if (this.#links.get(mediaId)?.address === address) this.#links.delete(mediaId);
    });
    return address;
  }

  /** A file that this page has itself, by an address of its own, which `forget` ends. */
  adopt(mediaId: string, objectUrl: string, file: Blob): void {
    this.#links.set(mediaId, {
      address: Promise.resolve({ url: objectUrl, file }),
      staleAtMs: Infinity,
    });
    this.#adopted.add(objectUrl);
  }

  /** For the end of a session: the addresses name whom they were made for. */
  forget(): void {
    for (const url of this.#adopted) URL.revokeObjectURL(url);
    this.#adopted.clear();
    this.#links.clear();
  }
}
