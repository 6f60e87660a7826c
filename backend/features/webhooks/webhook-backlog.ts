import type { WebhookStore } from './webhook-store.ts';

/** How far the work on the journal is behind, for readiness and alarms. */
export class WebhookBacklog {
  readonly #store: Pick<WebhookStore, 'findOldestWaitingMs'>;

  constructor(parts: { store: Pick<WebhookStore, 'findOldestWaitingMs'> }) {
    this.#store = parts.store;
  }

  /** When the webhook that has waited longest came in (ms since 1970); undefined: none waits. */
  async findOldestWaitingMs(): Promise<number | undefined> {
    return this.#store.findOldestWaitingMs();
  }
}
