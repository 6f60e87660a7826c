import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** API keys start with this, so that they are told from session tokens and found in leaks. */
export const API_KEY_PREFIX = 'chq_';

/** A new opaque token of 256 random bits. */
export function newToken(prefix = ''): string {
  return prefix + randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * What is stored of a token. A plain hash is enough, and looking it up by index leaks nothing of
 * use, because 256 random bits cannot be guessed.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
