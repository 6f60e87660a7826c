import type { RandomBytes } from './random.ts';

/** Titles as Meta prints them; codes that are not here get a plain one. */
const TITLES: Record<number, string> = {
  0: 'AuthException',
  1: 'API Unknown',
  2: 'API Service',
  4: 'API Too Many Calls',
  10: 'Application does not have permission for this action',
  100: 'Invalid parameter',
  368: 'Temporarily blocked for policies violations',
  80007: 'Rate limit issues',
  130429: 'Rate limit hit',
  130472: "User's number is part of an experiment",
  130497: 'Business account is restricted from messaging users in this country.',
  131000: 'Something went wrong',
  131005: 'Access denied',
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
  131016: 'Service unavailable',
  131021: 'Recipient cannot be sender',
  131026: 'Message undeliverable',
  131030: 'Recipient phone number not in allowed list',
  131031: 'Account has been locked',
  131042: 'Business eligibility payment issue',
  131047: 'Re-engagement message',
  131048: 'Spam rate limit hit',
  131049: 'This message was not delivered to maintain healthy ecosystem engagement.',
  131051: 'Unsupported message type',
  131053: 'Media upload error',
  131056: '(Business Account, Consumer Account) pair rate limit hit',
  132000: 'Number of parameters does not match the expected number of params',
  132001: 'Template name does not exist in the translation',
  132012: 'Parameter format does not match format in the created template',
  132015: 'Template is paused.',
};

/** HTTP statuses other than 400. Rate limits come with 429 when a test asks for it. */
const HTTP_STATUSES: Record<number, number> = {
  0: 401,
  2: 503,
  3: 500,
  10: 403,
  102: 401,
  190: 401,
  368: 403,
  803: 404,
  130497: 403,
  131000: 500,
  131005: 403,
  131016: 500,
  131031: 403,
  131045: 500,
  131057: 500,
  132001: 404,
  133000: 500,
  133004: 503,
};

const DETAILS: Record<number, string> = {
  131026: 'Message Undeliverable.',
  131047:
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  131056:
    'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
  130429: 'Message failed to send because there were too many messages sent from this phone number.',
};

export function titleOf(code: number): string {
  return TITLES[code] ?? 'Something went wrong';
}

export function detailsOf(code: number): string {
  return DETAILS[code] ?? titleOf(code);
}

interface GraphApiErrorOptions {
  code: number;
  /** Goes to `error_data.details`, where Meta says what exactly is wrong. */
  details?: string | undefined;
  /** Instead of `(#code) title`. */
  message?: string | undefined;
  type?: 'OAuthException' | 'GraphMethodException';
  subcode?: number | undefined;
  httpStatus?: number | undefined;
  retryAfterSeconds?: number | undefined;
  isTransient?: boolean | undefined;
}

/** A refusal as Meta words it. Thrown anywhere below the Graph routes, answered by them. */
export class GraphApiError extends Error {
  readonly code: number;
  readonly httpStatus: number;
  readonly retryAfterSeconds: number | undefined;
  readonly #options: GraphApiErrorOptions;

  constructor(options: GraphApiErrorOptions) {
    super(options.message ?? `(#${options.code}) ${titleOf(options.code)}`);
    this.name = 'GraphApiError';
    this.code = options.code;
    this.httpStatus = options.httpStatus ?? HTTP_STATUSES[options.code] ?? httpStatusOf(options);
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.#options = options;
  }

  get details(): string | undefined {
    return this.#options.details;
  }

  toBody(random: RandomBytes): object {
    const { details, subcode, type, isTransient } = this.#options;
    return {
      error: {
        message: this.message,
        type: type ?? 'OAuthException',
        code: this.code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        ...(isTransient === undefined ? {} : { is_transient: isTransient }),
        ...(details === undefined
          ? {}
          : { error_data: { messaging_product: 'whatsapp', details } }),
        fbtrace_id: `A${random(8).toString('base64url')}`,
      },
    };
  }
}

/** Codes 200 to 299 are about permissions. */
function httpStatusOf({ code }: GraphApiErrorOptions): number {
  return code >= 200 && code <= 299 ? 403 : 400;
}

/** 100: a parameter is unknown, missing, or of the wrong form. */
export function invalidParameter(details: string): GraphApiError {
  return new GraphApiError({ code: 100, details });
}

/** 100/33: there is no such object, or the token may not see it; Meta does not say which. */
export function unknownObject(method: string, id: string): GraphApiError {
  return new GraphApiError({
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be ` +
      'loaded due to missing permissions, or does not support this operation. Please read the Graph ' +
      'API documentation at https://developers.facebook.com/docs/graph-api',
  });
}

/** An element of a failed status's `errors`. */
export function toStatusError(code: number, details = detailsOf(code)): object {
  return {
    code,
    title: titleOf(code),
    message: titleOf(code),
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  };
}
