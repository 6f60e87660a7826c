import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

interface Link {
  client: Socket;
  upstream: Socket | undefined;
  /** Swallows everything, for good. */
  isDead: boolean;
}

/**
 * A TCP proxy that can do what networks do.
 *
 * `cut` resets every connection, and new ones. `blackhole` takes connections and bytes and passes
 * nothing on, as a firewall does that forgot them; a connection caught in it stays dead for good,
 * also after `pass`, the way back.
 */
export class TcpProxy {
  readonly #server: ReturnType<typeof createServer>;
  readonly #target: { host: string; port: number };
  readonly #links = new Set<Link>();
  #mode: 'pass' | 'cut' | 'blackhole' = 'pass';

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  static async open(target: { host: string; port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  pass(): void {
    this.#mode = 'pass';
  }

  cut(): void {
    this.#mode = 'cut';
    for (const { client } of this.#links) client.resetAndDestroy();
  }

  blackhole(): void {
    this.#mode = 'blackhole';
    for (const link of this.#links) link.isDead = true;
  }

  async close(): Promise<void> {
    for (const { client, upstream } of this.#links) {
      client.destroy();
      upstream?.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.#mode === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const isDead = this.#mode === 'blackhole';
    const link: Link = { client, upstream: isDead ? undefined : connect(this.#target), isDead };
    this.#links.add(link);
    client.on('data', (chunk) => link.isDead || link.upstream?.write(chunk));
    client.on('close', () => {
      this.#links.delete(link);
      link.upstream?.destroy();
    });
    link.upstream?.on('error', () => undefined);
    link.upstream?.on('data', (chunk) => link.isDead || client.write(chunk));
    link.upstream?.on('close', () => link.isDead || client.destroy());
  }
}
