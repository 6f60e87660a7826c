import { Agent, request } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';
import { sign } from '../../fixtures/webhooks/webhook-builder.ts';

/** A server that has not answered by then hangs. */
const TIMEOUT_MS = 30_000;

/** Posts bodies as they are, signed as Meta signs, over connections that are kept. */
export class WebhookPoster {
  readonly #url: string;
  readonly #agent: Agent;
  readonly #connections: number;

  constructor(url: string, connections = 24) {
    this.#url = url;
    this.#connections = connections;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Resolves to the HTTP status; 0 when the connection broke or nobody answered in 30 s. */
  post(body: Buffer, headers: OutgoingHttpHeaders = {}): Promise<number> {
    return new Promise((resolve) => {
      const outgoing = request(
        this.#url,
        {
          method: 'POST',
          agent: this.#agent,
          timeout: TIMEOUT_MS,
          headers: {
            'content-type': 'application/json',
            'content-length': body.length,
            'x-hub-signature-256': sign(body),
            ...headers,
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

  /** Posts all, as many at once as there are connections; the answers are in the same order. */
  async postAll(bodies: readonly Buffer[]): Promise<number[]> {
    const answers: number[] = [];
    const queue = bodies.entries();
    await Promise.all(
      Array.from({ length: this.#connections }, async () => {
        for (const [index, body] of queue) answers[index] = await this.post(body);
      }),
    );
    return answers;
  }

  close(): void {
    this.#agent.destroy();
  }
}
