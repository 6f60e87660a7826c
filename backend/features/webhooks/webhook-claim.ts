import type { Transaction } from '../../database/database.ts';
import { parseWebhook } from '../../whatsapp/webhook-payload.ts';
import type { LocatedItem, RecordedItem } from './webhook-item.ts';
import type { ClaimedWebhook, WebhookResult, WebhookStore } from './webhook-store.ts';

/** A webhook that was claimed for work, and what is in it. */
export interface ParsedClaim {
  webhook: ClaimedWebhook;
  items: LocatedItem[];
}

/**
 * Claims and parses the next webhooks, `limits.webhooks` at most, whose items fit into one
 * transaction; one with more than `limits.items` comes alone.
 */
export async function claimNext(
  tx: Transaction,
  store: WebhookStore,
  nowMs: number,
  limits: { webhooks: number; items: number },
): Promise<ParsedClaim[]> {
  const claims: ParsedClaim[] = [];
  let itemCount = 0;
  for (const webhook of await store.claimDue(tx, nowMs, limits.webhooks)) {
    const items = parseWebhook(webhook.rawBody).map((item, index) => ({
      webhookId: webhook.id,
      index,
      item,
    }));
    itemCount += items.length;
    if (claims.length > 0 && itemCount > limits.items) break;
    claims.push({ webhook, items });
  }
  return claims;
}

/** What became of a webhook as a whole, from those of its items that were set aside. */
export function toResult(claim: ParsedClaim, problems: readonly RecordedItem[]): WebhookResult {
  const unreadable = problems.flatMap(({ located, outcome }) =>
    located.item.path === '' && outcome.state === 'failed' ? outcome : [],
  )[0];
  return {
    id: claim.webhook.id,
    state: unreadable ? 'failed' : 'done',
    itemCount: claim.items.length,
    problemCount: problems.length,
    error: unreadable?.reason ?? null,
  };
}
