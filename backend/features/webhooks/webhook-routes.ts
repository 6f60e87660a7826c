import { z } from 'zod';
import { webhookEventPageSchema, webhookEventQuerySchema } from '../../contract/webhook-event.ts';
import type { Database } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import type { Api } from '../../http/api.ts';
import { WEBHOOK_PATHS } from './webhook-handler.ts';
import type { WebhookReadModel } from './webhook-read-model.ts';
import type { WebhookStore } from './webhook-store.ts';
import type { WebhookWorker } from './webhook-worker.ts';

const verificationQuerySchema = z.object({
  'hub.mode': z.literal('subscribe'),
  'hub.verify_token': z.string(),
  'hub.challenge': z.string(),
});

/** The journal for admins. Meta's own calls are taken by webhook-handler.ts. */
export function registerWebhookRoutes(
  api: Api,
  parts: {
    database: Database;
    webhookStore: WebhookStore;
    webhookReadModel: WebhookReadModel;
    webhookWorker: Pick<WebhookWorker, 'wake'>;
  },
): void {
  const common = { access: 'admin', tag: 'Webhooks' } as const;
  describeMetasRoutes(api);

  api.route(
    {
      ...common,
      method: 'get',
      path: '/api/webhooks/whatsapp/events',
      summary: 'Lists received webhooks, newest first, with the items that were set aside.',
      query: webhookEventQuerySchema,
      response: webhookEventPageSchema,
    },
    ({ query }) => parts.webhookReadModel.list(query),
  );

  api.route(
    {
      ...common,
      method: 'post',
      path: '/api/webhooks/whatsapp/events/:id/replay',
      summary: 'Works through a stored webhook again; what was stored before stays as it is.',
      params: z.object({ id: z.string().max(40) }),
      response: z.object({ success: z.literal(true) }),
      status: 202,
    },
    async ({ params }) => {
      const isFound =
        /^\d{1,15}$/.test(params.id) &&
        (await parts.database.transaction((tx) =>
          parts.webhookStore.requeue(tx, Number(params.id), Date.now()),
        ));
      if (!isFound) throw new AppError('not_found', `There is no webhook «${params.id}».`);
      parts.webhookWorker.wake();
      return { success: true };
    },
  );
}

function describeMetasRoutes(api: Api): void {
  for (const path of WEBHOOK_PATHS) {
    const common = { path, access: 'public', tag: 'Webhooks', status: 200 } as const;
    api.describe({
      ...common,
      method: 'get',
      summary: 'Meta’s verification: gives hub.challenge back as text for the right verify token.',
      query: verificationQuerySchema,
    });
    api.describe({
      ...common,
      method: 'post',
      summary:
        'Meta’s webhooks: signed with X-Hub-Signature-256, at most 4 MB, answered after the commit.',
    });
  }
}
