import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { InboxState } from '../../store/inbox-state.ts';

interface Store {
  readonly state: InboxState;
  subscribe(listener: () => void): () => void;
}

export interface NewMessageSoundParts {
  getStore: () => Store | undefined;
  /** Somebody has this conversation before their eyes. */
  isSeen: (contactId: string) => boolean;
  play: () => void;
  /** The lock's name: one for all tabs. */
  lock: string;
}

const KEY = 'chasqui:sound';
/** Several messages at once are one sound. */
const PAUSE_MS = 2_000;

/**
 * A short sound when a customer has written.
 *
 * - Not for the conversation that somebody has before their eyes.
 * - In one tab only, however many are open: the one that holds a lock of the browser's. When it closes,
 *   the next one has it. Browsers without locks sound in each tab.
 * - Until somebody turns it off, which this browser remembers for all its tabs.
 */
export class NewMessageSound implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: NewMessageSoundParts;
  #store: Store | undefined;
  #unsubscribe: (() => void) | undefined;
  #release: AbortController | undefined;
  #before: InboxState | undefined;
  #leads = false;
  #playedAtMs = -Infinity;

  constructor(host: ReactiveControllerHost, parts: NewMessageSoundParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  get isOn(): boolean {
    try {
      return localStorage.getItem(KEY) !== 'off';
    } catch {
      return true;
    }
  }

  /** This tab is the one that sounds. */
  get leads(): boolean {
    return this.#leads;
  }

  /** Turns it off, or on again. */
  toggle(): void {
    try {
      localStorage.setItem(KEY, this.isOn ? 'off' : 'on');
    } catch {
      // Forbidden here: it stays as it is.
    }
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    this.#follow();
    this.#lead();
  }

  hostUpdate(): void {
    this.#follow();
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#store = undefined;
    this.#release?.abort();
  }

  #follow(): void {
    const store = this.#parts.getStore();
    if (store === this.#store) return;
    this.#unsubscribe?.();
    this.#store = store;
    this.#before = undefined;
    this.#unsubscribe = store?.subscribe(() => this.#listen(store.state));
    if (store) this.#listen(store.state);
  }

  #lead(): void {
    // Only pages of a secure origin have them.
    const locks = navigator.locks as LockManager | undefined;
    this.#leads = locks === undefined;
    const release = new AbortController();
    this.#release = release;
    const hold = () =>
      new Promise<void>((resolve) => {
        this.#leads = true;
        release.signal.addEventListener('abort', () => resolve());
      });
    // It ends when this element leaves the page while another tab has the lock.
    locks?.request(this.#parts.lock, { signal: release.signal }, hold).catch(() => undefined);
  }

  #listen(state: InboxState): void {
    const before = this.#before;
    this.#before = state.isLoaded && state.session === 'signed_in' ? state : undefined;
    // The sum is the server's: conversations that are loaded later are no news.
    if (!before || !this.#before || state.unreadCount <= before.unreadCount) return;
    const isNews = [...state.contacts.values()].some(
      ({ id, unread_count }) =>
        unread_count > (before.contacts.get(id)?.unread_count ?? 0) && !this.#parts.isSeen(id),
    );
    if (isNews) this.#sound();
  }

  #sound(): void {
    const now = performance.now();
    if (!this.#leads || !this.isOn || now - this.#playedAtMs < PAUSE_MS) return;
    this.#playedAtMs = now;
    this.#parts.play();
  }
}
