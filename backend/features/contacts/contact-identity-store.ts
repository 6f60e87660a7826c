import type { Knex } from 'knex';
import type { Transaction } from '../../database/database.ts';
import type { IdentityRecord } from './contact-identity.ts';

interface IdentityRow {
  identifier: string;
  contact_id: string;
  value: string;
  wa_id: string | null;
  told_at: number;
}

const TABLE = 'contact_identities';
/** SQLite takes 500 rows in one statement at most. */
const ROWS_PER_INSERT = 200;

/** The table `contact_identities`: by what contacts are known. */
export class ContactIdentityStore {
  /** Everything by which the contacts are known that have one of `identifiers`. */
  async listOfHolders(db: Knex, identifiers: readonly string[]): Promise<IdentityRecord[]> {
    if (identifiers.length === 0) return [];
    const rows: IdentityRow[] = await db(TABLE).whereIn('contact_id', (holders) =>
      holders.from(TABLE).select('contact_id').whereIn('identifier', identifiers),
    );
    return rows.map(toRecord);
  }

  async listOfContact(db: Knex, contactId: string): Promise<IdentityRecord[]> {
    const rows: IdentityRow[] = await db(TABLE)
      .where({ contact_id: contactId })
      .orderBy(['identifier']);
    return rows.map(toRecord);
  }

  async save(tx: Transaction, identities: readonly IdentityRecord[]): Promise<void> {
    for (let start = 0; start < identities.length; start += ROWS_PER_INSERT) {
      const rows = identities.slice(start, start + ROWS_PER_INSERT).map(toRow);
      await tx(TABLE).insert(rows).onConflict('identifier').merge();
    }
  }

  /** Hands over all of them, or those of `identifiers`. */
  async moveAll(
    tx: Transaction,
    fromId: string,
    intoId: string,
    identifiers?: readonly string[],
  ): Promise<void> {
    const query = tx(TABLE).where({ contact_id: fromId }).update({ contact_id: intoId });
    if (identifiers) void query.whereIn('identifier', identifiers);
    await query;
  }
}

function toRow(record: IdentityRecord): IdentityRow {
  return {
    identifier: record.identifier,
    contact_id: record.contactId,
    value: record.value,
    wa_id: record.waId,
    told_at: record.toldAtMs,
  };
}

function toRecord(row: IdentityRow): IdentityRecord {
  return {
    identifier: row.identifier,
    contactId: row.contact_id,
    value: row.value,
    waId: row.wa_id,
    toldAtMs: row.told_at,
  };
}
