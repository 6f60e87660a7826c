import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * The process's log: JSON lines on stdout. ERROR means that someone must act.
 *
 * Secrets and message text never reach it: callers log ids, counts and codes, and the names below
 * are removed should one slip in.
 */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'accessToken',
        'appSecret',
        'webhookVerifyToken',
        'password',
        'token',
        'message_text',
        'text',
        'body',
        '*.accessToken',
        '*.appSecret',
        '*.password',
        '*.token',
        '*.message_text',
        '*.body',
        'req.headers.authorization',
        'req.headers.cookie',
      ],
      remove: true,
    },
  });
}
