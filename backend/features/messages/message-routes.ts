import {
  messageExportQuerySchema,
  messagePageSchema,
  messageQuerySchema,
} from '../../contract/message.ts';
import type { Api } from '../../http/api.ts';
import { EXPORT_TYPES, sendExport } from '../../http/send-export.ts';
import { toActor } from '../operators/actor.ts';
import type { ExportAudit } from '../operators/export-audit.ts';
import { MESSAGE_COLUMNS, pagesOfMessages } from './message-export.ts';
import type { MessageReadModel } from './message-read-model.ts';

export function registerMessageRoutes(
  api: Api,
  parts: { messageReadModel: MessageReadModel; exportAudit: Pick<ExportAudit, 'record'> },
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
    async ({ query, principal, request, response }) => {
      const { format, ...filter } = query;
      const actor = toActor(principal, request);
      await parts.exportAudit.record({ what: 'messages', format, filters: filter }, actor);
      const pages = pagesOfMessages(parts.messageReadModel, filter);
      await sendExport(response, { format, fileName: 'messages', columns: MESSAGE_COLUMNS, pages });
    },
  );
}
