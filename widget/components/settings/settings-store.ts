import { AdminApiClient } from '../../api/admin-api-client.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import type { AdminStore } from '../templates-admin/admin-store.ts';

/** What the settings tab needs of the store. */
export type SettingsStore = Pick<InboxStore, 'state' | 'subscribe'> & {
  api: AdminStore['api'] &
    Pick<
      AdminApiClient,
      | 'getSettings'
      | 'saveSettings'
      | 'addNumber'
      | 'testConnection'
      | 'examineConnection'
      | 'disconnect'
      | 'refreshToken'
      | 'getSignupOffer'
      | 'connectSignup'
      | 'getSetupDocumentUrl'
      | 'getSetupGuide'
      | 'setSetupStep'
      | 'getWebhookSetup'
      | 'applyWebhookSetup'
      | 'listAccountNotices'
      | 'listWebhooks'
      | 'getWebhook'
      | 'replayWebhook'
      | 'replayFailedWebhooks'
    > & { forNumber(number: string | undefined): SettingsStore['api'] };
};

/** The inbox's store with an admin's calls. */
export function createSettingsStore(inbox: InboxStore): SettingsStore {
  return withApi(inbox, new AdminApiClient(inbox.api.options));
}

/** What `origin` knows, with other calls. */
export function withApi(
  origin: Pick<SettingsStore, 'state' | 'subscribe'>,
  api: SettingsStore['api'],
): SettingsStore {
  return {
    get state() {
      return origin.state;
    },
    subscribe: (listener) => origin.subscribe(listener),
    api,
  };
}
