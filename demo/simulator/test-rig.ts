import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatorOptions } from './options.ts';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';

/** A webhook as it came in. */
export interface ReceivedWebhook {
  body: string;
  signature: string;
  httpStatus: number;
  /** By a clock that only goes forward. */
  atMs: number;
  value(): WebhookValue;
  updates(): Record<string, unknown>[];
}

export interface WebhookValue {
  contacts?: Record<string, unknown>[];
  messages?: Record<string, unknown>[];
  statuses?: Record<string, unknown>[];
  metadata: Record<string, unknown>;
}

/** A business's server: keeps every webhook, answers as it is told to. */
export class WebhookSink {
  readonly received: ReceivedWebhook[] = [];
  /** The queries of the verifications that were asked for. */
  readonly handshakes: Record<string, string>[] = [];
  /** The HTTP statuses of the next answers; then 200. */
  readonly answers: number[] = [];
  /** Answers wait for this. */
  gate: Promise<void> | undefined;
  /** What a verification is answered with; undefined: its challenge. */
  challengeAnswer: string | undefined;
  readonly #server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://sink');
    if (request.method === 'GET') {
      const challenge = this.challengeAnswer ?? url.searchParams.get('hub.challenge');
      this.handshakes.push(Object.fromEntries(url.searchParams));
      const isKnown = url.searchParams.get('hub.verify_token') === 'simulated-verify-token';
      response.writeHead(isKnown ? 200 : 403).end(isKnown ? challenge : '');
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const httpStatus = this.answers.shift() ?? 200;
      const body = Buffer.concat(chunks).toString('utf8');
      this.received.push(
        describe(body, String(request.headers['x-hub-signature-256']), httpStatus),
      );
      void (this.gate ?? Promise.resolve()).then(() => response.writeHead(httpStatus).end());
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhook`;
  }

  /** Elements of `messages` and `statuses` that were answered 200, in order. */
  get accepted(): Record<string, unknown>[] {
    return this.received
      .filter(({ httpStatus }) => httpStatus === 200)
      .flatMap((webhook) => webhook.updates());
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

interface Envelope {
  entry: { changes: { value: WebhookValue }[] }[];
}

function describe(body: string, signature: string, httpStatus: number): ReceivedWebhook {
  const values = () =>
    (JSON.parse(body) as Envelope).entry.flatMap(({ changes }) =>
      changes.map(({ value }) => value),
    );
  return {
    body,
    signature,
    httpStatus,
    atMs: performance.now(),
    value: () => values()[0] as WebhookValue,
    updates: () =>
      values().flatMap((value) => [...(value.messages ?? []), ...(value.statuses ?? [])]),
  };
}

export interface GraphAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  error: { code: number; message: string; type: string; error_subcode?: number } & Record<
    string,
    unknown
  >;
}

/** A simulator with quick statuses, a sink as its webhook, and a caller of its Graph API. */
export class SimulatorRig {
  readonly sink = new WebhookSink();
  simulator!: Simulator;
  sinkUrl = '';

  static async start(options: SimulatorOptions = {}): Promise<SimulatorRig> {
    const rig = new SimulatorRig();
    rig.sinkUrl = await rig.sink.start();
    await rig.startSimulator(options);
    return rig;
  }

  async startSimulator(options: SimulatorOptions): Promise<void> {
    this.simulator = await startSimulator({
      statusDelayMs: 5,
      retryDelayMs: 5,
      webhookUrl: this.sinkUrl,
      ...options,
    });
  }

  /** A call below `/v26.0/`, with the good token unless told otherwise. */
  async call(
    method: string,
    path: string,
    { body, token, raw }: { body?: unknown; token?: string | null; raw?: string } = {},
  ): Promise<GraphAnswer> {
    const bearer = token === undefined ? this.simulator.options.accessToken : token;
    const prefix = path.startsWith('/') ? '' : '/v26.0/';
    const response = await fetch(`${this.simulator.url}${prefix}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
      ...(raw !== undefined || body !== undefined ? { body: raw ?? JSON.stringify(body) } : {}),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    return {
      status: response.status,
      headers: response.headers,
      body: answer,
      error: answer.error as GraphAnswer['error'],
    };
  }

  /** POST to the number's `/messages`; `change` is laid over a good text to Nadia. */
  send(change: Record<string, unknown> = {}): Promise<GraphAnswer> {
    return this.call('POST', `${this.simulator.options.phoneNumberId}/messages`, {
      body: { ...GOOD_TEXT, ...change },
    });
  }

  async stop(): Promise<void> {
    await this.simulator.stop();
    await this.sink.stop();
  }
}

export const GOOD_TEXT = {
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+15550100999',
  type: 'text',
  text: { body: 'It is back.' },
};
