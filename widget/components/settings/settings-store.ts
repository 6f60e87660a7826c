import type { InboxStore } from '../../store/inbox-store.ts';

/** What the settings tab needs of the store. */
export type SettingsStore = Pick<InboxStore, 'state' | 'subscribe'> & {
  api: Pick<
    InboxStore['api'],
    | 'getSettings'
    | 'saveSettings'
    | 'testConnection'
    | 'examineConnection'
    | 'disconnect'
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
  >;
};
