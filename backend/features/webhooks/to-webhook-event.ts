import type { WebhookEvent, WebhookItem, WebhookItemState } from '../../contract/webhook-event.ts';
import type { WebhookItemRow } from './webhook-item-store.ts';
import type { WebhookRow } from './webhook-store.ts';

/** A journal row without its body. */
export type ListedWebhookRow = Omit<WebhookRow, 'raw_body' | 'due_at'> & { size: number | string };

/** An item's row; `state` is as it is now, not as it was written. */
export type ListedItemRow = Omit<WebhookItemRow, 'raw'> & { raw?: string | null };

export function toWebhookEvent(
  row: ListedWebhookRow,
  states: Partial<Record<WebhookItemState, number>>,
  items: readonly ListedItemRow[],
): WebhookEvent {
  return {
    id: String(row.id),
    state: row.state,
    received_at: new Date(row.received_at).toISOString(),
    processed_at: toIso(row.processed_at),
    attempts: row.attempts,
    size_bytes: Number(row.size),
    item_count: row.item_count,
    problem_count: row.problem_count,
    error: row.error,
    item_states: { shown: 0, parsed: 0, unknown: 0, failed: 0, ...states },
    items: items.map(toItem),
  };
}

function toItem(row: ListedItemRow): WebhookItem {
  return {
    item_path: row.item_path,
    type: row.type,
    kind: row.kind,
    state: row.state,
    message_id: row.message_id,
    phone_number_id: row.phone_number_id,
    wa_id: row.wa_id,
    user_id: row.user_id,
    // Why it was parked is no longer true of what has been shown since.
    reason: row.state === 'shown' ? null : row.reason,
    raw: row.raw ?? null,
    created_at: new Date(row.created_at).toISOString(),
    resolved_at: toIso(row.resolved_at),
  };
}

function toIso(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
