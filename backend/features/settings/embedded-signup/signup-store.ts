import { createHash } from 'node:crypto';
import type { SignupKind, SignupStep } from '../../../contract/signup.ts';
import type { Transaction } from '../../../database/database.ts';
import type { SecretBox } from '../../../secrets/secret-box.ts';

const TABLE = 'whatsapp_signups';

/** How far a sign-up has come, with what is needed to go on. */
export interface SignupRecord {
  codeHash: string;
  /** Undefined before the code's exchange, and again when all is done. */
  accessToken: string | undefined;
  businessAccountId: string | undefined;
  phoneNumberId: string | undefined;
  kind: SignupKind | undefined;
  done: readonly SignupStep[];
}

interface SignupRow {
  code_hash: string;
  busy_until: number;
  access_token: string | null;
  business_account_id: string | null;
  phone_number_id: string | null;
  kind: SignupKind | null;
  done: string;
  created_at: number;
}

/** A code is a secret for as long as it lives, so that only its hash is kept. */
export function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

/** The table whatsapp_signups: one row per code, its token encrypted. */
export class SignupStore {
  readonly #secretBox: SecretBox;

  constructor(secretBox: SecretBox) {
    this.#secretBox = secretBox;
  }

  /**
   * Takes the sign-up for oneself until `busyUntilMs`; makes it where there is none. Undefined while
   * somebody else works on it.
   */
  async claim(
    tx: Transaction,
    codeHash: string,
    { nowMs, busyUntilMs }: { nowMs: number; busyUntilMs: number },
  ): Promise<SignupRecord | undefined> {
    await tx(TABLE)
      .insert({ code_hash: codeHash, busy_until: 0, done: '[]', created_at: nowMs })
      .onConflict('code_hash')
      .ignore();
    const claimed = await tx(TABLE)
      .where({ code_hash: codeHash })
      .where('busy_until', '<=', nowMs)
      .update({ busy_until: busyUntilMs });
    if (claimed === 0) return undefined;
    const row: SignupRow = await tx(TABLE).where({ code_hash: codeHash }).first();
    return this.#fromRow(row);
  }

  async save(tx: Transaction, record: SignupRecord): Promise<void> {
    const { codeHash, accessToken } = record;
    await tx(TABLE)
      .where({ code_hash: codeHash })
      .update({
        access_token: accessToken ? this.#secretBox.seal(accessToken, placeOf(codeHash)) : null,
        business_account_id: record.businessAccountId ?? null,
        phone_number_id: record.phoneNumberId ?? null,
        kind: record.kind ?? null,
        done: JSON.stringify(record.done),
      });
  }

  async release(tx: Transaction, codeHash: string): Promise<void> {
    await tx(TABLE).where({ code_hash: codeHash }).update({ busy_until: 0 });
  }

  /** Answers how many sign-ups that began before the moment are forgotten, with their tokens. */
  async deleteOld(tx: Transaction, beforeMs: number): Promise<number> {
    return tx(TABLE).where('created_at', '<', beforeMs).delete();
  }

  #fromRow(row: SignupRow): SignupRecord {
    return {
      codeHash: row.code_hash,
      accessToken: row.access_token
        ? this.#secretBox.open(row.access_token, placeOf(row.code_hash))
        : undefined,
      businessAccountId: row.business_account_id ?? undefined,
      phoneNumberId: row.phone_number_id ?? undefined,
      kind: row.kind ?? undefined,
      done: JSON.parse(row.done) as SignupStep[],
    };
  }
}

function placeOf(codeHash: string) {
  return { table: TABLE, column: 'access_token', rowId: codeHash };
}
