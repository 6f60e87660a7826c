import { setTimeout as pause } from 'node:timers/promises';
import express, { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import { stripApiVersion } from './api-version.ts';
import { appSubscriptionRoutes } from './app-subscriptions.ts';
import { authenticate, readAccessToken } from './authentication.ts';
import { blockUsersRoutes } from './block-users.ts';
import type { BusinessFiles } from './business-files.ts';
import type { BusinessMessages, Outcome } from './business-messages.ts';
import { describeIssuedToken, oauthRoutes } from './embedded-signup/oauth-routes.ts';
import { accountOf, findNumber } from './embedded-signup/portfolio.ts';
import { portfolioRoutes } from './embedded-signup/portfolio-routes.ts';
import { registrationRoutes } from './embedded-signup/registration-routes.ts';
import { GraphError, unknownObject } from './graph-error.ts';
import { describeToken } from './debug-token.ts';
import { describeBusinessAccount, describePhoneNumber, pickFields } from './graph-objects.ts';
import type { MediaObjects } from './media-objects.ts';
import { templateRoutes } from './template-routes.ts';
import type { MessageTemplates } from './message-templates.ts';
import type { SimulatorOptions } from './options.ts';
import { overrideUrlOf, subscribedAppsRoutes } from './subscribed-apps.ts';
import type { SubscribedAppsParts } from './subscribed-apps.ts';
import { tokenExchangeRoutes } from './token-exchange.ts';

export interface GraphParts extends SubscribedAppsParts {
  messages: BusinessMessages;
  media: MediaObjects;
  templates: MessageTemplates;
  files: BusinessFiles;
}

/** Edges of a number that are about talking to people. */
const MESSAGING_EDGES = ['messages', 'media', 'block_users'];
const HTML_502 =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>' +
  '<body><h1>Sorry, something went wrong.</h1></body></html>';

/** The Graph API under every version's prefix, and without one. */
export function graphRoutes(parts: GraphParts): Router {
  const { options, messages, setup, state } = parts;
  const isNumber = (request: Request) => request.params.id === options.phoneNumberId;
  const isAccount = (request: Request) => request.params.id === options.businessAccountId;
  /** Undefined: the number from the start. Throws for what is no number, or not registered. */
  const senderOf = (request: Request): string | undefined => {
    if (isNumber(request)) return undefined;
    const number = findNumber(options, String(request.params.id));
    if (!number) throw unknownOf(request);
    if (!state.signup.isReady(number)) throw new GraphError(133010);
    return number.phoneNumberId;
  };
  const callbacks = () => ({
    application: parts.callbacks.app?.url ?? '',
    account: overrideUrlOf(parts),
  });
  const graph = Router();
  graph.use(stripApiVersion(setup));
  graph.use(tokenExchangeRoutes(parts));
  graph.use(oauthRoutes(parts));
  graph.use(authenticate(options, setup, () => state.signup.listTokens()));

  graph.get('/debug_token', (request, response) => {
    const { input_token: inspected } = request.query;
    if (typeof inspected !== 'string' || inspected === '') {
      throw new GraphError(100, { message: '(#100) The parameter input_token is required' });
    }
    const issued = state.signup.findToken(inspected);
    response.json(
      issued ? describeIssuedToken(options, issued) : describeToken(options, setup, inspected),
    );
  });

  graph.use(appSubscriptionRoutes(parts));

  // From here on the token needs its permissions and its assets.
  graph.use((request, _response, next) => {
    const isManaging = isAboutSetup(request.path, options);
    const scope = isManaging ? 'whatsapp_business_management' : 'whatsapp_business_messaging';
    const issued = state.signup.findToken(readAccessToken(request));
    if (!issued) setup.authorize(scope);
    else if (!issued.scopes.includes(scope)) throw new GraphError(10);
    const id = request.path.split('/')[1] ?? '';
    const account = accountOf(options, id);
    const accounts = issued?.accountIds ?? setup.accountIds.concat(options.businessAccountId);
    if (account !== undefined && !accounts.includes(account))
      throw unknownObject(id, request.method);
    next();
  });

  graph.use(portfolioRoutes(parts));
  graph.use(registrationRoutes(parts));
  graph.use(templateRoutes(parts));

  graph.get('/:id', (request, response) => {
    const object = isNumber(request)
      ? describePhoneNumber(options, setup, callbacks())
      : isAccount(request)
        ? describeBusinessAccount(options, setup)
        : undefined;
    if (object) response.json(pickFields(object, request.query.fields));
    else response.json(parts.media.describe(String(request.params.id), request));
  });

  graph.get('/:id/phone_numbers', (request, response) => {
    if (!isAccount(request)) throw unknownOf(request);
    const number = describePhoneNumber(options, setup, callbacks());
    // The number of another account is not in the list of this one.
    const isOfAccount = setup.accountOfNumber === options.businessAccountId;
    const numbers = isOfAccount ? [pickFields(number, request.query.fields)] : [];
    response.json(listOf(numbers, options.phoneNumberId));
  });

  graph.use(subscribedAppsRoutes(parts));
  graph.use(blockUsersRoutes(parts));

  graph.post('/:id/messages', express.json({ limit: '1mb' }), async (request, response) => {
    await answerSend(messages.accept(request.body, senderOf(request)), response);
  });

  graph.post('/:id/media', async (request, response) => {
    senderOf(request);
    response.json(await parts.files.receive(request));
  });

  graph.use((request) => {
    throw unknownObject(request.path.split('/')[1] ?? '', request.method);
  });
  graph.use(answerError);

  return graph;
}

async function answerSend({ answer, fault }: Outcome, response: Response): Promise<void> {
  if (fault?.kind === 'drop_before_accept' || fault?.kind === 'drop_after_accept') {
    response.socket?.destroy();
    return;
  }
  if (fault?.kind === 'truncated_answer') {
    const text = JSON.stringify(answer);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': text.length });
    response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
    return;
  }
  if (fault?.kind === 'html_502' || fault?.kind === 'html_502_after_accept') {
    response.status(502).type('html').send(HTML_502);
    return;
  }
  if (fault?.kind === 'delay') await pause(fault.delayMs ?? 0);
  response.json(answer);
}

/** The number's and the account's own affairs, unlike messages and files. */
function isAboutSetup(path: string, options: Required<SimulatorOptions>): boolean {
  const [, id, edge] = path.split('/');
  const isOurs = accountOf(options, id ?? '') !== undefined;
  return isOurs && !MESSAGING_EDGES.includes(edge ?? '');
}

function unknownOf(request: Request): GraphError {
  return unknownObject(String(request.params.id), request.method);
}

function listOf(data: object[], cursor: string): object {
  const mark = Buffer.from(cursor).toString('base64');
  return { data, paging: { cursors: { before: mark, after: mark } } };
}

/** Every error leaves in Meta's envelope, also those that the body parser found. */
function answerError(
  error: unknown,
  _request: Request,
  response: Response,
  // Express knows an error handler by its four parameters.
  _next: NextFunction,
): void {
  const graphError = error instanceof GraphError ? error : fromParser(error);
  if (graphError.code === 190) {
    response.set(
      'WWW-Authenticate',
      `OAuth "Facebook Platform" "invalid_token" "${graphError.message}"`,
    );
  }
  if (graphError.retryAfterSeconds !== undefined) {
    response.set('Retry-After', String(graphError.retryAfterSeconds));
  }
  response.status(graphError.status).json(graphError.toEnvelope());
}

function fromParser(error: unknown): GraphError {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status >= 500) return new GraphError(1, { status: 500 });
  return new GraphError(100, { status, details: 'The body is not valid JSON.' });
}
