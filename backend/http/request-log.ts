import { pinoHttp } from 'pino-http';
import type { RequestHandler } from 'express';
import type { Logger } from '../logger.ts';

/**
 * One line per request: method, route and status. Addresses can hold phone numbers, so the path is
 * logged by its pattern, never with its values; headers and bodies are not logged at all.
 */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    quietReqLogger: true,
    serializers: {
      req: (request: { method: string }) => ({ method: request.method }),
      res: (response: { statusCode: number }) => ({ statusCode: response.statusCode }),
      err: () => undefined,
    },
    customProps: (request) => ({
      route: (request as { route?: { path?: string } }).route?.path ?? null,
    }),
    customLogLevel: (_request, response, error) =>
      error || response.statusCode >= 500 ? 'warn' : 'debug',
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request failed',
  }) as unknown as RequestHandler;
}
