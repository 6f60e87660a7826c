import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '../../test/support/test-databases.ts';
import { forgetCanary, openSecretBox } from './open-secret-box.ts';

const PLACE = { table: 't', column: 'c', rowId: 'r' };

describe.each(testDatabases)('the secret key at start ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let folder: string;
  let secretKeyFile: string;
  beforeEach(async () => {
    opened = await create();
    folder = mkdtempSync(join(tmpdir(), 'chasqui-key-'));
    secretKeyFile = join(folder, 'data', 'secret.key');
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await opened.discard();
  });
  const open = (secretKey?: string) => openSecretBox({ secretKey, secretKeyFile }, opened.database);

  it('makes the key file once, for its owner only, and uses it again', async () => {
    const first = await open();
    expect(statSync(secretKeyFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(secretKeyFile, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(readdirSync(join(folder, 'data'))).toEqual(['secret.key']);
    const second = await open();
    expect(second.open(first.seal('x', PLACE), PLACE)).toBe('x');
  });

  it('gives two instances that boot at once the same key', async () => {
    const other = opened.openAgain();
    const [one, two] = await Promise.all([
      open(),
      openSecretBox({ secretKey: undefined, secretKeyFile }, other),
    ]);
    expect(one.keyId).toBe(two.keyId);
  });

  it('takes a key from the environment as hex or base64 and makes no file', async () => {
    const key = randomBytes(32);
    const hex = await open(key.toString('hex'));
    for (const text of [key.toString('base64'), key.toString('base64url')]) {
      expect((await open(text)).keyId).toBe(hex.keyId);
    }
    expect(existsSync(secretKeyFile)).toBe(false);
  });

  it.each(['short', 'ab'.repeat(31), 'ab'.repeat(33), `${'ab'.repeat(31)}zz`, '!'.repeat(44)])(
    'refuses a malformed key (%s) with a sentence that says how to make one',
    async (text) => {
      await expect(open(text)).rejects.toThrow(/SECRET_KEY must hold 32 bytes.*openssl rand/);
    },
  );

  it('refuses to start with a lost key file, and does not make a new one', async () => {
    await open();
    rmSync(secretKeyFile);
    await expect(open()).rejects.toThrow(/is missing\. Put back the key/);
    expect(existsSync(secretKeyFile)).toBe(false);
  });

  it('refuses to start with another key, naming the cure', async () => {
    await open();
    writeFileSync(secretKeyFile, randomBytes(32).toString('hex'));
    await expect(open()).rejects.toThrow(
      /not the one this database was written with\. Put back the key.*npx chasqui secrets forget/,
    );
  });

  it('starts anew after the canary was forgotten', async () => {
    await open();
    rmSync(secretKeyFile);
    await opened.database.transaction(forgetCanary);
    await open();
    expect(existsSync(secretKeyFile)).toBe(true);
  });
});
