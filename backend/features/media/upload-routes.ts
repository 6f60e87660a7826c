import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import { z } from 'zod';
import { MEDIA_LIMITS } from '../../contract/media-limits.ts';
import type { FileKind } from '../../contract/media-limits.ts';
import { mediaResponseSchema } from '../../contract/media.ts';
import { AppError } from '../../errors.ts';
import type { Api } from '../../http/api.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { UploadService } from './upload-service.ts';

const PATH = '/api/whatsapp/media';
/** An upload of which nothing comes for this long has died. */
const STALL_MS = 30_000;

const querySchema = z.object({
  type: z.enum(Object.keys(MEDIA_LIMITS) as [FileKind, ...FileKind[]]),
  filename: z.string().min(1).max(240).optional(),
});

/** Whether this may be a large file, for which the time limits of other requests are too short. */
export function isUpload({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && (url === PATH || url.startsWith(`${PATH}?`));
}

/** `POST /api/whatsapp/media`. */
export function registerUploadRoutes(api: Api, uploads: UploadService): void {
  api.route(
    {
      method: 'post',
      path: PATH,
      access: 'operator',
      tag: 'Media',
      summary:
        'Takes a file to be sent: the body is the file itself. Messages name it by its id. What no message takes within a day is removed.',
      query: querySchema,
      file: true,
      response: mediaResponseSchema,
      status: 201,
    },
    async ({ query, request }) => {
      const { type: kind, filename } = query;
      const told = (request.get('content-type') ?? 'application/octet-stream').slice(0, 120);
      checkLength(Number(request.get('content-length')), kind);
      const fileName = filename === undefined ? undefined : toStorableText(filename);
      const media = await uploads.receive(readBody(request), { kind, fileName, told });
      return { media };
    },
  );
}

/** Before the first byte, where the caller says how many there will be. */
function checkLength(length: number, kind: FileKind): void {
  const { maxBytes } = MEDIA_LIMITS[kind];
  if (!(length > maxBytes)) return;
  throw new AppError(
    'payload_too_large',
    `WhatsApp takes at most ${Math.floor(maxBytes / 1_024)} KB as ${kind}.`,
    { details: { max_bytes: maxBytes } },
  );
}

/** The body in chunks. A reader who leaves early does not end the connection, which has to answer. */
async function* readBody(request: Request): AsyncGenerator<Uint8Array> {
  const timer = setTimeout(() => request.socket.destroy(), STALL_MS);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      timer.refresh();
      yield chunk as Uint8Array;
    }
  } catch {
    throw new AppError('validation_failed', 'The upload broke off.');
  } finally {
    clearTimeout(timer);
  }
}
