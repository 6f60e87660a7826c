import { randomBytes } from 'node:crypto';

interface ErrorKind {
  title: string;
  /** HTTP status; 400 unless Meta answers otherwise. */
  status?: number;
  /** Meta tells that the same request may succeed later. */
  isTransient?: boolean;
}

/** Codes, titles and HTTP statuses as Meta's error reference prints them. */
const ERROR_KINDS: Record<number, ErrorKind> = {
  0: { title: 'AuthException', status: 401 },
  1: { title: 'API Unknown', isTransient: true },
  2: { title: 'API Service', status: 503, isTransient: true },
  3: { title: 'API Method', status: 500 },
  4: { title: 'API Too Many Calls', isTransient: true },
  10: { title: 'Permission Denied', status: 403 },
  33: { title: 'Parameter value is not valid' },
  100: { title: 'Invalid parameter' },
  102: { title: 'Session key invalid or no longer valid', status: 401 },
  190: { title: 'Error validating access token', status: 401 },
  200: { title: 'API Permission', status: 403 },
  368: { title: 'Temporarily blocked for policies violations', status: 403 },
  803: { title: 'Some of the aliases you requested do not exist', status: 404 },
  80007: { title: 'Rate limit issues' },
  130403: { title: 'You have blocked this user' },
  130429: { title: 'Rate limit hit' },
  130472: { title: "User's number is part of an experiment" },
  130497: {
    title: 'Business account is restricted from messaging users in this country',
    status: 403,
  },
  131000: { title: 'Something went wrong', status: 500 },
  131005: { title: 'Access denied', status: 403 },
  131008: { title: 'Required parameter is missing' },
  131009: { title: 'Parameter value is not valid' },
  131016: { title: 'Service unavailable', status: 500 },
  131021: { title: 'Recipient cannot be sender' },
  131026: { title: 'Message undeliverable' },
  131030: { title: 'Recipient phone number not in allowed list' },
  131031: { title: 'Account has been locked', status: 403 },
  131041: { title: 'Group unknown' },
  131042: { title: 'Business eligibility payment issue' },
  131045: { title: 'Incorrect certificate', status: 500 },
  131047: { title: 'Re-engagement message' },
  131048: { title: 'Spam rate limit hit' },
  131051: { title: 'Unsupported message type' },
  131053: { title: 'Media upload error' },
  131056: { title: '(Business Account, Consumer Account) pair rate limit hit' },
  131057: { title: 'Account in maintenance mode', status: 500 },
  131062: { title: 'Business-scoped user ids are not supported for this message' },
  132000: { title: 'Number of parameters does not match the expected number of params' },
  132001: { title: 'Template name does not exist in the translation', status: 404 },
  132005: { title: 'Translated text too long' },
  132007: { title: 'Template format character policy violated' },
  132008: { title: 'Template parameter value is not valid' },
  132012: { title: 'Parameter format does not match format in the created template' },
  132015: { title: 'Template is paused' },
  132016: { title: 'Template is disabled' },
  132018: { title: 'Template parameters are not valid' },
  133000: { title: 'Incomplete deregistration', status: 500 },
  133004: { title: 'Server temporarily unavailable', status: 503 },
  133005: { title: 'Two step verification PIN mismatch' },
  133006: { title: 'Phone number re-verification needed' },
  133008: { title: 'Too many two step verification PIN guesses' },
  133009: { title: 'Two step verification PIN guessed too fast' },
  133010: { title: 'Phone number not registered' },
  133015: { title: 'Please wait a few minutes before attempting to register this phone number' },
  133016: { title: 'Account register or deregister rate limit exceeded' },
  139100: { title: 'Failed to block/unblock users' },
};

function findErrorKind(code: number): ErrorKind | undefined {
  // 200 to 299 all are missing permissions.
  return ERROR_KINDS[code] ?? (code > 200 && code <= 299 ? ERROR_KINDS[200] : undefined);
}

export interface GraphErrorOptions {
  /** Goes to `error_data.details`: what exactly is wrong. */
  details?: string;
  /** Replaces the title in `message`. */
  message?: string;
  type?: string;
  subcode?: number;
  status?: number;
  retryAfterSeconds?: number;
  /** For people, in errors about templates. */
  userTitle?: string;
  userMessage?: string;
}

/** An answer of the Graph API that isn't a success; the envelope is Meta's, with `fbtrace_id`. */
export class GraphError extends Error {
  readonly code: number;
  readonly status: number;
  readonly title: string;
  readonly details: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly #options: GraphErrorOptions;

  constructor(code: number, options: GraphErrorOptions = {}) {
    const kind = findErrorKind(code);
    const title = kind?.title ?? 'Unknown error';
    super(options.message ?? `(#${code}) ${title}`);
    this.code = code;
    this.status = options.status ?? kind?.status ?? 400;
    this.title = title;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.#options = options;
  }

  toEnvelope(): object {
    const { type = 'OAuthException', subcode, userTitle, userMessage } = this.#options;
    return {
      error: {
        message: this.message,
        type,
        code: this.code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        ...(userTitle === undefined ? {} : { error_user_title: userTitle }),
        ...(userMessage === undefined ? {} : { error_user_msg: userMessage }),
        ...(this.details === undefined
          ? {}
          : { error_data: { messaging_product: 'whatsapp', details: this.details } }),
        ...(findErrorKind(this.code)?.isTransient ? { is_transient: true } : {}),
        fbtrace_id: `A${randomBytes(17).toString('base64url')}`,
      },
    };
  }

  /** As it stands in a `failed` status's `errors`. */
  toWebhookError(): object {
    return {
      code: this.code,
      title: this.title,
      message: this.title,
      error_data: { details: this.details ?? this.title },
      href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
    };
  }
}

/** Meta's answer for an id that doesn't exist, isn't visible to the token, or can't do this. */
export function unknownObject(id: string, method: string): GraphError {
  return new GraphError(100, {
    type: 'GraphMethodException',
    subcode: 33,
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot ` +
      'be loaded due to missing permissions, or does not support this operation.',
  });
}
