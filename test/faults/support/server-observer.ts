import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from './server-process.ts';

const PATIENCE_MS = 15_000;

/** What a server tells of its inside. */
export interface Observation {
  /** The longest time its event loop was blocked since the last look. */
  maxLoopDelayMs: number;
  prototypeKeys: string[];
  /** Of the whole process (its resident set). */
  memoryMb: number;
}

/** Looks into a running server: give `env` to `ServerProcess.create`. */
export class ServerObserver {
  readonly #file = join(tmpdir(), `chasqui-observe-${randomUUID()}.json`);

  get env(): NodeJS.ProcessEnv {
    return {
      NODE_OPTIONS: '--import ./test/faults/support/observe.mjs',
      OBSERVE_FILE: this.#file,
    };
  }

  /** Asks, and starts the count of blocked time anew. */
  async look(server: ServerProcess): Promise<Observation> {
    rmSync(this.#file, { force: true });
    process.kill(server.pid, 'SIGUSR2');
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (performance.now() < giveUpAt) {
      await sleep(10);
      try {
        return JSON.parse(readFileSync(this.#file, 'utf8')) as Observation;
      } catch {
        // Not written yet, or half of it.
      }
    }
    throw new Error(`The server told nothing of itself:\n${server.output}`);
  }

  discard(): void {
    rmSync(this.#file, { force: true });
  }
}
