import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { InboxState } from './inbox-state.ts';

interface Store {
  readonly state: InboxState;
  subscribe(listener: () => void): () => void;
}

/**
 * Ties an element to the store: the host updates when what `select` picks has changed, and stops
 * listening when it leaves the document. The store comes from a property of the host, which may be
 * set late or replaced.
 */
export class StoreController<Selected> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #getStore: () => Store | undefined;
  readonly #select: (state: InboxState) => Selected;
  #store: Store | undefined;
  #unsubscribe: (() => void) | undefined;
  #selected: Selected | undefined;

  constructor(
    host: ReactiveControllerHost,
    getStore: () => Store | undefined,
    select: (state: InboxState) => Selected,
  ) {
    this.#host = host;
    this.#getStore = getStore;
    this.#select = select;
    host.addController(this);
  }

  hostConnected(): void {
    this.#follow();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#store = undefined;
  }

  hostUpdate(): void {
    this.#follow();
  }

  #follow(): void {
    const store = this.#getStore();
    if (store === this.#store) return;
    this.#unsubscribe?.();
    this.#store = store;
    this.#selected = store && this.#select(store.state);
    this.#unsubscribe = store?.subscribe(() => {
      const selected = this.#select(store.state);
      if (selected === this.#selected) return;
      this.#selected = selected;
      this.#host.requestUpdate();
    });
  }
}
