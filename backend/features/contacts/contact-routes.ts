import { z } from 'zod';
import {
  contactExportQuerySchema,
  contactIdentitiesSchema,
  contactPageSchema,
  contactQuerySchema,
  contactResponseSchema,
  undoMergeResponseSchema,
  updateContactRequestSchema,
} from '../../contract/contact.ts';
import type { Database } from '../../database/database.ts';
import type { Api } from '../../http/api.ts';
import { EXPORT_TYPES, sendExport } from '../../http/send-export.ts';
import { toActor } from '../operators/actor.ts';
import type { ExportAudit } from '../operators/export-audit.ts';
import { CONTACT_COLUMNS } from './contact-export.ts';
import type { ContactReadModel } from './contact-read-model.ts';
import type { ContactService } from './contact-service.ts';

/** A phone number in any usual form, a business-scoped user id, or our contact id. */
const contactParamsSchema = z.object({ phone: z.string().min(1).max(160) });

export function registerContactRoutes(
  api: Api,
  parts: {
    database: Database;
    contactService: ContactService;
    contactReadModel: ContactReadModel;
    exportAudit: Pick<ExportAudit, 'record'>;
  },
): void {
  const { contactService, contactReadModel } = parts;
  const common = { access: 'operator', tag: 'Contacts' } as const;

  api.route(
    {
      ...common,
      method: 'get',
      path: '/api/whatsapp/contacts',
      summary:
        'Lists contacts with their conversations, newest first or by the window that closes next.',
      query: contactQuerySchema,
      response: contactPageSchema,
    },
    ({ query }) => contactReadModel.list(query),
  );

  api.route(
    {
      ...common,
      access: 'admin',
      method: 'get',
      path: '/api/whatsapp/contacts/export',
      summary: 'Exports all contacts as a file, also those who never wrote.',
      query: contactExportQuerySchema,
      produces: EXPORT_TYPES,
    },
    async ({ query: { format }, principal, request, response }) => {
      const actor = toActor(principal, request);
      await parts.exportAudit.record({ what: 'contacts', format, filters: {} }, actor);
      const pages = contactReadModel.exportPages();
      await sendExport(response, { format, fileName: 'contacts', columns: CONTACT_COLUMNS, pages });
    },
  );

  api.route(
    {
      ...common,
      method: 'get',
      path: '/api/whatsapp/contacts/:phone',
      summary: 'Gets a contact by phone number, user id or contact id.',
      params: contactParamsSchema,
      response: contactResponseSchema,
    },
    async ({ params }) => {
      const db = parts.database.read;
      const record = await contactService.getByReference(db, params.phone);
      return { contact: await contactService.toShown(db, record) };
    },
  );

  api.route(
    {
      ...common,
      method: 'put',
      path: '/api/whatsapp/contacts/:phone',
      summary: 'Changes what operators keep about a contact; omitted fields stay.',
      params: contactParamsSchema,
      body: updateContactRequestSchema,
      response: contactResponseSchema,
    },
    async ({ params, body }) => ({ contact: await contactService.update(params.phone, body) }),
  );

  api.route(
    {
      ...common,
      method: 'get',
      path: '/api/whatsapp/contacts/:phone/identities',
      summary: 'Tells by what a contact is known, and which contacts were merged into it.',
      params: contactParamsSchema,
      response: contactIdentitiesSchema,
    },
    ({ params }) => contactService.getIdentities(params.phone),
  );

  api.route(
    {
      ...common,
      method: 'post',
      path: '/api/whatsapp/contacts/:phone/merges/:mergeId/undo',
      summary: 'Makes two contacts again of what was merged; the same proof does not merge again.',
      params: contactParamsSchema.extend({ mergeId: z.string().min(1).max(40) }),
      response: undoMergeResponseSchema,
    },
    ({ params, principal }) => contactService.undoMerge(params.phone, params.mergeId, principal),
  );
}
