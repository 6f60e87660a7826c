import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { KEY_BYTES } from './secret-box.ts';

/** The secret key is missing, malformed or not the one the database was written with. */
export class SecretKeyError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'SecretKeyError';
  }
}

/**
 * Reads a key of 32 bytes written as 64 hex digits or as base64 (either alphabet).
 * @param origin names the variable or file in the error
 */
export function parseSecretKey(text: string, origin: string): Buffer {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : Buffer.from(trimmed, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed) || key.length !== KEY_BYTES) {
    throw new SecretKeyError(
      `${origin} must hold ${KEY_BYTES} bytes as 64 hex digits or as base64; make one with: openssl rand -hex ${KEY_BYTES}`,
    );
  }
  return key;
}

/** The key in the file, or undefined when there is no such file. */
export function readSecretKeyFile(path: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new SecretKeyError(`The secret key file ${path} cannot be read.`, { cause: error });
  }
  return parseSecretKey(text, `The secret key file ${path}`);
}

/**
 * Makes a key file with mode 0600 and returns its key. The file appears complete and synced, or not
 * at all; of two processes that do this at once one makes it and both get the same key.
 */
export function createSecretKeyFile(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const key = randomBytes(KEY_BYTES);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${key.toString('hex')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
    syncFolder(dirname(path));
    return key;
  } catch (error) {
    const existing = readSecretKeyFile(path);
    if (!existing) throw error;
    return existing;
  } finally {
    unlinkSync(draft);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
