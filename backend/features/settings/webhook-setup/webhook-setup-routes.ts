import { settingsQuerySchema } from '../../../contract/settings.ts';
import {
  applyWebhookSetupRequestSchema,
  webhookSetupSchema,
} from '../../../contract/webhook-setup.ts';
import type { Api } from '../../../http/api.ts';
import { toActor } from '../../operators/actor.ts';
import type { WebhookSetupService } from './webhook-setup-service.ts';

const route = { path: '/api/settings/whatsapp/webhook', access: 'admin', tag: 'Settings' } as const;

export function registerWebhookSetupRoutes(
  api: Api,
  webhookSetup: Pick<WebhookSetupService, 'preview' | 'apply'>,
): void {
  api.route(
    {
      ...route,
      method: 'get',
      summary: 'Asks Meta where webhooks go, and says what would have to change; changes nothing.',
      query: settingsQuerySchema,
      response: webhookSetupSchema,
    },
    ({ query: { number } }) => webhookSetup.preview(number),
  );
  api.route(
    {
      ...route,
      method: 'post',
      summary: 'Makes the changes of a preview at Meta, while all there is as it was shown.',
      query: settingsQuerySchema,
      body: applyWebhookSetupRequestSchema,
      response: webhookSetupSchema,
    },
    ({ body, query: { number }, principal, request }) =>
      webhookSetup.apply(body, toActor(principal, request), { number }),
  );
}
