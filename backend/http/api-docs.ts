import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router, static as serveFolder } from 'express';
import type { RequestHandler } from 'express';
import { findPackageRoot } from '../package-root.ts';

/** Swagger UI sets style attributes of its own; scripts come from our files only. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Chasqui API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true });\n`;

const withPolicy: RequestHandler = (_request, response, next) => {
  response.set('Content-Security-Policy', POLICY);
  response.set('X-Content-Type-Options', 'nosniff');
  next();
};

/**
 * `/openapi.json`, and `/docs`: the same description as a page to browse and try; beside it the
 * guide for people who connect a number.
 */
export function apiDocs(describe: () => object): Router {
  const router = Router();
  let description: object | undefined;
  router.get('/openapi.json', (_request, response) => {
    response.set('Access-Control-Allow-Origin', '*').json((description ??= describe()));
  });
  router.use('/docs', withPolicy);
  router.get('/docs', (_request, response) => void response.type('html').send(PAGE));
  router.get('/docs/start.js', (_request, response) => void response.type('js').send(START));
  router.get('/docs/connect-whatsapp', (_request, response) => {
    response.sendFile('docs/connect-whatsapp.md', {
      root: findPackageRoot(),
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    });
  });
  const distribution = dirname(
    createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'),
  );
  router.use('/docs', serveFolder(distribution, { index: false }));
  return router;
}
