import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SimulatorEvent } from './state.ts';

/** Where events go to be there after a restart. */
export interface StateJournal {
  /** Returns when the operating system has them: a kill of the process can't lose them any more. */
  append(events: readonly SimulatorEvent[]): void;
  close(): void;
}

/** Forgets everything with the process. */
export class MemoryJournal implements StateJournal {
  append(): void {}
  close(): void {}
}

/**
 * An append-only file with one event a line.
 *
 * Opening it drops what no longer matters (webhooks that were answered) and a last line that a kill
 * has cut off; the tidied copy replaces the file by a rename, so that a kill at this moment loses
 * nothing either. Events recorded together are written by one call. The file survives a kill of the
 * process; that it survives a power cut is not promised, since this is a simulator.
 */
export class FileJournal implements StateJournal {
  /** What the file held when it was opened. */
  readonly past: readonly SimulatorEvent[];
  readonly #file: number;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.past = withoutSettledUpdates(existsSync(path) ? readEvents(path) : []);
    const copy = `${path}.tmp`;
    writeFileSync(copy, toLines(this.past), { mode: 0o600 });
    renameSync(copy, path);
    this.#file = openSync(path, 'a');
  }

  append(events: readonly SimulatorEvent[]): void {
    writeFileSync(this.#file, toLines(events));
  }

  close(): void {
    closeSync(this.#file);
  }
}

function toLines(events: readonly SimulatorEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

function readEvents(path: string): SimulatorEvent[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  // What follows the last line break was being written when the process died.
  const complete = lines.slice(0, -1);
  return complete.map((line, index) => {
    try {
      return JSON.parse(line) as SimulatorEvent;
    } catch {
      throw new Error(`${path}, line ${index + 1}, is not an event of the simulator's`);
    }
  });
}

/**
 * Drops the updates that need no sending any more. That a customer's message was answered is kept
 * with its queueing, because the phone shows it as a tick.
 */
function withoutSettledUpdates(events: readonly SimulatorEvent[]): SimulatorEvent[] {
  const settled = new Set<number>();
  for (const event of events) {
    if (event.type === 'updates.answered' || event.type === 'updates.dropped') {
      for (const id of event.ids) settled.add(id);
    }
  }
  const messages = new Set<number>();
  for (const event of events) {
    if (event.type === 'update.queued' && event.update.field === 'messages') {
      messages.add(event.update.id);
    }
  }
  return events.flatMap((event): SimulatorEvent[] => {
    if (event.type === 'update.queued') {
      return settled.has(event.update.id) && !messages.has(event.update.id) ? [] : [event];
    }
    if (event.type === 'updates.answered' || event.type === 'updates.dropped') {
      const ids = event.ids.filter((id) => messages.has(id));
      return ids.length > 0 ? [{ ...event, ids }] : [];
    }
    return [event];
  });
}
