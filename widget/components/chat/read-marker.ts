import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface ReadMarkerParts {
  /** Our id of the newest message. */
  getNewestId: () => string | undefined;
  /** Whether somebody can see the end of a conversation that has something unread. */
  isSeen: () => boolean;
  /** Looks where the log stands now. */
  lookAgain: () => void;
  markRead: () => Promise<void>;
}

/** Tells that messages were read, once somebody has really seen the newest one. */
export class ReadMarker implements ReactiveController {
  readonly #parts: ReadMarkerParts;
  #isMarking = false;
  /** Up to which message it was told. */
  #markedId: string | undefined;

  constructor(host: ReactiveControllerHost, parts: ReadMarkerParts) {
    this.#parts = parts;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#handleVisibility);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#handleVisibility);
  }

  /** Another conversation is shown. */
  reset(): void {
    this.#markedId = undefined;
  }

  /** Call after every update of the log. */
  async markIfSeen(): Promise<void> {
    if (this.#isMarking || !this.#isSeen()) return;
    this.#isMarking = true;
    try {
      // Placed means rendered, not scrolled: the scroll keeper acts after the first frame's layout.
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      this.#parts.lookAgain();
      if (!this.#isSeen()) return;
      this.#markedId = this.#parts.getNewestId();
      await this.#parts.markRead();
    } catch {
      // The next message or the next look tries again.
      this.#markedId = undefined;
    } finally {
      this.#isMarking = false;
    }
  }

  #handleVisibility = (): void => {
    this.#markedId = undefined;
    void this.markIfSeen();
  };

  #isSeen(): boolean {
    const { getNewestId, isSeen } = this.#parts;
    const isNews = this.#markedId !== getNewestId();
    return isNews && document.visibilityState === 'visible' && isSeen();
  }
}
