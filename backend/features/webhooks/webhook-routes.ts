import { z } from 'zod';
import {
  replayFailedResponseSchema,
  webhookEventDetailSchema,
  webhookEventPageSchema,
  webhookEventQuerySchema,
  webhookItemQuerySchema,
} from '../../contract/webhook-event.ts';
import type { Api } from '../../http/api.ts';
import { WEBHOOK_PATHS } from './webhook-handler.ts';
import type { WebhookJournalService } from './webhook-journal-service.ts';

const verificationQuerySchema = z.object({
  'hub.mode': z.literal('subscribe'),
  'hub.verify_token': z.string(),
  'hub.challenge': z.string(),
});

const EVENTS_PATH = '/api/webhooks/whatsapp/events';
const eventParamsSchema = z.object({ id: z.string().max(40) });

/** The journal for admins. Meta's own calls are taken by webhook-handler.ts. */
export function registerWebhookRoutes(api: Api, journal: WebhookJournalService): void {
  const common = { access: 'admin', tag: 'Webhooks' } as const;
  describeMetasRoutes(api);

  api.route(
    {
      ...common,
      method: 'get',
      path: EVENTS_PATH,
      summary:
        'Lists received webhooks, newest first, with the state of their items: where is my message?',
      query: webhookEventQuerySchema,
      response: webhookEventPageSchema,
    },
    ({ query }) => journal.list(query),
  );

  api.route(
    {
      ...common,
      method: 'get',
      path: `${EVENTS_PATH}/:id`,
      summary: 'One webhook with its body as it came, and its items page by page.',
      params: eventParamsSchema,
      query: webhookItemQuerySchema,
      response: webhookEventDetailSchema,
    },
    ({ params, query }) => journal.get(params.id, query),
  );

  api.route(
    {
      ...common,
      method: 'post',
      path: `${EVENTS_PATH}/:id/replay`,
      summary: 'Works through a stored webhook again; what was stored before stays as it is.',
      params: eventParamsSchema,
      response: z.object({ success: z.literal(true) }),
      status: 202,
    },
    async ({ params }) => {
      await journal.replay(params.id);
      return { success: true };
    },
  );

  api.route(
    {
      ...common,
      method: 'post',
      path: `${EVENTS_PATH}/replay-failed`,
      summary:
        'Works again through all webhooks that failed or of which an item was set aside and not taken since.',
      response: replayFailedResponseSchema,
      status: 202,
    },
    async () => ({ replayed: await journal.replayFailed() }),
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
