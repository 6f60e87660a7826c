import {
  messageExportQuerySchema,
  messagePageSchema,
  messageQuerySchema,
} from '../../contract/message.ts';
import type { Api } from '../../http/api.ts';
import { EXPORT_TYPES, sendExport } from '../../http/send-export.ts';
import { MESSAGE_COLUMNS, pagesOfMessages } from './message-export.ts';
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

  api.route(
    {
      method: 'get',
      path: '/api/whatsapp/messages/export',
      access: 'admin',
      tag: 'Messages',
      summary: 'Exports messages as a file, newest first, filtered like the list.',
      query: messageExportQuerySchema,
      produces: EXPORT_TYPES,
    },
    async ({ query, response }) => {
      const { format, ...filter } = query;
      const pages = pagesOfMessages(parts.messageReadModel, filter);
      await sendExport(response, { format, fileName: 'messages', columns: MESSAGE_COLUMNS, pages });
    },
  );
}
