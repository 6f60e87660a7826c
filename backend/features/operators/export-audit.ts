import type { Database } from '../../database/database.ts';
import type { Actor, AuditLog } from './audit-log.ts';

/** What somebody takes out of Chasqui as a file. */
export interface ExportOrder {
  what: 'contacts' | 'messages';
  format: 'csv' | 'jsonl';
  /** As they were asked for; what was left out is missing. */
  filters: Readonly<Record<string, unknown>>;
}

/** Writes into the audit log who takes data out; before the first byte leaves, or none does. */
export class ExportAudit {
  readonly #database: Database;
  readonly #auditLog: AuditLog;

  constructor(parts: { database: Database; auditLog: AuditLog }) {
    this.#database = parts.database;
    this.#auditLog = parts.auditLog;
  }

  async record({ what, ...details }: ExportOrder, actor: Actor, nowMs = Date.now()): Promise<void> {
    await this.#database.transaction((tx) =>
      this.#auditLog.append(tx, `${what}.exported`, actor, details, nowMs),
    );
  }
}
