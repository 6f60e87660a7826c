import type { InboxStore } from '../../store/inbox-store.ts';
import type { AdminStore } from '../templates-admin/admin-store.ts';

/** What the settings tab needs of the store. */
export type SettingsStore = Pick<InboxStore, 'state' | 'subscribe' | 'drafts'> & {
  api: AdminStore['api'] &
    Pick<
      InboxStore['api'],
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
