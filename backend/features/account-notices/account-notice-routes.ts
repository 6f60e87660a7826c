import {
  accountNoticePageSchema,
  accountNoticeQuerySchema,
} from '../../contract/account-notice.ts';
import type { Api } from '../../http/api.ts';
import type { AccountNoticeService } from './account-notice-service.ts';

export function registerAccountNoticeRoutes(
  api: Api,
  parts: { accountNotices: AccountNoticeService },
): void {
  api.route(
    {
      method: 'get',
      path: '/api/settings/whatsapp/notices',
      access: 'admin',
      tag: 'Settings',
      summary: 'What Meta told of the account and its numbers, the newest first.',
      query: accountNoticeQuerySchema,
      response: accountNoticePageSchema,
    },
    async ({ query }) => ({ notices: await parts.accountNotices.list(query) }),
  );
}
