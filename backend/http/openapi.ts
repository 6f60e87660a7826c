import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  extendZodWithOpenApi,
} from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { errorBodySchema } from '../contract/error-body.ts';
import { ERROR_CODES } from '../errors.ts';
import { readVersion } from '../package-root.ts';
import type { AnyRouteDefinition } from './api.ts';

extendZodWithOpenApi(z);

const JSON_TYPE = 'application/json';
const FILE = { schema: { type: 'string' as const, format: 'binary' } };
const FILE_BODY = {
  body: {
    required: true,
    content: { '*/*': FILE },
  },
};

function errorTable(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { status, meaning }]) => `| \`${code}\` | ${status} | ${meaning} |`,
  );
  return ['| code | HTTP | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The OpenAPI 3.1 description of the declared routes. */
export function describeApi(definitions: readonly AnyRouteDefinition[], publicUrl: string): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  for (const definition of definitions) {
    const { params, query, body, response, produces, status } = definition;
    const content = produces
      ? Object.fromEntries(produces.map((type) => [type, FILE]))
      : response && { [JSON_TYPE]: { schema: response } };
    registry.registerPath({
      method: definition.method,
      path: definition.path.replace(/:(\w+)/g, '{$1}'),
      summary: definition.summary,
      description: `Access: ${definition.access}.`,
      tags: [definition.tag],
      security: definition.access === 'public' ? [] : [{ bearer: [] }],
      request: {
        ...(params instanceof z.ZodObject ? { params } : {}),
        ...(query instanceof z.ZodObject ? { query } : {}),
        ...(definition.file ? FILE_BODY : {}),
        ...(body ? { body: { required: true, content: { [JSON_TYPE]: { schema: body } } } } : {}),
      },
      responses: {
        [status ?? (content ? 200 : 204)]: {
          description: 'Done.',
          ...(content ? { content } : {}),
        },
        default: {
          description: 'An error.',
          content: { [JSON_TYPE]: { schema: errorBodySchema } },
        },
      },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Chasqui',
      version: readVersion(),
      description: `The API of an embeddable WhatsApp inbox.\n\n## Errors\n\n${errorTable()}`,
    },
    servers: [{ url: publicUrl }],
  });
}
