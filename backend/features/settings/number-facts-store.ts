import type { Knex } from 'knex';
import type { Transaction } from '../../database/database.ts';
import type { KnownFacts, NumberFacts, TokenFacts } from './number-facts.ts';

interface NumberFactsRow {
  phone_number_id: string;
  number_status: string | null;
  name_status: string | null;
  is_official: boolean | number | null;
  business_verification: string | null;
  messaging_limit: string | null;
  throughput_level: string | null;
  payment_method: 'added' | 'missing' | 'trouble' | null;
  app_id: string | null;
  business_id: string | null;
  token_fingerprint: string | null;
  token_type: string | null;
  token_expires_at: number | null;
  token_data_access_ends_at: number | null;
  token_scopes: string | null;
  checked_at: number;
  due_at: number;
}

const TABLE = 'number_facts';

/** The facts, and of which token `facts.token` is. */
export interface StoredFacts {
  facts: KnownFacts;
  tokenFingerprint: string | undefined;
}

/** The table number_facts: what Meta last said of each number. */
export class NumberFactsStore {
  async find(db: Knex, phoneNumberId: string): Promise<StoredFacts | undefined> {
    const row: NumberFactsRow | undefined = await db(TABLE)
      .where({ phone_number_id: phoneNumberId })
      .first();
    return row && { facts: fromRow(row), tokenFingerprint: row.token_fingerprint ?? undefined };
  }

  /** Replaces whatever is stored of the number. */
  async save(
    tx: Transaction,
    phoneNumberId: string,
    { facts, tokenFingerprint }: StoredFacts,
  ): Promise<void> {
    const row: NumberFactsRow = {
      phone_number_id: phoneNumberId,
      number_status: facts.numberStatus ?? null,
      name_status: facts.nameStatus ?? null,
      is_official: facts.isOfficial ?? null,
      business_verification: facts.businessVerification ?? null,
      messaging_limit: facts.messagingLimit ?? null,
      throughput_level: facts.throughputLevel ?? null,
      payment_method: facts.paymentMethod ?? null,
      app_id: facts.appId ?? null,
      business_id: facts.businessId ?? null,
      token_fingerprint: tokenFingerprint ?? null,
      token_type: facts.token?.type ?? null,
      token_expires_at: facts.token?.expiresAtMs ?? null,
      token_data_access_ends_at: facts.token?.dataAccessEndsAtMs ?? null,
      token_scopes: facts.token?.scopes ? JSON.stringify(facts.token.scopes) : null,
      checked_at: facts.checkedAtMs,
      due_at: facts.dueAtMs,
    };
    await tx(TABLE).insert(row).onConflict('phone_number_id').merge();
  }

  /** All numbers should be asked about again. */
  async markDue(tx: Transaction): Promise<void> {
    await tx(TABLE).update({ due_at: 0 });
  }
}

function fromRow(row: NumberFactsRow): KnownFacts {
  const facts: NumberFacts = {
    numberStatus: row.number_status ?? undefined,
    nameStatus: row.name_status ?? undefined,
    // SQLite has no booleans.
    isOfficial: row.is_official === null ? undefined : Boolean(row.is_official),
    businessVerification: row.business_verification ?? undefined,
    messagingLimit: row.messaging_limit ?? undefined,
    throughputLevel: row.throughput_level ?? undefined,
    paymentMethod: row.payment_method ?? undefined,
    appId: row.app_id ?? undefined,
    businessId: row.business_id ?? undefined,
    token: row.token_fingerprint === null ? undefined : toToken(row),
  };
  return { ...facts, checkedAtMs: row.checked_at, dueAtMs: row.due_at };
}

function toToken(row: NumberFactsRow): TokenFacts {
  return {
    type: row.token_type ?? undefined,
    expiresAtMs: row.token_expires_at ?? undefined,
    dataAccessEndsAtMs: row.token_data_access_ends_at ?? undefined,
    scopes: row.token_scopes === null ? undefined : (JSON.parse(row.token_scopes) as string[]),
  };
}
