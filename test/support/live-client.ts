import { WebSocket } from 'ws';
import type { SequencedChange, ServerFrame } from '../../backend/contract/feed.ts';

/** A bare client of `/api/live` for tests: collects what arrives and waits for what is expected. */
export class LiveClient {
  readonly frames: ServerFrame[] = [];
  readonly changes: SequencedChange[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #waiting = new Set<() => void>();

  constructor(url: string, options: { origin?: string } = {}) {
    this.socket = new WebSocket(url, options);
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      this.frames.push(frame);
      if (frame.type === 'changes') this.changes.push(...frame.changes);
      for (const check of this.#waiting) check();
    });
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    return this;
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Resolves as soon as `condition` holds after some frame; rejects after `timeoutMs`. */
  async until(condition: (client: this) => boolean, timeoutMs = 5_000): Promise<void> {
    if (condition(this)) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`Not seen within ${timeoutMs} ms; frames: ${this.frames.length}`));
      }, timeoutMs);
      const check = () => {
        if (!condition(this)) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }
}
