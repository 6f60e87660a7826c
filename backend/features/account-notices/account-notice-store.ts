import type { Knex } from 'knex';
import type { AccountNotice, AccountNoticeQuery } from '../../contract/account-notice.ts';
import type { Transaction } from '../../database/database.ts';

interface AccountNoticeRow {
  id: string;
  fingerprint: string;
  business_account_id: string | null;
  phone_number_id: string | null;
  display_phone_number: string | null;
  field: string;
  event: string;
  severity: AccountNotice['severity'];
  details: string;
  happened_at: number;
  created_at: number;
}

const TABLE = 'account_notices';

/** The table `account_notices`. */
export class AccountNoticeStore {
  /** Stores a notice once, however often it is told. */
  async add(
    tx: Transaction,
    notice: AccountNotice,
    fingerprint: string,
    nowMs: number,
  ): Promise<void> {
    const row: AccountNoticeRow = {
      id: notice.id,
      fingerprint,
      business_account_id: notice.businessAccountId,
      phone_number_id: notice.phoneNumberId,
      display_phone_number: notice.displayPhoneNumber,
      field: notice.field,
      event: notice.event,
      severity: notice.severity,
      details: JSON.stringify(notice.details),
      happened_at: Date.parse(notice.happenedAt),
      created_at: nowMs,
    };
    await tx(TABLE).insert(row).onConflict('fingerprint').ignore();
  }

  async list(db: Knex, { severity, limit }: AccountNoticeQuery): Promise<AccountNotice[]> {
    const select = db(TABLE).orderBy('happened_at', 'desc').orderBy('id', 'desc').limit(limit);
    if (severity !== undefined) select.where({ severity });
    const rows: AccountNoticeRow[] = await select;
    return rows.map((row) => ({
      id: row.id,
      businessAccountId: row.business_account_id,
      phoneNumberId: row.phone_number_id,
      displayPhoneNumber: row.display_phone_number,
      field: row.field,
      event: row.event,
      severity: row.severity,
      details: JSON.parse(row.details) as AccountNotice['details'],
      happenedAt: new Date(row.happened_at).toISOString(),
    }));
  }
}
