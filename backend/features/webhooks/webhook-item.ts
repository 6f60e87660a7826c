import type { ReceiveOutcome, StatusOutcome } from '../messages/message-service.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { WebhookItem } from '../../whatsapp/webhook-events.ts';

/** Kept of an item that was set aside; the journal has all of it. */
const MAX_RAW_LENGTH = 64 * 1_024;
const MAX_REASON_LENGTH = 500;

/** An item, and the journal row it came in. */
export interface LocatedItem {
  webhookId: number;
  /** Its place among the items of that webhook. */
  index: number;
  item: WebhookItem;
}

/** What became of an item. */
export type ItemOutcome =
  /** On screen, or about something that is. */
  | { state: 'shown' }
  /** Read and kept, but what it belongs to is not here. */
  | { state: 'parsed'; reason?: string }
  /** Set aside: nothing this version knows, or it could not be taken. */
  | { state: 'unknown' | 'failed'; reason: string };

export interface RecordedItem {
  located: LocatedItem;
  outcome: ItemOutcome;
}

/** What the services' answers mean for whoever looks for an item. */
export const OUTCOMES = {
  stored: { state: 'shown' },
  duplicate: { state: 'shown' },
  applied: { state: 'shown' },
  ignored: { state: 'shown' },
  parked: { state: 'parsed', reason: 'no message with this id is here yet' },
} as const satisfies Record<ReceiveOutcome | StatusOutcome, ItemOutcome>;

export function isProblem({ outcome }: RecordedItem): boolean {
  return outcome.state === 'unknown' || outcome.state === 'failed';
}

export function setAside(
  located: LocatedItem,
  state: 'unknown' | 'failed',
  reason: string,
): RecordedItem {
  return { located, outcome: { state, reason: toStorableText(reason, MAX_REASON_LENGTH) } };
}

/** An item's JSON, cut to 64 KB. */
export function rawTextOf({ raw }: WebhookItem): string {
  const text = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? 'null');
  return toStorableText(text, MAX_RAW_LENGTH);
}
