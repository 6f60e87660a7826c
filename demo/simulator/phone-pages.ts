import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';
import type { SimulatorOptions } from './options.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The page's files are not compiled: they lie in the package, whether this runs from source or dist/. */
function findPhoneFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'demo/phone');
}

/** `/phone`: the simulated customers' phones, as a page. */
export function phonePages(options: Required<SimulatorOptions>): Router {
  const folder = findPhoneFolder();
  const router = Router();
  router.use('/phone', (_request, response, next) => {
    response.set({ 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' });
    next();
  });
  router.get('/phone', (_request, response) => response.sendFile('index.html', { root: folder }));
  router.get('/phone/config.json', (_request, response) => {
    const { verifiedName, displayPhoneNumber, dashboardUrl } = options;
    response.json({
      business_name: verifiedName,
      business_number: displayPhoneNumber,
      dashboard_url: dashboardUrl,
    });
  });
  for (const file of ['phone.css', 'phone.js']) {
    router.get(`/phone/${file}`, (_request, response) => response.sendFile(file, { root: folder }));
  }
  return router;
}
