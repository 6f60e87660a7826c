import { createHmac, timingSafeEqual } from 'node:crypto';

/** An `<img>` can send no bearer token: this long the address itself is the permission. */
const LINK_LIFE_MS = 10 * 60 * 1_000;

/** What stands in a signed address. */
export interface LinkParts {
  /** Below `/api/whatsapp/media/`: a file's id, or that and `/thumbnail`. */
  path: string;
  /** Whom it was made for: an operator's or an API key's id. */
  viewerId: string;
  /** Seconds since 1970. */
  expiresAt: number;
}

/**
 * Signs the addresses of files: HMAC-SHA256 over file, viewer and expiry, under a key derived from
 * the server's secret key, so that every instance accepts what another one made, and a changed or
 * lengthened link is worth nothing.
 */
export class MediaLinkSigner {
  readonly #key: Buffer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Makes the path and query of a link for one viewer. */
  sign(path: string, viewerId: string, nowMs: number): { url: string; expiresAtMs: number } {
    const expiresAt = Math.floor((nowMs + LINK_LIFE_MS) / 1_000);
    const signature = this.#hash({ path, viewerId, expiresAt }).toString('base64url');
    const query = new URLSearchParams({ e: String(expiresAt), u: viewerId, s: signature });
    return {
      url: `/api/whatsapp/media/${path}?${query.toString()}`,
      expiresAtMs: expiresAt * 1_000,
    };
  }

  /** Whether the signature is ours for exactly these parts, and the link still lives. */
  verify(parts: LinkParts, signature: string, nowMs: number): boolean {
    const given = Buffer.from(signature, 'base64url');
    const wanted = this.#hash(parts);
    const isOurs = given.length === wanted.length && timingSafeEqual(given, wanted);
    return isOurs && nowMs < parts.expiresAt * 1_000;
  }

  #hash({ path, viewerId, expiresAt }: LinkParts): Buffer {
    const text = JSON.stringify([path, viewerId, expiresAt]);
    return createHmac('sha256', this.#key).update(text).digest();
  }
}
