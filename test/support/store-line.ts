import { WebSocket } from 'ws';
import type { Fetch } from '../../widget/api/http-request.ts';
import type { FeedConnectionOptions } from '../../widget/api/feed-connection.ts';

type Socket = ReturnType<NonNullable<FeedConnectionOptions['createSocket']>>;

/**
 * What lies between one store and the server: lets a test hold back answers the server has given
 * already, hold back frames of the live feed, and cut the socket.
 */
export class StoreLine {
  readonly fetch: Fetch = (url, init) => this.#request(url, init);
  readonly createSocket = (url: string): Socket => this.#open(url);
  /** Requests that the store has no answer to yet. */
  pending = 0;
  #answers: (() => void)[] | undefined;
  #frames: (() => void)[] | undefined;
  #socket: WebSocket | undefined;
  readonly #respond: (url: string) => Response | undefined;

  /** `respond` may answer a request in the server's place. */
  constructor(respond: (url: string) => Response | undefined = () => undefined) {
    this.#respond = respond;
  }

  holdAnswers(): void {
    this.#answers ??= [];
  }

  releaseAnswers(): void {
    const held = this.#answers ?? [];
    this.#answers = undefined;
    for (const give of held) give();
  }

  holdFrames(): void {
    this.#frames ??= [];
  }

  releaseFrames(): void {
    const held = this.#frames ?? [];
    this.#frames = undefined;
    for (const give of held) give();
  }

  /** The socket dies, and with it the frames held back. */
  cut(): void {
    if (this.#frames) this.#frames = [];
    this.#socket?.terminate();
  }

  async #request(url: string, init: RequestInit): Promise<Response> {
    this.pending += 1;
    try {
      const response = this.#respond(url) ?? (await fetch(url, init));
      const body = await response.arrayBuffer();
      if (this.#answers) await new Promise<void>((resolve) => this.#answers?.push(resolve));
      return new Response(body, { status: response.status, headers: response.headers });
    } finally {
      this.pending -= 1;
    }
  }

  #open(url: string): Socket {
    const socket = new WebSocket(url);
    this.#socket = socket;
    const own: Socket = {
      get readyState() {
        return socket.readyState as Socket['readyState'];
      },
      send: (data) => socket.send(data as string),
      close: () => socket.close(),
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
    };
    const give = (action: () => void) => {
      if (this.#frames) this.#frames.push(action);
      else action();
    };
    socket.on('open', () => own.onopen?.call(own as WebSocketOf, new Event('open')));
    socket.on('message', (data) =>
      give(() => own.onmessage?.call(own as WebSocketOf, { data: String(data) } as MessageEvent)),
    );
    socket.on('close', (code) => own.onclose?.call(own as WebSocketOf, { code } as CloseEvent));
    socket.on('error', () => undefined);
    return own;
  }
}

/** The browser's WebSocket, as its handlers see it. */
type WebSocketOf = InstanceType<typeof globalThis.WebSocket>;
