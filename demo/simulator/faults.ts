import { z } from 'zod';

/**
 * Faults on demand. A test (or a site owner's CI) lists what shall go wrong, for whom and how often;
 * each fault wears off by itself. Faults are looked up in the order in which they were added, the
 * first that fits is taken. They are not kept across a restart: a world starts healthy.
 *
 * Faults of the Graph side take hold of a call, those of the webhook side of an update on its way to
 * the business; the kind tells which.
 */
const graphFault = z.discriminatedUnion('kind', [
  /** The call is carried out after a while. */
  z.strictObject({ kind: z.literal('delay'), delayMs: z.int().min(0) }),
  /** The call is carried out at once, its answer comes after a while: statuses may overtake it. */
  z.strictObject({ kind: z.literal('delay_answer'), delayMs: z.int().min(0) }),
  /** The connection is cut before anything was done. */
  z.strictObject({ kind: z.literal('drop_before_accept') }),
  /** Everything is done, then the connection is cut without an answer. */
  z.strictObject({ kind: z.literal('drop_after_accept') }),
  /** Everything is done, then the connection is cut in the middle of the answer. */
  z.strictObject({ kind: z.literal('truncate') }),
  /** A gateway's page. Whether the call was carried out is not to be seen from it. */
  z.strictObject({ kind: z.literal('html_502'), isAccepted: z.boolean().default(false) }),
  /** Any error of Meta's; title and HTTP status come from the table unless given. */
  z.strictObject({
    kind: z.literal('error'),
    code: z.int(),
    httpStatus: z.int().min(400).max(599).optional(),
    subcode: z.int().optional(),
    details: z.string().optional(),
    retryAfterSeconds: z.int().min(0).optional(),
  }),
  /** Accepted, then a `failed` status with this code instead of a delivery. */
  z.strictObject({ kind: z.literal('fail_later'), code: z.int() }),
]);

const webhookFault = z.discriminatedUnion('kind', [
  /** The update comes `copies` times more, each in a POST of its own. */
  z.strictObject({ kind: z.literal('duplicate'), copies: z.int().min(1).max(1_000).default(1) }),
  /** Updates are gathered until `count` of them are there and then sent last first, one by one. */
  z.strictObject({ kind: z.literal('reorder'), count: z.int().min(2).max(1_000).default(2) }),
  /** Nothing is sent until the fault is cleared; then everything is. */
  z.strictObject({ kind: z.literal('hold') }),
  /** Signed with another app's secret. The retry is signed well. */
  z.strictObject({ kind: z.literal('wrong_signature') }),
  /** `delivered` is reported before `sent`. */
  z.strictObject({ kind: z.literal('swap_statuses') }),
  /** `delivered` is never reported, as when the chat is open. */
  z.strictObject({ kind: z.literal('skip_delivered') }),
]);

const match = z.strictObject({
  /** A customer's id, phone number or user id; without it, everybody. */
  recipient: z.string().min(1).optional(),
  /** Graph side: sends, read receipts, look-ups (GET), or any call. */
  operation: z.enum(['send', 'read', 'lookup', 'any']).default('any'),
  /** Webhook side: customers' messages, statuses, or any update. */
  update: z.enum(['message', 'status', 'any']).default('any'),
});

export const faultSchema = z.strictObject({
  match: match.prefault({}),
  /** How often it strikes; null means until it is cleared. */
  times: z.int().min(1).nullable().default(1),
  fault: z.union([graphFault, webhookFault]),
});

export type GraphFault = z.output<typeof graphFault>;
export type WebhookFault = z.output<typeof webhookFault>;
export type FaultRule = z.input<typeof faultSchema>;
export type GraphOperation = 'send' | 'read' | 'lookup';

export interface ActiveFault extends z.output<typeof faultSchema> {
  id: number;
  /** How often it struck so far. */
  strikes: number;
}

const GRAPH_KINDS: ReadonlySet<string> = new Set(
  graphFault.options.map((option) => option.shape.kind.value),
);

/** What a recipient is known by. */
export type RecipientNames = ReadonlySet<string>;

export class Faults {
  #active: ActiveFault[] = [];
  readonly #clearListeners = new Set<() => void>();
  #lastId = 0;

  /** Throws a ZodError when the rule is not one. */
  add(rule: FaultRule): ActiveFault {
    this.#lastId += 1;
    const fault = { ...faultSchema.parse(rule), id: this.#lastId, strikes: 0 };
    this.#active.push(fault);
    return fault;
  }

  list(): readonly ActiveFault[] {
    return this.#active;
  }

  /** Ends one fault, or all of them; what they held back goes on its way. */
  clear(id?: number): void {
    this.#active = id === undefined ? [] : this.#active.filter((fault) => fault.id !== id);
    for (const listener of this.#clearListeners) listener();
  }

  onClear(listener: () => void): void {
    this.#clearListeners.add(listener);
  }

  /** The fault that strikes this call, if any. It counts as struck. */
  takeForCall(operation: GraphOperation, recipient: RecipientNames): GraphFault | undefined {
    const fault = this.#take(
      (rule) =>
        GRAPH_KINDS.has(rule.fault.kind) &&
        (rule.match.operation === 'any' || rule.match.operation === operation),
      recipient,
    );
    return fault as GraphFault | undefined;
  }

  /** The fault of one of these kinds that strikes this update, if any. It counts as struck. */
  takeForUpdate<Kind extends WebhookFault['kind']>(
    update: 'message' | 'status',
    recipient: RecipientNames,
    kinds: readonly Kind[],
  ): Extract<WebhookFault, { kind: Kind }> | undefined {
    const fault = this.#take(
      (rule) =>
        (kinds as readonly string[]).includes(rule.fault.kind) &&
        (rule.match.update === 'any' || rule.match.update === update),
      recipient,
    );
    return fault as Extract<WebhookFault, { kind: Kind }> | undefined;
  }

  #take(isFit: (rule: ActiveFault) => boolean, recipient: RecipientNames) {
    const found = this.#active.find((rule) => isFit(rule) && isMeant(rule, recipient));
    if (!found) return undefined;
    found.strikes += 1;
    if (found.times !== null && found.strikes >= found.times) {
      this.#active = this.#active.filter((rule) => rule !== found);
    }
    return found.fault;
  }
}

function isMeant(rule: ActiveFault, recipient: RecipientNames): boolean {
  const wanted = rule.match.recipient;
  return wanted === undefined || recipient.has(wanted) || recipient.has(wanted.replace(/\D/g, ''));
}
