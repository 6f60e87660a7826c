import type { Database } from '../../database/database.ts';

const CHANNEL = 'chasqui_changes';
/** Should a notification be lost, other instances' changes are seen at the latest after this time. */
const POLL_INTERVAL_MS = 1_000;

/**
 * Wakes whoever reads the change log. It carries no data and promises nothing: a lost wake-up costs
 * at most a second, because everybody also polls.
 */
export class ChangeNotifier {
  readonly #database: Database;
  readonly #listeners = new Set<() => void>();
  #stopListening: (() => Promise<void>) | undefined;
  #poll: NodeJS.Timeout | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  async start(): Promise<void> {
    this.#stopListening = await this.#database.dialect.listen(CHANNEL, () => this.#callListeners());
    this.#poll = setInterval(() => this.#callListeners(), POLL_INTERVAL_MS);
    this.#poll.unref();
  }

  /** Call after the commit of a transaction that appended to the change log. */
  wake(): void {
    this.#callListeners();
    this.#database.dialect.notify(CHANNEL).catch(() => undefined);
  }

  /** Calls `listener` at every wake-up; returns a function that ends that. */
  onWake(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    clearInterval(this.#poll);
    this.#listeners.clear();
    await this.#stopListening?.();
  }

  #callListeners(): void {
    for (const listener of this.#listeners) listener();
  }
}
