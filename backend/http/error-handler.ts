import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { ErrorBody } from '../contract/error-body.ts';
import { AppError, describeError } from '../errors.ts';
import type { Logger } from '../logger.ts';

/** body-parser's errors, by their `type`, in our words. */
const BODY_ERRORS: Record<string, () => AppError> = {
  'entity.parse.failed': () =>
    new AppError('malformed_json', 'The body is not valid JSON. Check quotes and commas.'),
  'entity.too.large': () => new AppError('payload_too_large', 'The body is too large.'),
  'encoding.unsupported': () =>
    new AppError('unsupported_media_type', 'Send the body without this content encoding.'),
  'charset.unsupported': () => new AppError('unsupported_media_type', 'Send the body as UTF-8.'),
  'request.size.invalid': () => new AppError('malformed_json', 'The body ended too early.'),
  'request.aborted': () => new AppError('malformed_json', 'The body ended too early.'),
};

function toAppError(error: unknown, isOutage: (error: unknown) => boolean): AppError {
  if (error instanceof AppError) return error;
  if (isOutage(error)) {
    return new AppError('unavailable', 'The database does not answer right now. Try again.', {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
  if (error instanceof Error && 'type' in error && typeof error.type === 'string') {
    const known = BODY_ERRORS[error.type];
    if (known) return known();
  }
  if (error instanceof URIError) {
    return new AppError('not_found', 'This address is not encoded correctly.');
  }
  return new AppError('internal_error', 'Something went wrong here. It has been logged.', {
    cause: error,
  });
}

/** Answers for addresses that no route takes. */
export const notFoundHandler: RequestHandler = (request, _response, next) => {
  next(new AppError('not_found', `There is nothing at ${request.method} ${request.path}.`));
};

/**
 * Turns whatever was thrown into the one error body; faults of ours are logged with their cause.
 * @param isOutage whether the database was away: 503 then, because trying again helps
 */
export function errorHandler(
  logger: Logger,
  isOutage: (error: unknown) => boolean = () => false,
): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const appError = toAppError(error, isOutage);
    if (appError.status === 500) {
      logger.error(
        { method: request.method, path: request.path, stack: (error as Error)?.stack },
        `request failed: ${describeError(error)}`,
      );
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (appError.retryAfterSeconds !== undefined) {
      response.set('Retry-After', String(appError.retryAfterSeconds));
    }
    const body: ErrorBody = {
      error: {
        code: appError.code,
        message: appError.message,
        ...(appError.details === undefined ? {} : { details: appError.details }),
      },
    };
    response.status(appError.status).json(body);
  };
}
