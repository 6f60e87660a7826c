import type { Database, Transaction } from '../database/database.ts';
import { SecretBox, SecretUnreadableError } from './secret-box.ts';
import {
  SecretKeyError,
  createSecretKeyFile,
  parseSecretKey,
  readSecretKeyFile,
} from './secret-key.ts';

/*
 * The key and the database belong together. At first boot a known text, the canary, is encrypted
 * and stored; at every boot it must open with the key at hand. So a lost or exchanged key stops the
 * start with a sentence that names the cure, instead of surfacing later as credentials that cannot
 * be read, and a new key is never made silently for a database that has secrets already.
 */
const TABLE = 'secret_canary';
const ROW_ID = 'canary';
const PLACE = { table: TABLE, column: 'ciphertext', rowId: ROW_ID };
const CANARY_TEXT = 'chasqui';

const CURE =
  'Put back the key this database was written with (SECRET_KEY, or the key file from your backup). ' +
  'If it is lost for good, run «npx chasqui secrets forget --lost-key» and enter the WhatsApp credentials again.';

export interface SecretKeyConfig {
  secretKey: string | undefined;
  secretKeyFile: string;
}

/**
 * The server's SecretBox. Makes the key file at first boot. Call after the migrations.
 * Throws SecretKeyError when the key is malformed, lost, or not this database's.
 */
export async function openSecretBox(
  config: SecretKeyConfig,
  database: Database,
): Promise<SecretBox> {
  const canary = await findCanary(database);
  const key = config.secretKey
    ? parseSecretKey(config.secretKey, 'SECRET_KEY')
    : readSecretKeyFile(config.secretKeyFile);
  if (!key && canary) {
    throw new SecretKeyError(`The secret key file ${config.secretKeyFile} is missing. ${CURE}`);
  }
  const box = new SecretBox(key ?? createSecretKeyFile(config.secretKeyFile));
  if (!canary) await plantCanary(database, box);
  const stored = canary ?? (await findCanary(database));
  if (!stored || !opensCanary(box, stored)) {
    throw new SecretKeyError(
      `The secret key is not the one this database was written with. ${CURE}`,
    );
  }
  return box;
}

/** Forgets the canary, so that the next start accepts whatever key it finds. For the CLI. */
export async function forgetCanary(tx: Transaction): Promise<void> {
  await tx(TABLE).where({ id: ROW_ID }).delete();
}

async function findCanary(database: Database): Promise<string | undefined> {
  const row: { ciphertext: string } | undefined = await database
    .read(TABLE)
    .where({ id: ROW_ID })
    .first('ciphertext');
  return row?.ciphertext;
}

/** Of two instances that boot at once the first one's canary stays. */
async function plantCanary(database: Database, box: SecretBox): Promise<void> {
  await database.transaction((tx) =>
    tx(TABLE)
      .insert({ id: ROW_ID, ciphertext: box.seal(CANARY_TEXT, PLACE), created_at: Date.now() })
      .onConflict('id')
      .ignore(),
  );
}

function opensCanary(box: SecretBox, ciphertext: string): boolean {
  try {
    return box.open(ciphertext, PLACE) === CANARY_TEXT;
  } catch (error) {
    if (error instanceof SecretUnreadableError) return false;
    throw error;
  }
}
