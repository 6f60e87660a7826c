import type {
  WebhookEvent,
  WebhookItem,
  WebhookItemState,
} from '../../../backend/contract/webhook-event.ts';
import { formatPhone } from '../../i18n/format.ts';
import { t } from './settings-words.ts';

/** How far something has come: stored → parsed → shown, or set aside on the way. */
export type JournalState = 'stored' | 'parsed' | 'shown' | 'unknown' | 'failed';

/** The pill's colour; its word says the same. */
export const TONES: Record<JournalState, string> = {
  stored: '',
  parsed: 'parsed',
  shown: 'ok',
  unknown: 'degraded',
  failed: 'disconnected',
};

/** The worst first: it is what an admin wants to hear of. */
const WORST_FIRST = ['failed', 'unknown', 'parsed', 'shown'] as const;

/**
 * Where a webhook stands: what has come least far of it.
 * @param isSearched only the items that were searched for count
 */
export function stateOf(event: WebhookEvent, isSearched: boolean): JournalState {
  if (event.state !== 'done') return event.state;
  return WORST_FIRST.find((state) => countIn(event, state, isSearched) > 0) ?? 'shown';
}

function countIn(event: WebhookEvent, state: WebhookItemState, isSearched: boolean): number {
  if (!isSearched) return event.item_states[state];
  return event.items.filter((item) => item.state === state).length;
}

/** The pill's word; of several items it tells how many went wrong. */
export function wordOf(event: WebhookEvent, isSearched: boolean): string {
  const state = stateOf(event, isSearched);
  const isOfMany = event.state === 'done' && countItems(event, isSearched) > 1;
  const count = state === 'stored' ? 0 : countIn(event, state, isSearched);
  if (isOfMany && state === 'failed') return t('journal.countFailed', { count });
  if (isOfMany && state === 'unknown') return t('journal.countUnknown', { count });
  return t(`journal.${state}`);
}

export function countItems(event: WebhookEvent, isSearched: boolean): number {
  return isSearched ? event.items.length : (event.item_count ?? 0);
}

/** «Message · text», or «12 items». */
export function describeEvent(event: WebhookEvent, isSearched: boolean): string {
  const [first] = event.items;
  const count = countItems(event, isSearched);
  if (first && count <= 1) return describeItem(first);
  return count > 1 ? t('journal.items', { count }) : t('journal.number', { id: event.id });
}

export function describeItem({ type, kind }: WebhookItem): string {
  const word = t(`journal.type.${type}`);
  return kind === null ? word : `${word} · ${kind.replaceAll('_', ' ')}`;
}

/** The customer: a phone number or a user id; undefined where neither is known. */
export function personOf(item: WebhookItem | undefined): string | undefined {
  if (!item) return undefined;
  return item.wa_id === null ? (item.user_id ?? undefined) : formatPhone(`+${item.wa_id}`);
}

/** JSON with line breaks; anything else as it is. */
export function prettyPrint(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
