import type { NextFunction, Request, Response } from 'express';
import type { SetupFaults } from './setup-faults.ts';

/** Live versions, oldest first (state of November 2026). */
const LIVE_VERSIONS = [21, 22, 23, 24, 25, 26];
const OLDEST = 21;
const NEWEST = 26;

/**
 * Takes the version off the path, so that routes needn't know of it, and says in
 * `facebook-api-version` which one really served: an expired version is served by the oldest live
 * one, a path without a version by the app's own.
 */
export function stripApiVersion(setup: SetupFaults) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const [prefix, major] = /^\/v(\d{1,3})\.\d{1,2}(?=\/|\?|$)/.exec(request.url) ?? [];
    const asked = major === undefined ? NEWEST : Number(major);
    const live = LIVE_VERSIONS.includes(asked) ? asked : asked < OLDEST ? OLDEST : NEWEST;
    // All that are known today have ended.
    const served = setup.has('wrong_api_version') ? NEWEST + 1 : live;
    response.set('facebook-api-version', `v${served}.0`);
    if (prefix !== undefined) {
      const rest = request.url.slice(prefix.length);
      request.url = rest.startsWith('/') ? rest : `/${rest}`;
    }
    next();
  };
}
