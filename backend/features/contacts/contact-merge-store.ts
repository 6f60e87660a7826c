import type { Knex } from 'knex';
import type { Transaction } from '../../database/database.ts';
import type { ContactRecord } from './contact-store.ts';

/** What is kept about a contact besides who they are, and so what a merge has to combine. */
export type KeptFields = Pick<
  ContactRecord,
  'displayName' | 'businessName' | 'isBlocked' | 'isPinned' | 'tags'
> & { marketing: Pick<ContactRecord, 'marketingStoppedAtMs' | 'marketingToldAtMs'> };

export interface MergeRecord {
  id: string;
  /** The contact that became part of the other one. */
  fromId: string;
  intoId: string;
  /** What proved it: two identifiers. */
  proof: string;
  before: {
    /** By what the absorbed contact was known. */
    identifiers: string[];
    /** Of the survivor: as it was, and what the merge made of it. */
    kept: KeptFields;
    combined: KeptFields;
  };
  mergedAtMs: number;
  undoneAtMs: number | null;
}

interface MergeRow {
  id: string;
  from_contact_id: string;
  into_contact_id: string;
  proof: string;
  before: string;
  merged_at: number;
  undone_at: number | null;
}

const TABLE = 'contact_merges';

/** The table `contact_merges`. */
export class ContactMergeStore {
  async insert(tx: Transaction, merge: MergeRecord): Promise<void> {
    await tx(TABLE).insert({
      id: merge.id,
      from_contact_id: merge.fromId,
      into_contact_id: merge.intoId,
      proof: merge.proof,
      before: JSON.stringify(merge.before),
      merged_at: merge.mergedAtMs,
      undone_at: merge.undoneAtMs,
    } satisfies MergeRow);
  }

  async find(db: Knex, id: string): Promise<MergeRecord | undefined> {
    const row = await db(TABLE).where({ id }).first<MergeRow | undefined>();
    return row && toRecord(row);
  }

  /** The merges into a contact that stand, the latest first. */
  async listInto(db: Knex, contactId: string): Promise<MergeRecord[]> {
    const rows: MergeRow[] = await db(TABLE)
      .where({ into_contact_id: contactId })
      .whereNull('undone_at')
      .orderBy('id', 'desc');
    return rows.map(toRecord);
  }

  async wasUndone(db: Knex, proof: string): Promise<boolean> {
    const row: unknown = await db(TABLE).where({ proof }).whereNotNull('undone_at').first('id');
    return row !== undefined;
  }

  async markUndone(
    tx: Transaction,
    id: string,
    by: { id: string; name: string },
    nowMs: number,
  ): Promise<void> {
    await tx(TABLE)
      .where({ id })
      .update({ undone_at: nowMs, undone_by_id: by.id, undone_by_name: by.name });
  }
}

function toRecord(row: MergeRow): MergeRecord {
  return {
    id: row.id,
    fromId: row.from_contact_id,
    intoId: row.into_contact_id,
    proof: row.proof,
    before: JSON.parse(row.before) as MergeRecord['before'],
    mergedAtMs: row.merged_at,
    undoneAtMs: row.undone_at,
  };
}
