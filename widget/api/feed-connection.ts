import type { SequencedChange, ServerFrame, WelcomeFrame } from '../../backend/contract/feed.ts';
import { CLOSE_CODES, LIVE_PATH } from '../../backend/contract/protocol.ts';
import { ApiError } from './api-error.ts';
import { ReconnectPolicy } from './reconnect-policy.ts';
import type { Session } from './session.ts';

/*
 * The live feed: one WebSocket that follows the server's change log.
 *
 *  1. The first frame says who we are and where we stand: hello { token, after_seq }. The server
 *     answers welcome, then every later change once, in order; or reset when the log no longer
 *     reaches back that far, and our owner takes a snapshot.
 *  2. A lost socket is opened again after a jittered wait, at once when the network comes back, and
 *     resumes by seq. Changes at or below what this socket has brought are dropped, so none is
 *     applied twice.
 *  3. Each renewed access token is told in a reauth frame. Closed with 4401, we renew the token once
 *     and try again; refused again, the session is over.
 *  4. A socket can die without a word while a computer sleeps. A page that becomes visible after a
 *     while without frames opens a new one; resuming costs nothing.
 */
export type FeedState = 'connecting' | 'live' | 'lost';

type Socket = Pick<
  WebSocket,
  'send' | 'close' | 'readyState' | 'onopen' | 'onmessage' | 'onclose' | 'onerror'
>;

export interface FeedConnectionOptions {
  backendUrl: string;
  session: Session;
  /** The last change that was applied. */
  getAfterSeq: () => number;
  onState: (state: FeedState) => void;
  onWelcome: (frame: WelcomeFrame) => void;
  /** Only changes after `getAfterSeq()` or the reset, in order. */
  onChanges: (changes: SequencedChange[]) => void;
  onReset: () => void;
  createSocket?: (url: string) => Socket;
  policy?: ReconnectPolicy;
  now?: () => number;
}

const OPEN = 1;
const KEEP_FRESH_INTERVAL_MS = 20_000;
/** Without a frame for this long, a page that becomes visible doubts its socket. */
const DOUBTFUL_AFTER_MS = 60_000;
/** A socket that neither opens nor fails. */
const WELCOME_TIMEOUT_MS = 10_000;

export class FeedConnection {
  readonly #options: FeedConnectionOptions;
  readonly #policy: ReconnectPolicy;
  readonly #now: () => number;
  readonly #createSocket: (url: string) => Socket;
  readonly #stopListening: (() => void)[] = [];
  #socket: Socket | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #welcomeTimer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #hasRenewedForRefusal = false;
  #lastFrameAtMs = 0;
  /** Up to where this socket has told; a reset may set it back. */
  #seq = 0;
  /** Grows with every attempt, so that answers for an earlier one are recognised. */
  #attempt = 0;

  constructor(options: FeedConnectionOptions) {
    this.#options = options;
    this.#policy = options.policy ?? new ReconnectPolicy();
    this.#now = options.now ?? Date.now;
    this.#createSocket = options.createSocket ?? ((url) => new WebSocket(url));
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { session } = this.#options;
    this.#stopListening.push(
      session.onRenewed((token) => this.#send({ type: 'reauth', token })),
      listen(globalThis, 'online', () => this.reconnect()),
      listen(globalThis, 'offline', () => this.#lose()),
      listen(globalThis.document, 'visibilitychange', () => this.#doubt()),
    );
    const timer = setInterval(() => {
      // Asking is enough: the session renews a token that is about to end, and onRenewed tells it.
      if (this.#socket?.readyState === OPEN) session.getAccessToken().catch(() => undefined);
    }, KEEP_FRESH_INTERVAL_MS);
    this.#stopListening.push(() => clearInterval(timer));
    void this.#connect();
  }

  stop(): void {
    this.#isRunning = false;
    for (const stop of this.#stopListening.splice(0)) stop();
    clearTimeout(this.#retryTimer);
    this.#dropSocket();
  }

  /** Connects again at once, whatever the wait. */
  reconnect(): void {
    if (!this.#isRunning) return;
    this.#policy.reset();
    clearTimeout(this.#retryTimer);
    this.#dropSocket();
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    const { session, backendUrl } = this.#options;
    this.#options.onState('connecting');
    let token: string;
    try {
      token = await session.getAccessToken();
    } catch (error) {
      if (attempt !== this.#attempt || !this.#isRunning) return;
      // A refusal has ended the session; its owner stops us.
      if (error instanceof ApiError && error.status === 401) return;
      this.#lose();
      return;
    }
    if (attempt !== this.#attempt || !this.#isRunning) return;
    const socket = this.#createSocket(`${backendUrl.replace(/^http/, 'ws')}${LIVE_PATH}`);
    this.#socket = socket;
    this.#welcomeTimer = setTimeout(() => this.#lose(), WELCOME_TIMEOUT_MS);
    socket.onopen = () => {
      this.#seq = this.#options.getAfterSeq();
      this.#send({ type: 'hello', token, after_seq: this.#seq });
    };
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = (event) => {
      if (event.code === CLOSE_CODES.unauthorized) void this.#renewAndConnect();
      else this.#lose();
    };
  }

  #receive(data: unknown): void {
    this.#lastFrameAtMs = this.#now();
    const frame = JSON.parse(String(data)) as ServerFrame;
    if (frame.type === 'welcome') {
      clearTimeout(this.#welcomeTimer);
      this.#hasRenewedForRefusal = false;
      this.#policy.recordConnected(this.#now());
      this.#options.onWelcome(frame);
      this.#options.onState('live');
    } else if (frame.type === 'changes') {
      const fresh = frame.changes.filter((change) => change.seq > this.#seq);
      this.#seq = fresh.at(-1)?.seq ?? this.#seq;
      if (fresh.length > 0) this.#options.onChanges(fresh);
    } else if (frame.type === 'reset') {
      this.#seq = frame.seq;
      this.#options.onReset();
    }
  }

  async #renewAndConnect(): Promise<void> {
    this.#dropSocket();
    const attempt = this.#attempt;
    const { session } = this.#options;
    if (this.#hasRenewedForRefusal) {
      session.end('expired');
      return;
    }
    this.#hasRenewedForRefusal = true;
    try {
      await session.renew();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return;
      this.#hasRenewedForRefusal = false;
      if (attempt === this.#attempt) this.#lose();
      return;
    }
    if (this.#isRunning && attempt === this.#attempt) void this.#connect();
  }

  /** The socket is gone or useless: wait, then try again. Offline, the `online` event ends the wait. */
  #lose(): void {
    this.#dropSocket();
    if (!this.#isRunning) return;
    this.#options.onState('lost');
    clearTimeout(this.#retryTimer);
    const delayMs = this.#policy.nextDelayMs(this.#now());
    this.#retryTimer = setTimeout(() => void this.#connect(), delayMs);
  }

  #doubt(): void {
    if (globalThis.document.visibilityState !== 'visible') return;
    const silentMs = this.#now() - this.#lastFrameAtMs;
    if (this.#socket === undefined || silentMs > DOUBTFUL_AFTER_MS) this.reconnect();
  }

  #dropSocket(): void {
    clearTimeout(this.#welcomeTimer);
    this.#attempt++;
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    socket.close();
  }

  #send(frame: object): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(frame));
  }
}

function listen(target: EventTarget | undefined, type: string, listener: () => void): () => void {
  target?.addEventListener?.(type, listener);
  return () => target?.removeEventListener?.(type, listener);
}
