import type { Request, Response } from 'express';
import { z } from 'zod';
import { mediaLinkSchema, mediaResponseSchema } from '../../contract/media.ts';
import { AppError } from '../../errors.ts';
import type { Api } from '../../http/api.ts';
import { writeInStep } from '../../http/write-in-step.ts';
import { toDownloadName } from './download-name.ts';
import type { MediaService, ServedFile } from './media-service.ts';
import type { ByteRange, MediaStorage } from './media-storage.ts';

const paramsSchema = z.object({ id: z.string().regex(/^md_\w{1,40}$/, 'is not a media id') });

const linkQuerySchema = z.object({
  /** Expiry, viewer and signature, as `…/link` made them. */
  e: z.coerce.number().int().min(0).max(99_999_999_999),
  u: z.string().min(1).max(60),
  s: z.string().min(1).max(100),
  /** Asks for a download where the file would be shown. */
  download: z.literal('1').optional(),
});

/** What browsers show by themselves without running anything. A PDF may hold scripts. */
const SHOWN_INLINE = /^(image|video|audio)\//;

/**
 * A customer's file is foreign matter on our origin: it may be no page, run nothing, load nothing,
 * be taken for nothing else, and stay in no shared cache. Pages on other origins embed it.
 */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'private, no-store',
  'Accept-Ranges': 'bytes',
};

const SERVED = [
  [
    '/api/whatsapp/media/:id',
    false,
    'The file itself, by a signed address; single byte ranges are supported. Pictures, sound and films by their own first bytes are shown, everything else is a download.',
  ],
  [
    '/api/whatsapp/media/:id/thumbnail',
    true,
    'The small copy of a picture, WebP of at most 640 px, by a signed address.',
  ],
] as const;

/** Links to files, the files themselves, and a person's wish to fetch one again. */
export function registerMediaRoutes(
  api: Api,
  parts: { media: MediaService; storage: MediaStorage },
): void {
  api.route(
    {
      method: 'get',
      path: '/api/whatsapp/media/:id/link',
      access: 'operator',
      tag: 'Media',
      summary: 'Makes a signed address of a file for whoever asks; it is good for 10 minutes.',
      params: paramsSchema,
      response: mediaLinkSchema,
    },
    ({ params, principal }) => parts.media.issueLink(params.id, principal),
  );

  for (const [path, isThumbnail, summary] of SERVED) {
    api.route(
      {
        method: 'get',
        path,
        access: 'public',
        tag: 'Media',
        summary,
        params: paramsSchema,
        query: linkQuerySchema,
        status: 200,
      },
      async ({ params, query, request, response }) => {
        const link = { id: params.id, isThumbnail, viewerId: query.u, expiresAt: query.e };
        const file = await parts.media.openLink(link, query.s);
        const isDownload = query.download === '1';
        await sendFile(parts.storage, file, { isDownload, request, response });
      },
    );
  }

  api.route(
    {
      method: 'post',
      path: '/api/whatsapp/media/:id/retry',
      access: 'operator',
      tag: 'Media',
      summary: 'Fetches a file that failed or is gone once more. Meta keeps files for 7 days.',
      params: paramsSchema,
      response: mediaResponseSchema,
      status: 202,
    },
    async ({ params }) => ({ media: await parts.media.retry(params.id) }),
  );
}

async function sendFile(
  storage: MediaStorage,
  served: ServedFile,
  { isDownload, request, response }: { isDownload: boolean; request: Request; response: Response },
): Promise<void> {
  const { key, type, sizeBytes: size, name } = served;
  const range = readRange(request, response, size);
  const file = await storage.open(key, range);
  if (!file) throw new AppError('not_found', 'This file is missing from the storage.');
  const isShown = SHOWN_INLINE.test(type) && !isDownload;
  if (isShown) response.set('Content-Disposition', 'inline');
  else response.attachment(toDownloadName(name, type));
  // After `attachment`, which goes by the name's ending.
  response.set({ ...HEADERS, 'Content-Type': type });
  if (range) {
    response.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  }
  response.set('Content-Length', String(range ? range.end - range.start + 1 : size));
  try {
    // A viewer who has seen enough hangs up in the middle, which is no fault.
    if (await writeInStep(response, file.chunks)) response.end();
  } catch {
    response.destroy();
  } finally {
    await file.close();
  }
}

/** One range of bytes (RFC 9110 §14); several at once and other units are answered with the whole. */
function readRange(request: Request, response: Response, size: number): ByteRange | undefined {
  const ranges = request.range(size, { combine: true });
  if (ranges === -1) {
    response.set('Content-Range', `bytes */${size}`);
    throw new AppError('range_not_satisfiable', `The file has ${size} bytes.`);
  }
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes') return undefined;
  const [first] = ranges;
  return ranges.length === 1 && first ? { start: first.start, end: first.end } : undefined;
}
