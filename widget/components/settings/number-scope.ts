import type { WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { withApi } from './settings-store.ts';
import type { SettingsStore } from './settings-store.ts';

/**
 * The settings tab is about one number at a time. Its cards need not know of several: they get a
 * store whose calls are all about the chosen one. Undefined: the number that was connected first.
 */
export class NumberScope {
  readonly #getStore: () => SettingsStore;
  #scoped: { origin: SettingsStore; store: SettingsStore; number: string | undefined } | undefined;

  constructor(getStore: () => SettingsStore) {
    this.#getStore = getStore;
  }

  /** The same object as long as store and number are the same. */
  storeOf(number: string | undefined): SettingsStore {
    const origin = this.#getStore();
    if (this.#scoped?.origin !== origin || this.#scoped.number !== number) {
      const store = withApi(origin, origin.api.forNumber(number));
      this.#scoped = { origin, store, number };
    }
    return this.#scoped.store;
  }
}

/** What the form starts with: the secrets are those of the number that is there, unless others are given. */
export function settingsOfNewNumber(settings: WhatsAppSettings): WhatsAppSettings {
  return {
    ...settings,
    id: null,
    phoneNumberId: null,
    verifiedName: null,
    displayPhoneNumber: null,
    source: 'none',
  };
}
