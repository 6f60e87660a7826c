import type { Operator, OperatorRole } from '../../contract/operator.ts';
import type { Database, Transaction } from '../../database/database.ts';

const TABLE = 'operators';

/** An operator with the password's hash: inside this slice only. */
export interface OperatorRecord {
  id: string;
  name: string;
  email: string;
  passwordHash: string | undefined;
  role: OperatorRole;
  isActive: boolean;
  createdAtMs: number;
  updatedAtMs: number;
}

interface OperatorRow {
  id: string;
  name: string;
  email: string;
  password_hash: string | null;
  role: OperatorRole;
  is_active: boolean | number;
  created_at: number;
  updated_at: number;
}

type Reader = Transaction | Database['read'];

/** The table operators. */
export class OperatorStore {
  async list(tx: Reader): Promise<OperatorRecord[]> {
    const rows: OperatorRow[] = await tx(TABLE).orderBy('created_at').orderBy('id');
    return rows.map(fromRow);
  }

  async findById(tx: Reader, id: string): Promise<OperatorRecord | undefined> {
    const row: OperatorRow | undefined = await tx(TABLE).where({ id }).first();
    return row && fromRow(row);
  }

  /** @param email in lower case, as it is stored */
  async findByEmail(tx: Reader, email: string): Promise<OperatorRecord | undefined> {
    const row: OperatorRow | undefined = await tx(TABLE).where({ email }).first();
    return row && fromRow(row);
  }

  async insert(tx: Transaction, record: OperatorRecord): Promise<void> {
    await tx(TABLE).insert(toRow(record));
  }

  async update(tx: Transaction, record: OperatorRecord): Promise<void> {
    await tx(TABLE).where({ id: record.id }).update(toRow(record));
  }

  async hasAdmin(tx: Reader): Promise<boolean> {
    return (await tx(TABLE).where({ role: 'admin' }).first('id')) !== undefined;
  }

  /**
   * Counts the active admins and keeps other transactions from changing any admin until this one
   * ends: the update changes nothing but takes the rows' locks, so that two admins who demote each
   * other at once do not leave the place without one.
   */
  async countActiveAdminsLocked(tx: Transaction): Promise<number> {
    await tx(TABLE).where({ role: 'admin' }).update({ role: 'admin' });
    const admins: OperatorRow[] = await tx(TABLE).where({ role: 'admin' });
    return admins.filter((row) => Boolean(row.is_active)).length;
  }
}

/** The operator as the API shows it. */
export function toOperator(record: OperatorRecord): Operator {
  return {
    id: record.id,
    name: record.name,
    email: record.email,
    role: record.role,
    is_active: record.isActive,
    created_at: new Date(record.createdAtMs).toISOString(),
  };
}

function toRow(record: OperatorRecord): OperatorRow {
  return {
    id: record.id,
    name: record.name,
    email: record.email,
    password_hash: record.passwordHash ?? null,
    role: record.role,
    is_active: record.isActive,
    created_at: record.createdAtMs,
    updated_at: record.updatedAtMs,
  };
}

function fromRow(row: OperatorRow): OperatorRecord {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    passwordHash: row.password_hash ?? undefined,
    role: row.role,
    isActive: Boolean(row.is_active),
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
  };
}
