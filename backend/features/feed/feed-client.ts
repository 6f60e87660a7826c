import type { RawData, WebSocket } from 'ws';
import { clientFrameSchema } from '../../contract/feed.ts';
import type { HelloFrame, ResetFrame, WelcomeFrame } from '../../contract/feed.ts';
import { CLOSE_CODES } from '../../contract/protocol.ts';
import { describeError } from '../../errors.ts';
import type { TokenResolver } from '../../http/principal.ts';
import type { Logger } from '../../logger.ts';
import type { CatchUpReads } from './catch-up-reads.ts';
import type { ChangeLog } from './change-log.ts';
import { changesFrame } from './changes-frame.ts';
import type { FeedTail, TailRider, TailRound } from './feed-tail.ts';

const HELLO_TIMEOUT_MS = 5_000;
const MAX_HELLO_BYTES = 4 * 1024;
const MAX_FRAMES_PER_SECOND = 20;
const MAX_SOCKETS_PER_PRINCIPAL = 10;
const MAX_BUFFERED_BYTES = 1024 * 1024;
const CATCH_UP_PAUSE_MS = 20;
const CATCH_UP_BUFFERED_BYTES = 256 * 1024;

export interface FeedClientOptions {
  tail: FeedTail;
  changeLog: ChangeLog;
  catchUpReads: CatchUpReads;
  tokens: TokenResolver;
  logger: Logger;
  /** How many sockets this operator or key has open, this one included. */
  socketsOf: (principalId: string) => number;
  onClose: () => void;
}

/** One live socket: from hello through catching up to riding on the tail. */
export class FeedClient implements TailRider {
  readonly #socket: WebSocket;
  readonly #options: FeedClientOptions;
  readonly #helloTimer: NodeJS.Timeout;
  #token: string | undefined;
  #principalId: string | undefined;
  #seq = 0;
  #isAlive = true;
  #frameWindowStartedAt = 0;
  #framesInWindow = 0;

  constructor(socket: WebSocket, options: FeedClientOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#helloTimer = setTimeout(
      () => this.close(CLOSE_CODES.helloExpected, 'hello expected'),
      HELLO_TIMEOUT_MS,
    );
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('ping', () => this.#countFrame());
    socket.on('pong', () => {
      this.#isAlive = true;
      this.#countFrame();
    });
    // Oversized, broken or in too many fragments: ws closes with 1009, 1002 or 1008 by itself.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(this.#helloTimer);
      options.tail.leave(this);
      options.onClose();
    });
  }

  get principalId(): string | undefined {
    return this.#principalId;
  }

  deliver(round: TailRound): void {
    if (this.#seq >= round.toSeq) return;
    if (this.#seq < round.fromSeq) {
      // Never a gap, never a repetition: a client that is not exactly here starts over by seq.
      this.close(CLOSE_CODES.goingAway, 'out of step');
      return;
    }
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.#options.logger.warn('live: closed a socket that does not read');
      // Its buffer is full, so a close frame would wait behind it: cut the line.
      this.#socket.terminate();
      return;
    }
    // One that read ahead while catching up needs only the rest of its first round.
    const frame =
      this.#seq === round.fromSeq
        ? round.frame
        : changesFrame(round.rows.filter((row) => row.seq > this.#seq));
    this.#seq = round.toSeq;
    this.#socket.send(frame, { binary: false });
  }

  ping(): void {
    if (!this.#isAlive) return this.#socket.terminate();
    this.#isAlive = false;
    this.#socket.ping();
  }

  /** The token it was admitted by, or gave since by `reauth`. */
  get token(): string | undefined {
    return this.#principalId === undefined ? undefined : this.#token;
  }

  /** Closes it if its token is among those that have ended. */
  refuseTokens(ended: ReadonlySet<string>): void {
    if (this.token !== undefined && ended.has(this.token)) this.#refuseToken();
  }

  close(code: number, reason: string): void {
    this.#options.tail.leave(this);
    this.#socket.close(code, reason);
  }

  #receive(data: RawData, isBinary: boolean): void {
    const bytes = Buffer.isBuffer(data)
      ? data
      : Buffer.concat([data].flat().map((part) => Buffer.from(part as ArrayBuffer)));
    if (!this.#countFrame()) return;
    const isFirst = this.#token === undefined;
    if (isBinary || (isFirst && bytes.length > MAX_HELLO_BYTES)) {
      return this.close(CLOSE_CODES.helloExpected, 'hello expected');
    }
    const frame = clientFrameSchema.safeParse(parseJson(bytes));
    if (!frame.success || (frame.data.type === 'hello') !== isFirst) {
      return this.close(CLOSE_CODES.helloExpected, isFirst ? 'hello expected' : 'unknown frame');
    }
    this.#token = frame.data.token;
    this.#admit(frame.data.token, frame.data.type === 'hello' ? frame.data : undefined).catch(
      (error) => {
        this.#options.logger.warn(
          { reason: describeError(error) },
          'live: could not start a socket',
        );
        this.close(CLOSE_CODES.goingAway, 'try again');
      },
    );
  }

  /** Closes a socket that floods and returns false. */
  #countFrame(): boolean {
    const now = performance.now();
    if (now - this.#frameWindowStartedAt > 1_000) {
      this.#frameWindowStartedAt = now;
      this.#framesInWindow = 0;
    }
    if (++this.#framesInWindow <= MAX_FRAMES_PER_SECOND) return true;
    this.close(CLOSE_CODES.tooManyFrames, 'too many frames');
    return false;
  }

  async #admit(token: string, hello: HelloFrame | undefined): Promise<void> {
    const principal = await this.#options.tokens.findPrincipal(token);
    if (!principal) return this.#refuseToken();
    this.#principalId = principal.id;
    if (!hello) return;
    clearTimeout(this.#helloTimer);
    if (this.#options.socketsOf(principal.id) > MAX_SOCKETS_PER_PRINCIPAL) {
      return this.close(CLOSE_CODES.tooManyFrames, 'too many sockets');
    }
    await this.#catchUp(hello.after_seq);
  }

  #refuseToken(): void {
    this.close(CLOSE_CODES.unauthorized, 'sign in again');
  }

  /** Reads from the client's own position until it has reached the tail's head, then joins it. */
  async #catchUp(afterSeq: number | undefined): Promise<void> {
    const { tail, changeLog, catchUpReads } = this.#options;
    let bounds = await catchUpReads.getBounds();
    // That may have been read before the client's last change: do not send it off for nothing.
    if (afterSeq !== undefined && afterSeq > bounds.head) bounds = await changeLog.getBounds();
    const { head, oldest } = bounds;
    const welcome: WelcomeFrame = {
      type: 'welcome',
      seq: head,
      server_time: new Date().toISOString(),
    };
    this.#send(welcome);
    this.#seq = afterSeq ?? head;
    const reachesBack = this.#seq === head || (oldest > 0 && this.#seq >= oldest - 1);
    if (this.#seq > head || !reachesBack) {
      const reset: ResetFrame = { type: 'reset', seq: head };
      this.#send(reset);
      this.#seq = head;
    }
    while (this.#socket.readyState === this.#socket.OPEN) {
      if (this.#socket.bufferedAmount > CATCH_UP_BUFFERED_BYTES) {
        await new Promise((resolve) => setTimeout(resolve, CATCH_UP_PAUSE_MS));
        continue;
      }
      const next = await catchUpReads.readAfter(this.#seq);
      if (next) {
        // Old changes may be deleted while a client far behind catches up: it then starts over.
        const isGap = next.fromSeq > this.#seq + 1;
        if (isGap && (await changeLog.getBounds()).oldest > this.#seq + 1) {
          return this.close(CLOSE_CODES.goingAway, 'too far behind');
        }
        this.#seq = next.toSeq;
        this.#socket.send(next.frame, { binary: false });
      } else if (this.#seq >= tail.head) {
        // No await since the read returned: the tail hands us whatever comes after its head.
        return tail.join(this);
      }
    }
  }

  #send(frame: WelcomeFrame | ResetFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
