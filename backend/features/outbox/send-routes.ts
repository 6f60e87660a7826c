import { z } from 'zod';
import { sendMessageRequestSchema, sendMessageResponseSchema } from '../../contract/send.ts';
import type { Api } from '../../http/api.ts';
import type { SendService } from './send-service.ts';

const messageParamsSchema = z.object({ id: z.string().regex(/^\d{1,15}$/, 'is not a message id') });

/** `POST /api/whatsapp/send` and a person's retry. */
export function registerSendRoutes(api: Api, sending: SendService): void {
  api.route(
    {
      method: 'post',
      path: '/api/whatsapp/send',
      access: 'operator',
      tag: 'Messages',
      summary:
        'Queues a message for sending (short form, or full form as in the Graph API). It is on disk when this answers. Repeating the same client_message_id returns the same message.',
      body: sendMessageRequestSchema,
      response: sendMessageResponseSchema,
      status: 202,
    },
    async ({ body, principal }) => ({ message: await sending.send(body, principal) }),
  );

  api.route(
    {
      method: 'post',
      path: '/api/whatsapp/messages/:id/retry',
      access: 'operator',
      tag: 'Messages',
      summary:
        'Sends a failed or unknown message again. An unknown one may have arrived: the customer may get it twice.',
      params: messageParamsSchema,
      response: sendMessageResponseSchema,
      status: 202,
    },
    async ({ params }) => ({ message: await sending.retry(params.id) }),
  );
}
