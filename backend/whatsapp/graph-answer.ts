import type { GraphError } from './graph-error.ts';
import { parseGraphError, provesRefusal } from './graph-error.ts';

/** A call without an answer that could be used. `reason` is for logs and people; it holds no secrets. */
export type CallFailure =
  /** The connection was never made, so the request provably did not leave. */
  | { kind: 'not_sent'; reason: string }
  /** It may have been carried out. */
  | { kind: 'no_answer'; reason: string };

export interface JsonAnswer {
  kind: 'answer';
  httpStatus: number;
  body: unknown;
  /** From the Retry-After header. */
  retryAfterMs: number | undefined;
  /** Meta's clock, from the Date header (whole seconds). */
  servedAtMs: number | undefined;
  /** The version that really served the call: an expired one is served by another. */
  servedVersion: string | undefined;
}

/** Meta answered with an error body that proves that nothing was done. */
export interface Refusal {
  kind: 'refused';
  error: GraphError;
  httpStatus: number;
}

export type GraphResult<Value> = { kind: 'ok'; value: Value } | Refusal | CallFailure;

/** What an answer proves: the body decides, since Meta's HTTP statuses are not reliable. */
export function interpret(answer: JsonAnswer): GraphResult<unknown> {
  const { httpStatus, body } = answer;
  const error = parseGraphError(body, answer.retryAfterMs);
  if (error) {
    if (provesRefusal(error, httpStatus)) return { kind: 'refused', error, httpStatus };
    return { kind: 'no_answer', reason: `HTTP ${httpStatus} with error ${error.code}` };
  }
  if (httpStatus >= 200 && httpStatus < 300) return { kind: 'ok', value: body };
  return { kind: 'no_answer', reason: `HTTP ${httpStatus} without an error body` };
}

export function unexpected(): CallFailure {
  return { kind: 'no_answer', reason: 'the answer does not have the expected form' };
}

/** Ids come from settings that were checked, but a path is no place for trust. */
export function pathPart(id: string): string {
  return encodeURIComponent(id);
}

export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : undefined;
}

/** A text that is there and not empty. */
export function readText(value: unknown, name: string): string | undefined {
  const text = asRecord(value)?.[name];
  return typeof text === 'string' && text !== '' ? text : undefined;
}
