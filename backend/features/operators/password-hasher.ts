import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../errors.ts';

/*
 * Passwords are stored as scrypt PHC strings, N = 2^17, r = 8, p = 1 (OWASP ASVS 5.0, appendix C).
 * One hash takes about half a second and 128 MB on a thread that files and DNS need as well, so at
 * most two run at once and a bounded number wait. For an unknown account a hash is made all the
 * same, so that the answer's time does not tell which accounts exist.
 */
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const DEFAULT_LOG_COST = 17;
const BLOCK_SIZE = 8;
const PARALLELISM = 1;
const MAX_RUNNING = 2;
const MAX_WAITING = 40;

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

export class PasswordHasher {
  readonly #logCost: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param options.logCost log2 of scrypt's N; lower only in tests, where many accounts are made */
  constructor(options: { logCost?: number } = {}) {
    this.#logCost = options.logCost ?? DEFAULT_LOG_COST;
  }

  /** The PHC string to store. Throws `unavailable` when too many hashes wait already. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#derive(password, salt, this.#logCost, BLOCK_SIZE, PARALLELISM);
    return `$scrypt$ln=${this.#logCost},r=${BLOCK_SIZE},p=${PARALLELISM}$${unpadded(salt)}$${unpadded(hash)}`;
  }

  /** Whether the password is right; without a stored hash it takes as long and says no. */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const [, logCost, blockSize, parallelism, salt, expected] = PHC.exec(stored ?? '') ?? [];
    if (!salt || !expected) {
      await this.hash(password);
      return false;
    }
    const actual = await this.#derive(
      password,
      Buffer.from(salt, 'base64'),
      Number(logCost),
      Number(blockSize),
      Number(parallelism),
    );
    const wanted = Buffer.from(expected, 'base64');
    return actual.length === wanted.length && timingSafeEqual(actual, wanted);
  }

  async #derive(password: string, salt: Buffer, ln: number, r: number, p: number): Promise<Buffer> {
    await this.#enter();
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        // The same characters typed on different systems must give the same bytes (RFC 8265 §4.2).
        const text = password.normalize('NFC');
        const options = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
        scrypt(text, salt, HASH_BYTES, options, (error, hash) =>
          error ? reject(error) : resolve(hash),
        );
      });
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < MAX_RUNNING) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING) {
      throw new AppError('unavailable', 'Too many people sign in right now. Try again shortly.', {
        retryAfterSeconds: 10,
      });
    }
    // The one who leaves hands the place over, so #running stays.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}

/** PHC strings use base64 without padding. */
function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
