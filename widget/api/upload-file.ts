import type { ErrorBody } from '../../backend/contract/error-body.ts';
import { t } from '../i18n/translate.ts';
import { ApiError } from './api-error.ts';

export interface UploadRequest {
  url: string;
  token: string;
  file: Blob;
  /** From 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/**
 * Sends a file as the body of a request. By XMLHttpRequest, since fetch does not tell how far an
 * upload has come. Gives the body of the answer. Throws ApiError, and the signal's reason when that
 * ends it.
 */
export function uploadFile<Answer extends object>({
  url,
  token,
  file,
  onProgress,
  signal,
}: UploadRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => {
      request.abort();
      reject(signal.reason as Error);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    request.open('POST', url);
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      onProgress(total > 0 ? loaded / total : 0);
    });
    request.addEventListener('error', () => {
      reject(new ApiError(0, 'unreachable', t('error.unreachable')));
    });
    request.addEventListener('load', () => {
      const body = parseJson(request.responseText);
      if (request.status === 201 && body) return resolve(body as Answer);
      const { error } = (body ?? {}) as Partial<ErrorBody>;
      const code = error?.code ?? 'unavailable';
      const message = error?.message ?? t('error.unreachable');
      reject(new ApiError(request.status, code, message, error?.details));
    });
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort));
    request.send(file);
  });
}

function parseJson(text: string): object | undefined {
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
