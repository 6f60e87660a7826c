import { hmacSha256 } from './authentication.ts';
import type { Faults } from './faults.ts';
import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';
import type { WebhookTarget } from './stored-objects.ts';
import type { SimulatorState } from './simulator-state.ts';
import { describeBatch } from './webhook-payloads.ts';
import type { WebhookUpdate } from './webhook-payloads.ts';

/** A reordered update waits at most this long for another one that may overtake it. */
const MAX_HOLD_MS = 1_000;

/** No body is larger: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks */
const MAX_BODY_BYTES = 3 * 1_024 * 1_024;

/** As Meta writes its bodies: ASCII only, by lowercase `\u` escapes, and slashes escaped too. */
export function serializeWebhook(payload: object): string {
  return JSON.stringify(payload)
    .replace(/\//g, '\\/')
    .replace(/[\u007f-\uffff]/g, (unit) => {
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
}

/** The value of `X-Hub-Signature-256` for exactly these bytes. */
export function signBody(appSecret: string, body: string): string {
  return `sha256=${hmacSha256(appSecret, body)}`;
}

/**
 * Delivers the pending updates to the business's server, as Meta does: all that is pending goes in
 * one signed body, as far as it holds no more than 3 MB; whatever isn't answered with 200 in time is sent again, first at once and then
 * ever less often, together with what came meanwhile. There is no end to this: nothing is lost while
 * the server is away, and a body whose answer got lost comes twice. An update leaves the journal's
 * pending ones only after its 200. Order is kept, unless a fault reverses it.
 */
export class WebhookSender {
  readonly #options: Required<SimulatorOptions>;
  readonly #state: SimulatorState;
  readonly #faults: Faults;
  readonly #setup: SetupFaults;
  readonly #held = new Set<string>();
  readonly #drawn = new Set<string>();
  #target: WebhookTarget | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isSending = false;
  #failures = 0;
  #isStopped = false;
  readonly #stop = new AbortController();

  constructor(parts: {
    options: Required<SimulatorOptions>;
    state: SimulatorState;
    faults: Faults;
    setup: SetupFaults;
  }) {
    const { options, state, faults, setup } = parts;
    this.#options = options;
    this.#state = state;
    this.#faults = faults;
    this.#setup = setup;
    faults.onDelete(() => this.wake());
  }

  /** Nothing under way and nothing that could be sent: what a fault holds can't. */
  get isIdle(): boolean {
    if (this.#isSending) return false;
    return !this.#target || [...this.#state.pendingUpdates.values()].every(this.#isHeldBack);
  }

  /** Posts these bytes once, as they are; resolves to the HTTP status, 0 without an answer. */
  async deliverRaw(body: string, signature?: string): Promise<number> {
    if (!this.#target) throw new Error('No webhook is set up.');
    return this.#post(this.#target.url, body, signature ?? this.#sign(body));
  }

  setTarget(target: WebhookTarget): void {
    this.#target = target;
    this.#failures = 0;
    this.#schedule(0);
  }

  /** Says that there is something new. What comes in the same turn goes in the same body. */
  wake(): void {
    if (this.#failures === 0) this.#schedule(0);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  #schedule(delayMs: number): void {
    if (this.#isStopped || this.#isSending || !this.#target) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#sendPending(), delayMs);
  }

  async #sendPending(): Promise<void> {
    const { updates, body } = this.#fitIntoBody(this.#takeBatch());
    const target = this.#target;
    if (this.#isSending || updates.length === 0 || !target) return;
    this.#isSending = true;
    const signature = this.#drawWrongSecret(updates)
      ? signBody('the secret of another app', body)
      : this.#sign(body);
    const copies = 1 + this.#drawCopies(updates);
    let isAnswered = true;
    for (let copy = 0; copy < copies && isAnswered; copy += 1) {
      isAnswered = (await this.#post(target.url, body, signature)) === 200;
    }
    this.#isSending = false;
    if (this.#isStopped) return;
    this.#failures = isAnswered ? 0 : this.#failures + 1;
    if (isAnswered) {
      for (const { id } of updates) this.#drawn.delete(id);
      this.#state.record({ type: 'webhook_answered', updateIds: updates.map(({ id }) => id) });
    }
    this.#schedule(this.#target === target ? this.#pauseMs() : 0);
  }

  #pauseMs(): number {
    if (this.#failures <= 1) return 0;
    const { retryDelayMs, maxRetryDelayMs } = this.#options;
    return Math.min(maxRetryDelayMs, retryDelayMs * 2 ** Math.min(this.#failures - 2, 30));
  }

  #sign(body: string): string {
    return signBody(this.#setup.appSecret, body);
  }

  /** Resolves to the HTTP status; 0 when there was no answer in time. */
  async #post(url: string, body: string, signature: string): Promise<number> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'facebookexternalua',
          'X-Hub-Signature-256': signature,
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([
          AbortSignal.timeout(this.#options.webhookTimeoutMs),
          this.#stop.signal,
        ]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      // Whatever went wrong on the way: it is sent again.
      return 0;
    }
  }

  /** The oldest pending updates, after what the faults make of their order. */
  #takeBatch(): WebhookUpdate[] {
    const pending = [...this.#state.pendingUpdates.values()].filter(
      (update) => !this.#isHeldBack(update),
    );
    for (const update of pending) this.#drawHold(update);
    const free = pending.filter(({ id }) => !this.#held.has(id));
    // Something overtook the held ones: they follow right behind it.
    const held = free.length > 0 ? pending.filter(({ id }) => this.#held.has(id)) : [];
    for (const { id } of held) this.#held.delete(id);
    return [...free, ...held].slice(0, this.#options.webhookBatchSize);
  }

  /** As many of these updates, from the first on, as one body may hold. */
  #fitIntoBody(batch: WebhookUpdate[]): { updates: WebhookUpdate[]; body: string } {
    let updates = batch;
    let body = serializeWebhook(describeBatch(updates, this.#options));
    // The body is ASCII, so that its length is its bytes.
    while (body.length > MAX_BODY_BYTES && updates.length > 1) {
      updates = updates.slice(0, Math.ceil(updates.length / 2));
      body = serializeWebhook(describeBatch(updates, this.#options));
    }
    return { updates, body };
  }

  readonly #isHeldBack = ({ customerId }: WebhookUpdate): boolean =>
    this.#faults.isHolding({ customer: this.#state.findCustomer(customerId ?? '') });

  #drawWrongSecret(updates: readonly WebhookUpdate[]): boolean {
    return updates.some(({ customerId }) => {
      const customer = this.#state.findCustomer(customerId ?? '');
      return this.#faults.take('wrong_signature', { customer }) !== undefined;
    });
  }

  #drawHold(update: WebhookUpdate): void {
    if (this.#drawn.has(update.id)) return;
    this.#drawn.add(update.id);
    const customer = this.#state.findCustomer(update.customerId ?? '');
    if (!this.#faults.take('reordered_webhook', { customer })) return;
    this.#held.add(update.id);
    setTimeout(() => {
      this.#held.delete(update.id);
      this.wake();
    }, MAX_HOLD_MS).unref();
  }

  #drawCopies(updates: readonly WebhookUpdate[]): number {
    const faults = updates.map(({ customerId }) => {
      const customer = this.#state.findCustomer(customerId ?? '');
      return this.#faults.take('duplicate_webhook', { customer });
    });
    return Math.max(0, ...faults.map((fault) => fault?.copies ?? 0));
  }
}

/**
 * Meta's handshake before it accepts a webhook address: the server must give back the challenge.
 * @throws Error if it doesn't
 */
export async function verifyWebhook(target: WebhookTarget, challenge: string): Promise<void> {
  const url = new URL(target.url);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.verify_token', target.verifyToken);
  url.searchParams.set('hub.challenge', challenge);
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'manual' });
  const answer = await response.text();
  if (response.status !== 200 || answer !== challenge) {
    throw new Error(`The webhook was not verified: ${target.url} answered ${response.status}.`);
  }
}
