import { z } from 'zod';
import { webhookEventPageSchema, webhookEventQuerySchema } from '../../contract/webhook-event.ts';
import type { Database } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import type { Api } from '../../http/api.ts';
import type { WebhookReadModel } from './webhook-read-model.ts';
import type { WebhookStore } from './webhook-store.ts';
import type { WebhookWorker } from './webhook-worker.ts';

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
