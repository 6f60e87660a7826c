import type { AdminApiClient } from '../../api/admin-api-client.ts';
import type { InboxStore } from '../../store/inbox-store.ts';

/** What the page for templates needs of the store. */
export type AdminStore = Pick<InboxStore, 'state' | 'subscribe'> & {
  api: Pick<
    AdminApiClient,
    | 'listTemplates'
    | 'syncTemplates'
    | 'lintTemplate'
    | 'createTemplate'
    | 'editTemplate'
    | 'deleteTemplate'
    | 'deleteTemplateName'
    | 'unpauseTemplate'
    | 'uploadMedia'
    | 'createTemplateSample'
  >;
};
