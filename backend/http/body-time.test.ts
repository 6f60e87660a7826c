import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limitBodyTime } from './body-time.ts';

const MAX_MS = 10_000;
const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\n';

/** A client that writes what it is told, and keeps what it is answered. */
class SlowClient {
  readonly #socket: Socket;
  readonly isClosed: Promise<string>;
  answer = '';

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('data', (chunk: Buffer) => (this.answer += chunk.toString()));
    this.#socket.on('error', () => undefined);
    this.isClosed = new Promise((resolve) => {
      this.#socket.once('close', () => resolve(this.answer));
    });
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  end(): void {
    this.#socket.destroy();
  }
}

describe('the time that a body may take', () => {
  let server: Server;
  let client: SlowClient;
  /** What the server does with a request; `arrived` resolves when it has its head. */
  let listener: RequestListener;
  let maxMs: number | undefined;
  let arrived: Promise<void>;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    maxMs = MAX_MS;
    listener = (request, response) => {
      request.resume();
      request.once('end', () => response.end('done'));
    };
    let arrive: () => void;
    arrived = new Promise((resolve) => (arrive = resolve));
    server = createServer((request, response) => {
      limitBodyTime(request, response, maxMs);
      listener(request, response);
      arrive();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new SlowClient((server.address() as AddressInfo).port);
  });
  afterEach(() => {
    vi.useRealTimers();
    client.end();
    server.closeAllConnections();
    server.close();
  });

  const untilAnswered = (text: string) =>
    vi.waitFor(() => expect(client.answer).toContain(text), { timeout: 5_000 });

  it.each([
    ['of a told length', 'Content-Length: 10\r\n\r\nhal'],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n3\r\nhal'],
  ])('ends a request whose body %s does not come', async (_words, rest) => {
    client.write(HEAD + rest);
    await arrived;
    vi.advanceTimersByTime(MAX_MS - 1);
    expect(client.answer).toBe('');
    vi.advanceTimersByTime(1);
    expect(await client.isClosed).toContain('408 Request Timeout');
  });

  it('leaves alone what has no body, or has all of it, however long the answer takes', async () => {
    const waiting: (() => void)[] = [];
    listener = (request, response) => {
      request.resume();
      waiting.push(() => void response.end('done'));
    };
    client.write(`${HEAD}Content-Length: 4\r\n\r\nbody`);
    client.write('GET /again HTTP/1.1\r\nHost: x\r\n\r\n');
    await vi.waitFor(() => {
      expect(waiting).toHaveLength(2);
      expect(vi.getTimerCount()).toBe(0);
    });
    vi.advanceTimersByTime(MAX_MS * 10);
    for (const answer of waiting) answer();
    await vi.waitFor(() => expect(client.answer.match(/200 OK/g)).toHaveLength(2));
  });

  it('does not end what others watch over', async () => {
    maxMs = undefined;
    client.write(`${HEAD}Content-Length: 4\r\n\r\nbo`);
    await arrived;
    vi.advanceTimersByTime(MAX_MS * 100);
    client.write('dy');
    await untilAnswered('200 OK');
  });

  it('ends a body that goes on though it has been answered', async () => {
    listener = (_request, response) => void response.writeHead(413).end('too large');
    client.write(`${HEAD}Content-Length: 1000\r\n\r\nthe beginning`);
    await untilAnswered('413');
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    vi.advanceTimersByTime(5_000);
    expect(await client.isClosed).toContain('too large');
  });
});
