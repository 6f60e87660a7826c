import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorBody } from '../../contract/error-body.ts';
import { AppError, describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { verifySignature } from '../../whatsapp/verify-signature.ts';
import type { ConnectionActivity } from '../settings/connection-activity.ts';
import type { ConnectionService } from '../settings/connection-service.ts';
import { AttemptLimiter } from './attempt-limiter.ts';
import { readBody } from './read-body.ts';
import type { WebhookJournal } from './webhook-journal.ts';

export interface WebhookHandlerParts {
  connections: Pick<ConnectionService, 'list'>;
  activity: Pick<
    ConnectionActivity,
    'recordWebhookVerified' | 'recordWebhookReceived' | 'recordWebhookRefused'
  >;
  journal: Pick<WebhookJournal, 'append'>;
  logger: Logger;
  /** Who calls, for the rate limit; behind a proxy the socket's address is the proxy's. */
  clientAddress?: (request: IncomingMessage) => string;
}

/** True when the request was for a webhook and is being answered. */
export type WebhookHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

export const WEBHOOK_PATHS: readonly string[] = [
  '/api/webhooks/whatsapp',
  '/api/whatsapp/webhook',
  '/webhook/whatsapp',
];

const OK_HEADERS = ['Content-Type', 'text/plain', 'Content-Length', '2'];
const WRONG_TOKENS_A_MINUTE = 10;
const LOG_INTERVAL_MS = 10_000;

/**
 * Takes Meta's webhooks in front of Express, which would cost more than all the rest of the intake.
 *
 * POST: the signature over the raw bytes is checked, the bytes are committed to the journal, and
 * only then the answer is 200. What is in the body is looked at later: a signed body is stored even
 * if nobody can read it. 401 without a valid signature (also while no app secret is set: an
 * unsigned webhook is never taken), 413 above 4 MB, 503 when it could not be stored; after 401 and
 * 503 Meta delivers again.
 *
 * GET: the verification that Meta does when the webhook's URL is entered. The challenge is given
 * back for the right verify token only; whoever guesses wrongly ten times in a minute has to wait.
 */
export function createWebhookHandler(parts: WebhookHandlerParts): WebhookHandler {
  const { logger } = parts;
  const clientAddress =
    parts.clientAddress ?? ((request) => request.socket.remoteAddress ?? 'unknown');
  const limiter = new AttemptLimiter({ limit: WRONG_TOKENS_A_MINUTE, windowMs: 60_000 });
  let refused = 0;
  let nextLogMs = 0;

  /** One line for many: whoever floods us with forgeries must not flood the log. */
  const noteRefusal = () => {
    refused += 1;
    const nowMs = performance.now();
    if (nowMs < nextLogMs) return;
    logger.warn({ refused }, 'webhooks without a valid signature were refused');
    refused = 0;
    nextLogMs = nowMs + LOG_INTERVAL_MS;
  };

  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const rawBody = await readBody(request);
    // The caller went away: there is nobody to answer.
    if (rawBody === undefined) return;
    const connections = await parts.connections.list();
    const secrets = connections.flatMap(({ appSecret }) => appSecret ?? []);
    const signature = request.headers['x-hub-signature-256'];
    if (!verifySignature(rawBody, signature, secrets)) {
      noteRefusal();
      if (typeof signature === 'string') parts.activity.recordWebhookRefused(Date.now());
      throw new AppError(
        'invalid_signature',
        'X-Hub-Signature-256 is not this body under the app secret. Check the app secret in the settings.',
      );
    }
    const nowMs = Date.now();
    await parts.journal.append(rawBody, nowMs);
    response.writeHead(200, OK_HEADERS);
    response.end('OK');
    parts.activity.recordWebhookReceived(nowMs);
  };

  const verify = async (request: IncomingMessage, response: ServerResponse) => {
    const query = new URLSearchParams(/\?(.*)$/s.exec(request.url ?? '')?.[1]);
    const address = clientAddress(request);
    const waitSeconds = limiter.waitSeconds(address);
    if (waitSeconds > 0) {
      throw new AppError('too_many_requests', 'Too many wrong verify tokens. Try again later.', {
        retryAfterSeconds: waitSeconds,
      });
    }
    const tokens = (await parts.connections.list()).flatMap(({ verifyToken }) => verifyToken ?? []);
    const challenge = query.get('hub.challenge');
    const isRight =
      query.get('hub.mode') === 'subscribe' &&
      challenge !== null &&
      isOneOf(query.get('hub.verify_token') ?? '', tokens);
    if (!isRight) {
      limiter.count(address);
      throw new AppError(
        'verification_failed',
        'hub.mode, hub.challenge or hub.verify_token is not right. Copy the verify token from the settings.',
      );
    }
    response.writeHead(200, {
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
    response.end(challenge);
    parts.activity.recordWebhookVerified(Date.now()).catch((error: unknown) => {
      logger.warn({ reason: describeError(error) }, 'the webhook’s verification was not noted');
    });
  };

  const actions: Record<string, typeof receive | undefined> = { POST: receive, GET: verify };
  return (request, response) => {
    const action = actions[request.method ?? ''];
    if (!action || !WEBHOOK_PATHS.includes(pathOf(request.url ?? ''))) return false;
    action(request, response).catch((error: unknown) => answerError(response, error, logger));
    return true;
  };
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Hashes first, so that neither length nor content shows in the time it takes. */
function isOneOf(token: string, expected: readonly string[]): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  let isFound = false;
  for (const candidate of expected) {
    if (candidate !== '' && timingSafeEqual(digest(token), digest(candidate))) isFound = true;
  }
  return isFound;
}

/** The one error body of the HTTP API; a fault of ours is told as 503, so that Meta comes again. */
function answerError(response: ServerResponse, error: unknown, logger: Logger): void {
  const isOurFault = !(error instanceof AppError);
  if (isOurFault) {
    logger.error({ reason: describeError(error) }, 'a webhook request failed');
  }
  const known = isOurFault
    ? new AppError('unavailable', 'The webhook could not be taken.', { retryAfterSeconds: 5 })
    : error;
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body: ErrorBody = { error: { code: known.code, message: known.message } };
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(known.status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': bytes.length,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...(known.retryAfterSeconds === undefined ? {} : { 'Retry-After': known.retryAfterSeconds }),
    // Half of a body that was refused may still be on its way.
    ...(known.code === 'payload_too_large' ? { Connection: 'close' } : {}),
  });
  response.end(bytes);
}
