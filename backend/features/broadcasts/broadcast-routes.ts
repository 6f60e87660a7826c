import { z } from 'zod';
import {
  broadcastPageSchema,
  broadcastQuerySchema,
  broadcastRecipientPageSchema,
  broadcastRecipientQuerySchema,
  broadcastResponseSchema,
  sendBulkRequestSchema,
  sendBulkResponseSchema,
} from '../../contract/broadcast.ts';
import type { Api } from '../../http/api.ts';
import type { BroadcastService } from './broadcast-service.ts';

const paramsSchema = z.object({ id: z.string().min(1).max(40) });
const TAG = 'Broadcasts';

/** `POST /api/whatsapp/send-bulk` and `/api/whatsapp/broadcasts…`. */
export function registerBroadcastRoutes(api: Api, broadcasts: BroadcastService): void {
  api.route(
    {
      method: 'post',
      path: '/api/whatsapp/send-bulk',
      access: 'admin',
      tag: TAG,
      summary:
        'Sends one text, or one template with values for each, to up to 10,000 people. Bad and repeated recipients are refused each for itself and hold nobody up.',
      body: sendBulkRequestSchema,
      response: sendBulkResponseSchema,
      status: 202,
      bodyLimit: '8mb',
    },
    ({ body, principal }) => broadcasts.create(body, principal),
  );

  api.route(
    {
      method: 'get',
      path: '/api/whatsapp/broadcasts',
      access: 'operator',
      tag: TAG,
      summary: 'Lists broadcasts with their progress, newest first.',
      query: broadcastQuerySchema,
      response: broadcastPageSchema,
    },
    ({ query }) => broadcasts.list(query),
  );

  api.route(
    {
      method: 'get',
      path: '/api/whatsapp/broadcasts/:id',
      access: 'operator',
      tag: TAG,
      summary: 'One broadcast with its progress.',
      params: paramsSchema,
      response: broadcastResponseSchema,
    },
    async ({ params }) => ({ broadcast: await broadcasts.get(params.id) }),
  );

  api.route(
    {
      method: 'get',
      path: '/api/whatsapp/broadcasts/:id/recipients',
      access: 'operator',
      tag: TAG,
      summary: 'Lists a broadcast’s recipients in the order in which they were given.',
      params: paramsSchema,
      query: broadcastRecipientQuerySchema,
      response: broadcastRecipientPageSchema,
    },
    ({ params, query }) => broadcasts.listRecipients(params.id, query),
  );

  const moves = {
    pause: 'Sends nothing more of a broadcast until it is resumed.',
    resume: 'Lets a paused broadcast go on.',
    cancel: 'Ends a broadcast: what has not left yet never does.',
  } as const;
  for (const [move, summary] of Object.entries(moves)) {
    api.route(
      {
        method: 'post',
        path: `/api/whatsapp/broadcasts/:id/${move}`,
        access: 'admin',
        tag: TAG,
        summary,
        params: paramsSchema,
        response: broadcastResponseSchema,
      },
      async ({ params }) => ({
        broadcast: await broadcasts[move as keyof typeof moves](params.id),
      }),
    );
  }
}
