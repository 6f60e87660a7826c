import { z } from 'zod';
import {
  apiKeyListResponseSchema,
  createApiKeyRequestSchema,
  createApiKeyResponseSchema,
  createOperatorRequestSchema,
  operatorListResponseSchema,
  meResponseSchema,
  updateOperatorRequestSchema,
} from '../../contract/operator.ts';
import type { Api } from '../../http/api.ts';
import { toActor } from './actor.ts';
import type { ApiKeyService } from './api-key-service.ts';
import type { OperatorService } from './operator-service.ts';

const tag = 'Operators';
const idParams = z.object({ id: z.string().regex(/^\w{1,40}$/, 'This is not an id.') });

/** Operators and API keys, for admins. */
export function registerOperatorRoutes(
  api: Api,
  services: { operators: OperatorService; apiKeys: ApiKeyService },
): void {
  const { operators, apiKeys } = services;

  api.route(
    {
      method: 'get',
      path: '/api/operators',
      access: 'admin',
      tag,
      summary: 'Lists the operators, the deactivated ones too.',
      response: operatorListResponseSchema,
    },
    async () => ({ operators: await operators.list() }),
  );

  api.route(
    {
      method: 'post',
      path: '/api/operators',
      access: 'admin',
      tag,
      summary: 'Makes an operator.',
      body: createOperatorRequestSchema,
      response: meResponseSchema,
      status: 201,
    },
    async ({ body, principal, request }) => ({
      operator: await operators.create(body, toActor(principal, request)),
    }),
  );

  api.route(
    {
      method: 'patch',
      path: '/api/operators/:id',
      access: 'admin',
      tag,
      summary: 'Changes name, role, password, or whether the operator may sign in.',
      params: idParams,
      body: updateOperatorRequestSchema,
      response: meResponseSchema,
    },
    async ({ params, body, principal, request }) => ({
      operator: await operators.update(params.id, body, toActor(principal, request)),
    }),
  );

  api.route(
    {
      method: 'get',
      path: '/api/api-keys',
      access: 'admin',
      tag,
      summary: 'Lists the API keys that are not revoked.',
      response: apiKeyListResponseSchema,
    },
    async () => ({ api_keys: await apiKeys.list() }),
  );

  api.route(
    {
      method: 'post',
      path: '/api/api-keys',
      access: 'admin',
      tag,
      summary: 'Makes an API key; only this answer shows it in full.',
      body: createApiKeyRequestSchema,
      response: createApiKeyResponseSchema,
      status: 201,
    },
    ({ body, principal, request }) => apiKeys.create(body, toActor(principal, request)),
  );

  api.route(
    {
      method: 'delete',
      path: '/api/api-keys/:id',
      access: 'admin',
      tag,
      summary: 'Revokes an API key at once.',
      params: idParams,
    },
    ({ params, principal, request }) => apiKeys.revoke(params.id, toActor(principal, request)),
  );
}
