import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SequencedChange, ServerFrame } from '../../backend/contract/feed.ts';
import { CLOSE_CODES } from '../../backend/contract/protocol.ts';
import { FakeServer } from '../test-support/fake-server.ts';
import { TestStorage } from '../test-support/test-storage.ts';
import { FeedConnection } from './feed-connection.ts';
import type { FeedState } from './feed-connection.ts';
import { ReconnectPolicy } from './reconnect-policy.ts';
import { Session } from './session.ts';

/** The far end of a socket, driven by the test. */
class FakeSocket {
  readyState = 0;
  readonly sent: unknown[] = [];
  isClosedByUs = false;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(): void {
    this.isClosedByUs = true;
    this.readyState = 3;
  }

  accept(seq = 0): void {
    this.readyState = 1;
    this.onopen?.(new Event('open'));
    this.frame({ type: 'welcome', seq, server_time: '2026-03-12T16:22:00.000Z' });
  }

  frame(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent);
  }

  hangUp(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code } as CloseEvent);
  }
}

function setUp() {
  const server = new FakeServer();
  server.on('POST /api/auth/refresh', () => ({ status: 200, body: server.signIn() }));
  const session = new Session({
    backendUrl: 'https://inbox.example.test',
    fetch: server.fetch,
    storage: new TestStorage(),
  });
  session.begin(server.signIn());
  const ends: string[] = [];
  session.onEnd((why) => ends.push(why));
  const sockets: FakeSocket[] = [];
  const addresses: string[] = [];
  const states: FeedState[] = [];
  const received: number[] = [];
  const position = { seq: 41 };
  let resets = 0;
  const feed = new FeedConnection({
    backendUrl: 'https://inbox.example.test',
    session,
    getAfterSeq: () => position.seq,
    onState: (state) => states.push(state),
    onWelcome: () => undefined,
    onChanges: (changes) => {
      for (const { seq } of changes) {
        received.push(seq);
        position.seq = seq;
      }
    },
    onReset: () => resets++,
    createSocket: (url) => {
      addresses.push(url);
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    policy: new ReconnectPolicy({ firstDelayMs: 500, random: () => 0.999_999 }),
  });
  return {
    feed,
    server,
    session,
    sockets,
    addresses,
    states,
    received,
    ends,
    countResets: () => resets,
  };
}

const changes = (...seqs: number[]): ServerFrame => ({
  type: 'changes',
  changes: seqs.map((seq) => ({ seq, type: 'broadcast.changed' }) as unknown as SequencedChange),
});

const turn = () => vi.advanceTimersByTimeAsync(0);

describe('FeedConnection', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    // Node has no document; the page is visible as far as this test is concerned.
    vi.stubGlobal('document', undefined);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('says hello with its token and its place, and is live once welcomed', async () => {
    const { feed, sockets, addresses, states } = setUp();
    feed.start();
    await turn();
    expect(addresses).toEqual(['wss://inbox.example.test/api/live']);
    sockets[0]!.accept();
    expect(sockets[0]!.sent).toEqual([{ type: 'hello', token: 'access-1', after_seq: 41 }]);
    expect(states).toEqual(['connecting', 'live']);
    feed.stop();
  });

  it('drops changes it has had already', async () => {
    const { feed, sockets, received } = setUp();
    feed.start();
    await turn();
    sockets[0]!.accept();
    sockets[0]!.frame(changes(40, 41, 42));
    sockets[0]!.frame(changes(42, 43));
    expect(received).toEqual([42, 43]);
    feed.stop();
  });

  it('comes back after a loss and resumes where it was', async () => {
    const { feed, sockets, states } = setUp();
    feed.start();
    await turn();
    sockets[0]!.accept();
    sockets[0]!.frame(changes(42));
    sockets[0]!.hangUp(1006);
    expect(states.at(-1)).toBe('lost');
    await vi.advanceTimersByTimeAsync(499);
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    sockets[1]!.accept();
    expect(sockets[1]!.sent).toEqual([{ type: 'hello', token: 'access-1', after_seq: 42 }]);
    expect(states.at(-1)).toBe('live');
    feed.stop();
  });

  it('tells the server a renewed token', async () => {
    const { feed, sockets, session } = setUp();
    feed.start();
    await turn();
    sockets[0]!.accept();
    await session.renew();
    expect(sockets[0]!.sent.at(-1)).toEqual({ type: 'reauth', token: 'access-2' });
    feed.stop();
  });

  it('renews the token in time although nobody calls the API', async () => {
    const { feed, sockets } = setUp();
    feed.start();
    await turn();
    sockets[0]!.accept();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(sockets[0]!.sent.at(-1)).toMatchObject({ type: 'reauth' });
    expect(sockets).toHaveLength(1);
    feed.stop();
  });

  it('renews the token once when it is refused, then gives the session up', async () => {
    const { feed, sockets, ends } = setUp();
    feed.start();
    await turn();
    sockets[0]!.hangUp(CLOSE_CODES.unauthorized);
    await turn();
    expect(sockets).toHaveLength(2);
    expect(ends).toEqual([]);
    sockets[1]!.hangUp(CLOSE_CODES.unauthorized);
    await turn();
    expect(ends).toEqual(['expired']);
    feed.stop();
  });

  it('passes a reset on', async () => {
    const { feed, sockets, countResets } = setUp();
    feed.start();
    await turn();
    sockets[0]!.accept();
    sockets[0]!.frame({ type: 'reset', seq: 900 });
    expect(countResets()).toBe(1);
    feed.stop();
  });

  it('does not wait for ever for a welcome', async () => {
    const { feed, sockets, states } = setUp();
    feed.start();
    await turn();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sockets[0]!.isClosedByUs).toBe(true);
    expect(states.at(-1)).toBe('lost');
    feed.stop();
  });

  it('is quiet after it was stopped', async () => {
    const { feed, sockets, states } = setUp();
    feed.start();
    await turn();
    sockets[0]!.accept();
    feed.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(1);
    expect(states).toEqual(['connecting', 'live']);
  });
});
