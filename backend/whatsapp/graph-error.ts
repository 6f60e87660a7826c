import type { MessageError } from '../contract/message.ts';
import { GRAPH_ERRORS, UNKNOWN_GRAPH_ERROR } from './graph-error-table.ts';
import type { GraphErrorEntry } from './graph-error-table.ts';
import { toStorableText } from './storable-text.ts';

export type { GraphErrorEntry, OutboxReaction } from './graph-error-table.ts';

/** An error body of the Graph API. Branch on `code`: status and texts are not reliable. */
export interface GraphError {
  code: number;
  subcode: number | undefined;
  /** Meta's words; localised at times. */
  message: string;
  details: string | undefined;
  /** Meta's id of the call, for its support. */
  traceId: string | undefined;
  /** From the answer's Retry-After header. */
  retryAfterMs: number | undefined;
}

const MAX_WORDS = 500;
const UNKNOWN_OBJECT = 803;
const UNKNOWN_OBJECT_SUBCODE = 33;

const entryByCode = new Map<number, GraphErrorEntry>();
for (const entry of GRAPH_ERRORS) {
  for (const code of entry.codes) {
    const [first, last] = typeof code === 'number' ? [code, code] : code;
    for (let each = first; each <= last; each += 1) entryByCode.set(each, entry);
  }
}

/** Looks a code up in the dictionary; a code it does not have gets the general entry. */
export function findGraphErrorEntry(code: number | null | undefined): GraphErrorEntry {
  return entryByCode.get(code ?? Number.NaN) ?? UNKNOWN_GRAPH_ERROR;
}

/**
 * Reads Meta's error envelope, `{ error: { message, code, error_data?, fbtrace_id?, … } }`.
 * `error_data` may be an object with `details` or a bare string. Returns undefined for anything
 * that is not such an envelope with a numeric code.
 */
export function parseGraphError(body: unknown, retryAfterMs?: number): GraphError | undefined {
  const error = field(body, 'error');
  const code = field(error, 'code');
  if (typeof code !== 'number' || !Number.isSafeInteger(code)) return undefined;
  const data = field(error, 'error_data');
  return {
    code,
    subcode: asInteger(field(error, 'error_subcode')),
    message: asWords(field(error, 'message')) ?? `Error ${code}`,
    details:
      asWords(typeof data === 'string' ? data : field(data, 'details')) ??
      asWords(field(error, 'error_user_msg')),
    traceId: asWords(field(error, 'fbtrace_id')),
    retryAfterMs,
  };
}

/**
 * True when this error body proves that the message was not sent. A fault inside Meta (a vague
 * code with an HTTP 5xx) proves nothing: see docs/decisions/0004.
 */
export function provesRefusal(error: GraphError, httpStatus: number): boolean {
  return !(httpStatus >= 500 && findGraphErrorEntry(error.code).isVague);
}

/**
 * Says in words why a message was not delivered: from the dictionary, with Meta's `details` after
 * the advice where they add something. `title` and `details` are Meta's (of an error body, or of a
 * `failed` status' `errors[0]`); for codes the dictionary lacks they are all there is.
 */
export function describeGraphError(
  code: number | null,
  title?: string | null,
  details?: string | null,
): MessageError {
  const entry = findGraphErrorEntry(code);
  const isUnknown = entry === UNKNOWN_GRAPH_ERROR;
  const metaWords = asWords(details) ?? (isUnknown ? undefined : withoutCode(asWords(title)));
  return {
    code,
    title: (isUnknown ? withoutCode(asWords(title)) : undefined) ?? entry.title,
    details: metaWords === undefined ? entry.advice : `${entry.advice} Meta says: ${metaWords}`,
    is_retryable: entry.isRetryable,
  };
}

/** `describeGraphError` for a parsed error body. */
export function toMessageError(error: GraphError): MessageError {
  return describeGraphError(error.code, error.message, error.details);
}

/**
 * The same for a message that was to be sent. Meta's 100 is a fault in the message, but with subcode 33
 * it is our number that Meta does not know, or that the token may not see.
 */
export function toSendError(error: GraphError): MessageError {
  const isOfNumber = error.code === 100 && error.subcode === UNKNOWN_OBJECT_SUBCODE;
  const described = isOfNumber ? { ...error, code: UNKNOWN_OBJECT } : error;
  return { ...toMessageError(described), code: error.code };
}

/** Meta's messages begin with their code, `(#131047) Re-engagement message`; people need no codes. */
function withoutCode(words: string | undefined): string | undefined {
  return words?.replace(/^\(#\d+\)\s*/, '') || undefined;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function asInteger(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

function asWords(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return toStorableText(value, MAX_WORDS);
}
