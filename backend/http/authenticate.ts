import type { RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import type { TokenResolver } from './principal.ts';

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1), or undefined. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/i.exec(header ?? '')?.[1];
}

/** Lets a request pass whose bearer token belongs to somebody with the needed role. */
export function authenticate(
  tokens: Pick<TokenResolver, 'findPrincipal'>,
  access: 'operator' | 'admin',
): RequestHandler {
  return async (request, response, next) => {
    try {
      const token = bearerToken(request.get('authorization'));
      const principal = token ? await tokens.findPrincipal(token) : undefined;
      if (!principal) {
        response.set('WWW-Authenticate', 'Bearer');
        throw new AppError(
          'unauthorized',
          token
            ? 'This token is not valid (any more). Sign in again.'
            : 'Sign in first: send Authorization: Bearer <token>.',
        );
      }
      if (access === 'admin' && principal.role !== 'admin') {
        throw new AppError('forbidden', 'Only admins may do this. Ask an admin.');
      }
      response.locals.principal = principal;
      next();
    } catch (error) {
      next(error);
    }
  };
}
