/**
 * Every error code of the HTTP API, with its HTTP status: the one table behind responses, the
 * OpenAPI description and docs/errors.md. Codes are stable; messages may change.
 */
export const ERROR_CODES = {
  validation_failed: { status: 400, meaning: 'The request does not have the described form.' },
  malformed_json: { status: 400, meaning: 'The body is not valid JSON.' },
  invalid_cursor: { status: 400, meaning: 'The cursor was not made by this list.' },
  invalid_recipient: { status: 400, meaning: 'Not a phone number, user id or contact id.' },
  unauthorized: { status: 401, meaning: 'No valid token: sign in.' },
  wrong_credentials: { status: 401, meaning: 'Email or password is not right.' },
  invalid_signature: { status: 401, meaning: 'The webhook was not signed with the app secret.' },
  forbidden: { status: 403, meaning: 'Signed in, but this needs another role.' },
  origin_not_allowed: { status: 403, meaning: 'The page is not in ALLOWED_ORIGINS.' },
  verification_failed: { status: 403, meaning: 'The webhook verify token does not match.' },
  setup_closed: { status: 403, meaning: 'The first admin exists already, or the token is wrong.' },
  link_expired: { status: 403, meaning: 'The signed link is changed or too old: get another.' },
  not_found: { status: 404, meaning: 'There is nothing at this address or id.' },
  conflict: { status: 409, meaning: 'It exists already, or has changed meanwhile.' },
  template_unusable: {
    status: 409,
    meaning: 'The template is unknown, or not approved: pick another.',
  },
  contact_blocked: { status: 409, meaning: 'The contact is blocked: unblock them first.' },
  not_configured: { status: 409, meaning: 'No WhatsApp number is connected.' },
  payload_too_large: { status: 413, meaning: 'The body is larger than this route accepts.' },
  unsupported_media_type: { status: 415, meaning: 'The body is of a type that is not taken here.' },
  range_not_satisfiable: { status: 416, meaning: 'The file does not have these bytes.' },
  refused_by_meta: { status: 422, meaning: 'Meta does not take it; the message says why.' },
  too_many_requests: { status: 429, meaning: 'Slow down; see the Retry-After header.' },
  internal_error: { status: 500, meaning: 'A fault of ours; the log has its details.' },
  meta_unreachable: { status: 502, meaning: 'Meta gave no clear answer: look, then try again.' },
  unavailable: { status: 503, meaning: 'Not ready, or could not store it: try again.' },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error meant for the caller: `message` says what happened and what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;
  /** Seconds for the Retry-After header, where waiting helps. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: unknown; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }
}

/** A message fit for a log or a person, whatever was thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
