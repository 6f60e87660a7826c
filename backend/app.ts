import express from 'express';
import type { Express, Router } from 'express';
import { apiDocs } from './http/api-docs.ts';
import type { Api } from './http/api.ts';
import { errorHandler, notFoundHandler } from './http/error-handler.ts';
import { describeApi } from './http/openapi.ts';
import { requestLog } from './http/request-log.ts';
import { corsForEmbedders, securityHeaders } from './http/security-headers.ts';
import { widgetFiles } from './http/widget-files.ts';
import type { Config } from './config.ts';
import type { Logger } from './logger.ts';

export interface AppOptions {
  config: Pick<Config, 'publicUrl' | 'allowedOrigins' | 'trustProxy'>;
  logger: Logger;
  api: Api;
  widgetFolder: string;
  /** Whether an error means that the database was away. */
  isOutage: (error: unknown) => boolean;
  /** Pages of the one who embeds Chasqui's server (the demo's dashboard); they set their own headers. */
  pages: Router | undefined;
}

/** Express with everything in its order: this is the page to read for «what happens to a request». */
export function createApp(options: AppOptions): Express {
  const { config, logger, api, widgetFolder, isOutage, pages } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', parseTrustProxy(config.trustProxy));
  app.set('query parser', 'simple');

  app.use(requestLog(logger));
  app.use(widgetFiles(widgetFolder));
  app.use(apiDocs(() => describeApi(api.definitions, config.publicUrl)));
  if (pages) app.use(pages);
  app.use(...securityHeaders());
  app.use(corsForEmbedders(config.allowedOrigins));
  app.use(api.router);
  app.use(notFoundHandler);
  app.use(errorHandler(logger, isOutage));
  return app;
}

/** A number of hops, a list of addresses, or nothing: see Express «trust proxy». */
function parseTrustProxy(value: string): number | string | false {
  if (value === '') return false;
  return /^\d+$/.test(value) ? Number(value) : value;
}
