import helmet from 'helmet';
import type { RequestHandler } from 'express';
import { AppError } from '../errors.ts';

/**
 * Headers for everything the API answers: no page may be built from it, framed from it or cached
 * from it. Pages of ours (docs, demo) set their own, wider policy.
 */
export function securityHeaders(): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      // Pages on other origins load chasqui.js and, later, media.
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      referrerPolicy: { policy: 'no-referrer' },
    }),
    (_request, response, next) => {
      response.set('Cache-Control', 'no-store');
      next();
    },
  ];
}

const ALLOWED_METHODS = 'GET, POST, PUT, PATCH, DELETE';
const ALLOWED_HEADERS = 'Authorization, Content-Type';
const PREFLIGHT_MAX_AGE_S = '600';

/**
 * CORS for the pages that embed the widget: an exact list of origins and no credentials, because
 * tokens travel in the Authorization header. A foreign origin gets 403 and no CORS header.
 */
export function corsForEmbedders(allowedOrigins: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const origin = request.get('origin');
    response.vary('Origin');
    if (origin === undefined) return next();
    if (!allowedOrigins.includes(origin)) {
      return next(
        new AppError(
          'origin_not_allowed',
          `Pages on ${origin.slice(0, 200)} may not use this server. Add the origin to ALLOWED_ORIGINS.`,
        ),
      );
    }
    response.set('Access-Control-Allow-Origin', origin);
    if (request.method !== 'OPTIONS') return next();
    response.set({
      'Access-Control-Allow-Methods': ALLOWED_METHODS,
      'Access-Control-Allow-Headers': ALLOWED_HEADERS,
      'Access-Control-Max-Age': PREFLIGHT_MAX_AGE_S,
    });
    response.status(204).end();
  };
}
