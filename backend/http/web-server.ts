import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { limitBodyTime } from './body-time.ts';

/** Requests and sockets that are slow on purpose (slow-loris) are cut after these times. */
const HEADERS_TIMEOUT_MS = 10_000;
const BODY_TIMEOUT_MS = 30_000;
/** How often both are looked at; Node's own 30 s would add as much to them. */
const TIMEOUT_CHECK_MS = 1_000;
/** How long `stop` waits for requests under way. */
const STOP_PATIENCE_MS = 2_000;
const IDLE_CHECK_MS = 50;

/**
 * Node's HTTP server, with patience of our own. Clients such as Meta keep their connections; when
 * the server stops, each gets the answer it waits for and is told that the connection ends, so that
 * its next request goes to whoever serves then.
 */
export class WebServer {
  /** For what takes connections over, such as WebSockets. */
  readonly server: Server;
  #isStopping = false;

  /** @param isUpload whether the body may take its time, because it can be a large file */
  constructor(
    handle: RequestListener,
    isUpload: (request: IncomingMessage) => boolean = () => false,
  ) {
    this.server = createServer(
      { connectionsCheckingInterval: TIMEOUT_CHECK_MS },
      (request, response) => {
        if (this.#isStopping) response.setHeader('Connection', 'close');
        limitBodyTime(request, response, isUpload(request) ? undefined : BODY_TIMEOUT_MS);
        handle(request, response);
      },
    );
    this.server.headersTimeout = HEADERS_TIMEOUT_MS;
    // Node's own limit is one for all requests.
    this.server.requestTimeout = 0;
  }

  /** @returns the port it listens on; differs from `port` when that is 0 */
  async listen({ host, port }: { host: string; port: number }): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Takes no new connections; resolves when each is closed, after 2 s at most. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const closed = new Promise((resolve) => this.server.close(resolve));
    const closeIdle = setInterval(() => this.server.closeIdleConnections(), IDLE_CHECK_MS);
    await Promise.race([closed, sleep(STOP_PATIENCE_MS, undefined, { ref: false })]);
    clearInterval(closeIdle);
    this.server.closeAllConnections();
  }
}
