import { createInboxState } from './inbox-state.ts';
import type { InboxState } from './inbox-state.ts';

/** Holds the one immutable state and tells whoever listens when it was replaced. */
export class StateCell {
  readonly #listeners = new Set<() => void>();
  #state: InboxState = createInboxState();
  #epoch = 0;

  get state(): InboxState {
    return this.#state;
  }

  /** Grows with each sign-in, sign-out and snapshot, so that answers from before can be dropped. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Calls `listener` after each change. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(part: Partial<InboxState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }

  /** Starts over with an empty state and a new epoch. */
  restart(part: Partial<InboxState>): void {
    this.#epoch++;
    this.change({ ...createInboxState(), ...part });
  }

  /** Answers that are still on their way are nobody's any more. */
  abandonAnswers(): void {
    this.#epoch++;
  }
}
