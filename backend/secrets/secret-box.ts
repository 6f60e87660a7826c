import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Secrets at rest.
 *
 * A stored secret is an envelope `v1.<key id>.<iv>.<ciphertext and tag>` (base64url), made with
 * AES-256-GCM under the server's key and a random 96-bit IV (NIST SP 800-38D §8.2.2). The place it
 * is stored in (table, column, row) and the key's id are authenticated with it, so a ciphertext
 * that somebody copies into another row or column does not open there. Whoever has the database
 * without the key has no credentials; whoever lost the key has to enter them again.
 */
const ALGORITHM = 'aes-256-gcm';
const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Length of the server's key. */
export const KEY_BYTES = 32;

/** Where a secret is stored. */
export interface SecretPlace {
  table: string;
  column: string;
  rowId: string;
}

/** A stored secret that does not open: another key, another place, or changed bytes. */
export class SecretUnreadableError extends Error {
  constructor(place: SecretPlace, why: string) {
    super(`The stored secret ${place.table}.${place.column} cannot be read: ${why}.`);
    this.name = 'SecretUnreadableError';
  }
}

export class SecretBox {
  /** Names the key without telling anything about it. */
  readonly keyId: string;
  readonly #key: Buffer;
  readonly #fingerprintKey: Buffer;

  /** @param key exactly 32 bytes */
  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) {
      throw new Error(`The secret key has ${key.length} bytes; it needs exactly ${KEY_BYTES}.`);
    }
    this.#key = key;
    this.keyId = derive(key, 'chasqui key id').toString('hex').slice(0, 8);
    this.#fingerprintKey = derive(key, 'chasqui fingerprint');
  }

  /** Encrypts `plaintext` for one place. */
  seal(plaintext: string, place: SecretPlace): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(associatedData(place, this.keyId));
    const sealed = Buffer.concat([
      cipher.update(plaintext, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return [VERSION, this.keyId, iv.toString('base64url'), sealed.toString('base64url')].join('.');
  }

  /** Decrypts what was sealed for this very place; throws SecretUnreadableError otherwise. */
  open(envelope: string, place: SecretPlace): string {
    const [version, keyId, ivText, sealedText, ...rest] = envelope.split('.');
    if (version !== VERSION || !ivText || !sealedText || rest.length > 0) {
      throw new SecretUnreadableError(place, 'it is not an envelope of this version');
    }
    if (keyId !== this.keyId) {
      throw new SecretUnreadableError(place, 'it was made with another secret key');
    }
    const iv = Buffer.from(ivText, 'base64url');
    const sealed = Buffer.from(sealedText, 'base64url');
    if (iv.length !== IV_BYTES || sealed.length < TAG_BYTES) {
      throw new SecretUnreadableError(place, 'it is cut off');
    }
    const decipher = createDecipheriv(ALGORITHM, this.#key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(associatedData(place, this.keyId));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return (
        decipher.update(sealed.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    } catch {
      throw new SecretUnreadableError(place, 'it was changed, or belongs to another place');
    }
  }

  /** A key for another purpose: always the same for the same name, and telling nothing of ours. */
  deriveKey(purpose: string): Buffer {
    return derive(this.#key, `chasqui ${purpose}`);
  }

  /**
   * A short keyed hash by which the audit log can tell two secrets apart. It is keyed so that a
   * short secret cannot be guessed from it.
   */
  fingerprint(secret: string): string {
    return createHmac('sha256', this.#fingerprintKey).update(secret).digest('hex').slice(0, 12);
  }
}

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, 32));
}

function associatedData(place: SecretPlace, keyId: string): Buffer {
  return Buffer.from([place.table, place.column, place.rowId, keyId].join('|'));
}
