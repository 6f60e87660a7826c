import { join } from 'node:path';
import { Router } from 'express';
import { findPackageRoot } from '../backend/package-root.ts';

/**
 * The policy that a strict site owner would set: this page proves that the widget needs no more.
 * `chasqui-lit` is the one Trusted Types policy of the widget; `chasqui-sdk`, and the SDK's origin,
 * are for «Connect with Facebook».
 */
const policyWith = (sdkOrigin: string) =>
  [
    "default-src 'none'",
    `script-src 'self' ${sdkOrigin}`,
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types chasqui-lit chasqui-sdk',
  ].join('; ');

/** The demo's host page: a shop's dashboard that embeds the widget by one script tag. */
export function dashboardPages(simulatorUrl: string): Router {
  const policy = policyWith(simulatorUrl);
  const folder = join(findPackageRoot(), 'demo');
  const router = Router();
  router.get('/', (_request, response) => {
    response.set({ 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' });
    response.sendFile('index.html', { root: folder });
  });
  router.get('/demo/dashboard.css', (_request, response) => {
    response.set('X-Content-Type-Options', 'nosniff');
    response.sendFile('dashboard.css', { root: folder });
  });
  router.get('/demo/phone', (_request, response) => response.redirect(`${simulatorUrl}/phone`));
  return router;
}
