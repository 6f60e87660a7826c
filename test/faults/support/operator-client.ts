import { SETUP_TOKEN } from './server-process.ts';

const TIMEOUT_MS = 20_000;

export interface Answer {
  /** 0 when nobody answered. */
  status: number;
  body: unknown;
  tookMs: number;
}

/** The first admin of a server under test, signed in: what an operator can still do during a fault. */
export class OperatorClient {
  readonly #url: string;
  #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Claims the first admin with the setup token. */
  static async claim(url: string): Promise<OperatorClient> {
    const client = new OperatorClient(url, '');
    const answer = await client.call('POST', '/api/auth/setup', {
      setup_token: SETUP_TOKEN,
      name: 'Nadia Okoro',
      email: 'nadia@storeboard.example',
      password: 'relay runner 1532',
    });
    const { access_token: token } = answer.body as { access_token?: string };
    if (token === undefined) throw new Error(`No admin was made: ${JSON.stringify(answer)}`);
    client.#token = token;
    return client;
  }

  get token(): string {
    return this.#token;
  }

  async call(method: string, path: string, body?: object): Promise<Answer> {
    const startedAt = performance.now();
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    let status: number;
    let text = '';
    try {
      const response = await fetch(`${this.#url}${path}`, {
        method,
        headers,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      status = response.status;
      text = await response.text();
    } catch {
      status = 0;
    }
    return { status, body: asJson(text), tookMs: performance.now() - startedAt };
  }

  /** The first page of contacts: a read that every screen needs. */
  async listContacts(): Promise<Answer> {
    return this.call('GET', '/api/whatsapp/contacts');
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
