import { randomUUID } from 'node:crypto';
import { isReaction } from './ledger.ts';
import type { DeliveryStatus, LedgerEntry } from './ledger.ts';
import type { SimulatorOptions } from './options.ts';
import type { SimulatorState } from './simulator-state.ts';
import type { MessageTemplate } from './template.ts';
import { describeStatus } from './webhook-payloads.ts';

/** Messages of a template that is paused, disabled. */
const DROPPED_WITH: Readonly<Record<string, number>> = { PAUSED: 132015, DISABLED: 132016 };
const GOOD_QUALITIES = ['GREEN', 'YELLOW'];

/**
 * Takes every accepted message on its way to the phone: `sent`, then `delivered`, each after a pause,
 * and `read` when the customer opens the chat; or `failed`. Reactions are `sent` and no more; what is
 * held waits for its template. Each step is one event together with its webhook. Messages that were on
 * their way when the process was killed go on at the next start.
 */
export class StatusOutbox {
  readonly #options: Required<SimulatorOptions>;
  readonly #state: SimulatorState;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(options: Required<SimulatorOptions>, state: SimulatorState) {
    this.#options = options;
    this.#state = state;
  }

  get isIdle(): boolean {
    return this.#timers.size === 0;
  }

  resume(): void {
    for (const entry of this.#state.ledger.list()) this.advance(entry.wamid);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Plans the next step of this message, if one is left. */
  advance(wamid: string): void {
    const entry = this.#state.ledger.find(wamid);
    if (!entry || this.#timers.has(wamid) || isArrived(entry) || entry.heldAs) return;
    const timer = setTimeout(() => {
      this.#timers.delete(wamid);
      for (const status of nextStatuses(entry)) this.#reach(entry, status);
      this.advance(wamid);
    }, this.#options.statusDelayMs);
    this.#timers.set(wamid, timer);
  }

  /** Meta has decided on a template: what it held back of it goes out, or fails. */
  releaseHeld({ name, language, status, quality_score }: MessageTemplate): void {
    const failsWith = DROPPED_WITH[status];
    const isGood = status === 'APPROVED' && GOOD_QUALITIES.includes(quality_score.score);
    if (failsWith === undefined && !isGood) return;
    for (const { wamid, heldAs, content } of this.#state.ledger.list()) {
      const sent = content as { name?: unknown; language?: { code?: unknown } };
      if (!heldAs || sent.name !== name || sent.language?.code !== language) continue;
      const end = failsWith === undefined ? {} : { failsWith };
      this.#state.record({ type: 'message_released', wamid, ...end });
      this.advance(wamid);
    }
  }

  /** The customer opened the chat: all that arrived in it counts as read. */
  readAll(customerId: string): number {
    const unread = this.#state.ledger
      .listReceived(customerId)
      .filter(({ readAtMs }) => readAtMs === undefined);
    for (const entry of unread) this.#reach(entry, 'read');
    return unread.length;
  }

  #reach(entry: LedgerEntry, status: DeliveryStatus): void {
    const atMs = Date.now();
    const customer = this.#state.findCustomer(entry.customerId ?? '');
    const before = entry.deliveredBefore ?? this.#state.ledger.countDeliveredInMonthOf(atMs);
    const update = describeStatus(entry, status, atMs, customer, this.#options, before);
    const isTold = !(status === 'delivered' && entry.hasNoDeliveredStatus);
    this.#state.record({
      type: 'status_reached',
      wamid: entry.wamid,
      status,
      atMs,
      updates: isTold ? [{ id: randomUUID(), ...update }] : [],
    });
  }
}

function isArrived(entry: LedgerEntry): boolean {
  const { sentAtMs, deliveredAtMs, failedAtMs } = entry;
  const isPlaced = deliveredAtMs !== undefined || isReaction(entry);
  return failedAtMs !== undefined || (sentAtMs !== undefined && isPlaced);
}

function nextStatuses(entry: LedgerEntry): DeliveryStatus[] {
  if (entry.failsWith !== undefined) return ['failed'];
  if (entry.hasSwappedStatuses && !isReaction(entry) && entry.sentAtMs === undefined) {
    return entry.deliveredAtMs === undefined ? ['delivered', 'sent'] : ['sent'];
  }
  return [entry.sentAtMs === undefined ? 'sent' : 'delivered'];
}
