import type { WebhookItemType } from '../../contract/webhook-event.ts';
import type { Transaction } from '../../database/database.ts';
import { readItemFacts } from '../../whatsapp/webhook-item-facts.ts';
import { isProblem, rawTextOf } from './webhook-item.ts';
import type { ItemOutcome, RecordedItem } from './webhook-item.ts';

export interface WebhookItemRow {
  webhook_id: number;
  item_path: string;
  item_index: number;
  type: WebhookItemType;
  kind: string | null;
  message_id: string | null;
  phone_number_id: string | null;
  wa_id: string | null;
  user_id: string | null;
  state: ItemOutcome['state'];
  reason: string | null;
  raw: string | null;
  created_at: number;
  resolved_at: number | null;
}

const TABLE = 'webhook_items';
const ROWS_PER_INSERT = 100;
const REPLACED_COLUMNS = [
  'item_index',
  'type',
  'kind',
  'message_id',
  'phone_number_id',
  'wa_id',
  'user_id',
  'state',
  'reason',
  'raw',
] as const;

/** The table `webhook_items`: what became of each item of the webhooks that were worked through. */
export class WebhookItemStore {
  /** Writes items in few statements; what is known of an item from an earlier try is replaced. */
  async save(tx: Transaction, items: readonly RecordedItem[], nowMs: number): Promise<void> {
    const rows = items.map((item) => toRow(item, nowMs));
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      await tx(TABLE)
        .insert(rows.slice(start, start + ROWS_PER_INSERT))
        .onConflict(['webhook_id', 'item_path'])
        .merge({
          ...Object.fromEntries(
            REPLACED_COLUMNS.map((column) => [column, tx.raw(`excluded.${column}`)]),
          ),
          resolved_at: tx.raw(
            `CASE WHEN excluded.state IN ('unknown', 'failed') THEN NULL
             WHEN webhook_items.state IN ('unknown', 'failed') THEN excluded.created_at
             ELSE webhook_items.resolved_at END`,
          ),
        });
    }
  }

  /** Closes problems of a replayed webhook that did not come up again. */
  async resolve(
    tx: Transaction,
    webhookId: number,
    exceptPaths: readonly string[],
    nowMs: number,
  ): Promise<void> {
    await tx(TABLE)
      .where({ webhook_id: webhookId })
      .whereRaw("state IN ('unknown', 'failed') AND resolved_at IS NULL")
      .whereNotIn('item_path', exceptPaths)
      .update({ resolved_at: nowMs });
  }

  async deleteOf(tx: Transaction, webhookIds: readonly number[]): Promise<void> {
    await tx(TABLE).whereIn('webhook_id', webhookIds).delete();
  }
}

function toRow(recorded: RecordedItem, nowMs: number): WebhookItemRow {
  const { located, outcome } = recorded;
  const facts = readItemFacts(located.item);
  return {
    webhook_id: located.webhookId,
    item_path: located.item.path,
    item_index: located.index,
    type: located.item.type,
    kind: facts.kind ?? null,
    message_id: facts.messageId ?? null,
    phone_number_id: facts.phoneNumberId ?? null,
    wa_id: facts.person?.waId ?? null,
    user_id: facts.person?.userId ?? null,
    state: outcome.state,
    reason: 'reason' in outcome ? (outcome.reason ?? null) : null,
    raw: isProblem(recorded) ? rawTextOf(located.item) : null,
    created_at: nowMs,
    resolved_at: null,
  };
}
