import type { ShownTemplate } from './fill-template.ts';

/** `sent` by the servers of WhatsApp, `delivered` to the phone, `read` by the person. */
export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'failed';

/** `message_status` of a template that is not sent yet. */
export type HeldAs = 'held_for_quality_assessment' | 'paused';

/** A message that the Graph API accepted from the business. */
export interface BusinessMessage {
  wamid: string;
  /** Missing: nobody on WhatsApp has this phone or user id, or it went to a group. */
  customerId?: string;
  /** The number it was sent by; missing: the one from the start. */
  phoneNumberId?: string;
  /** The recipient as it stood in the request. */
  input: string;
  by: 'phone' | 'user-id' | 'group';
  /** Digits of the phone that was addressed; only with `by: 'phone'`. */
  waId?: string;
  type: string;
  content: unknown;
  /** With `type: 'template'`: how the phone shows it. */
  template?: ShownTemplate;
  contextMessageId?: string;
  /** `biz_opaque_callback_data` of the request. */
  callbackData?: string;
  acceptedAtMs: number;
  /** It waits until Meta has decided on its template. */
  heldAs?: HeldAs;
  /** It will end as `failed` with this code. */
  failsWith?: number;
  /** Its `delivered` webhook overtakes its `sent`. */
  hasSwappedStatuses?: boolean;
  /** No `delivered` is reported, as when the chat is open; `read` follows `sent`. */
  hasNoDeliveredStatus?: boolean;
}

export interface LedgerEntry extends BusinessMessage {
  sentAtMs?: number;
  /** From here on the phone has it. */
  deliveredAtMs?: number;
  /** Messages that were delivered before it in the same month, by which it is priced. */
  deliveredBefore?: number;
  readAtMs?: number;
  failedAtMs?: number;
}

/** What a send of `type: 'reaction'` has under that key. */
export interface ReactionContent {
  message_id: string;
  emoji: string;
}

/** Whether the entry is a reaction of the business, which is no message on any phone. */
export function isReaction(
  entry: LedgerEntry,
): entry is LedgerEntry & { content: ReactionContent } {
  return entry.type === 'reaction';
}

/**
 * What each customer's phone really received, kept apart from what the webhooks say about it: tests
 * compare the business's view with this one. An accepted message is an entry for good, also when
 * its answer was lost, so a message that was sent twice shows as two entries.
 */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();
  readonly #deliveredByMonth = new Map<string, number>();

  add(message: BusinessMessage): void {
    this.#entries.set(message.wamid, { ...message });
  }

  reach(wamid: string, status: DeliveryStatus, atMs: number): void {
    const entry = this.#entries.get(wamid);
    if (!entry || entry[`${status}AtMs`] !== undefined) return;
    entry[`${status}AtMs`] = atMs;
    if (status === 'delivered') {
      entry.deliveredBefore = this.countDeliveredInMonthOf(atMs);
      this.#deliveredByMonth.set(monthOf(atMs), entry.deliveredBefore + 1);
    }
  }

  /** It waits no longer; with a code, it will fail. */
  release(wamid: string, failsWith: number | undefined): void {
    const entry = this.#entries.get(wamid);
    if (!entry) return;
    delete entry.heldAs;
    if (failsWith !== undefined) entry.failsWith = failsWith;
  }

  find(wamid: string): LedgerEntry | undefined {
    return this.#entries.get(wamid);
  }

  /** All accepted messages, in the order of their acceptance. */
  list(): LedgerEntry[] {
    return [...this.#entries.values()];
  }

  /** What the customer's phone holds, in the order of acceptance. */
  listReceived(customerId: string): LedgerEntry[] {
    return this.list().filter(
      (entry) => entry.customerId === customerId && entry.deliveredAtMs !== undefined,
    );
  }

  /** Delivered messages of the calendar month (UTC), by which free service messages are counted. */
  countDeliveredInMonthOf(atMs: number): number {
    return this.#deliveredByMonth.get(monthOf(atMs)) ?? 0;
  }
}

function monthOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7);
}
