import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  envelope,
  messagesChange,
  sign,
  textMessage,
} from '../../fixtures/webhooks/webhook-builder.ts';
import type { Person } from '../../fixtures/webhooks/webhook-builder.ts';

const TIMEOUT_MS = 10_000;
/** While nobody answers, a sender waits this long before it tries again. */
const REFUSED_PAUSE_MS = 20;

export interface MetaSenderOptions {
  webhookUrl: string;
  /** Requests under way at once. */
  senders: number;
  /** At most this many a second, all senders together. */
  ratePerSecond?: number;
  /** The share of acknowledged webhooks that are delivered once more, from 0 to 1. */
  duplicateShare?: number;
  customers?: number;
  /** How long an answer is waited for. */
  timeoutMs?: number;
  /** Makes every message this much longer. */
  paddingBytes?: number;
  random: () => number;
  /** Names the wamids of this sender. */
  name: string;
}

interface Webhook {
  wamid: string;
  body: Buffer;
}

/**
 * Posts webhooks as Meta does: each is a text message with a wamid of its own, signed, and delivered
 * again until it is answered 200. `acknowledged` holds what the server took responsibility for.
 */
export class MetaSender {
  readonly acknowledged = new Set<string>();
  /** Whatever was sent at least once, acknowledged or not. */
  readonly sent = new Set<string>();
  /** Answers by HTTP status; `0` counts connections that broke. */
  readonly answers = new Map<number, number>();
  readonly #options: MetaSenderOptions;
  readonly #agent: Agent;
  readonly #again: Webhook[] = [];
  #isStopped = true;
  #running: Promise<unknown> = Promise.resolve();
  #count = 0;
  #nextAt = 0;

  constructor(options: MetaSenderOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.senders });
  }

  start(): void {
    this.#isStopped = false;
    this.#running = Promise.all(Array.from({ length: this.#options.senders }, () => this.#send()));
  }

  /** Lets the requests under way end. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
    this.#agent.destroy();
  }

  /** Delivers what was never acknowledged until it is. The server must be up. */
  async finish(): Promise<void> {
    await this.stop();
    while (this.#again.length > 0) {
      const webhook = this.#again.pop();
      if (webhook) await this.#deliver(webhook);
    }
    this.#agent.destroy();
  }

  async #send(): Promise<void> {
    while (!this.#isStopped) {
      await this.#keepRate();
      const status = await this.#deliver(this.#again.pop() ?? this.#make());
      if (status !== 200) await sleep(REFUSED_PAUSE_MS);
    }
  }

  async #keepRate(): Promise<void> {
    const { ratePerSecond } = this.#options;
    if (ratePerSecond === undefined) return;
    const now = performance.now();
    this.#nextAt = Math.max(this.#nextAt, now - 100) + 1_000 / ratePerSecond;
    if (this.#nextAt > now) await sleep(this.#nextAt - now);
  }

  #make(): Webhook {
    const { random, customers = 50, name, paddingBytes = 0 } = this.#options;
    this.#count += 1;
    const wamid = `wamid.${name}_${this.#count}`;
    const number = Math.floor(random() * customers);
    const person: Person = {
      waId: String(15_550_100_000 + number),
      userId: `US.${7_000_000 + number}`,
      name: `Customer ${number}`,
    };
    const text = `Message ${this.#count}${'.'.repeat(paddingBytes)}`;
    const body = Buffer.from(
      JSON.stringify(
        envelope(
          messagesChange({
            people: [person],
            messages: [textMessage(person, text, { id: wamid })],
          }),
        ),
      ),
    );
    return { wamid, body };
  }

  async #deliver(webhook: Webhook): Promise<number> {
    this.sent.add(webhook.wamid);
    const status = await this.#post(webhook.body);
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    if (status === 200) {
      this.acknowledged.add(webhook.wamid);
      const { random, duplicateShare = 0 } = this.#options;
      if (!this.#isStopped && random() < duplicateShare) this.#again.push(webhook);
    } else {
      this.#again.push(webhook);
    }
    return status;
  }

  /** Resolves to the HTTP status; 0 when the connection broke. */
  #post(body: Buffer): Promise<number> {
    return new Promise((resolve) => {
      const outgoing = request(
        this.#options.webhookUrl,
        {
          method: 'POST',
          agent: this.#agent,
          timeout: this.#options.timeoutMs ?? TIMEOUT_MS,
          headers: {
            'content-type': 'application/json',
            'content-length': body.length,
            'x-hub-signature-256': sign(body),
          },
        },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
          response.on('error', () => resolve(0));
        },
      );
      outgoing.on('timeout', () => outgoing.destroy());
      outgoing.on('error', () => resolve(0));
      outgoing.end(body);
    });
  }
}
