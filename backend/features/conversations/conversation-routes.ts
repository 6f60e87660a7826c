import { z } from 'zod';
import { contactResponseSchema } from '../../contract/contact.ts';
import { settingsQuerySchema } from '../../contract/settings.ts';
import type { Api } from '../../http/api.ts';
import type { ReadService } from './read-service.ts';

export function registerConversationRoutes(api: Api, parts: { readService: ReadService }): void {
  api.route(
    {
      method: 'post',
      path: '/api/whatsapp/contacts/:phone/read',
      access: 'operator',
      tag: 'Contacts',
      summary: 'Marks all messages of a contact read, here and at Meta.',
      params: z.object({ phone: z.string().min(1).max(160) }),
      response: contactResponseSchema,
    },
    async ({ params }) => ({ contact: await parts.readService.markRead(params.phone) }),
  );
  api.route(
    {
      method: 'post',
      path: '/api/whatsapp/contacts/:phone/typing',
      access: 'operator',
      tag: 'Contacts',
      summary: 'Shows a customer that somebody types, for 25 seconds or until the answer.',
      params: z.object({ phone: z.string().min(1).max(160) }),
      query: settingsQuerySchema,
    },
    ({ params, query }) => parts.readService.showTyping(params.phone, query.number),
  );
}
