import express, { Router } from 'express';
import { GraphError } from './graph-error.ts';
import { pickFields } from './graph-objects.ts';
import type { MessageTemplates } from './message-templates.ts';
import type { SimulatorOptions } from './options.ts';
import type { MessageTemplate } from './template.ts';

const DEFAULT_LIMIT = 25;
const FIELDS = ['id', 'name', 'language', 'status', 'category', 'components', 'parameter_format'];

/** `/{business-account-id}/message_templates`, with cursors, and templates by their ids. */
export function templateRoutes(parts: {
  options: Required<SimulatorOptions>;
  templates: MessageTemplates;
}): Router {
  const { options, templates } = parts;
  const router = Router();
  const path = `/${options.businessAccountId}/message_templates`;

  router.get(path, (request, response) => {
    const { name, status, fields, limit, after } = request.query;
    const found = templates.list({ name, status });
    const size = Number(limit ?? DEFAULT_LIMIT);
    if (!Number.isInteger(size) || size < 1) {
      throw new GraphError(100, { message: '(#100) Param limit must be a positive number' });
    }
    const start = after === undefined ? 0 : found.findIndex(({ id }) => cursorOf(id) === after) + 1;
    if (after !== undefined && start === 0) {
      throw new GraphError(100, { message: '(#100) Invalid cursor' });
    }
    const page = found.slice(start, start + size);
    const last = page.at(-1);
    const next = new URL(request.originalUrl, 'https://graph.facebook.com');
    if (last) next.searchParams.set('after', cursorOf(last.id));
    response.json({
      data: page.map((template) => pickFields(describe(template), fields)),
      ...(page[0] && last
        ? {
            paging: {
              cursors: { before: cursorOf(page[0].id), after: cursorOf(last.id) },
              ...(start + size < found.length ? { next: next.toString() } : {}),
            },
          }
        : {}),
    });
  });
  router.post(path, express.json(), (request, response) => {
    response.json(templates.create(request.body));
  });
  router.delete(path, (request, response) => {
    templates.delete(request.query.name, request.query.hsm_id);
    response.json({ success: true });
  });

  router.get('/:id', (request, response, next) => {
    const template = templates.find(request.params.id);
    if (!template) return next();
    response.json(pickFields(describe(template), request.query.fields));
  });
  router.post('/:id/unpause', (request, response, next) => {
    const { id } = request.params;
    if (!templates.find(id)) return next();
    templates.unpause(id);
    response.json({ success: true });
  });
  router.post('/:id', express.json(), (request, response, next) => {
    const { id } = request.params;
    if (!templates.find(id)) return next();
    templates.edit(id, request.body);
    response.json({ success: true });
  });
  return router;
}

function describe({ editedAtMs: _edits, ...template }: MessageTemplate) {
  return {
    nodeType: 'WhatsAppMessageTemplate',
    fields: { correct_category: undefined, ...template },
    defaults: FIELDS,
  };
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64');
}
