import { z } from 'zod';
import {
  createTemplateSampleRequestSchema,
  deleteTemplatesQuerySchema,
  deleteTemplatesResponseSchema,
  templateChangeSchema,
  templateDraftSchema,
  templateLintResponseSchema,
  templatePageSchema,
  templateQuerySchema,
  templateResponseSchema,
  templateSampleSchema,
  templateSyncResponseSchema,
  templateWriteResponseSchema,
} from '../../contract/template.ts';
import type { Api } from '../../http/api.ts';
import { toActor } from '../operators/actor.ts';
import type { SampleService } from './sample-service.ts';
import type { TemplateService } from './template-service.ts';
import type { TemplateWriter } from './template-writer.ts';

const paramsSchema = z.object({ id: z.string().regex(/^\d{1,40}$/, 'is not a template id') });
const PATH = '/api/whatsapp/templates';

/** `/api/whatsapp/templates…`: everybody looks and syncs, admins write. */
export function registerTemplateRoutes(
  api: Api,
  {
    templates,
    writer,
    samples,
  }: { templates: TemplateService; writer: TemplateWriter; samples: Pick<SampleService, 'create'> },
): void {
  const reading = { access: 'operator', tag: 'Templates' } as const;
  const writing = { access: 'admin', tag: 'Templates' } as const;

  api.route(
    {
      ...reading,
      method: 'get',
      path: PATH,
      summary: 'Lists the message templates as Meta told them last, by name and language.',
      query: templateQuerySchema,
      response: templatePageSchema,
    },
    ({ query }) => templates.list(query),
  );
  api.route(
    {
      ...reading,
      method: 'get',
      path: `${PATH}/:id`,
      summary: 'Gets a template with the values that a send must bring.',
      params: paramsSchema,
      response: templateResponseSchema,
    },
    async ({ params }) => ({ template: await templates.get(params.id) }),
  );
  api.route(
    {
      ...reading,
      method: 'post',
      path: `${PATH}/sync`,
      summary: 'Asks Meta for all templates. When that fails, the list stays as it is.',
      response: templateSyncResponseSchema,
    },
    async () => ({ state: await templates.syncNow() }),
  );
  api.route(
    {
      ...reading,
      method: 'post',
      path: `${PATH}/lint`,
      summary: 'Says what Meta would refuse in a template, without submitting it.',
      body: templateDraftSchema,
      response: templateLintResponseSchema,
    },
    ({ body }) => ({ findings: templates.lint(body) }),
  );
  api.route(
    {
      ...writing,
      method: 'post',
      path: PATH,
      summary: 'Submits a template to Meta’s review. What the linter calls an error is refused.',
      body: templateDraftSchema,
      response: templateWriteResponseSchema,
      status: 201,
    },
    ({ body, principal, request }) => writer.create(body, toActor(principal, request)),
  );
  api.route(
    {
      ...writing,
      method: 'put',
      path: `${PATH}/:id`,
      summary: 'Changes a template; Meta reviews it again.',
      params: paramsSchema,
      body: templateChangeSchema,
      response: templateWriteResponseSchema,
    },
    ({ params, body, principal, request }) =>
      writer.edit(params.id, body, toActor(principal, request)),
  );
  api.route(
    {
      ...writing,
      method: 'post',
      path: `${PATH}/:id/unpause`,
      summary: 'Asks Meta to end the pause of a template that customers disliked.',
      params: paramsSchema,
      response: templateResponseSchema,
    },
    async ({ params, principal, request }) => ({
      template: await writer.unpause(params.id, toActor(principal, request)),
    }),
  );
  api.route(
    {
      ...writing,
      method: 'post',
      path: `${PATH}/samples`,
      summary:
        'Gives Meta an uploaded file (JPEG, PNG, MP4 or PDF) as the sample of a template’s header.',
      body: createTemplateSampleRequestSchema,
      response: templateSampleSchema,
      status: 201,
    },
    ({ body }) => samples.create(body.media_id),
  );
  api.route(
    {
      ...writing,
      method: 'delete',
      path: `${PATH}/:id`,
      summary: 'Deletes one language of a template, at Meta and here.',
      params: paramsSchema,
      response: deleteTemplatesResponseSchema,
    },
    ({ params, principal, request }) => writer.delete(params.id, toActor(principal, request)),
  );
  api.route(
    {
      ...writing,
      method: 'delete',
      path: PATH,
      summary:
        'Deletes every language of a template, at Meta and here. The name cannot be used for 30 days.',
      query: deleteTemplatesQuerySchema,
      response: deleteTemplatesResponseSchema,
    },
    ({ query, principal, request }) => writer.deleteByName(query.name, toActor(principal, request)),
  );
}
