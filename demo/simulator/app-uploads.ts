import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import type { Request, Response } from 'express';
import { GraphError, unknownObject } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';
import type { SimulatorState } from './simulator-state.ts';

interface Session {
  id: string;
  signature: string;
  type: string;
  sizeBytes: number;
  receivedBytes: number;
  head: Buffer;
}

/** What the Resumable Upload API takes, and how the bytes begin. https://developers.facebook.com/docs/graph-api/guides/upload */
const TYPES: Record<string, RegExp> = {
  'application/pdf': /^%PDF/,
  'image/jpeg': /^\xff\xd8\xff/,
  'image/jpg': /^\xff\xd8\xff/,
  'image/png': /^\x89PNG/,
  'video/mp4': /^.{4}ftyp/s,
};
const MAX_BYTES = 100 * 1_024 * 1_024;
const KEPT_HEAD_BYTES = 64;

/**
 * Meta's Resumable Upload API: `POST /{app-id}/uploads` begins a session, `POST /upload:…` takes bytes
 * from `file_offset` on and answers the last of them with a handle, `GET /upload:…` says how far it has
 * come. The session's id carries its signature as a query. Sessions end with the process, handles do not.
 */
export function appUploadRoutes(parts: {
  options: Required<SimulatorOptions>;
  state: SimulatorState;
  setup: SetupFaults;
}): Router {
  const { options, state, setup } = parts;
  const sessions = new Map<string, Session>();
  const router = Router();

  router.post('/:id/uploads', (request, response, next) => {
    const { id } = request.params;
    if (id !== options.appId) return next();
    setup.authorize('whatsapp_business_management');
    const session = begin(request.query);
    sessions.set(session.id, session);
    response.json({ id: `${session.id}?sig=${session.signature}` });
  });

  const find = (request: Request): Session => {
    const id = decodeURIComponent(request.path.slice(1));
    const session = sessions.get(id);
    if (!session || session.signature !== request.query.sig)
      throw unknownObject(id, request.method);
    if (/^OAuth /.test(request.get('authorization') ?? '')) return session;
    throw new GraphError(190, {
      message: 'Invalid OAuth access token - Cannot parse access token',
    });
  };
  router.get(/^\/upload(:|%3A)[^/]+$/i, (request, response) => {
    const { id, receivedBytes } = find(request);
    response.json({ id, file_offset: receivedBytes });
  });
  router.post(/^\/upload(:|%3A)[^/]+$/i, async (request, response) => {
    const session = find(request);
    if (request.get('file_offset') !== String(session.receivedBytes)) {
      return refuse(response, 'OffsetInvalidError', 'Request starting offset is invalid');
    }
    await receive(session, request);
    if (session.receivedBytes !== session.sizeBytes) {
      const words = 'Partial request (did not match length of file).';
      return refuse(response, 'PartialRequestError', words);
    }
    if (!TYPES[session.type]?.test(session.head.toString('latin1'))) {
      throw new GraphError(100, { message: '(#100) The file does not match its file_type.' });
    }
    sessions.delete(session.id);
    const kind = Buffer.from(session.type).toString('base64').replace(/=+$/, '');
    const handle = `4::${kind}:${randomBytes(24).toString('base64url')}:e:${Date.now()}:${options.appId}`;
    state.record({ type: 'app_file_uploaded', file: { handle, mimeType: session.type } });
    response.json({ h: handle });
  });
  return router;
}

function begin(query: Request['query']): Session {
  const { file_length: length, file_type: type } = query;
  const sizeBytes = Number(length);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > MAX_BYTES) {
    throw new GraphError(100, { message: '(#100) Param file_length must be a valid file size' });
  }
  if (typeof type !== 'string' || !(type in TYPES)) {
    throw new GraphError(100, {
      message: `(#100) Param file_type must be one of {${Object.keys(TYPES).join(', ')}}`,
    });
  }
  const id = `upload:${Buffer.from(`attachment:${randomBytes(9).toString('hex')}`).toString('base64')}`;
  const signature = randomBytes(12).toString('base64url');
  return { id, signature, type, sizeBytes, receivedBytes: 0, head: Buffer.alloc(0) };
}

/** Takes what comes, until the client leaves or sends more than it has announced. */
async function receive(session: Session, request: Request): Promise<void> {
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      const missing = session.sizeBytes - session.receivedBytes;
      const taken = chunk.subarray(0, missing);
      if (session.head.length < KEPT_HEAD_BYTES) {
        session.head = Buffer.concat([session.head, taken]).subarray(0, KEPT_HEAD_BYTES);
      }
      session.receivedBytes += taken.length;
    }
  } catch {
    // The client has left; what came stays.
  }
}

/** As Meta's upload servers answer, without the Graph API's envelope. */
function refuse(response: Response, type: string, message: string): void {
  response
    .status(400)
    .json({ debug_info: { retriable: type === 'PartialRequestError', type, message } });
}
