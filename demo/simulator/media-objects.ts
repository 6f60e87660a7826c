import { createHash, randomInt } from 'node:crypto';
import type { Request } from 'express';
import { hmacSha256 } from './authentication.ts';
import type { MediaObject } from './customer-message.ts';
import type { Faults } from './faults.ts';
import { unknownObject } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SimulatorState } from './simulator-state.ts';

/** Where the simulator serves files; at Meta it is another host. */
export const FILES_PATH = '/whatsapp_business/attachments/';

/**
 * Files and their ids. An id answers for seven days with an address, and an address for five minutes
 * with the bytes, to whoever has the token.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
 */
export class MediaObjects {
  readonly #options: Required<SimulatorOptions>;
  readonly #state: SimulatorState;
  readonly #faults: Faults;

  constructor(options: Required<SimulatorOptions>, state: SimulatorState, faults: Faults) {
    this.#options = options;
    this.#state = state;
    this.#faults = faults;
  }

  /** Keeps a file. The answer is what a webhook tells of it; its `sha256` is base64. */
  add(bytes: Buffer, mimeType: string): { id: string; mime_type: string; sha256: string } {
    const media: MediaObject = {
      id: `81${randomInt(10 ** 12, 10 ** 13)}`,
      mimeType,
      base64: bytes.toString('base64'),
      storedAtMs: Date.now(),
    };
    this.#state.record({ type: 'media_stored', media });
    return { id: media.id, mime_type: mimeType, sha256: sha256Of(bytes).toString('base64') };
  }

  /** `GET /{media-id}`: throws Meta's error for an unknown id and for one that has run out. */
  describe(id: string, request: Request): object {
    const media = this.#state.mediaObjects.get(id);
    const isExpired =
      media !== undefined && Date.now() >= media.storedAtMs + this.#options.mediaIdLifeMs;
    if (!media || isExpired || this.#faults.take('media_gone', {})) {
      throw unknownObject(id, request.method);
    }
    const bytes = Buffer.from(media.base64, 'base64');
    return {
      messaging_product: 'whatsapp',
      url: this.#faults.take('media_foreign_url', {})?.url ?? this.#makeUrl(id, request),
      mime_type: media.mimeType,
      // Hex here, where webhooks have base64; and the size is a string.
      sha256: sha256Of(bytes).toString('hex'),
      file_size: String(bytes.length),
      id,
    };
  }

  /** The bytes behind an address of ours; undefined for one that is wrong or has run out. */
  find(query: Request['query']): { bytes: Buffer; mimeType: string } | undefined {
    const [id, expiry] = [String(query.mid), String(query.ext)];
    const media = this.#state.mediaObjects.get(id);
    const isGood = query.hash === this.#sign(id, expiry) && Date.now() < Number(expiry);
    if (!media || !isGood) return undefined;
    return { bytes: Buffer.from(media.base64, 'base64'), mimeType: media.mimeType };
  }

  #makeUrl(id: string, request: Request): string {
    const expiry = String(Date.now() + this.#options.mediaUrlLifeMs);
    const query = new URLSearchParams({ mid: id, ext: expiry, hash: this.#sign(id, expiry) });
    return `http://${request.get('host')}${FILES_PATH}?${query.toString()}`;
  }

  #sign(id: string, expiry: string): string {
    return hmacSha256(this.#options.appSecret, `${id} ${expiry}`);
  }
}

function sha256Of(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
