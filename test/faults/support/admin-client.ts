import { SETUP_TOKEN } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

const ADMIN = { email: 'admin@example.com', password: 'violet otter carries nine lamps' };

/** The API as an admin calls it; signs in again when the token has run out. */
export class AdminClient {
  readonly #server: ServerProcess;
  #token = '';

  private constructor(server: ServerProcess) {
    this.#server = server;
  }

  /** Claims a fresh server. */
  static async claim(server: ServerProcess): Promise<AdminClient> {
    const client = new AdminClient(server);
    await client.#enter('setup', { setup_token: SETUP_TOKEN, name: 'Nadia Okoro', ...ADMIN });
    return client;
  }

  /** Resolves to the answer's parsed body; rejects when the status is not the expected one. */
  async call(method: string, path: string, expected: number, body?: object): Promise<unknown> {
    let response = await this.#fetch(method, path, body);
    if (response.status === 401) {
      await this.#enter('login', ADMIN);
      response = await this.#fetch(method, path, body);
    }
    const text = await response.text();
    if (response.status !== expected) {
      throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
    }
    return JSON.parse(text) as unknown;
  }

  async #enter(way: 'setup' | 'login', body: object): Promise<void> {
    const response = await fetch(`${this.#server.url}/api/auth/${way}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { access_token?: string };
    if (!answer.access_token) throw new Error(`${way} was answered ${response.status}`);
    this.#token = answer.access_token;
  }

  #fetch(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.#server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
