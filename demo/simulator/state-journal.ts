import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  truncateSync,
} from 'node:fs';

/**
 * The simulator's memory on disk: JSON lines, only ever appended. What happened (a customer wrote, a
 * message was accepted, a webhook was answered 200) is one line; the state is what all lines in
 * their order add up to. A line is handed to the operating system before anyone is told that the
 * thing happened, so that a kill -9 at any moment loses nothing that somebody knows of. The torn
 * last line that a kill may leave is cut off at the next start.
 */
export class StateJournal<Event> {
  readonly #file: string;
  #descriptor: number | undefined;

  /** @param file empty: nothing is kept beyond this process. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Reads what earlier runs wrote, then opens the file for appending. Call once, first. */
  open(): Event[] {
    if (!this.#file) return [];
    const events = existsSync(this.#file) ? this.#read() : [];
    this.#descriptor = openSync(this.#file, 'a', 0o600);
    return events;
  }

  append(event: Event): void {
    if (this.#descriptor !== undefined) {
      appendFileSync(this.#descriptor, `${JSON.stringify(event)}\n`);
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #read(): Event[] {
    const bytes = readFileSync(this.#file);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end < bytes.length) truncateSync(this.#file, end);
    return bytes
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Event);
  }
}
