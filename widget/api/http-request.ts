import type { ErrorBody } from '../../backend/contract/error-body.ts';
import { t } from '../i18n/translate.ts';
import { ApiError } from './api-error.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  body?: unknown;
  token?: string | undefined;
  signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 20_000;

/** A file as it is, without a limit of time. Throws ApiError. */
export async function requestFile(fetch: Fetch, request: HttpRequest): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: { Authorization: `Bearer ${request.token}` },
      credentials: 'omit',
      cache: 'no-store',
    });
    if (response.ok) return await response.blob();
  } catch {
    throw new ApiError(0, 'unreachable', t('error.unreachable'));
  }
  throw toApiError(response, parseJson(await response.text()));
}

/** One JSON request. Throws ApiError, whatever went wrong; an abort by `signal` is thrown as it is. */
export async function requestJson<Result>(fetch: Fetch, request: HttpRequest): Promise<Result> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: {
        ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(request.token === undefined ? {} : { Authorization: `Bearer ${request.token}` }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      // Tokens travel in the header alone; cookies of the host page are none of our business.
      credentials: 'omit',
      cache: 'no-store',
      signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
    });
    text = await response.text();
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new ApiError(0, 'unreachable', t('error.unreachable'));
  }
  const json = parseJson(text);
  if (response.ok) return json as Result;
  throw toApiError(response, json);
}

function toApiError(response: Response, json: unknown): ApiError {
  const fault = (json as Partial<ErrorBody> | undefined)?.error;
  const retryAfter = Number(response.headers.get('Retry-After'));
  return new ApiError(
    response.status,
    fault?.code ?? 'unavailable',
    fault?.message ?? t('error.unreachable'),
    fault?.details,
    retryAfter > 0 ? retryAfter : undefined,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A proxy's HTML page, or an empty 204.
    return undefined;
  }
}
