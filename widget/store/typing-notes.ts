/** Meta shows it for 25 seconds. */
const REPEAT_AFTER_MS = 20_000;

/** Who is being told that somebody types: once in a while as long as it goes on. */
export class TypingNotes {
  readonly #tell: (contactId: string) => Promise<void>;
  readonly #now: () => number;
  readonly #toldAtMs = new Map<string, number>();

  constructor(tell: (contactId: string) => Promise<void>, now: () => number = Date.now) {
    this.#tell = tell;
    this.#now = now;
  }

  /** Call with every key; a failure costs three dots on a phone. */
  note(contactId: string): void {
    const toldAtMs = this.#toldAtMs.get(contactId);
    const nowMs = this.#now();
    if (toldAtMs !== undefined && nowMs >= toldAtMs && nowMs < toldAtMs + REPEAT_AFTER_MS) return;
    this.#toldAtMs.set(contactId, nowMs);
    void this.#tell(contactId).catch(() => undefined);
  }

  /** The answer has gone out, which ends it. */
  end(contactId: string): void {
    this.#toldAtMs.delete(contactId);
  }
}
