import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { CLOSE_CODES, LIVE_PATH, MAX_CLIENT_FRAME_BYTES } from '../../contract/protocol.ts';
import { describeError } from '../../errors.ts';
import type { TokenResolver } from '../../http/principal.ts';
import type { Logger } from '../../logger.ts';
import { CatchUpReads } from './catch-up-reads.ts';
import { FeedClient } from './feed-client.ts';
import { FeedTail } from './feed-tail.ts';
import type { ChangeLog } from './change-log.ts';
import type { ChangeNotifier } from './change-notifier.ts';

/** Of one frame; no client of ours makes any, and each costs as much as a frame. */
const MAX_FRAGMENTS = 16;
const PING_INTERVAL_MS = 25_000;
/** A signed-out or deactivated operator stops hearing changes within this time, on every instance. */
const RECHECK_INTERVAL_MS = 2_000;

export interface LiveFeedOptions {
  changeLog: ChangeLog;
  changeNotifier: ChangeNotifier;
  tokens: TokenResolver;
  allowedOrigins: readonly string[];
  logger: Logger;
}

/**
 * Live updates: one WebSocket at `/api/live`, which is nothing but a tail of the change log.
 *
 *  1. A page's Origin must be allow-listed at the upgrade; the token comes in the first frame, never
 *     in the address: `hello { token, after_seq }` within 5 s.
 *  2. The client gets every change after `after_seq`, once, in order, as `changes` frames; or
 *     `reset` when the log no longer reaches back that far (it then takes a snapshot, which carries
 *     the seq to go on from).
 *  3. FeedTail reads the log once for everybody and writes each change as JSON once; FeedClient
 *     brings one socket from its own position to the tail, then rides along; those that come back
 *     together read together (CatchUpReads).
 *  4. Nobody is waited for: a socket with 1 MB unread is closed and resumes by seq. Frames above
 *     64 KB, in more than 16 fragments, or more than 20 a second (pings too) end the socket. Compression is off: it costs ten times the CPU.
 *  5. Tokens are checked again every 2 s; `reauth` brings a new one before the old ends.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #tail: FeedTail;
  readonly #catchUpReads: CatchUpReads;
  readonly #clients = new Set<FeedClient>();
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_CLIENT_FRAME_BYTES,
    maxFragments: MAX_FRAGMENTS,
    perMessageDeflate: false,
    clientTracking: false,
  });
  readonly #timers: NodeJS.Timeout[] = [];
  #stopWaking: (() => void) | undefined;
  #isStopping = false;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.#tail = new FeedTail(options.changeLog, options.logger);
    this.#catchUpReads = new CatchUpReads(options.changeLog);
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Takes the upgrades of `server` that are for `/api/live` and refuses all others. */
  async start(server: Server): Promise<void> {
    await this.#tail.start();
    this.#stopWaking = this.#options.changeNotifier.onWake(() => this.#tail.wake());
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#timers.push(
      setInterval(() => this.#forEach((client) => client.ping()), PING_INTERVAL_MS),
      setInterval(() => void this.recheckTokens(), RECHECK_INTERVAL_MS),
    );
    for (const timer of this.#timers) timer.unref();
  }

  /** Closes every socket whose token is no longer good. */
  async recheckTokens(): Promise<void> {
    const tokens = [...new Set([...this.#clients].flatMap(({ token }) => token ?? []))];
    try {
      const owners = await this.#options.tokens.findPrincipals(tokens);
      const ended = new Set(tokens.filter((token) => !owners.has(token)));
      this.#forEach((client) => client.refuseTokens(ended));
    } catch (error) {
      this.#options.logger.warn({ reason: describeError(error) }, 'live: could not check tokens');
    }
  }

  /** Closes all sockets, telling the clients to come back. */
  stop(): void {
    this.#isStopping = true;
    this.#stopWaking?.();
    for (const timer of this.#timers) clearInterval(timer);
    this.#forEach((client) => client.close(CLOSE_CODES.goingAway, 'restarting'));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?')[0] !== LIVE_PATH) return refuse(socket, '404 Not Found');
    if (this.#isStopping) return refuse(socket, '503 Service Unavailable');
    const { origin } = request.headers;
    if (origin !== undefined && !this.#options.allowedOrigins.includes(origin)) {
      this.#options.logger.warn({ origin }, 'live: refused an upgrade from a foreign origin');
      return refuse(socket, '403 Forbidden');
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#admit(webSocket));
  }

  #admit(webSocket: WebSocket): void {
    const client = new FeedClient(webSocket, {
      tail: this.#tail,
      changeLog: this.#options.changeLog,
      catchUpReads: this.#catchUpReads,
      tokens: this.#options.tokens,
      logger: this.#options.logger,
      socketsOf: (principalId) =>
        [...this.#clients].filter((other) => other.principalId === principalId).length,
      onClose: () => this.#clients.delete(client),
    });
    this.#clients.add(client);
  }

  #forEach(action: (client: FeedClient) => void): void {
    for (const client of [...this.#clients]) action(client);
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
