import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/**
 * A TCP proxy that can do what networks do.
 *
 * `cut` ends every connection with a reset and refuses new ones. `blackhole` takes connections and
 * bytes and passes nothing on, as behind a firewall that forgot them; connections caught in it stay
 * dead for good. `pass` is the way back.
 */
export class TcpProxy {
  readonly port: number;
  readonly #server: ReturnType<typeof createServer>;
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();
  #mode: 'pass' | 'cut' | 'blackhole' = 'pass';

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
    this.port = 0;
  }

  static async open(target: { host: string; port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return Object.assign(proxy, { port: (proxy.#server.address() as AddressInfo).port });
  }

  pass(): void {
    this.#mode = 'pass';
  }

  cut(): void {
    this.#mode = 'cut';
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  blackhole(): void {
    this.#mode = 'blackhole';
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.removeAllListeners('close');
      socket.resume();
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    this.#keep(client);
    if (this.#mode === 'cut') client.resetAndDestroy();
    if (this.#mode === 'blackhole') client.resume();
    if (this.#mode !== 'pass') return;
    const upstream = connect(this.#target);
    this.#keep(upstream);
    client.pipe(upstream);
    upstream.pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    // `prependListener`: it must outlive the listeners that pair two sockets.
    socket.once('end', () => this.#sockets.delete(socket));
  }
}
