import { randomUUID } from 'node:crypto';
import type { Customer } from './customers.ts';
import type { HeldAs } from './ledger.ts';

/**
 * Faults of a request to `/messages`. Only after `drop_before_accept`, `html_502` and `error` was
 * nothing done; `truncated_answer` breaks off in the middle of the good answer.
 */
const SEND_FAULTS = [
  'delay',
  'drop_before_accept',
  'drop_after_accept',
  'truncated_answer',
  'html_502',
  'html_502_after_accept',
  'error',
] as const;
/**
 * Faults of an accepted message's way to the phone. `held_template` keeps a template back until Meta
 * has decided on it: a good quality lets its messages go, a pause or a ban fails them.
 */
const STATUS_FAULTS = [
  'failed_status',
  'swapped_statuses',
  'skipped_delivered',
  'held_template',
] as const;
/**
 * Faults of a webhook's way to the business. `wrong_signature` spoils one POST, the retry is good;
 * `held_webhook` keeps updates back until the fault is deleted, whatever its count.
 */
const WEBHOOK_FAULTS = [
  'duplicate_webhook',
  'reordered_webhook',
  'wrong_signature',
  'held_webhook',
] as const;

/**
 * Faults of fetching a customer's file. `media_gone`: the id is unknown; `media_stale_url`: the address
 * has run out; `media_foreign_url` and `media_redirect` lead to `url`; `media_slow` rests in the middle.
 */
const MEDIA_FAULTS = [
  'media_gone',
  'media_stale_url',
  'media_foreign_url',
  'media_redirect',
  'media_500',
  'media_slow',
  'media_truncated',
  'media_wrong_bytes',
] as const;

export const FAULT_KINDS = [
  ...SEND_FAULTS,
  ...STATUS_FAULTS,
  ...WEBHOOK_FAULTS,
  ...MEDIA_FAULTS,
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  id: string;
  kind: FaultKind;
  /** A customer's id, phone or user id; missing: everybody. */
  recipient?: string;
  /** `held_template`: the template's name; missing: every template. */
  template?: string;
  /** `held_template`: what the answer says. */
  messageStatus?: HeldAs;
  /** How often it still strikes; null: until it is deleted. */
  remaining: number | null;
  /** How often it has struck. */
  struck: number;
  /** Strikes only this share of what it is about, by chance: from 0 to 1; missing: all. */
  share?: number;
  /** Faults of requests: what they strike, `send` unless told otherwise. */
  operation?: 'send' | 'read';
  /** `delay`: the message is accepted at once, and the answer comes this much later; `media_slow`. */
  delayMs?: number;
  /** `error`, `failed_status`: the code. */
  code?: number;
  /** `error`: the HTTP status, where it should differ from the code's own. */
  status?: number;
  /** `error`: the Retry-After header. */
  retryAfterSeconds?: number;
  /** `duplicate_webhook`: how many times more than once it is delivered. */
  copies?: number;
  /** `media_foreign_url`, `media_redirect`: where they lead. */
  url?: string;
}

export interface FaultRequest extends Omit<Fault, 'id' | 'remaining' | 'struck'> {
  /** How often it strikes: 1 unless told otherwise; null: until it is deleted. */
  count?: number | null;
}

/** Whom a request or an update is about, in every way in which a fault may name them. */
export interface FaultSubject {
  customer?: Customer | undefined;
  input?: string | undefined;
  template?: string | undefined;
}

const DEFAULTS: Partial<Record<FaultKind, Partial<Fault>>> = {
  delay: { delayMs: 1_000 },
  media_slow: { delayMs: 1_000 },
  error: { code: 131000 },
  failed_status: { code: 131026 },
  held_template: { messageStatus: 'held_for_quality_assessment' },
  duplicate_webhook: { copies: 1 },
};

/**
 * Faults on demand: each is of one kind, for one recipient or everybody, and strikes a given number
 * of times. They strike in the order in which they were added. Unlike the chats, they end with the
 * process: after a restart WhatsApp is well again.
 */
export class Faults {
  readonly #faults = new Map<string, Fault>();
  readonly #deleteListeners = new Set<() => void>();
  readonly #random: () => number;

  /** @param random from 0 to below 1, for faults that strike a share only */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** The answer goes on telling how often it has struck. */
  add(request: FaultRequest): Readonly<Fault> {
    const { count, ...rest } = request;
    const fault: Fault = {
      ...DEFAULTS[request.kind],
      ...rest,
      id: randomUUID(),
      remaining: count === undefined ? 1 : count,
      struck: 0,
    };
    this.#faults.set(fault.id, fault);
    return fault;
  }

  list(): Fault[] {
    return [...this.#faults.values()];
  }

  /** @returns false if there is none with this id */
  delete(id: string): boolean {
    const isDeleted = this.#faults.delete(id);
    this.#tellDeleted();
    return isDeleted;
  }

  clear(): void {
    this.#faults.clear();
    this.#tellDeleted();
  }

  /** Calls the listener after faults were deleted, not when one wore off. */
  onDelete(listener: () => void): void {
    this.#deleteListeners.add(listener);
  }

  /** The fault that strikes now, used up by one; undefined: none. */
  takeRequestFault(operation: 'send' | 'read', subject: FaultSubject): Fault | undefined {
    return this.#take(SEND_FAULTS, subject, operation);
  }

  take(kind: FaultKind, subject: FaultSubject): Fault | undefined {
    return this.#take([kind], subject);
  }

  /** Whether webhooks about this customer are to be kept back; uses nothing up. */
  isHolding(subject: FaultSubject): boolean {
    return this.list().some((fault) => fault.kind === 'held_webhook' && isAbout(fault, subject));
  }

  #tellDeleted(): void {
    for (const listener of this.#deleteListeners) listener();
  }

  #take(
    kinds: readonly FaultKind[],
    subject: FaultSubject,
    operation: 'send' | 'read' = 'send',
  ): Fault | undefined {
    const fault = this.list().find(
      (candidate) =>
        kinds.includes(candidate.kind) &&
        (candidate.operation ?? 'send') === operation &&
        isAbout(candidate, subject) &&
        (candidate.share === undefined || this.#random() < candidate.share),
    );
    if (fault) fault.struck += 1;
    if (fault && fault.remaining !== null) {
      fault.remaining -= 1;
      if (fault.remaining <= 0) this.#faults.delete(fault.id);
    }
    return fault;
  }
}

function isAbout(fault: Fault, { customer, input, template }: FaultSubject): boolean {
  const { recipient } = fault;
  if (fault.template !== undefined && fault.template !== template) return false;
  if (recipient === undefined) return true;
  const names = [customer?.id, customer?.userId, input].filter((name) => name !== undefined);
  const phone = /^\+?\d+$/.test(recipient) ? recipient.replace('+', '') : undefined;
  const phones = [customer?.waId, input?.replace(/\D/g, '')];
  return names.includes(recipient) || (phone !== undefined && phones.includes(phone));
}
