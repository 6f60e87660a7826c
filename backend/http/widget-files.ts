import { Router, static as serveFolder } from 'express';

const ONE_YEAR_MS = 365 * 24 * 60 * 60 * 1_000;

/**
 * The widget's script and its chunks. Module scripts from another origin are fetched with CORS, so
 * these public files are open to every page. Chunks carry a hash in their names and may be kept for
 * ever; `/chasqui.js` itself is asked for again each time.
 */
export function widgetFiles(folder: string): Router {
  const router = Router();
  const setHeaders = (response: { setHeader(name: string, value: string): void }) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    response.setHeader('X-Content-Type-Options', 'nosniff');
  };
  router.use(
    '/chunks',
    serveFolder(`${folder}/chunks`, {
      index: false,
      immutable: true,
      maxAge: ONE_YEAR_MS,
      setHeaders,
    }),
  );
  router.get('/chasqui.js', (_request, response, next) => {
    setHeaders(response);
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile('chasqui.js', { root: folder, cacheControl: false }, (error) => {
      if (error && !response.headersSent) next();
    });
  });
  return router;
}
