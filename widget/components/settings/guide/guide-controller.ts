import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ManualStepId, SetupGuide } from '../../../../backend/contract/setup-guide.ts';
import type { SettingsStore } from '../settings-store.ts';
import { findCurrent } from './guide-progress.ts';

type GuideStore = Pick<SettingsStore, 'state' | 'subscribe'> & {
  api: Pick<SettingsStore['api'], 'getSetupGuide' | 'setSetupStep'>;
};

/**
 * The setup guide's facts, for the element that hosts it. They are asked for anew whenever the feed
 * brings anything while a step is open, as a first message is no change of the settings; once all is
 * done only changes of the connection count. Asking never overlaps: what comes meanwhile asks once
 * more. A question that fails is put again with the next change.
 */
export class GuideController implements ReactiveController {
  /** Undefined until the server has told it, and as long as it cannot. */
  guide: SetupGuide | undefined;
  /** The server has been asked, however that went. */
  hasAsked = false;

  readonly #host: ReactiveControllerHost;
  readonly #getStore: () => GuideStore;
  #unsubscribe: (() => void) | undefined;
  #seen: { connection: unknown; seq: number } | undefined;
  #isAsking = false;

  constructor(host: ReactiveControllerHost, getStore: () => GuideStore) {
    this.#host = host;
    this.#getStore = getStore;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  /** The store is a property of the host: it is there by the first update. */
  hostUpdate(): void {
    if (this.#unsubscribe) return;
    this.#unsubscribe = this.#getStore().subscribe(() => void this.#follow());
    void this.refresh();
  }

  async refresh(): Promise<void> {
    this.#seen = undefined;
    await this.#follow();
  }

  /** Throws ApiError. */
  async setStep(step: ManualStepId, isDone: boolean): Promise<void> {
    this.guide = await this.#getStore().api.setSetupStep({ step, isDone });
    this.#host.requestUpdate();
  }

  async #follow(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isOld) {
      const { connection, seq } = this.#getStore().state;
      this.#seen = { connection, seq };
      try {
        this.guide = await this.#getStore().api.getSetupGuide();
      } catch {
        // It stays as it is known; the next change asks again.
      }
      this.hasAsked = true;
      this.#host.requestUpdate();
    }
    this.#isAsking = false;
  }

  get #isOld(): boolean {
    const { connection, seq } = this.#getStore().state;
    if (!this.#seen || this.#seen.connection !== connection) return true;
    const isOpen = !this.guide || findCurrent(this.guide) !== undefined;
    return isOpen && this.#seen.seq !== seq;
  }
}
