import {
  authStateResponseSchema,
  loginRequestSchema,
  meResponseSchema,
  refreshRequestSchema,
  setupRequestSchema,
  signInResponseSchema,
} from '../../contract/operator.ts';
import type { MeResponse } from '../../contract/operator.ts';
import { AppError } from '../../errors.ts';
import type { Api } from '../../http/api.ts';
import { bearerToken } from '../../http/authenticate.ts';
import type { OperatorService } from './operator-service.ts';
import type { SessionService } from './session-service.ts';
import type { SetupService } from './setup-service.ts';

const tag = 'Sign-in';
/** Sign-in bodies are small; nobody should make us parse more before they are known. */
const bodyLimit = '8kb';

/** First admin, sign-in, refresh, sign-out, and who am I. */
export function registerAuthRoutes(
  api: Api,
  services: { setup: SetupService; sessions: SessionService; operators: OperatorService },
): void {
  const { setup, sessions, operators } = services;

  api.route(
    {
      method: 'get',
      path: '/api/auth/state',
      access: 'public',
      tag,
      summary: 'Whether the first admin has yet to be made.',
      response: authStateResponseSchema,
    },
    async () => ({ needs_setup: await setup.needsSetup() }),
  );

  api.route(
    {
      method: 'post',
      path: '/api/auth/setup',
      access: 'public',
      tag,
      summary: 'Makes the first admin, once, by the setup token.',
      body: setupRequestSchema,
      bodyLimit,
      response: signInResponseSchema,
    },
    ({ body, request }) => setup.claim(body, request.ip ?? ''),
  );

  api.route(
    {
      method: 'post',
      path: '/api/auth/login',
      access: 'public',
      tag,
      summary: 'Signs in by email and password.',
      body: loginRequestSchema,
      bodyLimit,
      response: signInResponseSchema,
    },
    ({ body, request }) => sessions.login(body.email, body.password, request.ip ?? ''),
  );

  api.route(
    {
      method: 'post',
      path: '/api/auth/refresh',
      access: 'public',
      tag,
      summary: 'Exchanges a refresh token for a new pair; each works once.',
      body: refreshRequestSchema,
      bodyLimit,
      response: signInResponseSchema,
    },
    ({ body, request }) => sessions.refresh(body.refresh_token, request.ip ?? ''),
  );

  api.route(
    {
      method: 'post',
      path: '/api/auth/logout',
      access: 'operator',
      tag,
      summary: 'Signs out: ends every token that came from the same sign-in.',
    },
    ({ request }) => sessions.logout(bearerToken(request.get('authorization')) ?? ''),
  );

  api.route(
    {
      method: 'get',
      path: '/api/auth/me',
      access: 'operator',
      tag,
      summary: 'The signed-in operator.',
      response: meResponseSchema,
    },
    async ({ principal }): Promise<MeResponse> => {
      const operator = await operators.find(principal.id);
      if (!operator) {
        throw new AppError('not_found', 'This is an API key: no operator stands behind it.');
      }
      return { operator };
    },
  );
}
