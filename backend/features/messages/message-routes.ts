import { messagePageSchema, messageQuerySchema } from '../../contract/message.ts';
import type { Api } from '../../http/api.ts';
import type { MessageReadModel } from './message-read-model.ts';

export function registerMessageRoutes(
  api: Api,
  parts: { messageReadModel: MessageReadModel },
): void {
  api.route(
    {
      method: 'get',
      path: '/api/whatsapp/messages',
      access: 'operator',
      tag: 'Messages',
      summary: 'Lists messages, newest first, filtered by contact, text, status and more.',
      query: messageQuerySchema,
      response: messagePageSchema,
    },
    ({ query }) => parts.messageReadModel.list(query),
  );
}
