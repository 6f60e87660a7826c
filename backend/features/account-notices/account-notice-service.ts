import { createHash } from 'node:crypto';
import type { AccountNotice, AccountNoticeQuery } from '../../contract/account-notice.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { newId } from '../../ids.ts';
import type { AccountNotice as ToldNotice } from '../../whatsapp/webhook-events.ts';
import type { AccountNoticeStore } from './account-notice-store.ts';

/** Errors have no time of their own: the same one within this time is the same one. */
const SAME_ERROR_WITHIN_MS = 60 * 60 * 1_000;

/** What Meta tells of the account or a number as a whole, kept for admins to read. */
export class AccountNoticeService {
  readonly #database: Database;
  readonly #store: AccountNoticeStore;
  readonly #listeners: ((tx: Transaction) => Promise<void>)[] = [];

  constructor(parts: { database: Database; store: AccountNoticeStore }) {
    this.#database = parts.database;
    this.#store = parts.store;
  }

  /** Calls `listener` inside the transaction in which a notice is stored. */
  onTold(listener: (tx: Transaction) => Promise<void>): void {
    this.#listeners.push(listener);
  }

  /** Stores a notice once, however often Meta delivers it. */
  async record(tx: Transaction, told: ToldNotice, nowMs: number): Promise<void> {
    const { happenedAtMs, ...rest } = told;
    const moment = happenedAtMs ?? Math.floor(nowMs / SAME_ERROR_WITHIN_MS);
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([moment, rest]))
      .digest('hex');
    const notice: AccountNotice = {
      id: newId('an', nowMs),
      businessAccountId: told.businessAccountId ?? null,
      phoneNumberId: told.phoneNumberId ?? null,
      displayPhoneNumber: told.displayPhoneNumber ?? null,
      field: told.field,
      event: told.event,
      severity: told.severity,
      details: told.details,
      happenedAt: new Date(happenedAtMs ?? nowMs).toISOString(),
    };
    await this.#store.add(tx, notice, fingerprint, nowMs);
    for (const listener of this.#listeners) await listener(tx);
  }

  /** The newest first. */
  async list(query: AccountNoticeQuery): Promise<AccountNotice[]> {
    return this.#store.list(this.#database.read, query);
  }
}
